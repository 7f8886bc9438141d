import * as vscode from 'vscode';
import type { Asset } from '../../platform/assets';
import { plain } from '../text';

/** Time to read a path, in ms. */
const displayMs = 8000;

/** Shows the copied files in the status bar; undoing the edit removes them. */
export function tellOfCopies(assets: readonly Asset[]): void {
  const fresh = assets.filter(({ exists, media }) => !exists && media.variant === 'video');
  if (fresh.length === 0) return;
  const names = fresh.map(({ uri }) => plain(vscode.workspace.asRelativePath(uri))).join(', ');
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied to {0}', names.replace(/\$(?=\()/g, '$\u200b')), displayMs);
}
