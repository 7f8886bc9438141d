import * as l10n from '@vscode/l10n';
import type { Description } from './described';

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
      },
    },
  },
  variants: [
    // Official models by their name, any model by a version: `owner/name:version`, or the version alone.
    { when: { model: '*/*' }, create: { path: '/models/{model:path}/predictions' }, fields: { version: null } },
    { when: { model: '*:*' }, create: { path: '/predictions' }, fields: { version: 'version' } },
    { when: { model: 'kwaivgi/kling*' }, fields: { 'input.image': 'input.start_image' } },
    { when: { model: ['minimax/hailuo*', 'minimax/video-01*'] }, fields: { 'input.image': 'input.first_frame_image' } },
  ],
  extraAt: 'input',
  reference: ['file', 'url'],
  get: { method: 'GET', path: '/predictions/{id}' },
  list: { method: 'GET', path: '/predictions', query: { cursor: '{after}' }, items: 'results', next: 'next' },
  cancel: { method: 'POST', path: '/predictions/{id}/cancel', when: ['queued', 'in_progress'], refund: ['queued'] },
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
