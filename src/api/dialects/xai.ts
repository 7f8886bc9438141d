import * as l10n from '@vscode/l10n';
import { decodeCost, decodeJob } from '../decode/job';
import { asText, field, firstValue, isRecord, Mismatch, valueAt } from '../decode/read';
import { decodeSeconds } from '../decode/scalars';
import { type CreateInput, type DeriveInput, noCapabilities } from '../types';
import { idSegment } from '../wire';
import { type Dialect, type EncodeContext, jsonBody, notOffered, requiredModel, wholeSeconds } from './dialect';
import { asShape, limitsIn } from './dimensions';
import { addressOrFile, frameOf, inputsByRole } from './inputs';

/** Source: xAI's "Video Generation" page. */
const shapes = {
  ratios: ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'],
  resolutions: { 480: '480p', 720: '720p', 1080: '1080p' },
};

/** Ticks per US dollar in `usage.cost_in_usd_ticks`. */
const ticksPerDollar = 1e10;

/**
 * xAI's video API (docs.x.ai, "Video Generation" and "Videos" of the REST reference): jobs are identified by their
 * `request_id`; the clip is at a public, temporary URL, by which edits and extensions refer to it.
 */
export const xai: Dialect = {
  label: 'xAI',
  description: () => l10n.t('xAI, for Grok Imagine'),
  capabilities: {
    ...noCapabilities,
    edit: true,
    extend: true,
    models: true,
    variants: ['video'],
    reference: ['file', 'url'],
    takes: limitsIn(shapes),
  },
  clipsAt: 'address',
  // Its page: up to seven references, none beside an image; then at most 10 seconds and 720p.
  takes: () => ({
    roles: { first: 1, reference: 7 },
    apart: [['first'], ['reference']],
    withReferences: { maxSeconds: 10, resolutions: ['480p', '720p'] },
    settings: [],
  }),
  tokens: () => ({ reference: '<IMAGE_{n}>' }),
  derivesByAddress: () => true,
  modelsProveKey: true,
  basePath: (segments) => (segments.length === 0 ? ['v1'] : segments),
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return { method: 'POST', path: '/videos/generations', body: createBody(operation.input, context) };
      case 'edit':
        return { method: 'POST', path: '/videos/edits', body: deriveBody(operation.input, context) };
      case 'extend': {
        const { input } = operation;
        const duration = wholeSeconds(xai.label, input.seconds);
        return { method: 'POST', path: '/videos/extensions', body: deriveBody(input, context, duration) };
      }
      case 'get':
        return { method: 'GET', path: `/videos/${idSegment(operation.id)}` };
      case 'models':
        return { method: 'GET', path: '/video-generation-models' };
      default:
        throw notOffered(xai.label, operation.op);
    }
  },
  decode(answer, context) {
    const url = asText(valueAt(answer, 'video.url'));
    // A finished job may lack its status.
    const done = isRecord(answer) && firstValue(answer, ['status', 'request_id']) === undefined && url !== undefined;
    const job = decodeJob(done ? { ...answer, status: 'done' } : answer, context);
    if (done) job.raw = answer;
    const seconds = decodeSeconds(valueAt(answer, 'video.duration'));
    if (seconds !== undefined) job.seconds = seconds;
    decodeCost(job, answer, 'usage.cost_in_usd_ticks', context, ticksPerDollar);
    if (job.status === 'completed' && url === undefined && valueAt(answer, 'video.respect_moderation') === false) {
      job.status = 'failed';
      job.error = { code: 'respect_moderation', message: l10n.t('{0} withheld the clip (moderation).', xai.label) };
    }
    return job;
  },
  decodeModels(answer) {
    const models = field(answer, 'models');
    if (!Array.isArray(models)) throw new Mismatch(l10n.t('a list of models in "models"'));
    return models.flatMap((model: unknown) => {
      const id = asText(field(model, 'id'));
      return id === undefined ? [] : [{ id }];
    });
  },
};

function createBody(input: CreateInput, context: EncodeContext) {
  const { seconds, size, extra } = input;
  const { first, references } = inputsByRole(input);
  const image = frameOf(xai.label, first);
  return jsonBody({
    model: requiredModel(xai.label, input.model, context),
    prompt: input.prompt,
    duration: wholeSeconds(xai.label, seconds),
    ...asShape(xai.label, size, shapes),
    image: image && { url: image },
    reference_images:
      references.length > 0 ? references.map((each) => ({ url: addressOrFile(xai.label, each) })) : undefined,
    ...extra,
  });
}

/** The clip's shape and resolution are those of the source. */
function deriveBody({ prompt, source = {} }: DeriveInput, context: EncodeContext, duration?: number) {
  const model = requiredModel(xai.label, source.model, context);
  return jsonBody({ model, prompt, video: { url: source.url }, duration });
}
