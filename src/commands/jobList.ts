import type { Rebuilt } from '../jobs/clips/rebuild';
import * as vscode from 'vscode';
import { formatNumber } from '../ui/format';
import type { Command } from './app';
import { cancellable } from './progress';

/** Brings back what a damaged or lost list knew, as far as clips of it lie in the library. */
export const rebuildList: Command = async ({ jobs }) => {
  const rebuilt = await cancellable(vscode.l10n.t('Rebuilding the job list from the library…'), (signal, say) =>
    jobs.rebuild(signal, (read) => say(vscode.l10n.t('{0} files read', formatNumber(read)))),
  );
  void vscode.window.showInformationMessage(outcome(rebuilt));
};

function outcome({ added, clips, skipped }: Rebuilt): string {
  const found =
    clips === 0
      ? vscode.l10n.t('All clips in the library are already in the job list.')
      : vscode.l10n.t('Jobs restored: {0}. Clips recovered: {1}.', formatNumber(added), formatNumber(clips));
  if (skipped === 0) return found;
  const left = vscode.l10n.t('Files that could not be read: {0}. See the log for their names.', formatNumber(skipped));
  return `${found} ${left}`;
}

/** The way out where a newer release wrote the list and this one is to be used. */
export const startNewList: Command = async ({ jobs }) => {
  const kept = jobs.startNewList();
  void vscode.window.showInformationMessage(
    vscode.l10n.t('A new list was started. The list of the newer version was kept as {0}.', kept),
  );
};
