import * as l10n from '@vscode/l10n';
import type { Description } from './described';
import { falFields, falInputs } from './falInputs';

/**
 * fal's queue (fal.ai/docs, "Queue API", and its client, github.com/fal-ai/fal-js). A model is an address of its own with
 * fields of its own; which form and which names it has is from the types of that client.
 */
export const fal: Description = {
  label: 'fal',
  about: () => l10n.t('fal, many models with one key'),
  source: 'fal.ai/docs/model-apis/model-endpoints/queue; @fal-ai/client 1.10',
  hosts: ['queue.fal.run'],
  auth: { scheme: 'Key' },
  create: {
    method: 'POST',
    path: '/{model:path}',
    body: {
      prompt: '{prompt}',
      duration: '{seconds}',
      aspect_ratio: '{ratio}',
      resolution: '{resolution}',
      image_url: '{first}',
      end_image_url: '{last}',
      image_urls: [{ $each: 'references', $item: '{item}' }],
      video_urls: [{ $each: 'videos', $item: '{item}' }],
      audio_urls: [{ $each: 'audios', $item: '{item}' }],
      generate_audio: '{sound}',
      seed: '{seed}',
      negative_prompt: '{negativePrompt}',
    },
  },
  formats: { seconds: 'text' },
  variants: [
    { when: { model: ['*/veo*', '*/luma-dream-machine/*', '*/kandinsky5/*'] }, formats: { seconds: 'suffix' } },
    {
      when: {
        model: [
          '*/sora-2*',
          '*/ltx-2*',
          '*/vidu/*',
          '*/pixverse/v6/*',
          '*/pixverse/c1/*',
          '*grok-imagine*',
          '*/wan-3*',
        ],
      },
      formats: { seconds: 'number' },
    },
    // A text model has a sibling for images, beside it or below it.
    { when: { first: true }, rename: ['/text-to-video', '/image-to-video'] },
    {
      when: {
        first: true,
        model: [
          '*/veo2',
          '*/veo3',
          '*/veo3.1',
          '*/veo3/fast',
          '*/veo3.1/fast',
          '*/veo3.1/lite',
          '*/ray-2',
          '*/ray-2-flash',
        ],
      },
      rename: ['', '/image-to-video'],
    },
    {
      when: {
        model: [
          '*/kling-video/v2.6/*',
          '*/kling-video/v3/*',
          '*/kling-video/o1/*',
          '*/kling-video/o3/*/reference-to-video',
        ],
      },
      fields: { image_url: 'start_image_url' },
    },
    { when: { model: '*/pixverse/*/transition' }, fields: { image_url: 'first_image_url' } },
    { when: { model: '*/first-last-frame-to-video' }, fields: { image_url: 'first_frame_url' } },
    ...falFields,
  ],
  reference: ['file', 'url'],
  inputs: falInputs,
  get: { method: 'GET', path: '/{id:path}/status' },
  result: {
    method: 'GET',
    path: '/{id:path}',
    // "COMPLETED" covers failure, which is the stored answer of the model: 422 with `detail`, or an error of the runner.
    fails: [
      { at: 'error_type', is: ['client_cancelled', 'client_disconnected'], means: 'cancelled' },
      { status: [400, 413, 422] },
      { status: 500, at: 'detail' },
      { at: 'error_type' },
    ],
  },
  cancel: { method: 'PUT', path: '/{id:path}/cancel', when: ['queued', 'in_progress'], refund: ['queued'] },
  // Only a key without rights is told from a good one: an unknown request is no proof.
  probe: { method: 'GET', path: '/fal-ai/veo3.1/requests/00000000-0000-4000-8000-000000000000/status', proves: false },
  answer: {
    // Addresses have two segments of the model's name (three for workflows), so they are kept, not built.
    idIn: { address: 'response_url', bare: '{model}/requests/{id}' },
    status: 'status',
    queue: 'queue_position',
    address: ['result.video', 'result.videos', 'result.video_url', 'result.output', 'result.outputs'],
    thumbnail: ['result.thumbnail', 'result.thumbnail.url'],
    seconds: 'result.video.duration',
  },
  statuses: { IN_QUEUE: 'queued', IN_PROGRESS: 'in_progress', COMPLETED: 'completed' },
  errors: {
    code: ['error_type', 'detail.0.type'],
    kinds: [
      { status: 403, text: 'exhausted balance|user is locked', kind: 'payment' },
      { text: 'request is still in progress', kind: 'notReady' },
    ],
  },
};
