import * as l10n from '@vscode/l10n';
import { decodeJob } from '../decode/job';
import { type CreateInput, noCapabilities } from '../types';
import { type Dialect, type EncodeContext, jsonBody, notOffered } from './dialect';
import { dimensions, partsOf, sizeError, wordsOf } from './dimensions';
import { addressOrFile, frameOf, inputsByRole } from './inputs';

/** Resolutions that `size` accepts. */
const resolutions = ['720p', '1080p'];

/**
 * The "unified video format" of gateways grown from new-api (documents of chainhub, fast-token, octopusx and others):
 * `/video/create` takes JSON, `/video/query?id=` returns a job, and the clip is at the URL in the job. No list, no
 * delete, no content endpoint.
 */
export const unified: Dialect = {
  label: 'Unified video format',
  description: () => l10n.t('Unified gateway format: /video/create and /video/query'),
  capabilities: { ...noCapabilities, variants: ['video'], reference: ['file', 'url'], takes: { resolutions } },
  clipsAt: 'address',
  // The model decides what the images are: frames for those named "-frames", elements for "-components".
  takes: () => ({
    roles: { first: 1, last: 1, reference: 3 },
    apart: [['first', 'last'], ['reference']],
    settings: [],
    mayIgnore: ['last', 'reference'],
  }),
  basePath: (segments) => (segments.length === 0 ? ['v1'] : segments),
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return { method: 'POST', path: '/video/create', body: createBody(operation.input, context) };
      case 'get':
        return { method: 'GET', path: '/video/query', query: { id: operation.id } };
      default:
        throw notOffered(unified.label, operation.op);
    }
  },
  decode: decodeJob,
};

function createBody(input: CreateInput, { model }: EncodeContext) {
  const { first, last, references } = inputsByRole(input);
  const frames = [first, last].flatMap((media) => frameOf(unified.label, media) ?? []);
  const images = [...frames, ...references.map((each) => addressOrFile(unified.label, each))];
  return jsonBody({
    model: input.model ?? model,
    prompt: input.prompt,
    duration: input.seconds,
    ...sizeFields(input.size),
    images: images.length > 0 ? images : undefined,
    ...input.extra,
  });
}

/** `size` is one of `small`, `large`, `720P`, `1080P`; the shape is sent as `aspect_ratio` (veo) and `orientation` (sora). */
function sizeFields(size: string | undefined) {
  const words = wordsOf(size).map((word) => word.toLowerCase());
  const namedSize = words.find((word) => ['small', 'large'].includes(word));
  const orientation = words.find((word) => ['portrait', 'landscape'].includes(word));
  const rest = words.filter((word) => word !== namedSize && word !== orientation).join(' ');
  const parsed = dimensions(unified.label, rest);
  const { aspect_ratio, resolution } = parsed.size ? partsOf(parsed.size) : parsed;
  if (resolution && (namedSize || !resolutions.includes(resolution))) throw sizeError(unified.label, size!);
  return {
    size: namedSize ?? resolution?.toUpperCase(),
    aspect_ratio,
    orientation: orientation ?? orientationOf(aspect_ratio),
  };
}

function orientationOf(shape: string | undefined): string | undefined {
  const [width = 0, height = 0] = shape?.split(':').map(Number) ?? [];
  return width === height ? undefined : width > height ? 'landscape' : 'portrait';
}
