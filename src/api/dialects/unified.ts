import { decodeJob } from '../decode/job';
import { EmbeddedFile } from '../wire';
import { jsonBody, notOffered, type Dialect, type EncodeContext } from './dialect';
import { dimensions, partsOf, sizeError, wordsOf } from './dimensions';
import { noCapabilities, type CreateInput } from '../types';

/** The resolutions among the words for a size. */
const resolutions = ['720p', '1080p'];

/**
 * The "unified video format" of gateways grown from new-api (documents of chainhub, fast-token, octopusx and others):
 * `/video/create` takes JSON, `/video/query?id=` tells of a job, and the clip is at the address that the job names.
 * Neither list nor delete, and no content endpoint.
 */
export const unified: Dialect = {
  label: 'Unified video format',
  capabilities: { ...noCapabilities, variants: ['video'], reference: ['file', 'url'], takes: { resolutions } },
  clipsAt: 'address',
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
  const { reference } = input;
  return jsonBody({
    model: input.model ?? model,
    prompt: input.prompt,
    duration: input.seconds,
    ...frame(input.size),
    images: reference && [reference.kind === 'url' ? reference.url : new EmbeddedFile(reference)],
    ...input.extra,
  });
}

/** `size` is one of `small`, `large`, `720P`, `1080P`; the shape goes by `aspect_ratio` (veo) and `orientation` (sora). */
function frame(size: string | undefined) {
  const words = wordsOf(size).map((word) => word.toLowerCase());
  const is = (...known: string[]) => words.find((word) => known.includes(word));
  const own = { size: is('small', 'large'), orientation: is('portrait', 'landscape') };
  const rest = words.filter((word) => word !== own.size && word !== own.orientation).join(' ');
  const given = dimensions(unified.label, rest);
  const { aspect_ratio, resolution } = given.size ? partsOf(given.size) : given;
  if (resolution && (own.size || !resolutions.includes(resolution))) throw sizeError(unified.label, size!);
  return {
    size: own.size ?? resolution?.toUpperCase(),
    aspect_ratio,
    orientation: own.orientation ?? orientationOf(aspect_ratio),
  };
}

function orientationOf(shape: string | undefined): string | undefined {
  const [width = 0, height = 0] = shape?.split(':').map(Number) ?? [];
  return width === height ? undefined : width > height ? 'landscape' : 'portrait';
}
