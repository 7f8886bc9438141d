import * as l10n from '@vscode/l10n';
import { decodeJob } from '../decode/job';
import { type CreateInput, type DeriveInput, type MediaInput, noCapabilities } from '../types';
import type { WireRequest } from '../wire';
import { cannotExpress, type Dialect, type EncodeContext, jsonBody, notOffered } from './dialect';
import { addressOrFile, inputsOf, kindOfRole } from './inputs';
import { jobRequest } from './openai';

/** Default size of OpenAI's document; ope.ai requires a size in each request. */
const defaultSize = '720x1280';

/**
 * ope.ai. `/v1` takes an API key as Bearer; the parallel `/api` takes a frontend token in the header `token`, or an
 * administrator's token as Bearer. Its create is documented in two versions: this encodes the newer one (`seconds` as a
 * string, references in `input_reference.content`, `remix_video_id`), and the older one with `seconds: "number"`.
 */
export const opeai: Dialect = {
  label: 'ope.ai',
  capabilities: { ...noCapabilities, remix: true, variants: ['video'], reference: ['file', 'url'], sizeIs: 'pixels' },
  // The parts have kinds, not roles.
  takes: () => ({
    roles: { first: 1, reference: 9, video: 3, audio: 3 },
    apart: [['first'], ['reference']],
    forms: { video: ['file', 'url'], audio: ['file', 'url'] },
    settings: [],
    mayIgnore: ['reference', 'video', 'audio'],
  }),
  basePath(segments, _hostname, auth) {
    if (!/^(v\d+|api)$/.test(segments.at(-1) ?? '')) return [...segments, auth === 'token' ? 'api' : 'v1'];
    return auth === 'token' && segments.at(-1) === 'v1' ? [...segments.slice(0, -1), 'api'] : segments;
  },
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return createRequest(operation.input, context);
      case 'remix':
        return createRequest({ ...sourceFields(operation.input), extra: { remix_video_id: operation.id } }, context);
      case 'get':
      case 'content':
        return jobRequest(operation);
      default:
        throw notOffered(opeai.label, operation.op);
    }
  },
  decode: decodeJob,
};

function createRequest(input: CreateInput, { model, options = {} }: EncodeContext): WireRequest {
  const { seconds } = input;
  const inputs = inputsOf(input);
  const older = options.seconds === 'number';
  if (older && inputs.length > 0) {
    throw cannotExpress(
      opeai.label,
      'reference',
      l10n.t('the older version of its API does not support reference images.'),
    );
  }
  const fields = {
    model: input.model ?? model,
    prompt: input.prompt,
    seconds: seconds === undefined || older ? seconds : String(seconds),
    size: input.size ?? (older ? undefined : defaultSize),
    input_reference: inputs.length > 0 ? { content: inputs.map(referencePart) } : undefined,
    ...input.extra,
  };
  return { method: 'POST', path: '/videos', body: jsonBody(fields) };
}

function referencePart(each: MediaInput) {
  const type = `${kindOfRole(each.role)}_url`;
  return { type, [type]: { url: addressOrFile(opeai.label, each) } };
}

function sourceFields({ prompt, seconds, source = {} }: DeriveInput): CreateInput {
  return { prompt, model: source.model, seconds: seconds ?? source.seconds, size: source.size };
}
