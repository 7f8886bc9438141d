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

/** As many jobs as somebody would look through. */
const offered = 1000;
const pageSize = 200;

interface JobQuestion {
  title: string;
  /** What the jobs that are offered must allow; without it, all are. */
  ability?: Ability;
  /** Said where none does. */
  none: string;
}

/**
 * The job a command is about: the one it was given, fetched from its provider where it is not in the list, or one that
 * is chosen from those that fit.
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

/** The newest jobs that a question is about, as many as are worth choosing from. */
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
    const found = providers.get(id) ?? { known: app.providers.find(id) !== undefined, can: jobs.capabilities(id) };
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
 * The provider a command is about: the one it was given, the only one, or one that is chosen.
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

/** What a provider is called, also one that is not configured any more. */
export function labelOf({ providers }: Pick<App, 'providers'>, id: string): string {
  const provider = providers.find(id);
  return provider ? providerLabel(provider) : id;
}

/** A job as services name it. */
export const refOf = ({ key }: JobRecord): JobRef => ({ key });

/** The id that the provider gave it. @throws VideoJobsError `notReady` */
export function idOf(job: JobRecord): { provider: string; id: string } {
  if (job.id !== undefined) return { provider: job.provider, id: job.id };
  throw new VideoJobsError(
    'notReady',
    vscode.l10n.t('The provider has not confirmed this job yet. Try again when it has.'),
  );
}
