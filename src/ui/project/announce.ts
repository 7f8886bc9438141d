import * as vscode from 'vscode';
import type { Asset } from '../../platform/assets';
import { plain } from '../text';

/** Long enough to read a path. ms. */
const readingTime = 8000;

/** Says in the status bar what came into the project; undoing the edit takes it out again. */
export function tellOfCopies(assets: readonly Asset[]): void {
  const fresh = assets.filter(({ there, media }) => !there && media.variant === 'video');
  if (fresh.length === 0) return;
  const names = fresh.map(({ uri }) => plain(vscode.workspace.asRelativePath(uri))).join(', ');
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied to {0}', names.replace(/\$(?=\()/g, '$\u200b')), readingTime);
}
