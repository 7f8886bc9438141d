import { decodeCost, decodeJob } from '../decode/job';
import { field } from '../decode/read';
import type { CreateInput, MediaInput, Reference } from '../types';
import { idSegment, type WireRequest } from '../wire';
import {
  type Dialect,
  type EncodeContext,
  jsonBody,
  notOffered,
  type OperationOf,
  requiredModel,
  wholeSeconds,
} from './dialect';
import { dimensions } from './dimensions';
import { addressOrFile, inputsByRole, kindOfRole } from './inputs';

/**
 * OpenRouter's video API as in its OpenAPI document: create, get, content by index, models. A derived job is a create
 * with `previous_job_id`. Responses do not repeat the request's fields.
 */
export const openrouter: Dialect = {
  label: 'OpenRouter',
  capabilities: {
    list: false,
    remix: true,
    edit: true,
    extend: true,
    delete: false,
    cancel: false,
    models: true,
    account: true,
    variants: ['video'],
    index: true,
    reference: ['file', 'url'],
  },
  takes: () => ({
    roles: { first: 1, last: 1, reference: 30, video: 10, audio: 10 },
    apart: [
      ['first', 'last'],
      ['reference', 'video', 'audio'],
    ],
    // Of sounds as data it says "Only HTTPS URLs are allowed".
    forms: { video: ['url'], audio: ['url'] },
    settings: ['sound', 'seed'],
    mayIgnore: ['reference', 'video', 'audio'],
  }),
  basePath(segments, hostname) {
    if (segments.length === 0) return ['api', 'v1'];
    if (segments.at(-1) === 'api') return [...segments, 'v1'];
    return hostname.endsWith('openrouter.ai') && segments.join('/') === 'v1' ? ['api', 'v1'] : segments;
  },
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return createRequest(operation.input, context);
      case 'remix':
      case 'edit':
      case 'extend':
        return deriveRequest(operation, context);
      case 'get':
        return { method: 'GET', path: `/videos/${idSegment(operation.id)}` };
      case 'models':
        return { method: 'GET', path: '/videos/models' };
      // https://openrouter.ai/docs/api/api-reference/api-keys/get-current-key
      case 'account':
        return { method: 'GET', path: '/key' };
      case 'content':
        return {
          method: 'GET',
          path: `/videos/${idSegment(operation.id)}/content`,
          query: { index: String(operation.index) },
          headers: { accept: 'video/mp4, video/*;q=0.9, application/octet-stream;q=0.8, */*;q=0.5' },
        };
      default:
        throw notOffered(openrouter.label, operation.op);
    }
  },
  decode(answer, context) {
    const job = decodeJob(answer, context);
    decodeCost(job, answer, 'usage.cost', context);
    const outputs = ['unsigned_urls', 'urls'].map((name) => field(answer, name)).find((list) => Array.isArray(list));
    if (outputs) job.outputs = Math.max(1, outputs.length);
    return job;
  },
};

function createRequest(input: CreateInput, context: EncodeContext): WireRequest {
  const fields = {
    model: requiredModel(openrouter.label, input.model, context),
    prompt: input.prompt,
    duration: wholeSeconds(openrouter.label, input.seconds),
    ...dimensions(openrouter.label, input.size),
    ...mediaFields(input),
    generate_audio: input.sound,
    seed: input.seed,
    ...input.extra,
  };
  return { method: 'POST', path: '/videos', body: jsonBody(fields) };
}

function deriveRequest({ id, input }: OperationOf<'remix' | 'edit' | 'extend'>, context: EncodeContext) {
  const { prompt, source = {} } = input;
  const { model, size } = source;
  const seconds = input.seconds ?? source.seconds;
  return createRequest({ prompt, model, seconds, size, extra: { previous_job_id: id } }, context);
}

/** Frames, and references of any kind; where both are there, the server drops the references, so they are kept apart. */
function mediaFields(input: CreateInput): Record<string, unknown> {
  const { first, last, references, videos, audios } = inputsByRole(input);
  const part = (each: MediaInput) => {
    const type = `${kindOfRole(each.role)}_url`;
    return { type, [type]: { url: addressOrFile(openrouter.label, each) } };
  };
  const frame = (media: Reference, frame_type: string) => ({
    ...part({ role: 'first', media }),
    frame_type,
  });
  const frames = [...(first ? [frame(first, 'first_frame')] : []), ...(last ? [frame(last, 'last_frame')] : [])];
  const others = [...references, ...videos, ...audios].map(part);
  return {
    ...(frames.length > 0 && { frame_images: frames }),
    ...(others.length > 0 && { input_references: others }),
  };
}
