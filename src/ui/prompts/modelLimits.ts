import * as vscode from 'vscode';
import type { Limits } from '../../api/types';
import type { CreateRequest } from '../../jobs/requests';
import { sizesOf, startsFromImage, takesSize } from '../../jobs/targets/limits';
import { formatList, formatNumber } from '../format';

/**
 * Returns the reasons why the provider will probably refuse a request, as sentences; empty if it takes it or states no
 * limits. A catalogue may be wrong or outdated, so this is a warning only.
 * @param name name of the model, or of the provider if it chooses the model
 */
export function limitsBroken(name: string, limits: Limits, request: Partial<CreateRequest>): string[] {
  const { seconds, size, reference } = request;
  const broken: string[] = [];
  if (seconds !== undefined && limits.seconds && !limits.seconds.includes(seconds)) {
    const lengths = formatList(limits.seconds.map((one) => formatNumber(one)));
    broken.push(vscode.l10n.t('{0} supports clips of {1} seconds, not {2}.', name, lengths, formatNumber(seconds)));
  }
  if (size !== undefined && !takesSize(limits, size)) {
    broken.push(
      vscode.l10n.t('{0} does not support {1}, only {2}.', name, size, formatList(sizesOf(limits).slice(0, 8))),
    );
  }
  if (reference !== undefined && !startsFromImage(limits)) {
    broken.push(vscode.l10n.t('{0} does not support start images.', name));
  }
  return broken;
}
