import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { report } from './progress';
import { text, type Call } from './call';
import { jobFor, labelOf, providerFor } from './target';
import type { Subject } from '../ui/diagnosis/diagnoses';
import type { App, Command } from './app';

/**
 * Shows how the last answers were read and by which rule: of a job, else of a provider. With `ask: true` the job is
 * asked for once more before; that is a read, and costs nothing.
 */
export const diagnose: Command = async (app, call) => {
  const subject = await subjectFor(app, call, vscode.l10n.t('Diagnose'));
  if (call.fields['ask'] === true && subject.key !== undefined) await ask(app, subject);
  await app.diagnoses.open(subject);
};

/** What a command about answers is about. @throws VideoJobsError, Dismissed */
export async function subjectFor(app: App, call: Call, title: string): Promise<Subject> {
  const ofJob = text(call.fields, 'key') !== undefined || call.fields['id'] !== undefined;
  if (!ofJob) return { provider: (await providerFor(app, call, title)).id };
  const { provider, key } = await jobFor(app, call, { title, none: '' });
  app.providers.get(provider);
  return { provider, key };
}

/** What goes wrong is in the document, like any other answer. */
async function ask(app: App, { provider, key = '' }: Subject): Promise<void> {
  const id = app.jobs.find({ key })?.id;
  if (id === undefined) return;
  const title = vscode.l10n.t('Requesting from {0}', labelOf(app, provider));
  try {
    await report(title, () => app.jobs.import({ provider, id }));
  } catch (error) {
    if (!(error instanceof VideoJobsError)) throw error;
    app.log.warn('A job could not be asked for.', error);
    if (error.httpStatus === undefined) throw error;
  }
}
