import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import { runCommand } from '../run';
import { titleOf } from '../titles';

let shown = false;

/** Explains why a page may stay empty, and offers other ways to open the clip. Shows one message at a time for all tabs. */
export async function offerWayOut(job: JobRecord | undefined): Promise<void> {
  if (shown) return;
  const player = titleOf('openExternal');
  const folder = titleOf('reveal');
  const clip = job?.media.find(({ variant }) => variant === 'video');
  shown = true;
  try {
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The preview did not open. Browsers only show webviews if VS Code itself is served over HTTPS or from localhost, with a certificate they trust. The clip is not affected.',
      ),
      ...(clip ? [player, folder] : []),
    );
    if (!chosen || !job || !clip) return;
    const { variant, index } = clip;
    await runCommand(chosen === player ? 'openExternal' : 'reveal', { key: job.key, variant, index });
  } finally {
    shown = false;
  }
}
