import * as vscode from 'vscode';
import type { ModelInfo } from '../../api/types';
import { resolutionOf } from '../../jobs/costs/price';
import type { CreateRequest } from '../../jobs/ports';
import { formatList, formatNumber } from '../format';

/** What can be given as a size to a model that tells: whole sizes, or resolutions and shapes together. */
export function sizesOf(model: ModelInfo | undefined): readonly string[] {
  const { sizes, resolutions = [], aspectRatios = [] } = model ?? {};
  if (sizes?.length) return sizes;
  if (resolutions.length === 0 || aspectRatios.length === 0) return [...resolutions, ...aspectRatios];
  return resolutions.flatMap((resolution) => aspectRatios.map((shape) => `${resolution} ${shape}`));
}

/** Whether a model that tells takes this size, in whichever of its ways it is written. */
function takesSize({ sizes, resolutions, aspectRatios }: ModelInfo, size: string): boolean {
  const asked = size.trim().toLowerCase();
  if (!sizes && !resolutions && !aspectRatios) return true;
  if (/^\d+x\d+$/.test(asked) && asked.length > 5) {
    if (sizes) return sizes.includes(asked);
    return !resolutions || resolutions.includes(resolutionOf(asked)!);
  }
  return asked.split(/[\s,]+/).every((word) => {
    const isShape = /^\d{1,2}[:x]\d{1,2}$/.test(word);
    const known = isShape ? aspectRatios : resolutions;
    return !known || known.includes(isShape ? word.replace('x', ':') : word);
  });
}

/**
 * Why the provider will probably refuse this request, each as a sentence; nothing where it takes it or does not tell. The
 * catalogue may be wrong or old, so this is no verdict.
 */
export function limitsBroken(model: ModelInfo | undefined, request: Partial<CreateRequest>): string[] {
  if (!model) return [];
  const { seconds, size, reference } = request;
  const name = model.id;
  const broken: string[] = [];
  if (seconds !== undefined && model.seconds && !model.seconds.includes(seconds)) {
    const lengths = formatList(model.seconds.map((one) => formatNumber(one)));
    broken.push(vscode.l10n.t('{0} makes clips of {1} seconds, not of {2}.', name, lengths, formatNumber(seconds)));
  }
  if (size !== undefined && !takesSize(model, size)) {
    broken.push(vscode.l10n.t('{0} does not make {1}, but {2}.', name, size, formatList(sizesOf(model).slice(0, 8))));
  }
  if (reference !== undefined && model.frames && !model.frames.includes('first_frame')) {
    broken.push(vscode.l10n.t('{0} does not start from an image.', name));
  }
  return broken;
}
