import * as vscode from 'vscode';
import type { Asset } from '../../platform/assets';
import { inMessage } from '../text';

/** Long enough to read a path. ms. */
const readingTime = 8000;

/** Says what came into the project; by a message only where undoing the edit would leave it there. */
export function tellOfCopies(assets: readonly Asset[], beyondUndo: readonly Asset[]): void {
  const fresh = assets.filter(({ there, media }) => !there && media.variant === 'video');
  if (fresh.length === 0) return;
  const names = inMessage(fresh.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join(', '));
  if (beyondUndo.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied to {0}', names), readingTime);
    return;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Copied to {0}. Undoing the edit leaves large files there.', names),
  );
}
