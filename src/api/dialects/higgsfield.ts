import * as l10n from '@vscode/l10n';
import type { Description } from './described';

/** Higgsfield (docs.higgsfield.ai): a model is an address, as at fal; the result stands in the status. Keys have two parts, `id:secret`. */
export const higgsfield: Description = {
  label: 'Higgsfield',
  about: () => l10n.t('Higgsfield, many models with one key'),
  source: 'docs.higgsfield.ai: concepts/requests, errors',
  hosts: ['platform.higgsfield.ai'],
  auth: { scheme: 'Key' },
  create: {
    method: 'POST',
    path: '/{model:path}',
    body: {
      prompt: '{prompt}',
      image_url: '{first}',
      duration: '{seconds}',
      aspect_ratio: '{ratio}',
      resolution: '{resolution}',
      generate_audio: '{sound}',
      seed: '{seed}',
    },
  },
  variants: [{ when: { first: true }, rename: ['/text-to-video', '/image-to-video'] }],
  reference: ['url'],
  inputs: [{ roles: { first: 1 }, settings: ['sound', 'seed'] }],
  get: { method: 'GET', path: '/requests/{id}/status' },
  // Refused once it runs.
  cancel: { method: 'POST', path: '/requests/{id}/cancel', when: ['queued'], refund: ['queued'] },
  answer: { id: 'request_id', status: 'status', address: 'video.url', error: ['error', 'detail'] },
  statuses: {
    queued: 'queued',
    in_progress: 'in_progress',
    completed: 'completed',
    failed: 'failed',
    nsfw: 'failed',
    canceled: 'cancelled',
  },
  errors: {
    kinds: [
      { status: 403, kind: 'payment' },
      { status: 423, kind: 'forbidden' },
      { status: 400, text: 'concurren', kind: 'rateLimited' },
    ],
  },
  keepsClip: 7 * 24 * 3600,
};
