import * as l10n from '@vscode/l10n';
import { type Description, secondsBetween, type Template } from './described';

const aspectRatios = ['16:9', '9:16', '1:1'];
/** Models with one path for all inputs. */
const omni = ['*-omni*', 'kling-o1*'];
const frames = ['first_frame', 'last_frame'];
const contents: Template = [
  { type: 'prompt', text: '{prompt}' },
  { type: 'first_frame', url: '{first}' },
  { type: 'last_frame', url: '{last}' },
  { $each: 'references', $item: { type: 'refer_image', url: '{item}', id: 'image_{item.n}' } },
  { $each: 'videos', $item: { type: 'feature_video', url: '{item}', id: 'video_{item.n}' } },
];
const settings = { resolution: '{resolution}', duration: '{seconds}', audio: '{sound}' };

/** Unique for each account; a second task with the same is refused. */
const options = { external_task_id: '{uuid}' };

/** A clip to take from takes the sound and single shots along. */
const withClip = { ...settings, audio: 'off', multi_shot: true };

/**
 * Kling's API 2.0 (kling.ai/document-api), which has a path per operation and model. Its older API, `/v1/videos`, and keys
 * of two parts are another protocol. No operation cancels or deletes a job.
 */
export const kling: Description = {
  label: 'Kling',
  about: () => l10n.t('Kling, its API 2.0'),
  source: 'kling.ai/document-api: 3-0-omni/image-to-video, 3-0-omni/video-omni, commonInfo/error-codes',
  hosts: ['api*.klingai.com'],
  regions: { international: 'https://api-singapore.klingai.com', China: 'https://api-beijing.klingai.com' },
  create: {
    method: 'POST',
    path: '/text-to-video/{model}',
    body: { prompt: '{prompt}', settings: { ...settings, aspect_ratio: '{ratio}' }, options },
  },
  // Base64 without "data:".
  formats: { file: 'base64', tiers: ['720p', '1080p', '4k'], sound: ['native', 'off'] },
  variants: [
    // The ratio is that of the frame.
    { when: { first: true }, create: { path: '/image-to-video/{model}', body: { contents, settings, options } } },
    // One path for all inputs, where only a frame says the ratio.
    {
      when: { model: omni, first: false },
      create: {
        path: '/omni-video/{model}',
        body: { contents, settings: { ...settings, aspect_ratio: '{ratio}' }, options },
      },
      defaults: { ratio: '16:9' },
    },
    // The clip says the ratio, as a frame does.
    {
      when: { model: omni, videos: true },
      create: { body: { contents, settings: withClip, options } },
      defaults: { ratio: undefined },
    },
    { when: { model: omni, first: true }, create: { path: '/omni-video/{model}' } },
  ],
  extraAt: 'settings',
  extraIn: { options: '', callback_url: 'options', external_task_id: 'options', watermark_info: 'options' },
  reference: ['file', 'url'],
  inputs: [
    {
      model: omni,
      roles: { first: 1, last: 1, reference: 7, video: 1 },
      total: 8,
      settings: ['sound'],
      tokens: { reference: '@image_{n}', video: '@video_{n}' },
    },
    { model: 'kling-3.0-turbo*', roles: { first: 1 }, settings: [] },
    { model: 'kling-2.5*', roles: { first: 1, last: 1 }, settings: [] },
    { roles: { first: 1, last: 1 }, settings: ['sound'] },
  ],
  // A list, from which an unknown job is missing.
  get: { method: 'GET', path: '/tasks', query: { task_ids: '{id}' } },
  find: { method: 'GET', path: '/tasks', query: { external_task_ids: '{uuid}' } },
  // A POST that only reads.
  list: {
    method: 'POST',
    path: '/tasks',
    body: { cursor: '{after}', limit: '{limit}', filters: [{ key: 'product_type', values: ['video'] }] },
    items: 'data.result',
    next: 'data.next_cursor',
    more: 'data.has_more',
  },
  probe: { method: 'GET', path: '/tasks', query: { task_ids: '0' }, proves: true },
  answer: {
    job: ['data.0', 'data'],
    id: 'id',
    status: 'status',
    address: 'outputs',
    seconds: 'outputs.0.duration',
    createdAt: 'create_time',
  },
  statuses: { submitted: 'queued', processing: 'in_progress', succeeded: 'completed' },
  errors: {
    code: 'code',
    success: { at: 'code', is: [0] },
    hidden: [{ text: '"data"\\s*:\\s*\\[\\s*\\]', kind: 'notFound' }],
    kinds: [
      { at: 'code', is: [1000, 1001, 1002, 1003, 1004], kind: 'auth' },
      // An empty account and a used up pack come as 429, as does an address that is not allowed.
      { at: 'code', is: [1101, 1102], kind: 'payment' },
      { at: 'code', is: [1100, 1103, 1304], kind: 'forbidden' },
      { at: 'code', is: [1202, 1203], kind: 'notFound' },
    ],
  },
  keepsClip: 30 * 24 * 3600,
  models: [
    {
      id: 'kling-3.0',
      resolutions: ['720p', '1080p', '4k'],
      aspectRatios,
      seconds: secondsBetween(3, 15),
      frames,
      sound: true,
      seed: false,
    },
    {
      id: 'kling-3.0-turbo',
      resolutions: ['720p', '1080p'],
      aspectRatios,
      seconds: secondsBetween(3, 15),
      frames: ['first_frame'],
      sound: true,
      seed: false,
    },
    {
      id: 'kling-3.0-omni',
      resolutions: ['720p', '1080p', '4k'],
      aspectRatios,
      seconds: secondsBetween(3, 15),
      frames,
      sound: true,
      seed: false,
    },
    {
      id: 'kling-2.6',
      resolutions: ['720p', '1080p'],
      aspectRatios,
      seconds: [5, 10],
      frames,
      sound: true,
      seed: false,
    },
    {
      id: 'kling-2.5-turbo',
      resolutions: ['720p', '1080p'],
      aspectRatios,
      seconds: [5, 10],
      frames,
      sound: false,
      seed: false,
    },
  ],
};
