import * as l10n from '@vscode/l10n';
import type { Description } from './described';

/** Atlas Cloud (atlascloud.ai/docs): many models, named in the body. Pictures are uploaded first. */
export const atlas: Description = {
  label: 'Atlas Cloud',
  about: () => l10n.t('Atlas Cloud, many models with one key'),
  source: 'atlascloud.ai/docs: predictions, models',
  version: 'api/v1/model',
  hosts: ['api.atlascloud.ai'],
  create: {
    method: 'POST',
    path: '/generateVideo',
    body: {
      model: '{model}',
      prompt: '{prompt}',
      image_url: '{first}',
      last_image_url: '{last}',
      duration: '{seconds}',
      aspect_ratio: '{ratio}',
      resolution: '{resolution}',
      generate_audio: '{sound}',
      seed: '{seed}',
      negative_prompt: '{negativePrompt}',
    },
  },
  variants: [{ when: { first: true }, rename: ['/text-to-video', '/image-to-video'] }],
  reference: ['file', 'url'],
  inputs: [{ roles: { first: 1, last: 1 } }],
  upload: {
    above: { image: 0, video: 0, audio: 0 },
    start: { method: 'POST', path: '/uploadMedia' },
    file: 'file',
    address: ['url', 'data.url', 'data.download_url'],
  },
  get: { method: 'GET', path: '/prediction/{id}' },
  answer: {
    job: 'data',
    id: 'id',
    status: 'status',
    address: 'outputs',
    error: 'error',
    model: 'model',
    createdAt: 'created_at',
  },
  statuses: {
    created: 'queued',
    processing: 'in_progress',
    completed: 'completed',
    succeeded: 'completed',
    failed: 'failed',
  },
  errors: { code: 'code', success: { at: 'code', is: [200] } },
  keepsClip: 7 * 24 * 3600,
};
