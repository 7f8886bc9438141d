import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import { claimTtl, type Claim } from './claims';
import { isMissing, isProviderWide, longestWait, type Gateway } from './gateway';
import { isActive, type JobRecord } from './job';
import type { Disposable, JobSettings, Logger } from './ports';
import { failureDelay, pollDelay } from './schedule';
import type { JobStore } from './store';
import { survey, type Outcome } from './survey';
import type { Tracker } from './tracker';

export interface PollerDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  settings(): JobSettings;
  log: Logger;
  /** 0 to 1; for jitter. */
  random?: () => number;
}

interface Plan {
  askedAt?: number;
  nextAt: number;
  failures: number;
  misses: number;
}

/** A job its provider does not know is followed no more after this many answers and this long. */
const enoughMisses = 3;
const longEnoughMissing = 2 * 60_000;
const longestTimer = 2 ** 31 - 1;

/**
 * Follows the jobs in progress. One timer, armed again after the answer, and none while there is nothing to follow. Of all
 * windows one polls a server, by a claim in the ledger; the others read what it writes and stand by.
 */
export class Poller {
  readonly #plans = new Map<string, Plan>();
  readonly #busy = new Set<string>();
  readonly #leases = new Map<string, Claim>();
  readonly #abort = new AbortController();
  readonly #listeners: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: PollerDeps) {
    this.#listeners = [deps.store.onDidChange(() => this.#arm()), deps.store.onSignal(() => this.#arm())];
  }

  /** Asks for everything now, except where a provider said when: at start, at focus, after sleep, with a new key. */
  wake(): void {
    const least = this.deps.settings().minPollSeconds * 1000;
    for (const { key } of this.#followed()) {
      const { askedAt = -Infinity, misses = 0 } = this.#plans.get(key) ?? {};
      // A window that is switched to and fro does not ask more often than the settings allow.
      this.#plans.set(key, { askedAt, nextAt: askedAt + least, failures: 0, misses });
    }
    this.#arm();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    clearTimeout(this.#timer);
    this.#abort.abort();
    for (const lease of this.#leases.values()) lease.release();
  }

  #followed(): JobRecord[] {
    return this.deps.store.due.filter((job) => job.watching && isActive(job) && job.id !== undefined);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#abort.signal.aborted) return;
    const servers = byServer(this.#followed());
    this.#forgetAllBut(servers);
    let next = Infinity;
    for (const [server, jobs] of servers) {
      try {
        next = Math.min(next, this.#lead(server) ? this.#plan(server, jobs) : this.#standBy(server));
      } catch (error) {
        this.deps.log.warn('Polling is put off', error);
        next = Math.min(next, Date.now() + claimTtl);
      }
    }
    if (next < Infinity) this.#armAt(next);
  }

  #armAt(time: number): void {
    const again = () => {
      try {
        this.deps.store.sync();
      } catch (error) {
        this.deps.log.warn('Changes of another window could not be read', error);
      }
      this.#arm();
    };
    this.#timer = setTimeout(again, Math.min(longestTimer, Math.max(0, time - Date.now())));
  }

  #forgetAllBut(servers: ReadonlyMap<string, readonly JobRecord[]>): void {
    for (const [server, lease] of this.#leases) {
      if (servers.has(server)) continue;
      lease.release();
      this.#leases.delete(server);
    }
    const keys = new Set([...servers.values()].flat().map(({ key }) => key));
    for (const key of this.#plans.keys()) if (!keys.has(key)) this.#plans.delete(key);
  }

  #lead(server: string): boolean {
    if (this.#leases.get(server)?.held) return true;
    const lease = this.deps.store.claims.take(claimName(server));
    if (lease) this.#leases.set(server, lease);
    else this.#leases.delete(server);
    return lease !== undefined;
  }

  /** Should the leader die, this window is the next. */
  #standBy(server: string): number {
    return (this.deps.store.claims.takenUntil(claimName(server)) ?? Date.now() + claimTtl) + 250;
  }

  /** Asks now what is due, and says when something will be. */
  #plan(server: string, jobs: readonly JobRecord[]): number {
    if (this.#busy.has(server)) return Infinity;
    const now = Date.now();
    const { provider } = jobs[0]!;
    const soonest = Math.min(...jobs.map((job) => this.#planOf(job, now).nextAt));
    const at = Math.max(this.deps.gateway.notBefore(provider) ?? 0, soonest);
    if (at > now) return at;
    void this.#ask(server, provider, jobs);
    return Infinity;
  }

  #planOf(job: JobRecord, now: number): Plan {
    let plan = this.#plans.get(job.key);
    if (!plan) {
      // New to this window: a job that was asked for lately is not asked for again at once.
      const since = Math.max(job.updatedAt, job.createdAt);
      plan = { nextAt: since + this.#delay(job, since), failures: 0, misses: 0 };
      this.#plans.set(job.key, plan);
    }
    // A clock that was set back must not stop the polling.
    plan.nextAt = Math.min(plan.nextAt, now + 10 * 60_000);
    return plan;
  }

  async #ask(server: string, provider: string, jobs: readonly JobRecord[]): Promise<void> {
    this.#busy.add(server);
    try {
      const due = this.deps.gateway.capabilities(provider).list
        ? jobs // One request is for all of them.
        : jobs.filter((job) => this.#planOf(job, Date.now()).nextAt <= Date.now());
      for (const job of due) this.#planOf(job, Date.now()).askedAt = Date.now();
      const outcomes = await survey(this.deps.gateway, provider, due, this.#abort.signal);
      if (this.#abort.signal.aborted) return;
      for (const outcome of outcomes) this.#take(outcome);
      const refused = outcomes.find((outcome) => 'error' in outcome && isProviderWide(outcome.error));
      if (refused) this.#holdBack(jobs, this.#planOf(refused.job, Date.now()).nextAt);
    } catch (error) {
      this.deps.log.error('A poll could not be finished', error);
      for (const job of jobs) this.#plans.set(job.key, { nextAt: Date.now() + claimTtl, failures: 1, misses: 0 });
    } finally {
      this.#busy.delete(server);
      this.#arm();
    }
  }

  /** What fails for the whole provider is not tried again for each of its jobs. */
  #holdBack(jobs: readonly JobRecord[], until: number): void {
    for (const job of jobs) {
      const plan = this.#planOf(job, Date.now());
      plan.nextAt = Math.max(plan.nextAt, until);
    }
  }

  #take(outcome: Outcome): void {
    const { job } = outcome;
    const plan = this.#planOf(job, Date.now());
    if ('remote' in outcome) {
      this.#plans.set(job.key, { ...plan, nextAt: Date.now() + this.#delay(job, Date.now()), failures: 0, misses: 0 });
      this.deps.tracker.absorb(job.key, outcome.remote);
    } else if (isMissing(outcome.error)) {
      this.#miss(job, plan, outcome.error);
    } else if (outcome.error.kind !== 'cancelled') {
      this.#fail(job, plan, outcome.error);
    }
  }

  #fail(job: JobRecord, plan: Plan, error: VideoJobsError): void {
    const failures = plan.failures + 1;
    const wait = this.#pause(error, failures);
    this.#plans.set(job.key, { ...plan, failures, nextAt: Date.now() + wait });
    this.deps.log.debug(`Poll failed (${error.kind}), next in ${Math.round(wait / 1000)} s`, job.provider, job.key);
    this.deps.tracker.pollFailed(job.key, error, { missing: false });
  }

  #pause({ kind, retryAfterMs }: VideoJobsError, failures: number): number {
    const settings = this.deps.settings();
    if (retryAfterMs === undefined) return failureDelay(failures, kind, settings, this.#random());
    // "Retry-After: 0" is no invitation to ask without a pause.
    return Math.max(settings.minPollSeconds * 1000, Math.min(retryAfterMs, longestWait));
  }

  /** One 404 proves little: gateways answer it for a moment after a create, and while they restart. */
  #miss(job: JobRecord, plan: Plan, error: VideoJobsError): void {
    const misses = plan.misses + 1;
    const since = job.missingSince ?? Date.now();
    const giveUp = misses >= enoughMisses && Date.now() - since >= longEnoughMissing;
    this.#plans.set(job.key, { ...plan, nextAt: Date.now() + this.#delay(job, Date.now()), failures: 0, misses });
    this.deps.tracker.pollFailed(job.key, giveUp ? missing(error) : error, { missing: true, giveUp });
  }

  #delay(job: JobRecord, now: number): number {
    return pollDelay(now - job.createdAt, this.deps.settings(), this.#random());
  }

  #random(): number {
    return (this.deps.random ?? Math.random)();
  }
}

/** A provider at one address. The sandbox is another server in each window, and only its own window can ask it. */
function byServer(jobs: readonly JobRecord[]): Map<string, JobRecord[]> {
  const groups = new Map<string, JobRecord[]>();
  for (const job of jobs) {
    const server = `${job.provider} ${job.origin}`;
    const group = groups.get(server);
    if (group) group.push(job);
    else groups.set(server, [job]);
  }
  return groups;
}

const claimName = (server: string) => `poll:${server}`;

const missing = (error: VideoJobsError) =>
  new VideoJobsError(
    'notFound',
    l10n.t('The provider no longer knows this job. It is not followed; "Follow Again" asks again.'),
    { code: error.code, requestId: error.requestId, httpStatus: error.httpStatus, cause: error },
  );
