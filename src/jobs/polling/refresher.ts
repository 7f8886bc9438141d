import type { VideoJobsError } from '../../api/errors';
import type { JobPage } from '../../api/types';
import { asVideoJobsError, type Gateway, isMissing, isProviderWide } from '../gateway';
import type { Tracker } from '../intake/tracker';
import { activeStatuses, type JobRecord } from '../job';
import type { JobStore } from '../ledger/store';
import type { ProviderDirectory } from '../ports';
import { type PollOutcome, pollProvider } from './pollProvider';

interface RefresherDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  providers: ProviderDirectory;
}

const pageSize = 50;
/** Cursor after the last page. */
const end = Symbol('end');

/** Manual refreshes and older pages. Simultaneous calls share one pass. */
export class Refresher {
  readonly #cursors = new Map<string, string | typeof end>();
  readonly #passes = new Map<string, Promise<void>>();
  readonly #pages = new Map<string, Promise<boolean>>();

  readonly #deps: RefresherDeps;

  constructor(deps: RefresherDeps) {
    this.#deps = deps;
  }

  /** @throws VideoJobsError of the first provider that failed, after all were polled. */
  async refresh(provider?: string): Promise<void> {
    const ids = provider === undefined ? this.#deps.providers.all.map(({ id }) => id) : [provider];
    const results = await Promise.allSettled(ids.map((id) => once(this.#passes, id, () => this.#pass(id))));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) throw asVideoJobsError(failure.reason);
  }

  loadMore(provider: string): Promise<boolean> {
    return once(this.#pages, provider, () => this.#page(provider));
  }

  hasMore(provider: string): boolean {
    return this.#deps.gateway.capabilities(provider).list && this.#cursors.get(provider) !== end;
  }

  async #page(provider: string): Promise<boolean> {
    if (!this.hasMore(provider)) return false;
    const cursor = this.#cursors.get(provider);
    const page = await this.#list(provider, typeof cursor === 'string' ? cursor : undefined);
    // A cursor that repeats itself is the end.
    this.#cursors.set(provider, page.next === undefined || page.next === cursor ? end : page.next);
    return page.jobs.length > 0;
  }

  async #pass(provider: string): Promise<void> {
    const { gateway, store } = this.#deps;
    gateway.assertKnown(provider);
    const { ids, failure } = await this.#firstPage(provider);
    const seen = new Set(ids);
    const active = store.list.page({ provider, statuses: activeStatuses }, Infinity);
    const jobs = active.filter(({ id }) => id !== undefined && !seen.has(id));
    await this.#pollJobs(provider, jobs);
    if (failure) throw failure;
  }

  /** Lists the first page and returns its ids. If the list cannot be read, single jobs are still polled. */
  async #firstPage(provider: string): Promise<{ ids: string[]; failure?: VideoJobsError }> {
    if (!this.#deps.gateway.capabilities(provider).list) return { ids: [] };
    try {
      const page = await this.#list(provider);
      if (!this.#cursors.has(provider)) this.#cursors.set(provider, page.next ?? end);
      return { ids: page.jobs.map(({ id }) => id) };
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (isProviderWide(error)) throw error;
      // A provider that turned out to have no list did not fail.
      return { ids: [], failure: error.kind === 'unsupported' ? undefined : error };
    }
  }

  #list(provider: string, after?: string): Promise<JobPage> {
    return this.#deps.gateway.call(provider, 'list', async ({ client, origin }) => {
      const page = await client.list({ after, limit: pageSize });
      this.#deps.tracker.recordPage(provider, origin, page.jobs);
      return page;
    });
  }

  async #pollJobs(provider: string, jobs: readonly JobRecord[]): Promise<void> {
    const { tracker } = this.#deps;
    const record = (outcome: PollOutcome) => {
      if ('remote' in outcome) tracker.recordPoll(outcome.job.key, outcome.remote);
      else tracker.pollFailed(outcome.job.key, outcome.error, { missing: isMissing(outcome.error) });
    };
    const target = { provider, followed: jobs.length };
    const failure = await pollProvider(this.#deps, target, jobs, record, new AbortController().signal);
    if (failure) throw failure;
  }
}

async function once<T>(running: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  let promise = running.get(key);
  if (!promise) {
    promise = work().finally(() => running.delete(key));
    running.set(key, promise);
  }
  return promise;
}
