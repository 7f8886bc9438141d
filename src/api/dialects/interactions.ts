import * as l10n from '@vscode/l10n';
import type { Description, Template, Variant } from './described';

/** A picture as bytes or as an address; the form that it does not have is left out. */
const picture = (frame: 'first' | 'last'): Template[] => [
  { type: 'image', data: `{${frame}.data}`, mime_type: `{${frame}.type}` },
  { type: 'image', uri: `{${frame}.url}` },
];

/** @param input text, or a list of contents */
const body = (input: Template) => ({
  model: '{model}',
  input,
  background: true,
  response_format: {
    type: 'video',
    aspect_ratio: '{ratio}',
    resolution: '{resolution}',
    duration: '{seconds}',
    delivery: 'uri',
  },
});

const contents: Template[] = [
  ...picture('first'),
  ...picture('last'),
  { $each: 'references', $item: { type: 'image', data: '{item.data}', mime_type: '{item.type}' } },
  { $each: 'references', $item: { type: 'image', uri: '{item.url}' } },
  { $each: 'videos', $item: { type: 'video', data: '{item.data}', mime_type: '{item.type}' } },
  { $each: 'videos', $item: { type: 'document', uri: '{item.url}' } },
];

const framed = (text: string) => body([...contents, { type: 'text', text }]);

/** Fields of a job that goes on from another, whose clip the server has. */
const derived = { model: '{model}', previous_interaction_id: '{id}', input: '{prompt}', background: true };

/**
 * Google's Interactions API for Gemini Omni (ai.google.dev/gemini-api/docs/omni and the client @google/genai). What a
 * picture is for is said by a tag in the prompt. The clip is in the last output of the model, as an address of a file on
 * the same server, which needs the key, or as base64, whatever was requested.
 */
export const interactions: Description = {
  label: 'Gemini API',
  about: () => l10n.t('Google’s Gemini API, for Omni and Veo'),
  source: 'ai.google.dev/gemini-api/docs/omni; @google/genai 3.3 and 2.32',
  version: 'v1beta',
  auth: { usual: 'api-key', header: 'x-goog-api-key' },
  create: { method: 'POST', path: '/interactions', body: body('{prompt}') },
  formats: {
    seconds: 'suffix',
    tags: {
      first: '<FIRST_FRAME>@Image{k}',
      last: '<LAST_FRAME>@Image{k}',
      reference: '<IMAGE_REF_{i}>@Image{k}',
      video: '<VIDEO_REF_{i}>@Video{k}',
    },
  },
  variants: [
    { when: { first: true }, create: { body: framed('<FIRST_FRAME> {prompt}') } },
    { when: { first: true, last: true }, create: { body: framed('<FIRST_FRAME> <LAST_FRAME> {prompt}') } },
    // The user has said it.
    { when: { first: true, prompt: '*<*_*>*' }, create: { body: framed('{prompt}') } },
    ...(['references', 'videos'] as const).flatMap((kind): Variant[] => [
      { when: { [kind]: true }, create: { body: framed('[# References {referenceTags}] {prompt}') } },
      {
        when: { [kind]: true, first: true },
        create: { body: framed('[# Sources {frameTags}] [# References {referenceTags}] {prompt}') },
      },
      { when: { [kind]: true, first: false, prompt: '*<*_REF_*>*' }, create: { body: framed('{prompt}') } },
      { when: { [kind]: true, prompt: '*[# *' }, create: { body: framed('{prompt}') } },
    ]),
  ],
  reference: ['file', 'url'],
  inputs: [
    {
      roles: { first: 1, last: 1, reference: 10, video: 3 },
      forms: { video: ['file'] },
      settings: [],
      tokens: {
        first: '<FIRST_FRAME>',
        last: '<LAST_FRAME>',
        reference: '<IMAGE_REF_{i}>',
        video: '<VIDEO_REF_{i}>',
      },
    },
  ],
  get: { method: 'GET', path: '/interactions/{id}' },
  edit: {
    method: 'POST',
    path: '/interactions',
    body: { ...derived, response_format: { type: 'video', delivery: 'uri' } },
  },
  extend: {
    method: 'POST',
    path: '/interactions',
    body: {
      ...derived,
      response_format: { type: 'video', duration: '{seconds}', delivery: 'uri' },
      generation_config: { video_config: { task: 'extend' } },
    },
  },
  cancel: {
    method: 'POST',
    path: '/interactions/{id}/cancel',
    when: ['queued', 'in_progress'],
    returnsJob: true,
  },
  delete: { method: 'DELETE', path: '/interactions/{id}' },
  // An unknown id is refused with or without a good key, so the list of models is what proves one.
  probe: { method: 'GET', path: '/models', query: { pageSize: '1' }, proves: true },
  answer: {
    id: 'id',
    status: 'status',
    clip: 'steps.type=model_output.content.type=video',
    clipQuery: { alt: 'media' },
    // A refusal is an answer in words. With tokens of video a clip was made, and only not found.
    withheld: {
      message: 'steps.type=model_output.content.type=text.text',
      unless: 'usage.output_tokens_by_modality.modality=video.tokens',
    },
    error: ['errors', 'error', 'steps.type=model_output.error'],
    model: 'model',
    createdAt: 'created',
    completedAt: 'updated',
    parentId: 'previous_interaction_id',
    // The price of Omni's video tokens, $17.50 a million.
    estimate: 'usage.output_tokens_by_modality.modality=video.tokens',
    costUnit: { currency: 'USD', perUnit: 17.5e-6 },
  },
  statuses: {
    queued: 'queued',
    in_progress: 'in_progress',
    // The server goes on by itself with a job in the background.
    requires_continuation: 'in_progress',
    requires_action: 'failed',
    incomplete: 'failed',
    budget_exceeded: 'failed',
    completed: 'completed',
    failed: 'failed',
    cancelled: 'cancelled',
  },
  errors: { kinds: [{ status: 400, text: 'invalid interaction name', kind: 'notFound' }] },
  keepsClip: 48 * 3600,
};
