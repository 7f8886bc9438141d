import * as l10n from '@vscode/l10n';
import type { Description } from './described';

const settings = {
  prompt: '{prompt}',
  model: '{model}',
  duration: '{seconds}',
  resolution: '{size}',
  generate_audio: '{sound}',
};

const answer = {
  id: 'id',
  status: 'status',
  address: 'result.video_url',
  error: 'error',
  createdAt: 'created_at',
  completedAt: 'completed_at',
} as const;

const sizes = ['1920x1080', '1080x1920', '2560x1440', '1440x2560', '3840x2160', '2160x3840'];

/** LTX of Lightricks (docs.ltx.video, version 2 of its API), where a job is followed at the path that made it. */
export const ltx: Description = {
  label: 'LTX',
  about: () => l10n.t('LTX, by Lightricks'),
  source: 'docs.ltx.video: async-jobs, errors',
  version: 'v2',
  hosts: ['api.ltx.video'],
  create: { method: 'POST', path: '/text-to-video', body: settings },
  variants: [
    {
      when: { first: true },
      mode: 'image',
      create: { path: '/image-to-video', body: { ...settings, image_uri: '{first}' } },
    },
  ],
  reference: ['url'],
  inputs: [{ roles: { first: 1 }, settings: ['sound'] }],
  get: { method: 'GET', path: '/text-to-video/{id}' },
  modes: { image: { get: { method: 'GET', path: '/image-to-video/{id}' }, answer, keepsClip: 24 * 3600 } },
  answer,
  statuses: { pending: 'queued', processing: 'in_progress', completed: 'completed', failed: 'failed' },
  errors: {
    code: 'error.type',
    kinds: [
      { at: 'error.type', is: ['authentication_error'], kind: 'auth' },
      { at: 'error.type', is: ['insufficient_funds_error'], kind: 'payment' },
      { at: 'error.type', is: ['content_filtered_error'], kind: 'rejected' },
      { at: 'error.type', is: ['rate_limit_error'], kind: 'rateLimited' },
    ],
  },
  keepsClip: 24 * 3600,
  models: ['ltx-2-5-pro', 'ltx-2-5-fast', 'ltx-2-3-pro', 'ltx-2-3-fast'].map((id) => ({
    id,
    sizes,
    seconds: [6, 8, 10],
    sound: true,
    frames: ['first_frame'],
  })),
};
