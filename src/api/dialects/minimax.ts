import * as l10n from '@vscode/l10n';
import { type Description, secondsBetween } from './described';

const first = { type: 'image_url', image_url: { url: '{first}' }, role: 'first_frame' };
const text = { type: 'text', text: '{prompt}' };
const frames = ['first_frame', 'last_frame'];
const sounds = { seed: false, sound: true };

/**
 * MiniMax, which has two protocols by model: V2 for MiniMax-H3, a list of typed contents as at Ark; V1 for Hailuo, whose
 * jobs end with the id of a file, whose address is a third request (platform.minimax.io/docs, its OpenAPI document,
 * @ai-sdk/minimax).
 */
export const minimax: Description = {
  label: 'MiniMax',
  about: () => l10n.t('MiniMax, for MiniMax-H3 and Hailuo'),
  source: 'platform.minimax.io/docs/api-reference; @ai-sdk/minimax 3.0',
  hosts: ['api*.minimax.io', 'api.minimax.cn', 'api.minimaxi.com'],
  regions: { international: 'https://api.minimax.io', China: 'https://api.minimax.cn' },
  create: {
    method: 'POST',
    path: '/v2/video_generation',
    body: {
      model: '{model}',
      content: [
        text,
        { $each: 'references', $item: { type: 'image_url', image_url: { url: '{item}' }, role: 'reference_image' } },
        { $each: 'videos', $item: { type: 'video_url', video_url: { url: '{item}' }, role: 'reference_video' } },
        { $each: 'audios', $item: { type: 'audio_url', audio_url: { url: '{item}' }, role: 'reference_audio' } },
      ],
      resolution: '{resolution}',
      duration: '{seconds}',
      ratio: '{ratio}',
    },
  },
  formats: {
    tiers: ['480p', '768p', '1440p'],
    // 2K is named by its longer side, the others by the shorter one.
    resolution: { '480p': '480P', '768p': '768P', '1440p': '2K', '1536p': '2K', '2048p': '2K', '2k': '2K' },
  },
  variants: [
    // Without an image the ratio must not be "adaptive", which is what it is if absent.
    { when: { inputs: false }, defaults: { ratio: '16:9' } },
    // With a frame the ratio is that of the frame.
    {
      when: { first: true },
      create: {
        body: {
          model: '{model}',
          content: [text, first, { type: 'image_url', image_url: { url: '{last}' }, role: 'last_frame' }],
          resolution: '{resolution}',
          duration: '{seconds}',
        },
      },
    },
    {
      when: { model: ['MiniMax-Hailuo*', 'T2V-01*', 'I2V-01*', 'S2V-01*', 'video-01*'] },
      mode: 'v1',
      create: {
        path: '/v1/video_generation',
        body: {
          model: '{model}',
          prompt: '{prompt}',
          first_frame_image: '{first}',
          last_frame_image: '{last}',
          subject_reference: [{ $each: 'references', $item: { type: 'character', image: ['{item}'] } }],
          duration: '{seconds}',
          resolution: '{resolution}',
        },
      },
      formats: { resolution: 'upper', tiers: ['512p', '768p', '1080p'] },
    },
  ],
  reference: ['file', 'url'],
  inputs: [
    { model: 'S2V-01*', roles: { reference: 1 } },
    { model: ['MiniMax-Hailuo-02*'], roles: { first: 1, last: 1 } },
    { model: ['MiniMax-Hailuo*', 'I2V-01*', 'video-01*'], roles: { first: 1 } },
    { model: 'T2V-01*', roles: {} },
    { model: 'MiniMax-H3-Max', roles: { first: 1, last: 1 } },
    {
      roles: { first: 1, last: 1, reference: 9, video: 3, audio: 3 },
      apart: [
        ['first', 'last'],
        ['reference', 'video', 'audio'],
      ],
      audioNeedsPicture: true,
      forms: { video: ['file', 'url'], audio: ['file', 'url'] },
    },
  ],
  get: { method: 'GET', path: '/v2/query/video_generation/{id}' },
  list: {
    method: 'GET',
    path: '/v2/query/video_generation',
    query: { page_num: '{page}', page_size: '{limit}' },
    items: 'items',
    numbered: { limit: 50, total: 'total' },
  },
  // One call by state, as at Ark.
  cancel: {
    method: 'DELETE',
    path: '/v2/video_generation/{id}',
    when: ['queued'],
    destroys: true,
    refund: ['queued'],
  },
  delete: { method: 'DELETE', path: '/v2/video_generation/{id}' },
  modes: {
    v1: {
      get: { method: 'GET', path: '/v1/query/video_generation', query: { task_id: '{id}' } },
      // The address is only good for an hour, the file stays.
      result: { method: 'GET', path: '/v1/files/retrieve', query: { file_id: '{answer.file_id}' } },
      answer: { id: 'task_id', status: 'status', address: 'result.file.download_url', error: 'base_resp' },
    },
  },
  probe: { method: 'GET', path: '/v2/query/video_generation', query: { page_num: '1', page_size: '1' }, proves: true },
  answer: {
    job: 'task',
    id: ['task_id', 'id'],
    status: 'status',
    address: 'content.url',
    error: 'error',
    model: 'model',
    seconds: 'duration',
    createdAt: 'created_at',
  },
  statuses: {
    Preparing: 'queued',
    Queueing: 'queued',
    Processing: 'in_progress',
    Success: 'completed',
    Fail: 'failed',
  },
  errors: {
    code: ['error.code', 'error.type', 'base_resp.status_code'],
    kinds: [
      { status: 400, text: 'invalid task_id', kind: 'notFound' },
      // V1 answers with 200, whatever it says.
      { at: 'base_resp.status_code', is: [1002], kind: 'rateLimited' },
      { at: 'base_resp.status_code', is: [1004, 2049], kind: 'auth' },
      { at: 'base_resp.status_code', is: [1008], kind: 'payment' },
    ],
  },
  models: [
    { id: 'MiniMax-H3', resolutions: ['768p', '2k'], seconds: secondsBetween(4, 15), frames, ...sounds },
    { id: 'MiniMax-H3-Max', resolutions: ['480p', '768p'], seconds: secondsBetween(5, 15), frames, ...sounds },
    { id: 'MiniMax-Hailuo-2.3', resolutions: ['768p', '1080p'], seconds: [6, 10], frames: ['first_frame'] },
    { id: 'MiniMax-Hailuo-2.3-Fast', resolutions: ['768p', '1080p'], seconds: [6, 10], frames: ['first_frame'] },
    { id: 'MiniMax-Hailuo-02', resolutions: ['512p', '768p', '1080p'], seconds: [6, 10], frames },
  ],
};
