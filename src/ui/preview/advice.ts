import * as vscode from 'vscode';
import type { JobError } from '../../api/types';

/** Error codes and messages of OpenAI-like servers and gateways, by the advice that helps. */
const families: [RegExp, () => string][] = [
  [
    /moderation|sentinel|safety|content[_ -]?(policy|filter)|sensitive/i,
    () =>
      vscode.l10n.t('Rejected by the provider’s safety check. Change the prompt or the image, then create it again.'),
  ],
  [
    /quota|balance|billing|payment|credit|insufficient/i,
    () => vscode.l10n.t('Check the balance and limits of your account at the provider, then create it again.'),
  ],
  [
    /rate[_ -]?limit|too many|concurren|overload|capacity|busy/i,
    () => vscode.l10n.t('The provider was overloaded. Wait a moment, then create it again.'),
  ],
  [
    /model[_ -]?not[_ -]?found|unknown model|no such model|unsupported model/i,
    () => vscode.l10n.t('The provider does not have this model. Choose another one when you create it again.'),
  ],
  [
    /inpaint|input_reference|image|width and height|size/i,
    () => vscode.l10n.t('Check the size and the reference image, then create it again.'),
  ],
];

/** Returns advice about a failed job, as sentences. */
export function advice(error: JobError | undefined): string[] {
  const text = `${error?.code ?? ''} ${(error?.message ?? '').slice(0, 1000)}`;
  const found = families.find(([pattern]) => pattern.test(text));
  if (found) return [found[1]()];
  const general = vscode.l10n.t('You can create it again, with or without changes. It will be charged as a new job.');
  return error?.message ? [general] : [vscode.l10n.t('The provider gave no reason.'), general];
}
