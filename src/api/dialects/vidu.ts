import * as l10n from '@vscode/l10n';
import { type Description, secondsBetween, type Template } from './described';

const aspectRatios = ['16:9', '9:16', '1:1', '4:3', '3:4'];
const resolutions = ['540p', '720p', '1080p'];
const q3 = 'viduq3*';

const common = {
  model: '{model}',
  prompt: '{prompt}',
  duration: '{seconds}',
  resolution: '{resolution}',
  audio: '{sound}',
  seed: '{seed}',
} satisfies Template;

/**
 * Vidu's own API (platform.vidu.com), a path per kind of input. It counts credits, whose price differs by site, so costs
 * are not derived from them. A job is canceled only before it is scheduled.
 */
export const vidu: Description = {
  label: 'Vidu',
  about: () => l10n.t('Vidu'),
  source: 'platform.vidu.com/docs, “Text to Video” and its kin; docs.comfy.org, its schema',
  version: 'ent/v2',
  hosts: ['api.vidu.*'],
  regions: { international: 'https://api.vidu.com/ent/v2', China: 'https://api.vidu.cn/ent/v2' },
  auth: { scheme: 'Token' },
  create: { method: 'POST', path: '/text2video', body: { ...common, aspect_ratio: '{ratio}' } },
  formats: { tiers: ['360p', '540p', '720p', '1080p'] },
  variants: [
    // The frame decides the shape.
    { when: { first: true }, create: { path: '/img2video', body: { ...common, images: ['{first}'] } } },
    {
      when: { first: true, last: true },
      create: { path: '/start-end2video', body: { ...common, images: ['{first}', '{last}'] } },
    },
    {
      when: { references: true },
      create: {
        path: '/reference2video',
        body: { ...common, images: [{ $each: 'references', $item: '{item}' }], aspect_ratio: '{ratio}' },
      },
    },
  ],
  reference: ['file', 'url'],
  inputs: [
    {
      model: q3,
      roles: { first: 1, last: 1, reference: 7 },
      apart: [['first', 'last'], ['reference']],
      settings: ['sound', 'seed'],
    },
    {
      roles: { first: 1, last: 1, reference: 7 },
      apart: [['first', 'last'], ['reference']],
      settings: ['seed'],
    },
  ],
  get: { method: 'GET', path: '/tasks/{id}/creations' },
  cancel: { method: 'POST', path: '/tasks/{id}/cancel', body: { id: '{id}' }, when: ['queued'], refund: ['queued'] },
  probe: { method: 'GET', path: '/credits', query: { show_detail: 'false' }, proves: true },
  answer: {
    id: ['task_id', 'id'],
    status: 'state',
    address: 'creations.0.url',
    thumbnail: 'creations.0.cover_url',
    error: 'err_code',
    model: 'model',
    seconds: 'duration',
    createdAt: 'created_at',
  },
  statuses: {
    created: 'queued',
    queueing: 'queued',
    processing: 'in_progress',
    success: 'completed',
    failed: 'failed',
  },
  errors: {
    code: 'reason',
    kinds: [
      { at: 'reason', is: ['CreditInsufficient'], kind: 'payment' },
      { at: 'reason', is: ['QuotaExceeded', 'SystemThrottling'], kind: 'rateLimited' },
      { at: 'reason', is: ['TaskPromptPolicyViolation', 'ImageDownloadFailure'], kind: 'rejected' },
    ],
  },
  // "24 hours" in its newer documents, "one hour" in older ones.
  keepsClip: 3600,
  models: [
    ...['viduq3-pro', 'viduq3-turbo'].map((id) => ({
      id,
      aspectRatios,
      resolutions,
      seconds: secondsBetween(1, 16),
      sound: true,
      seed: true,
    })),
    { id: 'viduq3-pro-fast', resolutions, seconds: secondsBetween(1, 16), sound: true, seed: true },
    ...['viduq3', 'viduq3-mix'].map((id) => ({
      id,
      aspectRatios,
      resolutions,
      seconds: secondsBetween(3, 16),
      sound: true,
      seed: true,
    })),
    ...['viduq2', 'viduq2-pro', 'viduq2-turbo'].map((id) => ({
      id,
      aspectRatios,
      resolutions,
      seconds: secondsBetween(1, 10),
      seed: true,
    })),
    { id: 'viduq1', aspectRatios, resolutions: ['1080p'], seconds: [5], seed: true },
    { id: 'vidu2.0', aspectRatios, resolutions: ['360p', '720p', '1080p'], seconds: [4, 8], seed: true },
  ],
};
