import * as l10n from '@vscode/l10n';
import { decodeJob } from '../decode/job';
import { type CreateInput, type InputRules, type MediaInput, noCapabilities } from '../types';
import { idSegment } from '../wire';
import { type Dialect, type EncodeContext, jsonBody, notOffered } from './dialect';
import { dimensions, partsOf } from './dimensions';
import { addressOrFile, frameOf, inputsByRole, onlyFirst } from './inputs';
import { jobRequest } from './openai';

interface Form {
  path: string;
  /** True if the server also has `GET /videos/{id}/content`. */
  content: boolean;
  takes?: InputRules;
  fields(input: CreateInput): Record<string, unknown>;
}

const label = 'Video generations';

/**
 * new-api's own task API (router/video-router.go, dto/video.go, relay/common/relay_info.go): `/v1/video/generations`.
 * Responses are `{code: "success", data: {…}}` or flat. The similar `/v2/videos/generations` of other gateways (t8star,
 * AIMLAPI) takes aspect ratio and resolution instead of a size; it is used if the base address ends in `v2`.
 */
export const generations: Dialect = {
  ...createDialect({
    path: '/video/generations',
    content: true,
    // Its relays read `size`; its documentation names width and height.
    fields: (input) => {
      const { size } = input;
      const { width, height } = isExact(size) ? partsOf(size) : {};
      return { size, width, height, image: frameOf(label, inputsByRole(input).first) };
    },
  }),
  description: () => l10n.t('Video generations: /v1/video/generations or /v2/videos/generations'),
  at: (baseUrl) => (/\/v2(\/|$)/.test(baseUrl) ? version2 : generations),
};

const version2 = createDialect({
  path: '/videos/generations',
  content: false,
  takes: {
    roles: { first: 1, reference: 9, video: 3 },
    apart: [['first'], ['reference', 'video']],
    settings: [],
    mayIgnore: ['reference', 'video'],
  },
  fields: (input) => {
    const { size } = input;
    const { first, references, videos } = inputsByRole(input);
    const images = [...(first ? [{ role: 'first' as const, media: first }] : []), ...references];
    const addresses = (media: readonly MediaInput[]) =>
      media.length > 0 ? media.map((each) => addressOrFile(label, each)) : undefined;
    const parsed = dimensions(label, size);
    const { aspect_ratio, resolution } = parsed.size ? partsOf(parsed.size) : parsed;
    return { aspect_ratio, resolution, images: addresses(images), videos: addresses(videos) };
  },
});

function createDialect({ path, content, takes = onlyFirst, fields }: Form): Dialect {
  return {
    label,
    capabilities: { ...noCapabilities, variants: ['video'], reference: ['file', 'url'] },
    clipsAt: content ? 'both' : 'address',
    takes: () => takes,
    basePath: (segments) => (segments.length === 0 ? ['v1'] : segments),
    encode(operation, context) {
      switch (operation.op) {
        case 'create':
          return { method: 'POST', path, body: createBody(operation.input, context) };
        case 'get':
          return { method: 'GET', path: `${path}/${idSegment(operation.id)}` };
        case 'content':
          if (content) return jobRequest(operation);
          throw notOffered(label, operation.op);
        default:
          throw notOffered(label, operation.op);
      }
    },
    decode: decodeJob,
  };

  function createBody(input: CreateInput, { model }: EncodeContext) {
    return jsonBody({
      model: input.model ?? model,
      prompt: input.prompt,
      duration: input.seconds,
      ...fields(input),
      ...input.extra,
    });
  }
}

const isExact = (size: string | undefined): size is string => /^\d{2,5}x\d{2,5}$/.test(size ?? '');
