import * as l10n from '@vscode/l10n';
import { decodeJob, type DecodeContext } from '../decode/job';
import { asNumber, asText, at, field, firstOf, Mismatch } from '../decode/read';
import { idSegment } from '../wire';
import {
  cannotExpress,
  imageFile,
  jsonBody,
  notOffered,
  requiredModel,
  wholeSeconds,
  type Dialect,
  type EncodeContext,
} from './dialect';
import { asShape, limitsIn } from './dimensions';
import { noCapabilities, type CreateInput, type RemoteJob } from '../types';

const shapes = { ratios: ['16:9', '9:16'], resolutions: { 720: '720p', 1080: '1080p', 2160: '4k' } };

/**
 * Veo by the Gemini API (ai.google.dev, "Generate videos with Veo"): a job is a long-running operation, known by its
 * `name`, and says no more than whether it is `done`; a finished one names files of the same server, which want the
 * key, too, and are kept for two days.
 */
export const gemini: Dialect = {
  label: 'Gemini API',
  capabilities: {
    ...noCapabilities,
    extend: true,
    models: true,
    variants: ['video'],
    reference: ['file'],
    takes: limitsIn(shapes),
  },
  clipsAt: 'address',
  usualAuth: 'api-key',
  keyHeader: 'x-goog-api-key',
  derivesByAddress: true,
  modelsProveKey: true,
  /** Its OpenAI-compatible twin is below `/v1beta/openai`. */
  basePath(segments) {
    const version = segments.findLastIndex((segment) => /^v\d/.test(segment));
    return version < 0 ? [...segments, 'v1beta'] : segments.slice(0, version + 1);
  },
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return predict(operation.input, context);
      case 'extend': {
        const { prompt, seconds, source = {} } = operation.input;
        const model = nameParts(operation.id)?.model ?? source.model;
        return predict({ prompt, seconds, model, extra: { video: { uri: source.url } } }, context);
      }
      case 'get':
        return { method: 'GET', path: operationPath(operation.id) };
      case 'models':
        return { method: 'GET', path: '/models', query: { pageSize: '1000' } };
      default:
        throw notOffered(gemini.label, operation.op);
    }
  },
  withExtra,
  decode: decodeOperation,
  decodeModels(answer) {
    const models = field(answer, 'models');
    if (!Array.isArray(models)) throw new Mismatch(l10n.t('a list of models in "models"'));
    return models.flatMap((model: unknown) => {
      const id = asText(field(model, 'name'))?.replace(/^models\//, '');
      const methods = field(model, 'supportedGenerationMethods');
      if (id === undefined || !Array.isArray(methods) || !methods.includes('predictLongRunning')) return [];
      const name = asText(field(model, 'displayName'));
      return [{ id, ...(name !== undefined && { name }) }];
    });
  },
};

/** What stands beside the prompt; all else is a parameter. */
const inInstance = new Set(['prompt', 'image', 'lastFrame', 'referenceImages', 'video']);

/** Further fields go where the server has them; whole `instances` and `parameters` are taken as they are. */
function withExtra(fields: Readonly<Record<string, unknown>>, extra: Readonly<Record<string, unknown>>) {
  const { instances, parameters, ...others } = extra;
  const [beside, further] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(others).filter(([name]) => inInstance.has(name) === wanted)),
  );
  const set = { ...(fields.parameters as object), ...further, ...(parameters as object | undefined) };
  return {
    ...fields,
    instances: instances ?? (fields.instances as object[]).map((instance) => ({ ...instance, ...beside })),
    parameters: Object.values(set).some((value) => value !== undefined) ? set : undefined,
  };
}

function predict(input: CreateInput, context: EncodeContext) {
  const { prompt, reference, extra = {} } = input;
  const model = requiredModel(gemini.label, input.model, context).replace(/^models\//, '');
  const { resolution, aspect_ratio } = asShape(gemini.label, input.size, shapes);
  const parameters = {
    aspectRatio: aspect_ratio,
    resolution: resolution?.toLowerCase(),
    durationSeconds: wholeSeconds(gemini.label, input.seconds),
  };
  const fields = { instances: [{ prompt, image: reference && imageOf(reference) }], parameters };
  return {
    method: 'POST' as const,
    path: `/models/${idSegment(model)}:predictLongRunning`,
    body: jsonBody(withExtra(fields, extra)),
  };
}

/** The API takes the image itself, as base64. */
function imageOf(reference: NonNullable<CreateInput['reference']>) {
  if (reference.kind === 'file') {
    return { bytesBase64Encoded: imageFile(gemini.label, reference, 'base64'), mimeType: reference.contentType };
  }
  throw cannotExpress(gemini.label, 'reference', l10n.t('it takes an image as a file only.'));
}

/** `models/veo-3.1-generate-preview/operations/abc`. */
function nameParts(name: string): { model: string; operation: string } | undefined {
  const [, model, operation] = /^models\/([^/]+)\/operations\/(.+)$/s.exec(name) ?? [];
  return model === undefined || operation === undefined ? undefined : { model, operation };
}

/** @throws VideoJobsError `rejected` for dot segments */
function operationPath(name: string): string {
  const parts = nameParts(name);
  if (!parts) return `/${name.split('/').map(idSegment).join('/')}`;
  return `/models/${idSegment(parts.model)}/operations/${idSegment(parts.operation)}`;
}

const samplePaths = [
  'response.generateVideoResponse.generatedSamples',
  'response.generatedSamples',
  'response.generatedVideos',
];

/** @throws Mismatch */
function decodeOperation(answer: unknown, context: DecodeContext): RemoteJob {
  const name = asText(field(answer, 'name'));
  if (name === undefined) throw new Mismatch(l10n.t('a job with a "name"'));
  const failure = field(answer, 'error') ?? undefined;
  const samples = samplePaths.map((path) => at(answer, path)).find((list) => Array.isArray(list)) ?? [];
  const urls = samples.map((sample: unknown) => firstOf(sample, ['video.uri', 'uri']));
  const held = urls.length === 0 ? filtered(answer) : undefined;
  const done = field(answer, 'done') === true;
  // 1 is CANCELLED in google.rpc.Code.
  const unsuccessful = asNumber(field(failure, 'code')) === 1 ? 'cancelled' : 'failed';
  const ended = failure !== undefined || held ? unsuccessful : 'completed';
  const { providerStatus: ours, ...job } = decodeJob(
    {
      ...(answer as object),
      id: name,
      status: done ? ended : context.created ? 'queued' : 'in_progress',
      progress: firstOf(answer, ['metadata.progressPercent', 'metadata.progress']),
      model: nameParts(name)?.model,
      created_at: at(answer, 'metadata.createTime'),
      error: failure ?? held,
      urls,
    },
    context,
  );
  return { ...job, raw: answer };
}

/** Of a job whose every clip was kept back, the reasons: `raiMediaFilteredReasons`. */
function filtered(answer: unknown): { code: string; message: string } | undefined {
  const result = at(answer, 'response.generateVideoResponse') ?? field(answer, 'response');
  const reasons = field(result, 'raiMediaFilteredReasons');
  const message = Array.isArray(reasons) ? reasons.map(asText).filter(Boolean).join(' ') : '';
  const count = asNumber(field(result, 'raiMediaFilteredCount')) ?? 0;
  if (message === '' && count === 0) return undefined;
  return {
    code: 'raiMediaFiltered',
    message: message || l10n.t('{0} held the clip back: moderation.', gemini.label),
  };
}
