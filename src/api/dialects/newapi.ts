import * as l10n from '@vscode/l10n';
import { decodeJob } from '../decode/job';
import { type CreateInput, noCapabilities } from '../types';
import { EmbeddedFile } from '../wire';
import { type Dialect, type EncodeContext, formBody, jsonBody, notOffered } from './dialect';
import { addressOrFile, inputsByRole } from './inputs';
import { jobRequest, modelsRequest } from './openai';

/**
 * Headers of a content request. The documentation of chainhub and jxincm requires both, with any value. Video comes
 * first, because other gateways of the family choose between bytes and JSON by it.
 */
const contentHeaders = {
  accept: 'video/*, application/octet-stream;q=0.9, application/json;q=0.8, */*;q=0.5',
  'content-type': 'application/json',
};

/** Gateways built on new-api (its router/video-router.go), such as chainhub and jxincm: no list, no delete, no variants. */
export const newapi: Dialect = {
  label: 'new-api',
  description: () => l10n.t('A new-api gateway, such as chainhub or jxincm'),
  capabilities: {
    ...noCapabilities,
    remix: true,
    models: true,
    variants: ['video'],
    reference: ['file', 'url'],
    sizeIs: 'pixels',
  },
  // The content endpoint is documented to return JSON, and cuts off transfers after 60 s (controller/video_proxy.go).
  clipsAt: 'both',
  takes: () => ({
    roles: { first: 1, reference: 9 },
    apart: [['first'], ['reference']],
    settings: [],
    mayIgnore: ['reference'],
  }),
  basePath: (segments) => (segments.length === 0 ? ['v1'] : segments),
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return { method: 'POST', path: '/videos', body: createBody(operation.input, context) };
      case 'content':
        return { ...jobRequest(operation), headers: contentHeaders };
      // router/relay-router.go: `GET /v1/models`.
      case 'models':
        return modelsRequest;
      case 'get':
      case 'remix':
        return jobRequest(operation);
      default:
        throw notOffered(newapi.label, operation.op);
    }
  },
  decode: decodeJob,
};

function createBody(input: CreateInput, { model }: EncodeContext) {
  const { seconds } = input;
  const { first, references } = inputsByRole(input);
  const fields = {
    model: input.model ?? model,
    prompt: input.prompt,
    seconds: seconds === undefined ? undefined : String(seconds),
    size: input.size,
    input_reference: first && (first.kind === 'file' ? new EmbeddedFile(first) : first.url),
    // relay/common/relay_info.go, TaskSubmitReq: a list, whose pictures have no roles.
    images: references.length > 0 ? references.map((each) => addressOrFile(newapi.label, each)) : undefined,
    ...input.extra,
  };
  return references.length > 0 ? jsonBody(fields) : formBody(fields);
}
