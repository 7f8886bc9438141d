import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import type { Provider } from '../../api/provider';
import { type Ability, isAble, type JobProvider, statusesFor } from '../../jobs/abilities';
import type { JobRecord, JobRef } from '../../jobs/job';
import { parseJobId } from '../../jobs/parseRequest';
import { pickJob } from '../../ui/prompts/pickJob';
import { pickProvider, providerLabel } from '../../ui/prompts/pickProvider';
import type { App } from './app';
import { type Call, text } from './call';

/** Most jobs in a picker: more than a user would scroll through. */
const offered = 1000;
const pageSize = 200;

interface JobQuestion {
  title: string;
  /** Ability that the offered jobs must have; by default all jobs are offered. */
  ability?: Ability;
  /** Message if there is no such job. */
  none: string;
}

/**
 * Returns the job for a command: the given one, fetched from its provider if it is not in the list, or one that the
 * user picks among those that qualify.
 * @throws VideoJobsError `notFound`, Dismissed
 */
export async function jobFor(app: App, call: Call, question: JobQuestion): Promise<JobRecord> {
  const job = await givenJob(app, call);
  if (job) {
    call.provider = job.provider;
    return job;
  }
  call.byUser = true;
  const { title, none } = question;
  const fitting = newestFitting(app, text(call.fields, 'provider'), question);
  const chosen = await pickJob(title, fitting, (id) => labelOf(app, id), none);
  call.provider = chosen.provider;
  return chosen;
}

/**
 * Returns the jobs for a command: those of the selected rows that have the ability, otherwise the one of `jobFor`.
 * @throws VideoJobsError `notFound`, `rejected` if the command applies to none of several rows; Dismissed
 */
export async function jobsFor(app: App, call: Call, question: JobQuestion): Promise<[JobRecord, ...JobRecord[]]> {
  if (!call.rows) return [await jobFor(app, call, question)];
  const { ability } = question;
  const selected = call.rows.flatMap(({ key }) => (typeof key === 'string' ? (app.jobs.find({ key }) ?? []) : []));
  const now = Date.now();
  const [first, ...others] = new Set(
    selected.filter((job) => !ability || isAble(ability, job, jobProviderOf(app, job.provider), now)),
  );
  if (!first) throw new VideoJobsError('rejected', question.none);
  call.provider = first.provider;
  return [first, ...others];
}

const jobProviderOf = ({ jobs, providers }: App, id: string): JobProvider => ({
  known: providers.find(id) !== undefined,
  can: jobs.capabilities(id),
});

/** Returns the newest jobs that qualify, up to the size of a picker. */
export function newestFitting(
  app: App,
  provider: string | undefined,
  { ability }: Pick<JobQuestion, 'ability'>,
): JobRecord[] {
  const { jobs } = app;
  const now = Date.now();
  const statuses = ability && statusesFor(ability);
  const providers = new Map<string, JobProvider>();
  const providerOf = ({ provider: id }: JobRecord): JobProvider => {
    const found = providers.get(id) ?? jobProviderOf(app, id);
    providers.set(id, found);
    return found;
  };
  const fitting: JobRecord[] = [];
  for (let after: JobRecord | undefined; fitting.length < offered;) {
    const page = jobs.list.page({ provider, statuses }, pageSize, after);
    fitting.push(...page.filter((job) => !ability || isAble(ability, job, providerOf(job), now)));
    after = page.at(-1);
    if (page.length < pageSize) break;
  }
  return fitting;
}

async function givenJob(app: App, { fields }: Call): Promise<JobRecord | undefined> {
  const key = text(fields, 'key');
  if (key !== undefined) return known(app, { key });
  if (fields['id'] === undefined) return undefined;
  const ref = parseJobId(fields);
  return app.jobs.find(ref) ?? app.jobs.import(ref);
}

function known(app: App, ref: JobRef): JobRecord {
  const job = app.jobs.find(ref);
  if (job) return job;
  throw new VideoJobsError('notFound', vscode.l10n.t('The job is not in the list. Import it by its ID.'));
}

/**
 * Returns the provider for a command: the given one, the only one, or one that the user picks.
 * @throws VideoJobsError `notFound`, Dismissed
 */
export async function providerFor(
  app: App,
  call: Call,
  title: string,
  fits: (provider: Provider) => boolean = () => true,
): Promise<Provider> {
  const { providers, settings } = app;
  const id = text(call.fields, 'provider');
  if (id === undefined) call.byUser = true;
  const provider =
    id === undefined
      ? await pickProvider(title, providers.all.filter(fits), settings.defaultProvider, providers.faults)
      : providers.get(id);
  call.provider = provider.id;
  return provider;
}

/** Returns the display name of a provider, or its id if it is no longer configured. */
export function labelOf({ providers }: Pick<App, 'providers'>, id: string): string {
  const provider = providers.find(id);
  return provider ? providerLabel(provider) : id;
}

/** Returns the reference by which services identify a job. */
export const refOf = ({ key }: JobRecord): JobRef => ({ key });

/** Returns the provider and the id it assigned. @throws VideoJobsError `notReady` */
export function idOf(job: JobRecord): { provider: string; id: string } {
  if (job.id !== undefined) return { provider: job.provider, id: job.id };
  throw new VideoJobsError(
    'notReady',
    vscode.l10n.t('The provider has not confirmed this job yet. Try again when it has.'),
  );
}
