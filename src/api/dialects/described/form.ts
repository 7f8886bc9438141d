import { errorKinds } from '../../errors';
import { boolean, choice, either, json, list, map, number, object, pair, text } from '../../shape/shape';
import type { Template } from './description';

// The form of a description in settings: what `description.ts` declares, for the check of settings and for the JSON schema
// that `npm run docs` writes. A test of types (`test/unit/api/described/form.test.ts`) compares the two.

const statuses = choice('queued', 'in_progress', 'completed', 'failed', 'cancelled', 'expired');
const place = text({ rule: 'place' });
const places = either(place, list(place, { min: 1 }));
const template = text({ rule: 'template' });
const name = text({ pattern: '^[\\s\\S]{1,200}$' });
const scalar = either(text(), number(), boolean);

const callFields = {
  query: map(template),
  headers: map(template, 'header'),
  body: map(json<Template>('template')),
};
const target = { method: choice('GET', 'POST', 'PUT', 'DELETE'), path: text({ rule: 'path' }) };
const call = object(target, callFields, 'call');

const roles = choice('first', 'last', 'reference', 'video', 'audio');
const settings = choice('sound', 'seed', 'negativePrompt');
const forms = list(choice('file', 'url'));
const count = number({ integer: true, min: 0, max: 100 });
const tokens = object({}, { first: text(), last: text(), reference: text(), video: text(), audio: text() });

const inputs = object(
  { roles: object({}, { first: count, last: count, reference: count, video: count, audio: count }) },
  {
    model: either(name, list(name)),
    total: count,
    apart: list(list(roles)),
    audioNeedsPicture: boolean,
    forms: object({}, { video: forms, audio: forms }),
    withReferences: object({}, { maxSeconds: number({ min: 0 }), resolutions: list(text()) }),
    settings: list(settings),
    mayIgnore: list(either(roles, settings)),
    tokens,
  },
  'inputs',
);

const formats = object(
  {},
  {
    seconds: choice('number', 'text', 'suffix'),
    size: choice('x', '*', ':'),
    resolution: either(choice('upper'), map(text())),
    tiers: list(text({ pattern: '^(\\d{3,4}p|\\d{1,2}k)$' })),
    file: choice('address', 'base64'),
    sound: pair(text()),
    tags: tokens,
  },
  'formats',
);

const variant = object(
  {
    when: object(
      {},
      {
        model: either(name, list(name)),
        first: boolean,
        last: boolean,
        references: boolean,
        videos: boolean,
        audios: boolean,
        inputs: boolean,
        prompt: name,
      },
    ),
  },
  {
    create: object({}, { ...target, ...callFields }, 'part'),
    rename: pair(text()),
    formats,
    defaults: object({}, { ratio: text(), resolution: text(), seconds: either(text(), number()) }),
    mode: text({ pattern: '^[\\w.-]{1,40}$' }),
    fields: map(either(text({ rule: 'place' }), choice(null))),
  },
  'variant',
);
const derive = object(target, { ...callFields, variants: list(variant) }, 'derive');

const condition = { at: place, is: list(scalar), text: text({ rule: 'expression', max: 300 }) };
const status = number({ integer: true, min: 100, max: 599 });
const statusCondition = { ...condition, status: either(status, list(status)) };
const kind = choice(...errorKinds);
const failure = object({}, { ...statusCondition, means: statuses });

const ends = choice('queued', 'in_progress');

const answer = object(
  {},
  {
    id: places,
    status: places,
    progress: places,
    address: places,
    thumbnail: places,
    error: places,
    clip: place,
    model: places,
    prompt: places,
    seconds: places,
    queue: places,
    createdAt: places,
    completedAt: places,
    expiresAt: places,
    parentId: places,
    cost: places,
    estimate: places,
    clipQuery: map(text()),
    withheld: object({ message: places }, { unless: places }),
    job: places,
    idIn: object({ address: text({ rule: 'place' }) }, { drop: text(), bare: template }),
    costUnit: object({ currency: text({ pattern: '^[A-Z]{3}$' }), perUnit: number({ min: 0 }) }, {}),
    ignoreTimes: choice(true),
  },
  'answer',
);

const limitFields = {
  sizes: list(text({ pattern: '^\\d{2,5}x\\d{2,5}$' }), { min: 1 }),
  seconds: list(number({ min: 0 }), { min: 1 }),
  resolutions: list(text({ pattern: '^(\\d{3,4}p|\\d{1,2}k)$' }), { min: 1 }),
  aspectRatios: list(text({ pattern: '^\\S{1,20}$' }), { min: 1 }),
  frames: list(name),
};
const price = object(
  {
    amount: number({ min: 0 }),
    currency: text({ pattern: '^[A-Z]{3}$' }),
    per: choice('second', 'clip', 'image', 'least'),
  },
  { when: object({}, { model: text(), size: text(), resolution: text(), sound: boolean, image: boolean }) },
);
const model = object(
  { id: name },
  { ...limitFields, name, sound: boolean, seed: boolean, prices: list(price), parameters: list(name), video: boolean },
  'model',
);

const size = number({ integer: true, min: 0 });
const result = object(target, { ...callFields, fails: list(failure) });
const cancel = object(
  { ...target, when: list(ends) },
  { ...callFields, destroys: choice(true), refund: list(ends), billed: list(ends), returnsJob: choice(true) },
);
const mode = object({ get: call }, { result, cancel, delete: call, answer, keepsClip: number({ min: 0 }) });

/** Fields that every description has. */
export const requiredFields = { create: call, get: call };

/** The other fields. Label, key and addresses of a server stand with its provider. */
export const optionalFields = {
  regions: map(text({ pattern: '^https://[^\\s?#@]+$' })),
  auth: object(
    {},
    { scheme: text({ pattern: '^[\\w-]{1,40}$' }), header: text({ rule: 'place', pattern: '^[\\w-]{1,100}$' }) },
  ),
  headers: map(template, 'header'),
  variants: list(variant),
  formats,
  extraAt: place,
  extraIn: map(text()),
  modes: map(mode),
  result,
  list: object(
    { ...target, items: place },
    {
      ...callFields,
      next: place,
      more: place,
      numbered: object({ limit: number({ integer: true, min: 1, max: 1000 }), total: place }, {}),
    },
  ),
  find: call,
  cancel,
  delete: call,
  remix: derive,
  edit: derive,
  extend: derive,
  probe: object({ ...target, proves: boolean }, callFields),
  answer,
  statuses: map(statuses),
  errors: object(
    {},
    {
      code: places,
      success: object({ at: place, is: list(scalar) }, {}),
      hidden: list(object({ kind }, condition)),
      kinds: list(object({ kind }, statusCondition)),
    },
  ),
  keepsClip: number({ min: 0 }),
  limits: object({}, limitFields),
  models: list(model),
  reference: list(choice('file', 'url')),
  inputs: list(inputs),
  upload: object(
    { above: object({ image: size, video: size, audio: size }, {}), start: call, address: places },
    { file: text({ pattern: '^[\\w.-]{1,100}$' }), send: object({ to: place }, { fields: place }) },
    'upload',
  ),
};

export const descriptionForm = object(requiredFields, optionalFields);

/** Fields that mean something only where a type is described as data. */
export const dataOnly = ['variants', 'formats', 'extraAt', 'extraIn', 'modes'] as const;
