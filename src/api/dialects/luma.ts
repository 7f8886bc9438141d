import * as l10n from '@vscode/l10n';
import type { Description } from './described';

/** A picture as an address, or as bytes. */
const picture = (frame: 'first' | 'last') => ({
  url: `{${frame}.url}`,
  data: `{${frame}.data}`,
  media_type: `{${frame}.type}`,
});

/**
 * Luma's Agents API (docs.agents.lumalabs.ai and its client, github.com/lumalabs/luma-agents-typescript). Without a type it
 * makes a picture. Addresses of clips are signed for an hour; each status request makes a new one. Jobs cannot be
 * listed, ended or deleted.
 */
export const luma: Description = {
  label: 'Luma',
  about: () => l10n.t('Luma, for Ray'),
  source: 'docs.agents.lumalabs.ai; luma-agents-typescript 0.3',
  version: 'v1',
  hosts: ['agents.lumalabs.ai'],
  create: {
    method: 'POST',
    path: '/generations',
    body: {
      model: '{model}',
      type: 'video',
      prompt: '{prompt}',
      aspect_ratio: '{ratio}',
      video: {
        resolution: '{resolution}',
        duration: '{seconds}',
        start_frame: picture('first'),
        end_frame: picture('last'),
      },
    },
  },
  formats: { seconds: 'suffix' },
  extraAt: 'video',
  reference: ['file', 'url'],
  inputs: [{ roles: { first: 1, last: 1 }, settings: [] }],
  get: { method: 'GET', path: '/generations/{id}' },
  // The job before is the first frame of the next.
  extend: {
    method: 'POST',
    path: '/generations',
    body: {
      model: '{model}',
      type: 'video',
      prompt: '{prompt}',
      video: { duration: '{seconds}', start_frame: { generation_id: '{id}' } },
    },
  },
  // No free request is known to need a valid key.
  probe: { method: 'GET', path: '/generations/00000000-0000-4000-8000-000000000000', proves: false },
  answer: {
    id: 'id',
    status: 'state',
    address: ['output.type=video', 'output'],
    error: 'failure_reason',
    model: 'model',
    createdAt: 'created_at',
  },
  statuses: { queued: 'queued', processing: 'in_progress', completed: 'completed', failed: 'failed' },
  errors: { code: 'failure_code' },
  keepsClip: 3600,
  limits: {
    aspectRatios: ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'],
    resolutions: ['540p', '720p', '1080p'],
    seconds: [5, 10],
  },
  models: [{ id: 'ray-3.2', frames: ['first_frame', 'last_frame'] }],
};
