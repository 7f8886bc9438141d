import * as l10n from '@vscode/l10n';
import { type DecodeContext, decodeJob } from '../decode/job';
import { asNumber, asText, field, firstValue, Mismatch, valueAt } from '../decode/read';
import { type CreateInput, noCapabilities, type RemoteJob } from '../types';
import { idSegment } from '../wire';
import {
  cannotExpress,
  type Dialect,
  type EncodeContext,
  imageFile,
  jsonBody,
  notOffered,
  requiredModel,
  wholeSeconds,
} from './dialect';
import { asShape, limitsIn } from './dimensions';
import { inputsByRole } from './inputs';

const shapes = { ratios: ['16:9', '9:16'], resolutions: { 720: '720p', 1080: '1080p', 2160: '4k' } };

/**
 * Veo with the Gemini API (ai.google.dev, "Generate videos with Veo"), which took its last job in October 2026: a job is a long-running operation, identified by
 * its `name`, whose only status is `done`. A finished one names files on the same server, which need the key as well
 * and are kept for two days.
 */
export const veo: Dialect = {
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
  takes: () => ({
    roles: { first: 1, last: 1, reference: 3 },
    apart: [['first', 'last'], ['reference']],
    settings: ['negativePrompt'],
  }),
  usualAuth: 'api-key',
  keyHeader: 'x-goog-api-key',
  derivesByAddress: () => true,
  modelsProveKey: true,
  /** Drops what follows the version, such as `/openai` of the OpenAI-compatible API at `/v1beta/openai`. */
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
      default:
        throw notOffered(veo.label, operation.op);
    }
  },
  withExtra,
  decode: decodeOperation,
};

/** Fields of an instance, beside the prompt; all others are parameters. */
const instanceFields = new Set(['prompt', 'image', 'lastFrame', 'referenceImages', 'video']);

/** Sorts extra fields into instance and parameters; whole `instances` and `parameters` are used unchanged. */
function withExtra(fields: Readonly<Record<string, unknown>>, extra: Readonly<Record<string, unknown>>) {
  const { instances, parameters, ...others } = extra;
  const entries = Object.entries(others);
  const ofInstance = Object.fromEntries(entries.filter(([name]) => instanceFields.has(name)));
  const ofParameters = Object.fromEntries(entries.filter(([name]) => !instanceFields.has(name)));
  const merged = { ...(fields.parameters as object), ...ofParameters, ...(parameters as object | undefined) };
  return {
    ...fields,
    instances: instances ?? (fields.instances as object[]).map((instance) => ({ ...instance, ...ofInstance })),
    parameters: Object.values(merged).some((value) => value !== undefined) ? merged : undefined,
  };
}

function predict(input: CreateInput, context: EncodeContext) {
  const { prompt, negativePrompt, extra = {} } = input;
  const { first, last, references } = inputsByRole(input);
  const model = requiredModel(veo.label, input.model, context).replace(/^models\//, '');
  const { resolution, aspect_ratio } = asShape(veo.label, input.size, shapes);
  const parameters = {
    aspectRatio: aspect_ratio,
    resolution: resolution?.toLowerCase(),
    durationSeconds: wholeSeconds(veo.label, input.seconds),
    negativePrompt,
  };
  const instance = {
    prompt,
    image: first && imageOf(first),
    lastFrame: last && imageOf(last),
    referenceImages:
      references.length > 0
        ? references.map(({ media }) => ({ image: imageOf(media), referenceType: 'asset' }))
        : undefined,
  };
  const fields = { instances: [instance], parameters };
  return {
    method: 'POST' as const,
    path: `/models/${idSegment(model)}:predictLongRunning`,
    body: jsonBody(withExtra(fields, extra)),
  };
}

/** Image as base64, the only form the API takes. */
function imageOf(reference: NonNullable<CreateInput['reference']>) {
  if (reference.kind === 'file') {
    return { bytesBase64Encoded: imageFile(veo.label, reference, 'base64'), mimeType: reference.contentType };
  }
  throw cannotExpress(veo.label, 'reference', l10n.t('it only accepts images as files.'));
}

/** Splits `models/veo-3.1-generate-preview/operations/abc`. */
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
  const samples = samplePaths.map((path) => valueAt(answer, path)).find((list) => Array.isArray(list)) ?? [];
  const urls = samples.map((sample: unknown) => firstValue(sample, ['video.uri', 'uri']));
  const filtered = urls.length === 0 ? filterReason(answer) : undefined;
  const done = field(answer, 'done') === true;
  // 1 is CANCELLED in google.rpc.Code.
  const unsuccessful = asNumber(field(failure, 'code')) === 1 ? 'cancelled' : 'failed';
  const ended = failure !== undefined || filtered ? unsuccessful : 'completed';
  const { providerStatus: synthetic, ...job } = decodeJob(
    {
      ...(answer as object),
      id: name,
      status: done ? ended : context.created ? 'queued' : 'in_progress',
      progress: firstValue(answer, ['metadata.progressPercent', 'metadata.progress']),
      model: nameParts(name)?.model,
      created_at: valueAt(answer, 'metadata.createTime'),
      error: failure ?? filtered,
      urls,
    },
    context,
  );
  return job.inlineClip ? job : { ...job, raw: answer };
}

/** Reads why a safety filter withheld all clips (`raiMediaFilteredReasons`). */
function filterReason(answer: unknown): { code: string; message: string } | undefined {
  const result = valueAt(answer, 'response.generateVideoResponse') ?? field(answer, 'response');
  const reasons = field(result, 'raiMediaFilteredReasons');
  const message = Array.isArray(reasons) ? reasons.map(asText).filter(Boolean).join(' ') : '';
  const count = asNumber(field(result, 'raiMediaFilteredCount')) ?? 0;
  if (message === '' && count === 0) return undefined;
  return {
    code: 'raiMediaFiltered',
    message: message || l10n.t('{0} withheld the clip (moderation).', veo.label),
  };
}
