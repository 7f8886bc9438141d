import type { CreateRequest } from '../jobs/requests';
import * as vscode from 'vscode';
import { publicJob, type Job, type JobRecord } from '../jobs/job';
import type { CreateFormStart } from '../ui/prompts/createForm';
import type { App, Command } from './app';
import type { Call } from './call';
import { createByForm } from './create';
import { jobFor } from './target';

/** The form of "create", filled in with what another job was made with; at any provider. */
export const createAgain: Command = async (app, call) => {
  const title = vscode.l10n.t('Create Again');
  const job = await jobFor(app, call, {
    title,
    ability: 'createAgain',
    none: vscode.l10n.t('There is no job with a prompt in the list.'),
  });
  return createFrom(app, call, job, { title });
};

/** Asks for a request that begins with the settings of a job, and sends it. @throws VideoJobsError, Dismissed */
export async function createFrom(
  app: App,
  call: Call,
  job: JobRecord,
  start: Pick<CreateFormStart, 'title' | 'fits' | 'note'>,
): Promise<Job> {
  const madeFrom = { key: job.key, relation: 'again' as const };
  return publicJob(await createByForm(app, call, { ...start, given: {}, again: settingsOf(job) }, madeFrom));
}

/** What a job was made with, as far as that is known, to be offered for another one. */
export const settingsOf = ({ provider, model, seconds, size, prompt, request }: JobRecord): Partial<CreateRequest> => ({
  ...{ model, seconds, size, ...request },
  prompt: prompt ?? request?.prompt,
  provider,
});
