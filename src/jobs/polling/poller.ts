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

export interface PollerDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  forecast: Pick<Forecast, 'curveOf'>;
  settings(): JobSettings;
  /** Whether this machine has a network at all. */
  isOnline?: () => boolean;
  log: Logger;
  /** 0 to 1; for jitter. */
  random?: () => number;
}

/** A job its provider does not know is followed no more after this many answers and this long. */
const enoughMisses = 3;
const longEnoughMissing = 2 * 60_000;
/** While there are jobs to follow, each window looks this often what the others wrote: file systems do not always tell. ms. */
const lookEvery = 2_000;
/** A timer this late says that the machine slept or its clock was set; one this early, that the clock was set back. ms. */
const late = 15_000;
const early = 1_000;
/** Machines without a network of their own may have a way out all the same, so they try this often. ms. */
const offlineTry = 5 * 60_000;

/**
 * Follows the jobs in progress. One timer, armed again after the answer, and none while there is nothing to follow. Of all
 * windows one polls a server, by a claim in the ledger; the others read what it writes and stand by.
 */
export class Poller {
  readonly #schedule: PollSchedule;
  readonly #busy = new Set<string>();
  readonly #leases = new Map<string, Claim>();
  /** Servers not asked because there is no network, and until when. */
  readonly #offline = new Map<string, number>();
  readonly #abort = new AbortController();
  readonly #listeners: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: PollerDeps) {
    const { forecast, settings } = deps;
    this.#schedule = new PollSchedule({ forecast, settings, random: () => this.#random() });
    this.#listeners = [deps.store.onDidChange(() => this.#arm()), deps.store.onSignal(() => this.#arm())];
  }

  /** Asks for everything now, except where a provider said when: at start, at focus, after sleep, with a new key. */
  wake(): void {
    for (const job of this.#followed()) this.#schedule.hurry(job);
    this.#offline.clear();
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
    if (servers.size === 0) return;
    let next = Date.now() + lookEvery;
    for (const [server, jobs] of servers) {
      try {
        if (this.#lead(server, jobs[0]!.provider)) next = Math.min(next, this.#plan(server, jobs));
      } catch (error) {
        this.deps.log.warn('Polling is put off', error);
      }
    }
    this.#armAt(next);
  }

  #armAt(time: number): void {
    const planned = Math.max(Date.now(), time);
    const again = () => {
      const behind = Date.now() - planned;
      try {
        this.deps.store.sync();
      } catch (error) {
        this.deps.log.warn('Changes of another window could not be read', error);
      }
      if (behind > late || behind < -early) this.wake();
      else this.#arm();
    };
    this.#timer = setTimeout(again, planned - Date.now());
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
   * Whether this window polls the server. Should the one that does die, another is the leader at its next look. A provider
   * may be known in another window alone, which is then left to ask.
   */
  #lead(server: string, provider: string): boolean {
    if (!this.deps.gateway.provider(provider)) {
      this.#leases.get(server)?.release();
      this.#leases.delete(server);
      return false;
    }
    if (this.#leases.get(server)?.held) return true;
    const lease = this.deps.store.claims.take(`poll:${server}`);
    if (lease) this.#leases.set(server, lease);
    else this.#leases.delete(server);
    return lease !== undefined;
  }

  /** Asks now what is due, and says when something will be. */
  #plan(server: string, jobs: readonly JobRecord[]): number {
    if (this.#busy.has(server)) return Infinity;
    const now = Date.now();
    const { provider, origin } = jobs[0]!;
    if (this.#isOffline(server, origin, provider, now)) return Infinity;
    const soonest = Math.min(...jobs.map((job) => this.#schedule.of(job, now).nextAt));
    const at = Math.max(this.deps.gateway.notBefore(provider) ?? 0, soonest);
    if (at > now) return at;
    void this.#ask(server, provider, jobs);
    return Infinity;
  }

  /** Without a network nothing is asked; when it is back, everything at once. */
  #isOffline(server: string, origin: string, provider: string, now: number): boolean {
    const until = this.#offline.get(server);
    if (isLoopback(origin) || (this.deps.isOnline?.() ?? true)) {
      if (until === undefined) return false;
      this.#offline.delete(server);
      for (const job of this.#followed()) this.#schedule.hurry(job, now);
      return false;
    }
    const due = until !== undefined && until <= now;
    if (due || until === undefined || until > now + offlineTry) this.#offline.set(server, now + offlineTry);
    if (!due) this.deps.gateway.setOffline(provider);
    return !due;
  }

  async #ask(server: string, provider: string, jobs: readonly JobRecord[]): Promise<void> {
    this.#busy.add(server);
    const lists = this.deps.gateway.capabilities(provider).list;
    try {
      const due = this.#schedule.due(jobs, lists);
      for (const job of [...due.together, ...due.singly]) this.#schedule.set(job, { askedAt: Date.now() });
      const outcomes = await pollProvider(this.deps, provider, due, this.#abort.signal);
      if (this.#abort.signal.aborted) return;
      const answered = outcomes.filter((outcome) => this.#take(outcome)).map(({ job }) => job);
      this.#schedule.spread(
        answered.filter((job) => this.#isFollowed(job)),
        jobs.filter((job) => this.#isFollowed(job)),
        lists,
      );
      const refused = outcomes.find((outcome) => 'error' in outcome && isProviderWide(outcome.error));
      if (refused) this.#holdBack(jobs, this.#schedule.of(refused.job).nextAt);
    } catch (error) {
      this.deps.log.error('A poll could not be finished', error);
      for (const job of jobs) this.#schedule.set(job, { nextAt: Date.now() + claimTtl, failures: 1 });
    } finally {
      this.#busy.delete(server);
      this.#arm();
    }
  }

  #isFollowed({ key }: JobRecord): boolean {
    const job = this.deps.store.find({ key });
    return job !== undefined && job.watching && isActive(job);
  }

  /** What fails for the whole provider is not tried again for each of its jobs. */
  #holdBack(jobs: readonly JobRecord[], until: number): void {
    for (const job of jobs) this.#schedule.set(job, { nextAt: Math.max(this.#schedule.of(job).nextAt, until) });
  }

  /** @returns whether it told how the job is, so that the next question is a matter of the job alone. */
  #take(outcome: PollOutcome): boolean {
    const { job } = outcome;
    if (outcome.unlisted) this.#schedule.leaveToItself(job);
    if ('remote' in outcome) {
      this.#schedule.set(job, { failures: 0, misses: 0 });
      this.deps.tracker.recordPoll(job.key, outcome.remote);
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
    const wait = this.#pause(error, failures);
    this.#schedule.set(job, { failures, nextAt: Date.now() + wait });
    this.deps.log.debug(`Poll failed (${error.kind}), next in ${Math.round(wait / 1000)} s`, job.provider, job.key);
    this.deps.tracker.pollFailed(job.key, error, { missing: false });
  }

  /** The gateway holds back until the time that the provider named; "Retry-After: 0" is no invitation to ask without a pause. */
  #pause({ kind, retryAfterMs }: VideoJobsError, failures: number): number {
    const settings = this.deps.settings();
    if (retryAfterMs === undefined) return failureDelay(failures, kind, settings, this.#random());
    return Math.max(settings.minPollSeconds * 1000, retryAfterMs);
  }

  /** One 404 proves little: gateways answer it for a moment after a create, and while they restart. */
  #miss(job: JobRecord, error: VideoJobsError): void {
    const misses = this.#schedule.of(job).misses + 1;
    const since = Math.min(job.missingSince ?? Infinity, Date.now());
    const giveUp = misses >= enoughMisses && Date.now() - since >= longEnoughMissing;
    this.#schedule.set(job, { failures: 0, misses });
    this.deps.tracker.pollFailed(job.key, giveUp ? missing(error) : error, { missing: true, giveUp });
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

const missing = (error: VideoJobsError) =>
  new VideoJobsError(
    'notFound',
    l10n.t('The provider no longer has this job, so it is not followed. "Follow Again" checks again.'),
    { code: error.code, requestId: error.requestId, httpStatus: error.httpStatus, cause: error },
  );
