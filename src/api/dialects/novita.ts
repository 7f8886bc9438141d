import * as l10n from '@vscode/l10n';
import type { Description } from './described';

/**
 * Novita (novita.ai/docs): one path per model, one query for all jobs. Its errors are told by their word, as a wrong key is
 * a 403 and a missing balance a 400.
 */
export const novita: Description = {
  label: 'Novita',
  about: () => l10n.t('Novita, many models with one key'),
  source: 'novita.ai/docs/api-reference: model-apis-task-result, basic-error-code',
  hosts: ['api.novita.ai'],
  create: {
    method: 'POST',
    path: '/v3/async/{model}',
    body: {
      prompt: '{prompt}',
      negative_prompt: '{negativePrompt}',
      image: '{first}',
      last_image: '{last}',
      duration: '{seconds}',
      resolution: '{resolution}',
      aspect_ratio: '{ratio}',
      generate_audio: '{sound}',
      seed: '{seed}',
    },
  },
  variants: [
    { when: { model: 'wan*' }, fields: { aspect_ratio: null } },
    { when: { model: 'kling*' }, formats: { seconds: 'text' } },
  ],
  reference: ['file', 'url'],
  inputs: [{ roles: { first: 1, last: 1 } }],
  get: { method: 'GET', path: '/v3/async/task-result', query: { task_id: '{id}' } },
  answer: {
    id: ['task_id', 'task.task_id'],
    status: 'task.status',
    progress: 'task.progress_percent',
    address: 'videos.0.video_url',
    error: 'task.reason',
  },
  statuses: {
    TASK_STATUS_QUEUED: 'queued',
    TASK_STATUS_PROCESSING: 'in_progress',
    TASK_STATUS_SUCCEED: 'completed',
    TASK_STATUS_FAILED: 'failed',
  },
  errors: {
    code: 'reason',
    kinds: [
      { at: 'reason', is: ['INVALID_API_KEY', 'MISSING_API_KEY'], kind: 'auth' },
      { at: 'reason', is: ['NOT_ENOUGH_BALANCE', 'BILLING_BALANCE_NOT_ENOUGH'], kind: 'payment' },
      { at: 'reason', is: ['ILLEGAL_PROMPT', 'ILLEGAL_IMAGE_CONTENT'], kind: 'rejected' },
      { at: 'reason', is: ['RATE_LIMIT_EXCEEDED'], kind: 'rateLimited' },
      { at: 'reason', is: ['TASK_NOT_FOUND'], kind: 'notFound' },
    ],
  },
  keepsClip: 3600,
};
