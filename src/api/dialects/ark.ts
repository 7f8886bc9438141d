import * as l10n from '@vscode/l10n';
import type { ModelInfo } from '../types';
import { type DescribedInputs, type Description, secondsBetween } from './described';

const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', 'adaptive'];
const frames = ['first_frame', 'last_frame'];

const bothFrames = { first: 1, last: 1 };

/** Frames and references exclude each other; clips are fetched by the server, sounds may be sent as well. */
const mixed: Omit<DescribedInputs, 'roles'> = {
  apart: [
    ['first', 'last'],
    ['reference', 'video', 'audio'],
  ],
  forms: { video: ['url'], audio: ['file', 'url'] },
  tokens: {
    first: '[Image 1]',
    last: '[Image 2]',
    reference: '[Image {n}]',
    video: '[Video {n}]',
    audio: '[Audio {n}]',
  },
};

/** Names begin with `doubao-` at Volcengine; at BytePlus with `dreamina-` from 2.0 on, before that with nothing. */
const seedance = (
  version: string,
  limits: Pick<ModelInfo, 'seconds' | 'resolutions'> & { sound?: boolean; seed?: boolean },
): ModelInfo[] => {
  const abroad = version.startsWith('seedance-2') ? `dreamina-${version}` : version;
  return [`doubao-${version}`, abroad].map((id) => ({ id, aspectRatios: ratios, frames, seed: false, ...limits }));
};

/**
 * Seedance at Volcengine Ark and at BytePlus ModelArk, two sites with accounts, keys and models of their own
 * (volcengine.com/docs/82379, docs.byteplus.com/en/docs/ModelArk, volcengine-python-sdk, @ai-sdk/bytedance).
 */
export const ark: Description = {
  label: 'Ark',
  about: () => l10n.t('Volcengine Ark and BytePlus ModelArk, for Seedance'),
  source: 'volcengine.com/docs/82379; volcengine-python-sdk; @ai-sdk/bytedance 1.0',
  version: 'api/v3',
  hosts: ['ark.*.volces.com', 'ark.*.bytepluses.com'],
  regions: {
    'Volcengine, Beijing': 'https://ark.cn-beijing.volces.com/api/v3',
    'BytePlus, Johor': 'https://ark.ap-southeast.bytepluses.com/api/v3',
  },
  create: {
    method: 'POST',
    path: '/contents/generations/tasks',
    body: {
      model: '{model}',
      content: [
        { type: 'text', text: '{prompt}' },
        { type: 'image_url', image_url: { url: '{first}' }, role: 'first_frame' },
        { type: 'image_url', image_url: { url: '{last}' }, role: 'last_frame' },
        { $each: 'references', $item: { type: 'image_url', image_url: { url: '{item}' }, role: 'reference_image' } },
        { $each: 'videos', $item: { type: 'video_url', video_url: { url: '{item}' }, role: 'reference_video' } },
        { $each: 'audios', $item: { type: 'audio_url', audio_url: { url: '{item}' }, role: 'reference_audio' } },
      ],
      resolution: '{resolution}',
      ratio: '{ratio}',
      duration: '{seconds}',
      generate_audio: '{sound}',
      seed: '{seed}',
    },
  },
  formats: { tiers: ['480p', '720p', '1080p', '4k'] },
  variants: [
    // 2.5 takes the ratio of the first frame, and refuses any other.
    { when: { model: '*seedance-2-5*', first: true }, fields: { ratio: null } },
  ],
  reference: ['file', 'url'],
  inputs: [
    {
      model: '*seedance-2-5*',
      roles: { ...bothFrames, reference: 30, video: 10, audio: 10 },
      ...mixed,
      settings: ['sound'],
    },
    {
      model: '*seedance-2-*',
      roles: { ...bothFrames, reference: 9, video: 3, audio: 3 },
      ...mixed,
      audioNeedsPicture: true,
      settings: ['sound'],
    },
    { model: '*seedance-1-5-*', roles: bothFrames, settings: ['sound', 'seed'] },
    { model: '*seedance-1-0-lite*', roles: { ...bothFrames, reference: 4 }, ...mixed, settings: ['seed'] },
    { model: '*seedance-1-0-pro-fast*', roles: { first: 1 }, settings: ['seed'] },
    { model: '*seedance-1-*', roles: bothFrames, settings: ['seed'] },
    // An endpoint of the user's own, whose name says nothing of its model.
    { roles: { ...bothFrames, reference: 30, video: 10, audio: 10 }, ...mixed },
  ],
  get: { method: 'GET', path: '/contents/generations/tasks/{id}' },
  list: {
    method: 'GET',
    path: '/contents/generations/tasks',
    query: { page_num: '{page}', page_size: '{limit}' },
    items: 'items',
    numbered: { limit: 50, total: 'total' },
  },
  // One call by state: it ends a queued job, deletes the record of one that has ended, and is refused for a running one.
  cancel: {
    method: 'DELETE',
    path: '/contents/generations/tasks/{id}',
    when: ['queued'],
    destroys: true,
    refund: ['queued'],
  },
  delete: { method: 'DELETE', path: '/contents/generations/tasks/{id}' },
  probe: {
    method: 'GET',
    path: '/contents/generations/tasks',
    query: { page_num: '1', page_size: '1' },
    proves: true,
  },
  answer: {
    id: 'id',
    status: 'status',
    address: 'content.video_url',
    error: 'error',
    model: 'model',
    seconds: 'duration',
    createdAt: 'created_at',
  },
  statuses: { running: 'in_progress', expired: 'expired' },
  errors: {
    code: 'error.code',
    kinds: [
      { at: 'error.code', is: ['AccountOverdueError'], kind: 'payment' },
      { at: 'error.code', is: ['AuthenticationError', 'InvalidApiKey'], kind: 'auth' },
      // A model has to be activated in the console first.
      { at: 'error.code', is: ['ModelNotOpen'], kind: 'forbidden' },
      { status: 429, text: 'SensitiveContentDetected', kind: 'rejected' },
    ],
  },
  keepsClip: 24 * 3600,
  models: [
    ...seedance('seedance-2-5-260628', { resolutions: ['480p', '720p'], seconds: secondsBetween(4, 30), sound: true }),
    ...seedance('seedance-2-0-260128', {
      resolutions: ['480p', '720p', '1080p', '4k'],
      seconds: secondsBetween(4, 15),
      sound: true,
    }),
    ...seedance('seedance-2-0-fast-260128', {
      resolutions: ['480p', '720p'],
      seconds: secondsBetween(4, 15),
      sound: true,
    }),
    ...seedance('seedance-2-0-mini-260615', {
      resolutions: ['480p', '720p'],
      seconds: secondsBetween(4, 15),
      sound: true,
    }),
    ...seedance('seedance-1-5-pro-251215', {
      resolutions: ['480p', '720p', '1080p'],
      seconds: secondsBetween(4, 12),
      sound: true,
      seed: true,
    }),
    ...seedance('seedance-1-0-pro-250528', {
      resolutions: ['480p', '720p', '1080p'],
      seconds: secondsBetween(2, 12),
      seed: true,
    }),
  ],
};
