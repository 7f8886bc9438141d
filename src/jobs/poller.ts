import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import { claimTtl, type Claim } from './claims';
import { isMissing, isProviderWide, type Gateway } from './gateway';
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
 * windows one polls, by a claim in the ledger; the others read what it writes and stand by.
 */
export class Poller {
  readonly #plans = new Map<string, Plan>();
  readonly #busy = new Set<string>();
  readonly #abort = new AbortController();
  readonly #listeners: Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #lease: Claim | undefined;

  constructor(private readonly deps: PollerDeps) {
    this.#listeners = [deps.store.onDidChange(() => this.#arm()), deps.store.onSignal(() => this.#arm())];
  }

  /** Asks for everything now, except where a provider said when: at start, at focus, after sleep, with a new key. */
  wake(): void {
    for (const job of this.#followed())
      this.#plans.set(job.key, { nextAt: 0, failures: 0, misses: this.#missesOf(job) });
    this.#arm();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#lease?.release();
  }

  #followed(): JobRecord[] {
    return this.deps.store.jobs.filter((job) => job.watching && isActive(job) && job.id !== undefined);
  }

  #missesOf(job: JobRecord): number {
    return this.#plans.get(job.key)?.misses ?? 0;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#abort.signal.aborted) return;
    const jobs = this.#followed();
    if (jobs.length === 0) {
      this.#plans.clear();
      this.#lease?.release();
      this.#lease = undefined;
      return;
    }
    try {
      const takenUntil = this.#lead();
      if (takenUntil !== undefined) {
        // Stand by: should its holder die, this window is the next.
        this.#in(takenUntil - Date.now() + 250, () => this.deps.store.sync());
        return;
      }
      this.#plan(jobs);
    } catch (error) {
      this.deps.log.warn('Polling is put off', error);
      this.#in(claimTtl, () => undefined);
    }
  }

  /** Nothing where this window leads; else until when another does. */
  #lead(): number | undefined {
    if (this.#lease?.held) return undefined;
    const { claims } = this.deps.store;
    this.#lease = claims.take('poller');
    return this.#lease ? undefined : (claims.takenUntil('poller') ?? Date.now() + claimTtl);
  }

  #plan(jobs: readonly JobRecord[]): void {
    const now = Date.now();
    const keys = new Set(jobs.map((job) => job.key));
    for (const key of this.#plans.keys()) if (!keys.has(key)) this.#plans.delete(key);
    let next = Infinity;
    for (const [provider, own] of byProvider(jobs)) {
      if (this.#busy.has(provider)) continue;
      const floor = this.deps.gateway.notBefore(provider) ?? 0;
      const at = Math.max(floor, Math.min(...own.map((job) => this.#planOf(job, now).nextAt)));
      if (at <= now) void this.#ask(provider, own);
      else next = Math.min(next, at);
    }
    if (next < Infinity) this.#in(next - now, () => undefined);
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

  #in(delay: number, before: () => void): void {
    this.#timer = setTimeout(
      () => {
        try {
          before();
        } finally {
          this.#arm();
        }
      },
      Math.min(longestTimer, Math.max(0, delay)),
    );
  }

  async #ask(provider: string, jobs: readonly JobRecord[]): Promise<void> {
    this.#busy.add(provider);
    try {
      const due = this.deps.gateway.capabilities(provider).list
        ? jobs // One request is for all of them.
        : jobs.filter((job) => this.#planOf(job, Date.now()).nextAt <= Date.now());
      const outcomes = await survey(this.deps.gateway, provider, due, this.#abort.signal);
      if (this.#abort.signal.aborted) return;
      for (const outcome of outcomes) this.#take(outcome);
      const refused = outcomes.find((outcome) => 'error' in outcome && isProviderWide(outcome.error));
      if (refused) this.#holdBack(jobs, this.#planOf(refused.job, Date.now()).nextAt);
    } catch (error) {
      this.deps.log.error('A poll could not be finished', error);
      for (const job of jobs) this.#plans.set(job.key, { nextAt: Date.now() + claimTtl, failures: 1, misses: 0 });
    } finally {
      this.#busy.delete(provider);
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
      this.#plans.set(job.key, { nextAt: Date.now() + this.#delay(job, Date.now()), failures: 0, misses: 0 });
      this.deps.tracker.absorb(job.key, outcome.remote);
    } else if (isMissing(outcome.error)) {
      this.#miss(job, plan, outcome.error);
    } else if (outcome.error.kind !== 'cancelled') {
      this.#fail(job, plan, outcome.error);
    }
  }

  #fail(job: JobRecord, plan: Plan, error: VideoJobsError): void {
    const failures = plan.failures + 1;
    const wait = error.retryAfterMs ?? failureDelay(failures, error.kind, this.deps.settings(), this.#random());
    this.#plans.set(job.key, { ...plan, failures, nextAt: Date.now() + wait });
    this.deps.log.debug(`Poll failed (${error.kind}), next in ${Math.round(wait / 1000)} s`, job.provider, job.key);
    this.deps.tracker.pollFailed(job.key, error, { missing: false });
  }

  /** One 404 proves little: gateways answer it for a moment after a create, and while they restart. */
  #miss(job: JobRecord, plan: Plan, error: VideoJobsError): void {
    const misses = plan.misses + 1;
    const since = job.missingSince ?? Date.now();
    const giveUp = misses >= enoughMisses && Date.now() - since >= longEnoughMissing;
    this.#plans.set(job.key, { nextAt: Date.now() + this.#delay(job, Date.now()), failures: 0, misses });
    this.deps.tracker.pollFailed(job.key, giveUp ? missing(error) : error, { missing: true, giveUp });
  }

  #delay(job: JobRecord, now: number): number {
    return pollDelay(now - job.createdAt, this.deps.settings(), this.#random());
  }

  #random(): number {
    return (this.deps.random ?? Math.random)();
  }
}

export function byProvider(jobs: readonly JobRecord[]): Map<string, JobRecord[]> {
  const groups = new Map<string, JobRecord[]>();
  for (const job of jobs) {
    const group = groups.get(job.provider);
    if (group) group.push(job);
    else groups.set(job.provider, [job]);
  }
  return groups;
}

const missing = (error: VideoJobsError) =>
  new VideoJobsError(
    'notFound',
    l10n.t('The provider does not know this job any more. It is not followed; "Resume watching" asks again.'),
    { code: error.code, requestId: error.requestId, httpStatus: error.httpStatus, cause: error },
  );
