import * as l10n from '@vscode/l10n';
import type { Description } from './described';

/** WaveSpeed (wavespeed.ai/docs): many models, each at a path of its own name; a failure stands in the job, under 200. */
export const wavespeed: Description = {
  label: 'WaveSpeed',
  about: () => l10n.t('WaveSpeed, many models with one key'),
  source: 'wavespeed.ai/docs: submit-task, get-result; huggingface.js, wavespeed.ts',
  version: 'api/v3',
  hosts: ['api.wavespeed.ai'],
  create: {
    method: 'POST',
    path: '/{model:path}',
    body: {
      prompt: '{prompt}',
      image: '{first}',
      last_image: '{last}',
      images: [{ $each: 'references', $item: '{item}' }],
      duration: '{seconds}',
      aspect_ratio: '{ratio}',
      resolution: '{resolution}',
      generate_audio: '{sound}',
      seed: '{seed}',
      negative_prompt: '{negativePrompt}',
    },
  },
  // Its models take base64 without "data:", and addresses.
  formats: { file: 'base64' },
  variants: [
    {
      when: { model: ['wavespeed-ai/wan*', 'alibaba/wan*'], first: false },
      formats: { size: '*' },
      create: {
        body: {
          prompt: '{prompt}',
          duration: '{seconds}',
          size: '{size}',
          seed: '{seed}',
          negative_prompt: '{negativePrompt}',
        },
      },
    },
    // A text model has a sibling for images.
    { when: { first: true }, rename: ['/text-to-video', '/image-to-video'] },
    { when: { first: true }, fields: { aspect_ratio: null } },
  ],
  reference: ['file', 'url'],
  inputs: [{ roles: { first: 1, last: 1, reference: 9 }, apart: [['first', 'last'], ['reference']] }],
  get: { method: 'GET', path: '/predictions/{id}/result' },
  probe: { method: 'GET', path: '/balance', proves: true },
  answer: {
    job: 'data',
    id: 'id',
    status: 'status',
    address: 'outputs',
    error: 'error',
    model: 'model',
    createdAt: 'created_at',
  },
  statuses: { created: 'queued', processing: 'in_progress', completed: 'completed', failed: 'failed' },
  errors: { code: 'code', success: { at: 'code', is: [200] } },
  keepsClip: 7 * 24 * 3600,
};
