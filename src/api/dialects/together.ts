import * as l10n from '@vscode/l10n';
import { decodeCost, decodeJob } from '../decode/job';
import { type CreateInput, noCapabilities } from '../types';
import { idSegment } from '../wire';
import { cannotExpress, type Dialect, type EncodeContext, jsonBody, notOffered, requiredModel } from './dialect';
import { dimensions, partsOf } from './dimensions';
import { addressOrFile, frameOf, inputsByRole } from './inputs';

/** Together AI's video API, as in its own client (together-typescript, resources/videos.ts): create and get only. */
export const together: Dialect = {
  label: 'Together AI',
  capabilities: { ...noCapabilities, variants: ['video'], reference: ['file', 'url'], sizeIs: 'pixels' },
  clipsAt: 'address',
  takes: () => ({
    roles: { first: 1, last: 1, reference: 30 },
    settings: ['seed', 'negativePrompt'],
    mayIgnore: ['last', 'reference', 'seed', 'negativePrompt'],
  }),
  /** Only videos are below `/v2`; users usually paste the `/v1` of the other APIs. */
  basePath(segments, hostname) {
    if (segments.length === 0) return ['v2'];
    return /(^|\.)together\.(xyz|ai)$/.test(hostname) && segments.join('/') === 'v1' ? ['v2'] : segments;
  },
  encode(operation, context) {
    switch (operation.op) {
      case 'create':
        return { method: 'POST', path: '/videos', body: createBody(operation.input, context) };
      case 'get':
        return { method: 'GET', path: `/videos/${idSegment(operation.id)}` };
      default:
        throw notOffered(together.label, operation.op);
    }
  },
  decode(answer, context) {
    const job = decodeJob(answer, context);
    decodeCost(job, answer, 'outputs.cost', context);
    return job;
  },
};

function createBody(input: CreateInput, context: EncodeContext) {
  const { seconds, seed, negativePrompt, extra } = input;
  const { size, resolution, aspect_ratio } = dimensions(together.label, input.size);
  if (resolution || aspect_ratio) {
    throw cannotExpress(together.label, 'size', l10n.t('it requires a width and a height, such as 1280x720.'));
  }
  const { width, height } = size ? partsOf(size) : {};
  const { first, last, references } = inputsByRole(input);
  const frames = (['first', 'last'] as const).flatMap((frame) => {
    const image = frameOf(together.label, frame === 'first' ? first : last);
    return image === undefined ? [] : [{ input_image: image, frame }];
  });
  return jsonBody({
    model: requiredModel(together.label, input.model, context),
    prompt: input.prompt,
    seconds: seconds === undefined ? undefined : String(seconds),
    width,
    height,
    frame_images: frames.length > 0 ? frames : undefined,
    reference_images: references.length > 0 ? references.map((each) => addressOrFile(together.label, each)) : undefined,
    seed,
    negative_prompt: negativePrompt,
    ...extra,
  });
}
