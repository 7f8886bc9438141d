import type { Provider } from '../api/provider';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { App, Command } from './app';
import { createFrom } from './createAgain';
import { jobFor, labelOf } from './target';

/** The same for another provider: its own may be gone, or have refused. */
export const moveTo: Command = async (app, call) => {
  const title = vscode.l10n.t('Move to Another Provider');
  const job = await jobFor(app, call, {
    title,
    ability: 'moveTo',
    none: vscode.l10n.t('No job has failed, and no job’s provider is gone.'),
  });
  const fits = ({ id }: Provider) => id !== job.provider || !isAt(app, job);
  if (app.providers.all.length > 0 && !app.providers.all.some(fits)) {
    throw new VideoJobsError(
      'unsupported',
      vscode.l10n.t('There is no other provider yet. Add one, then move the job.'),
    );
  }
  const note = vscode.l10n.t('Which provider should create it instead of {0}?', labelOf(app, job.provider));
  return createFrom(app, call, job, { title, fits, note });
};

/** Whether its provider is still the server that it was sent to. */
function isAt({ providers }: App, { provider, origin }: { provider: string; origin: string }): boolean {
  const found = providers.find(provider);
  return found !== undefined && (!URL.canParse(found.baseUrl) || new URL(found.baseUrl).origin === origin);
}
