import * as l10n from '@vscode/l10n';
import type { Description } from './described';

/** Z.ai and, in China, Zhipu (docs.z.ai, z-ai-sdk-python): CogVideoX, and Vidu with a model per kind of input. */
export const zai: Description = {
  label: 'Z.ai',
  about: () => l10n.t('Z.ai and Zhipu, for CogVideoX and Vidu'),
  source: 'docs.z.ai, “Video Generation” and “Retrieve Result”; z-ai-sdk-python, videos.py',
  version: 'api/paas/v4',
  hosts: ['api.z.ai', 'open.bigmodel.cn'],
  regions: { international: 'https://api.z.ai/api/paas/v4', China: 'https://open.bigmodel.cn/api/paas/v4' },
  create: {
    method: 'POST',
    path: '/videos/generations',
    body: {
      model: '{model}',
      prompt: '{prompt}',
      image_url: '{first}',
      size: '{size}',
      duration: '{seconds}',
      with_audio: '{sound}',
    },
  },
  formats: { file: 'base64' },
  variants: [
    {
      when: { model: 'vidu*' },
      create: {
        body: {
          model: '{model}',
          prompt: '{prompt}',
          image_url: '{first}',
          size: '{size}',
          aspect_ratio: '{ratio}',
          duration: '{seconds}',
          with_audio: '{sound}',
        },
      },
    },
    {
      when: { last: true },
      create: {
        body: {
          model: '{model}',
          prompt: '{prompt}',
          image_url: ['{first}', '{last}'],
          size: '{size}',
          duration: '{seconds}',
          with_audio: '{sound}',
        },
      },
    },
    {
      when: { references: true },
      create: {
        body: {
          model: '{model}',
          prompt: '{prompt}',
          image_url: [{ $each: 'references', $item: '{item}' }],
          size: '{size}',
          aspect_ratio: '{ratio}',
          duration: '{seconds}',
          with_audio: '{sound}',
        },
      },
    },
  ],
  reference: ['file', 'url'],
  inputs: [
    { model: ['*-text'], roles: {}, settings: [] },
    { model: ['*-reference'], roles: { reference: 3 }, settings: ['sound'] },
    { model: ['*-start-end', 'cogvideox-3'], roles: { first: 1, last: 1 }, settings: ['sound'] },
    { roles: { first: 1 }, settings: ['sound'] },
  ],
  get: { method: 'GET', path: '/async-result/{id}' },
  answer: {
    id: 'id',
    status: 'task_status',
    address: 'video_result.0.url',
    thumbnail: 'video_result.0.cover_image_url',
    error: 'error',
    model: 'model',
  },
  statuses: { PROCESSING: 'in_progress', SUCCESS: 'completed', FAIL: 'failed' },
  errors: {
    code: 'error.code',
    kinds: [
      { at: 'error.code', is: [1113], kind: 'payment' },
      { at: 'error.code', is: [1301], kind: 'rejected' },
      { at: 'error.code', is: [1302, 1305], kind: 'rateLimited' },
    ],
  },
  models: [
    {
      id: 'cogvideox-3',
      sizes: ['1280x720', '720x1280', '1024x1024', '1920x1080', '1080x1920', '2048x1080', '3840x2160'],
      seconds: [5, 10],
      sound: true,
    },
    { id: 'viduq1-text', aspectRatios: ['16:9', '9:16', '1:1'], seconds: [5], frames: [] },
    { id: 'viduq1-image', seconds: [5], frames: ['first_frame'] },
    { id: 'viduq1-start-end', seconds: [5] },
    { id: 'vidu2-image', seconds: [4], frames: ['first_frame'] },
    { id: 'vidu2-start-end', seconds: [4] },
    { id: 'vidu2-reference', aspectRatios: ['16:9', '9:16', '1:1'], seconds: [4] },
  ],
};
