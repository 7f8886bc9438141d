import * as l10n from '@vscode/l10n';
import type { Description } from './described';

const sizes = ['1280x720', '720x1280', '960x960'];

/** SiliconFlow (docs.siliconflow.cn, docs.siliconflow.com): Wan, with the query for a job as a POST. Clips have a fixed length. */
export const siliconflow: Description = {
  label: 'SiliconFlow',
  about: () => l10n.t('SiliconFlow, for Wan'),
  source: 'docs.siliconflow.cn, “Video generation”',
  version: 'v1',
  hosts: ['api.siliconflow.*'],
  regions: { China: 'https://api.siliconflow.cn/v1', international: 'https://api.siliconflow.com/v1' },
  create: {
    method: 'POST',
    path: '/video/submit',
    body: {
      model: '{model}',
      prompt: '{prompt}',
      negative_prompt: '{negativePrompt}',
      image_size: '{size}',
      image: '{first}',
      seed: '{seed}',
    },
  },
  reference: ['file', 'url'],
  inputs: [
    { model: '*T2V*', roles: {}, settings: ['seed', 'negativePrompt'] },
    { roles: { first: 1 }, settings: ['seed', 'negativePrompt'] },
  ],
  get: { method: 'POST', path: '/video/status', body: { requestId: '{id}' } },
  probe: { method: 'GET', path: '/user/info', proves: true },
  answer: {
    id: 'requestId',
    status: 'status',
    address: 'results.videos.0.url',
    error: 'reason',
    queue: 'position',
  },
  statuses: { InQueue: 'queued', InProgress: 'in_progress', Succeed: 'completed', Failed: 'failed' },
  keepsClip: 3600,
  models: [
    { id: 'Wan-AI/Wan2.2-T2V-A14B', sizes, seed: true, frames: [] },
    { id: 'Wan-AI/Wan2.2-I2V-A14B', sizes, seed: true, frames: ['first_frame'] },
  ],
};
