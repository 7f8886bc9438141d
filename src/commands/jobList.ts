import * as vscode from 'vscode';
import { dialectFor } from '../api/dialects';
import type { Provider } from '../api/provider';
import type { Rebuilt } from '../jobs/clips/rebuild';
import { publicJob } from '../jobs/job';
import { formatNumber } from '../ui/format';
import { askText } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import type { Command } from './lib/app';
import { text } from './lib/call';
import { cancellable, report } from './lib/progress';
import { providerFor } from './lib/target';

/** Rebuilds a damaged or lost job list from the library: restores the jobs whose clips are in it. */
const rebuildList: Command = async ({ jobs }) => {
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

/** Starts a new list, for users who go back to this release after a newer one has written the list. */
const startNewList: Command = async ({ jobs }) => {
  const kept = jobs.startNewList();
  void vscode.window.showInformationMessage(
    vscode.l10n.t('A new list was started. The list of the newer version was kept as {0}.', kept),
  );
};

/** Polls one provider or all of them once. */
const refresh: Command = async (app, call) => {
  const provider = text(call.fields, 'provider');
  call.provider = provider;
  if (!call.byUser) return app.jobs.refresh(provider);
  await vscode.window.withProgress({ location: { viewId: 'videoJobs.jobs' } }, () => app.jobs.refresh(provider));
};

/** Asks for the model of a job where its id alone does not say where it is. @throws Dismissed */
async function wholeId(title: string, server: Omit<Provider, 'id'>, id: string): Promise<string> {
  const { idWith } = dialectFor(server);
  if (!idWith || id.includes('/')) return id;
  const model = await alone(
    askText(
      { title },
      {
        prompt: vscode.l10n.t('Model that the job was created with'),
        placeholder: 'fal-ai/veo3.1',
        value: server.model,
        check: (entered) => (entered === '' ? vscode.l10n.t('Enter the model.') : undefined),
      },
    ),
  );
  return idWith(id, model);
}

/** Adds a job that was created elsewhere. Ids are opaque: any string may be one. */
const importJob: Command = async (app, call) => {
  const title = vscode.l10n.t('Import Job');
  const { id: provider, ...server } = await providerFor(app, call, title);
  const given = text(call.fields, 'id');
  if (given !== undefined) return publicJob(await app.jobs.import({ provider, id: given }));
  call.byUser = true;
  const typed = await alone(
    askText(
      { title },
      {
        prompt: vscode.l10n.t('Job ID at the provider'),
        placeholder: 'video_123',
        check: (entered) => (entered === '' ? vscode.l10n.t('Enter a job ID.') : undefined),
      },
    ),
  );
  const id = await wholeId(title, server, typed);
  const job = await report(vscode.l10n.t('Looking up the job…'), () => app.jobs.import({ provider, id }));
  app.preview.open({ key: job.key });
  return publicJob(job);
};

export const jobListCommands = { import: importJob, rebuildList, refresh, startNewList };
