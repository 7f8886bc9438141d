import { decodeCost, decodeJob } from '../decode/job';
import { field } from '../decode/read';
import type { CreateInput, Reference } from '../types';
import { EmbeddedFile, idSegment, type WireRequest } from '../wire';
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
    models: true,
    account: true,
    variants: ['video'],
    index: true,
    reference: ['file', 'url'],
  },
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
    ...references(input.reference),
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

function references(reference: Reference | undefined): Record<string, unknown> {
  if (!reference) return {};
  const url = reference.kind === 'url' ? reference.url : new EmbeddedFile(reference);
  const kind = reference.kind === 'file' ? reference.contentType.split('/')[0] : 'image';
  if (kind === 'video' || kind === 'audio') {
    const type = `${kind}_url`;
    return { input_references: [{ type, [type]: { url } }] };
  }
  return { frame_images: [{ type: 'image_url', image_url: { url }, frame_type: 'first_frame' }] };
}
