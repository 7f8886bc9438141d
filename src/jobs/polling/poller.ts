import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { claimTtl, type Claim } from '../ledger/claims';
import type { Forecast } from './forecast';
import { isLoopback, isMissing, isProviderWide, type Gateway } from '../gateway';
import { isActive, type JobRecord } from '../job';
import { PollSchedule } from './pollSchedule';
import type { Disposable, JobSettings, Logger } from '../ports';
import { failureDelay } from './pollDelay';
import type { JobStore } from '../ledger/store';
import { pollProvider, type PollOutcome } from './pollProvider';
import type { Tracker } from '../intake/tracker';

interface PollerDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  forecast: Pick<Forecast, 'curveOf'>;
  settings(): JobSettings;
  /** Returns false if this machine has no network. */
  isOnline?: () => boolean;
  log: Logger;
  /** Random number from 0 to 1, for jitter. */
  random?: () => number;
}

/** Consecutive 404s, and time since the first in ms, after which a job is no longer followed. */
const enoughMisses = 3;
const longEnoughMissing = 2 * 60_000;
/** Interval at which each window with followed jobs reads the changes of others, in ms: file watchers are not reliable. */
const syncInterval = 2_000;
/** Lateness of a timer that means the machine slept or its clock was set, and earliness that means it was set back; in ms. */
const late = 15_000;
const early = 1_000;
/** Interval of polls on a machine that seems offline, in ms: it may still have a route to the server. */
const offlineInterval = 5 * 60_000;

/**
 * Polls the jobs in progress. One timer, re-armed after each response, and none while there is nothing to follow. One window
 * per server polls; a ledger lease elects it. The others read its changes and stand by.
 */
export class Poller {
  readonly #schedule: PollSchedule;
  readonly #busy = new Set<string>();
  readonly #leases = new Map<string, Claim>();
  /** Time of the next try for servers that seem out of reach without a network, in ms since the epoch. */
  readonly #offlineUntil = new Map<string, number>();
  readonly #abort = new AbortController();
  readonly #listeners: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  readonly #deps: PollerDeps;

  constructor(deps: PollerDeps) {
    this.#deps = deps;
    const { forecast, settings } = deps;
    this.#schedule = new PollSchedule({ forecast, settings, random: () => this.#random() });
    this.#listeners = [deps.store.onDidChange(() => this.#arm()), deps.store.onSignal(() => this.#arm())];
  }

  /** Polls everything now, except where a provider named a wait: at start, on focus, after sleep, with a new key. */
  wake(): void {
    for (const job of this.#followed()) this.#schedule.hurry(job);
    this.#offlineUntil.clear();
    this.#arm();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    clearTimeout(this.#timer);
    this.#abort.abort();
    for (const lease of this.#leases.values()) lease.release();
  }

  #followed(): JobRecord[] {
    return this.#deps.store.due.filter((job) => job.watching && isActive(job) && job.id !== undefined);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#abort.signal.aborted) return;
    const servers = byServer(this.#followed());
    this.#forgetAllBut(servers);
    if (servers.size === 0) return;
    let next = Date.now() + syncInterval;
    for (const [server, jobs] of servers) {
      try {
        if (this.#lead(server, jobs[0]!.provider)) next = Math.min(next, this.#pollDue(server, jobs));
      } catch (error) {
        this.#deps.log.warn('Polling is put off', error);
      }
    }
    this.#armAt(next);
  }

  #armAt(time: number): void {
    const planned = Math.max(Date.now(), time);
    const onTimer = () => {
      const behind = Date.now() - planned;
      try {
        this.#deps.store.sync();
      } catch (error) {
        this.#deps.log.warn('Changes of another window could not be read', error);
      }
      if (behind > late || behind < -early) this.wake();
      else this.#arm();
    };
    this.#timer = setTimeout(onTimer, planned - Date.now());
  }

  #forgetAllBut(servers: ReadonlyMap<string, readonly JobRecord[]>): void {
    for (const [server, lease] of this.#leases) {
      if (servers.has(server)) continue;
      lease.release();
      this.#leases.delete(server);
    }
    this.#schedule.keepOnly(new Set([...servers.values()].flat().map(({ key }) => key)));
  }

  /**
   * Takes or renews the lease of a server; returns true if this window polls it. If the leader dies, another window takes
   * over at its next sync. A provider that only another window knows is left to that window.
   */
  #lead(server: string, provider: string): boolean {
    if (!this.#deps.gateway.provider(provider)) {
      this.#leases.get(server)?.release();
      this.#leases.delete(server);
      return false;
    }
    if (this.#leases.get(server)?.held) return true;
    const lease = this.#deps.store.claims.take(`poll:${server}`);
    if (lease) this.#leases.set(server, lease);
    else this.#leases.delete(server);
    return lease !== undefined;
  }

  /** Starts the polls that are due; returns the time of the next one, in ms since the epoch. */
  #pollDue(server: string, jobs: readonly JobRecord[]): number {
    if (this.#busy.has(server)) return Infinity;
    const now = Date.now();
    const { provider, origin } = jobs[0]!;
    if (this.#isOffline(server, origin, provider, now)) return Infinity;
    const soonest = Math.min(...jobs.map((job) => this.#schedule.of(job, now).nextAt));
    const at = Math.max(this.#deps.gateway.notBefore(provider) ?? 0, soonest);
    if (at > now) return at;
    void this.#poll(server, provider, jobs);
    return Infinity;
  }

  /** Returns true if polls are suspended for lack of a network; when it is back, everything is polled at once. */
  #isOffline(server: string, origin: string, provider: string, now: number): boolean {
    const until = this.#offlineUntil.get(server);
    if (isLoopback(origin) || (this.#deps.isOnline?.() ?? true)) {
      if (until === undefined) return false;
      this.#offlineUntil.delete(server);
      for (const job of this.#followed()) this.#schedule.hurry(job, now);
      return false;
    }
    const isTryDue = until !== undefined && until <= now;
    if (isTryDue || until === undefined || until > now + offlineInterval)
      this.#offlineUntil.set(server, now + offlineInterval);
    if (!isTryDue) this.#deps.gateway.setOffline(provider);
    return !isTryDue;
  }

  async #poll(server: string, provider: string, jobs: readonly JobRecord[]): Promise<void> {
    this.#busy.add(server);
    const lists = this.#deps.gateway.capabilities(provider).list;
    try {
      const due = this.#schedule.due(jobs, lists);
      for (const job of [...due.byList, ...due.single]) this.#schedule.set(job, { polledAt: Date.now() });
      const outcomes = await pollProvider(this.#deps, provider, due, this.#abort.signal);
      if (this.#abort.signal.aborted) return;
      const answered = outcomes.filter((outcome) => this.#record(outcome)).map(({ job }) => job);
      this.#schedule.planNext(
        answered.filter((job) => this.#isFollowed(job)),
        jobs.filter((job) => this.#isFollowed(job)),
        lists,
      );
      const refused = outcomes.find((outcome) => 'error' in outcome && isProviderWide(outcome.error));
      if (refused) this.#holdBack(jobs, this.#schedule.of(refused.job).nextAt);
    } catch (error) {
      this.#deps.log.error('A poll could not be finished', error);
      for (const job of jobs) this.#schedule.set(job, { nextAt: Date.now() + claimTtl, failures: 1 });
    } finally {
      this.#busy.delete(server);
      this.#arm();
    }
  }

  #isFollowed({ key }: JobRecord): boolean {
    const job = this.#deps.store.find({ key });
    return job !== undefined && job.watching && isActive(job);
  }

  /** Postpones the other jobs of a provider after a failure that concerns all of them. */
  #holdBack(jobs: readonly JobRecord[], until: number): void {
    for (const job of jobs) this.#schedule.set(job, { nextAt: Math.max(this.#schedule.of(job).nextAt, until) });
  }

  /** Records an outcome; returns true if the server answered for the job, so that its next poll depends on the job alone. */
  #record(outcome: PollOutcome): boolean {
    const { job } = outcome;
    if (outcome.unlisted) this.#schedule.pollSingly(job);
    if ('remote' in outcome) {
      this.#schedule.set(job, { failures: 0, misses: 0 });
      this.#deps.tracker.recordPoll(job.key, outcome.remote);
      return true;
    }
    if (isMissing(outcome.error)) {
      this.#miss(job, outcome.error);
      return true;
    }
    if (outcome.error.kind !== 'cancelled') this.#fail(job, outcome.error);
    return false;
  }

  #fail(job: JobRecord, error: VideoJobsError): void {
    const failures = this.#schedule.of(job).failures + 1;
    const wait = this.#delayAfter(error, failures);
    this.#schedule.set(job, { failures, nextAt: Date.now() + wait });
    this.#deps.log.debug(`Poll failed (${error.kind}), next in ${Math.round(wait / 1000)} s`, job.provider, job.key);
    this.#deps.tracker.pollFailed(job.key, error, { missing: false });
  }

  /** Returns the delay after a failure, in ms. "Retry-After: 0" does not override the minimum interval. */
  #delayAfter({ kind, retryAfterMs }: VideoJobsError, failures: number): number {
    const settings = this.#deps.settings();
    if (retryAfterMs === undefined) return failureDelay(failures, kind, settings, this.#random());
    return Math.max(settings.minPollSeconds * 1000, retryAfterMs);
  }

  /** Records a 404. One proves little: gateways answer it for a moment after a create, and while they restart. */
  #miss(job: JobRecord, error: VideoJobsError): void {
    const misses = this.#schedule.of(job).misses + 1;
    const since = Math.min(job.missingSince ?? Infinity, Date.now());
    const giveUp = misses >= enoughMisses && Date.now() - since >= longEnoughMissing;
    this.#schedule.set(job, { failures: 0, misses });
    this.#deps.tracker.pollFailed(job.key, giveUp ? missing(error) : error, { missing: true, giveUp });
  }

  #random(): number {
    return (this.#deps.random ?? Math.random)();
  }
}

/** Groups jobs by provider and origin. The sandbox is another server in each window, and only its own window can reach it. */
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

const missing = (error: VideoJobsError) =>
  new VideoJobsError(
    'notFound',
    l10n.t('The provider no longer has this job, so it is not followed. "Follow Again" checks again.'),
    { code: error.code, requestId: error.requestId, httpStatus: error.httpStatus, cause: error },
  );
