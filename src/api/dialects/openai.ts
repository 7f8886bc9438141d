import * as l10n from '@vscode/l10n';
import { decodeJob } from '../decode/job';
import { VideoJobsError } from '../errors';
import type { CreateInput, MediaInput } from '../types';
import { EmbeddedFile, idSegment, type WireRequest } from '../wire';
import { type Dialect, type EncodeContext, formBody, jsonBody, notOffered, type OperationOf } from './dialect';
import { addressOrFile, frameOf, inputsByRole, inputsOf } from './inputs';

const azure = /\.(openai|cognitiveservices|services\.ai)\.azure\.com$/;
const acceptMedia = 'video/*, image/*, application/octet-stream;q=0.9, application/json;q=0.8, */*;q=0.5';

/** The OpenAI Videos API as in its OpenAPI document, and compatible servers. */
export const openai: Dialect = {
  label: 'OpenAI Videos API',
  description: () => l10n.t('The OpenAI Videos API, which most servers implement'),
  capabilities: {
    list: true,
    remix: true,
    edit: true,
    extend: true,
    delete: true,
    cancel: false,
    models: true,
    variants: ['video', 'thumbnail', 'spritesheet'],
    index: false,
    reference: ['file', 'url'],
    sizeIs: 'pixels',
  },
  basePath(segments, hostname) {
    if (azure.test(hostname) && (segments.length === 0 || segments.join('/') === 'openai')) return ['openai', 'v1'];
    return segments.length === 0 ? ['v1'] : segments;
  },
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return { method: 'POST', path: '/videos', body: createBody(operation.input, context) };
      case 'list':
        return { method: 'GET', path: '/videos', query: pageQuery(operation) };
      case 'edit':
      case 'extend':
        return deriveRequest(operation);
      case 'models':
        return modelsRequest;
      case 'account':
      case 'cancel':
        throw notOffered(openai.label, operation.op);
      default:
        return jobRequest(operation);
    }
  },
  decode: decodeJob,
};

/** List of all kinds of models (https://platform.openai.com/docs/api-reference/models/list), also offered by gateways. */
export const modelsRequest: WireRequest = { method: 'GET', path: '/models' };

/** Encodes the operations on a job's own path, common to the whole family: get, delete, content, remix. */
export function jobRequest(operation: OperationOf<'get' | 'delete' | 'content' | 'remix'>): WireRequest {
  const path = `/videos/${idSegment(operation.id)}`;
  switch (operation.op) {
    case 'get':
      return { method: 'GET', path };
    case 'delete':
      return { method: 'DELETE', path };
    case 'remix':
      return { method: 'POST', path: `${path}/remix`, body: jsonBody({ prompt: operation.input.prompt }) };
    case 'content':
      return {
        method: 'GET',
        path: `${path}/content`,
        // `video` is the default, and some servers reject the parameter.
        query: operation.variant === 'video' ? {} : { variant: operation.variant },
        headers: { accept: acceptMedia },
      };
  }
}

function createBody(input: CreateInput, { model }: EncodeContext) {
  const { seconds, sound, seed, negativePrompt } = input;
  const { first, last, references, videos } = inputsByRole(input);
  const takes = (media: readonly MediaInput[]) =>
    media.length > 0 ? media.map((each) => addressOrFile(openai.label, each)) : undefined;
  // Beside the first frame, fields of servers that say so in their overrides, by which they are renamed.
  const fields = {
    model: input.model ?? model,
    prompt: input.prompt,
    seconds: seconds === undefined ? undefined : String(seconds),
    size: input.size,
    input_reference: first && (first.kind === 'file' ? new EmbeddedFile(first) : { image_url: first.url }),
    last_frame: frameOf(openai.label, last),
    reference_images: takes(references),
    reference_videos: takes(videos),
    sound,
    seed,
    negative_prompt: negativePrompt,
    ...input.extra,
  };
  // A form holds one file; several are data URLs.
  const isSingle = inputsOf(input).length === 1;
  return first?.kind === 'file' && isSingle ? formBody(fields) : jsonBody(fields);
}

function deriveRequest({ op, id, input }: OperationOf<'edit' | 'extend'>): WireRequest {
  idSegment(id);
  if (op === 'edit') {
    return { method: 'POST', path: '/videos/edits', body: jsonBody({ prompt: input.prompt, video: { id } }) };
  }
  if (input.seconds === undefined) {
    throw new VideoJobsError('rejected', l10n.t('Enter a number of seconds.'));
  }
  return {
    method: 'POST',
    path: '/videos/extensions',
    body: jsonBody({ prompt: input.prompt, video: { id }, seconds: String(input.seconds) }),
  };
}

function pageQuery({ after, limit }: OperationOf<'list'>): Record<string, string> {
  return {
    ...(after !== undefined && { after }),
    limit: String(Math.min(100, Math.max(1, Math.trunc(limit ?? 20) || 20))),
    order: 'desc',
  };
}
