import * as l10n from '@vscode/l10n';
import type { Description } from './described';

const codes = { code: 'code', success: { at: 'code', is: [200] } };

/**
 * kie.ai (docs.kie.ai): a market of models behind one queue, and Veo behind paths of its own. What failed says so by the
 * code in the answer, under HTTP 200; the result stands as JSON in a text.
 */
export const kie: Description = {
  label: 'kie.ai',
  about: () => l10n.t('kie.ai, many models with one key'),
  source: 'docs.kie.ai: market/common/get-task-detail, veo3-api',
  hosts: ['api.kie.ai'],
  create: {
    method: 'POST',
    path: '/api/v1/jobs/createTask',
    body: {
      model: '{model}',
      input: {
        prompt: '{prompt}',
        image_urls: ['{first}', '{last}'],
        duration: '{seconds}',
        aspect_ratio: '{ratio}',
        resolution: '{resolution}',
        sound: '{sound}',
        seed: '{seed}',
        negative_prompt: '{negativePrompt}',
      },
    },
  },
  extraAt: 'input',
  formats: { seconds: 'text' },
  variants: [
    {
      when: { model: 'veo*' },
      mode: 'veo',
      create: {
        path: '/api/v1/veo/generate',
        body: {
          model: '{model}',
          prompt: '{prompt}',
          imageUrls: ['{first}', '{last}'],
          aspect_ratio: '{ratio}',
          seeds: '{seed}',
        },
      },
    },
  ],
  reference: ['url'],
  inputs: [{ model: 'veo*', roles: { first: 1, last: 1 }, settings: ['seed'] }, { roles: { first: 1, last: 1 } }],
  get: { method: 'GET', path: '/api/v1/jobs/recordInfo', query: { taskId: '{id}' } },
  modes: {
    veo: {
      get: { method: 'GET', path: '/api/v1/veo/record-info', query: { taskId: '{id}' } },
      answer: {
        job: 'data',
        id: 'taskId',
        status: 'successFlag',
        address: 'response.resultUrls',
        error: 'errorMessage',
        createdAt: 'createTime',
        completedAt: 'completeTime',
      },
    },
  },
  probe: { method: 'GET', path: '/api/v1/chat/credit', proves: true },
  answer: {
    job: 'data',
    id: 'taskId',
    status: 'state',
    address: 'resultJson.resultUrls',
    error: 'failMsg',
    model: 'model',
    createdAt: 'createTime',
    completedAt: 'completeTime',
  },
  statuses: {
    waiting: 'queued',
    queuing: 'queued',
    generating: 'in_progress',
    success: 'completed',
    fail: 'failed',
    0: 'in_progress',
    1: 'completed',
    2: 'failed',
    3: 'failed',
  },
  errors: {
    ...codes,
    kinds: [
      { at: 'code', is: [401], kind: 'auth' },
      { at: 'code', is: [402], kind: 'payment' },
      { at: 'code', is: [404], kind: 'notFound' },
      { at: 'code', is: [422], kind: 'rejected' },
      { at: 'code', is: [429], kind: 'rateLimited' },
      { at: 'code', is: [455, 500, 501, 505], kind: 'server' },
    ],
  },
};
