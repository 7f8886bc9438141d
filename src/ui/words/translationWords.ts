import path from 'node:path';
import * as vscode from 'vscode';
import { isSamePicture } from '../../jobs/targets/sizes';
import type { Change } from '../../jobs/targets/translate';
import { formatNumber } from '../format';
import { inputWords, settingWords } from './inputWords';

/** Describes the differences of a translated request, each in a few words. */
export const translationWords = (changes: readonly Change[]): string[] => changes.map(wordsOf);

function wordsOf(change: Change): string {
  switch (change.what) {
    case 'model':
      return vscode.l10n.t('a model other than {0}', change.from);
    case 'seconds': {
      const from = formatNumber(change.from);
      return change.to === undefined
        ? vscode.l10n.t('default length instead of {0} s', from)
        : vscode.l10n.t('{0} s instead of {1} s', formatNumber(change.to), from);
    }
    case 'size': {
      const { from, to } = change;
      if (to === undefined) return vscode.l10n.t('default size instead of {0}', from);
      return isSamePicture(from, to)
        ? vscode.l10n.t('{0} for {1}', to, from)
        : vscode.l10n.t('{0} instead of {1}', to, from);
    }
    case 'image':
      if (change.gone) return vscode.l10n.t('without the image (no longer on this computer)');
      if (change.takes.length === 0) return vscode.l10n.t('without the image (this server does not accept any)');
      return change.takes.includes('file')
        ? vscode.l10n.t('without the image (this server only accepts files)')
        : vscode.l10n.t('without the image (this server only accepts URLs)');
    case 'inputs':
      return vscode.l10n.t(
        'without {0}',
        change.inputs
          .map(({ role, source, name }) => `${inputWords[role]()} (${name ?? path.basename(source)})`)
          .join(', '),
      );
    case 'settings':
      return vscode.l10n.t('without {0}', change.names.map((name) => settingWords[name]()).join(', '));
    case 'extra':
      return vscode.l10n.t('without the additional fields {0}', change.names.join(', '));
  }
}
