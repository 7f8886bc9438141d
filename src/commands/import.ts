import * as vscode from 'vscode';
import { publicJob } from '../jobs/job';
import { askText } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import type { Command } from './app';
import { text } from './call';
import { report } from './progress';
import { providerFor } from './target';

/** Takes a job that was made elsewhere into the list. Ids are opaque: any text may be one. */
export const importJob: Command = async (app, call) => {
  const title = vscode.l10n.t('Import Job');
  const { id: provider } = await providerFor(app, call, title);
  const given = text(call.fields, 'id');
  if (given !== undefined) return publicJob(await app.jobs.import({ provider, id: given }));
  call.byUser = true;
  const id = await alone(
    askText(
      { title },
      {
        prompt: vscode.l10n.t('Job ID at the provider'),
        placeholder: 'video_123',
        check: (typed) => (typed === '' ? vscode.l10n.t('Enter a job ID.') : undefined),
      },
    ),
  );
  const job = await report(vscode.l10n.t('Looking up the job…'), () => app.jobs.import({ provider, id }));
  app.preview.open({ key: job.key });
  return publicJob(job);
};
