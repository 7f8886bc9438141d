import * as l10n from '@vscode/l10n';
import type { DescribedInputs, Description } from './described';

const apart: DescribedInputs['apart'] = [
  ['first', 'last'],
  ['reference', 'video', 'audio'],
];
const forms: DescribedInputs['forms'] = { video: ['file', 'url'], audio: ['file', 'url'] };

/**
 * Replicate's predictions (replicate.com/docs/reference/http, its OpenAPI document and its client). `version` takes the
 * name of any model, or a version of one. What a prediction made is removed after an hour.
 */
export const replicate: Description = {
  label: 'Replicate',
  about: () => l10n.t('Replicate, many models with one key'),
  source: 'replicate.com/docs/reference/http, api.replicate.com/openapi.json; replicate 1.4',
  version: 'v1',
  hosts: ['api.replicate.com'],
  create: {
    method: 'POST',
    path: '/predictions',
    body: {
      version: '{model}',
      input: {
        prompt: '{prompt}',
        duration: '{seconds}',
        aspect_ratio: '{ratio}',
        resolution: '{resolution}',
        image: '{first}',
        last_frame_image: '{last}',
        reference_images: [{ $each: 'references', $item: '{item}' }],
        reference_videos: [{ $each: 'videos', $item: '{item}' }],
        reference_audios: [{ $each: 'audios', $item: '{item}' }],
        generate_audio: '{sound}',
        seed: '{seed}',
        negative_prompt: '{negativePrompt}',
      },
    },
  },
  variants: [
    // Official models by their name, any model by a version: `owner/name:version`, or the version alone.
    { when: { model: '*/*' }, create: { path: '/models/{model:path}/predictions' }, fields: { version: null } },
    { when: { model: '*:*' }, create: { path: '/predictions' }, fields: { version: 'version' } },
    {
      when: { model: 'kwaivgi/kling*' },
      fields: { 'input.image': 'input.start_image', 'input.last_frame_image': 'input.end_image' },
    },
    { when: { model: 'google/veo*' }, fields: { 'input.last_frame_image': 'input.last_frame' } },
    { when: { model: ['minimax/hailuo*', 'minimax/video-01*'] }, fields: { 'input.image': 'input.first_frame_image' } },
  ],
  extraAt: 'input',
  reference: ['file', 'url'],
  inputs: [
    {
      model: '*/seedance-2*',
      roles: { first: 1, last: 1, reference: 9, video: 3, audio: 3 },
      apart,
      audioNeedsPicture: true,
      forms,
      settings: ['sound', 'seed'],
      tokens: { reference: '[Image{n}]', video: '[Video{n}]', audio: '[Audio{n}]' },
    },
    { model: '*/seedance-1.5*', roles: { first: 1, last: 1 }, settings: ['sound', 'seed'] },
    { model: '*/seedance-1*', roles: { first: 1, last: 1 }, settings: ['seed'], mayIgnore: ['last'] },
    {
      model: 'google/veo-3.1*',
      roles: { first: 1, last: 1, reference: 3 },
      apart,
      settings: ['sound', 'seed', 'negativePrompt'],
    },
    {
      model: 'google/veo-3*',
      roles: { first: 1 },
      settings: ['sound', 'seed', 'negativePrompt'],
      mayIgnore: ['sound'],
    },
    { model: 'minimax/*', roles: { first: 1, last: 1 }, settings: [], mayIgnore: ['last'] },
    {
      roles: { first: 1, last: 1, reference: 10, video: 3, audio: 3 },
      forms,
      mayIgnore: ['last', 'reference', 'video', 'audio', 'sound', 'seed', 'negativePrompt'],
    },
  ],
  // Its own client uploads files, and sends data only where that fails.
  upload: {
    above: { image: 256 * 1024, video: 256 * 1024, audio: 256 * 1024 },
    start: { method: 'POST', path: '/files' },
    file: 'content',
    address: 'urls.get',
  },
  get: { method: 'GET', path: '/predictions/{id}' },
  list: { method: 'GET', path: '/predictions', query: { cursor: '{after}' }, items: 'results', next: 'next' },
  // The time that a model ran is charged (replicate.com/docs/topics/billing).
  cancel: {
    method: 'POST',
    path: '/predictions/{id}/cancel',
    when: ['queued', 'in_progress'],
    refund: ['queued'],
    billed: ['in_progress'],
    returnsJob: true,
  },
  probe: { method: 'GET', path: '/account', proves: true },
  answer: {
    id: 'id',
    status: 'status',
    address: ['output', 'output.video', 'output.url'],
    error: 'error',
    model: 'model',
    prompt: 'input.prompt',
    seconds: 'input.duration',
    createdAt: 'created_at',
    completedAt: 'completed_at',
  },
  statuses: {
    starting: 'queued',
    processing: 'in_progress',
    succeeded: 'completed',
    failed: 'failed',
    canceled: 'cancelled',
    aborted: 'cancelled',
  },
  keepsClip: 3600,
};
