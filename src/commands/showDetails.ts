import * as vscode from 'vscode';
import type { Command } from './app';
import { jobFor } from './target';

/** The provider's own answer, to be read and copied from. */
export const showDetails: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: vscode.l10n.t('Show Details'),
    none: vscode.l10n.t('There are no jobs yet. Create a video first.'),
  });
  await app.details.open(job);
};
