import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { JobRecord } from '../jobs/job';
import { most } from '../shared/comparison';
import { pickSome } from '../ui/prompts/pickJob';
import type { App, Command } from './app';
import type { Call } from './call';
import { jobFor, labelOf, newestFitting } from './target';

/** What was asked for in two jobs or some more, and what came, in VS Code's own diff editor. */
export const showDifferences: Command = async (app, call) => {
  const given = await givenJobs(app, call);
  const [first, ...others] = given.length < 2 ? [...given, ...(await askOthers(app, call, given))] : given;
  if (!first || others.length === 0 || others.length >= most) {
    throw new VideoJobsError('rejected', vscode.l10n.t('Select two to four jobs to show their differences.'));
  }
  await app.requests.compare([first, ...others]);
};

async function givenJobs(app: App, call: Call): Promise<JobRecord[]> {
  if (call.rows) {
    const jobs = call.rows.map(({ key }) => (typeof key === 'string' ? app.jobs.find({ key }) : undefined));
    return [...new Set(jobs)].filter((job) => job !== undefined);
  }
  if (call.fields['key'] === undefined && call.fields['id'] === undefined) return [];
  return [await jobFor(app, call, question())];
}

const question = () => ({
  title: vscode.l10n.t('Show differences'),
  none: vscode.l10n.t('There are no two jobs yet.'),
});

function askOthers(app: App, call: Call, given: readonly JobRecord[]): Promise<JobRecord[]> {
  call.byUser = true;
  const asked = question();
  const choices = newestFitting(app, undefined, {})
    .filter((job) => !given.some(({ key }) => key === job.key))
    .map((job) => ({ job, value: job }));
  const { title, none } = asked;
  const placeholder =
    given.length > 0 ? vscode.l10n.t('Select one to three jobs') : vscode.l10n.t('Select two to four jobs');
  const bounds = { fewest: 2 - given.length, most: most - given.length };
  return pickSome({ title, none, placeholder, ...bounds }, choices, (id) => labelOf(app, id));
}
