import * as vscode from 'vscode';
import { publicJob } from '../jobs/job';
import type { Command } from './app';
import { createByForm } from './create';
import { jobFor } from './target';

/** The form of "create", filled in with what another job was made with; at any provider. */
export const createAgain: Command = async (app, call) => {
  const title = vscode.l10n.t('Use These Settings');
  const job = await jobFor(app, call, {
    title,
    fits: ({ prompt }) => prompt !== undefined,
    none: vscode.l10n.t('No job with a prompt is in the list.'),
  });
  const { provider, model, seconds, size } = job;
  const again = { model, seconds, size, ...job.request, prompt: job.prompt ?? job.request?.prompt, provider };
  const madeFrom = { key: job.key, relation: 'again' as const };
  return publicJob(await createByForm(app, call, { title, given: {}, again }, madeFrom));
};
