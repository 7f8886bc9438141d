import * as vscode from 'vscode';
import { publicJob } from '../jobs/job';
import type { Command } from './app';
import { createByForm } from './create';
import { jobFor } from './target';

/** The form of "create", filled in with what another job was made with. */
export const createAgain: Command = async (app, call) => {
  const title = vscode.l10n.t('Create Again');
  const job = await jobFor(app, call, {
    title,
    fits: ({ prompt, provider }) => prompt !== undefined && app.providers.find(provider) !== undefined,
    none: vscode.l10n.t('There is no job to create again yet.'),
  });
  const { model, seconds, size } = job;
  const again = { model, seconds, size, ...job.request, prompt: job.prompt ?? job.request?.prompt };
  return publicJob(await createByForm(app, call, { title, given: { provider: job.provider }, again }));
};
