import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { type Gateway, isMissing } from '../gateway';
import type { Tracker } from '../intake/tracker';
import type { JobRecord } from '../job';
import { claimTtl } from '../ledger/claims';
import type { JobStore } from '../ledger/store';
import type { JobSettings, Logger } from '../ports';
import type { Forecast } from './forecast';
import { failureDelay } from './pollDelay';
import { pollConcurrency, pollList, pollOne, type PollOutcome } from './pollProvider';
import { PollSchedule } from './pollSchedule';

interface ServerPollsDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  forecast: Pick<Forecast, 'curveOf'>;
  settings(): JobSettings;
  log: Logger;
  /** Random number from 0 to 1, for jitter. */
  random(): number;
  signal: AbortSignal;
  /** Called after each poll, and when a job is due again. */
  onIdle(): void;
}

/** Consecutive 404s, and time since the first in ms, after which a job is no longer followed. */
const enoughMisses = 3;
const longEnoughMissing = 2 * 60_000;
/** As above, for responses that refuse the poll permanently. */
const enoughRefusals = 5;
const longEnoughRefused = 10 * 60_000;

/** Polls of the jobs followed at one server: a few at a time, and one list request. */
export class ServerPolls {
  readonly schedule: PollSchedule;
  /** Jobs whose turn has come, while others are polled. */
  #ready: JobRecord[] = [];
  #running = 0;
  /** Failures since the last answer: with each, fewer polls run at a time. */
  #suspects = 0;
  #isListing = false;
  /** Failures in a row that concern the whole provider, and the end of the pause after the last (ms since the epoch). */
  #failures = 0;
  #heldUntil = 0;

  readonly provider: string;
  readonly origin: string;
  readonly #deps: ServerPollsDeps;

  constructor(provider: string, origin: string, deps: ServerPollsDeps) {
    this.provider = provider;
    this.origin = origin;
    this.#deps = deps;
    const { forecast, settings, random } = deps;
    this.schedule = new PollSchedule({ forecast, settings, random });
  }

  /** Polls everything now, except where the provider named a wait. */
  hurry(): void {
    this.#answered();
    this.schedule.hurry();
    // After the clock was set back, what is left of a wait counts from now.
    this.#deps.gateway.notBefore(this.provider);
  }

  /** Starts the polls that are due; returns the time of the next one, in ms since the epoch, if that is known now. */
  run(now = Date.now()): number {
    // The ledger is not read for a server that has nothing to do.
    if (!this.#canStart && this.schedule.next > now) return this.schedule.next;
    const from = Math.max(this.#deps.gateway.notBefore(this.provider) ?? 0, this.#heldUntil);
    if (from > now) return this.#ready.length > 0 ? from : Math.max(from, this.schedule.next);
    if (this.#heldUntil > 0) {
      this.#heldUntil = 0;
      this.#suspects = 0;
    }
    if (this.schedule.next <= now) this.#take(now);
    this.#startReady();
    return this.schedule.next;
  }

  #take(now: number): void {
    const { byList, single } = this.schedule.take(this.#lists, now);
    this.#ready.push(...single);
    const { gateway } = this.#deps;
    const reachable = byList.filter(({ origin }) => gateway.isHome(this.provider, origin));
    if (reachable.length > 1 && !this.#isListing) {
      this.#isListing = true;
      void this.#pollList(reachable);
    } else {
      this.#ready.push(...byList);
    }
  }

  get #lists(): boolean {
    return this.#deps.gateway.capabilities(this.provider).list;
  }

  get #hasSlot(): boolean {
    return this.#running < Math.max(1, pollConcurrency - this.#suspects);
  }

  get #canStart(): boolean {
    return this.#ready.length > 0 && this.#hasSlot;
  }

  #startReady(): void {
    while (this.#hasSlot && !this.#deps.signal.aborted) {
      const job = this.#ready.shift();
      if (!job) return;
      if (!this.schedule.has(job.key)) continue;
      this.#running++;
      void this.#pollOne(job);
    }
  }

  async #pollOne(job: JobRecord): Promise<void> {
    try {
      const outcome = await pollOne(this.#deps, this.#target, job, this.#deps.signal);
      if (this.#deps.signal.aborted) return;
      this.#record(outcome);
      if (!this.schedule.isSingle(job) && this.#lists && !this.#isListing) this.schedule.planList();
    } catch (error) {
      this.#deps.log.error('A poll could not be finished', error);
      this.schedule.plan(job, Date.now(), claimTtl);
    } finally {
      this.#running--;
      this.#deps.onIdle();
    }
  }

  async #pollList(jobs: readonly JobRecord[]): Promise<void> {
    const { signal, gateway, log, onIdle } = this.#deps;
    const waiting = new Set(jobs);
    try {
      const { remotes, error } = await pollList(this.#deps, this.#target, jobs, signal);
      if (signal.aborted) return;
      if (error && gateway.concernsProvider(error)) {
        this.#hold(error);
        return;
      }
      for (const job of jobs) {
        const remote = job.id === undefined ? undefined : remotes.get(job.id);
        if (remote) {
          this.#record({ job, remote });
        } else {
          // A list that could not be read is tried again with the next poll, unless it is refused.
          if (!error || gateway.isOwnFailure(error)) this.schedule.pollSingly(job);
          this.#ready.push(job);
        }
        waiting.delete(job);
      }
    } catch (error) {
      log.error('A poll could not be finished', error);
    } finally {
      this.#isListing = false;
      for (const job of waiting) this.schedule.plan(job, Date.now(), claimTtl);
      this.schedule.planList();
      onIdle();
    }
  }

  get #target() {
    return { provider: this.provider, followed: this.schedule.size };
  }

  /** Records an outcome and plans the job's next poll. */
  #record(outcome: PollOutcome): void {
    const { job } = outcome;
    if ('remote' in outcome) {
      this.#answered();
      this.schedule.note(job, { failures: 0, misses: 0, refusals: undefined });
      this.#deps.tracker.recordPoll(job.key, outcome.remote);
      this.schedule.plan(job);
    } else if (isMissing(outcome.error)) {
      this.#answered();
      this.#miss(job, outcome.error);
      this.schedule.plan(job);
    } else if (outcome.error.kind === 'cancelled') {
      this.schedule.plan(job);
    } else {
      this.#fail(job, outcome.error);
    }
  }

  #answered(): void {
    this.#suspects = 0;
    this.#failures = 0;
    this.#heldUntil = 0;
  }

  #fail(job: JobRecord, error: VideoJobsError): void {
    this.#suspects++;
    const failures = this.schedule.history(job).failures + 1;
    const delay = this.#delayAfter(error, failures);
    const refusals = isRefusal(error) ? this.#countRefusal(job) : undefined;
    const giveUp = refusals !== undefined && isForGood(refusals);
    this.schedule.note(job, { failures, refusals });
    this.schedule.plan(job, Date.now(), delay);
    this.#deps.log.debug(`Poll failed (${error.kind}), next in ${Math.round(delay / 1000)} s`, job.provider, job.key);
    this.#deps.tracker.pollFailed(job.key, giveUp ? refused(error) : error, { missing: false, giveUp });
    if (this.#deps.gateway.concernsProvider(error)) this.#hold(error);
  }

  #countRefusal(job: JobRecord): { times: number; since: number } {
    const { times, since } = this.schedule.history(job).refusals ?? { times: 0, since: Date.now() };
    return { times: times + 1, since: Math.min(since, Date.now()) };
  }

  /** Pauses all polls after a failure that concerns the whole provider. */
  #hold(error: VideoJobsError): void {
    this.#failures++;
    this.#heldUntil = Math.max(this.#heldUntil, Date.now() + this.#delayAfter(error, this.#failures));
  }

  /** Returns the delay after a failure, in ms. "Retry-After: 0" does not override the minimum interval. */
  #delayAfter({ kind, retryAfterMs }: VideoJobsError, failures: number): number {
    const settings = this.#deps.settings();
    if (retryAfterMs === undefined) return failureDelay(failures, kind, settings, this.#deps.random());
    return Math.max(settings.minPollSeconds * 1000, retryAfterMs);
  }

  /** Records a 404. One proves little: gateways answer it for a moment after a create, and while they restart. */
  #miss(job: JobRecord, error: VideoJobsError): void {
    const misses = this.schedule.history(job).misses + 1;
    const since = Math.min(job.missingSince ?? Infinity, Date.now());
    const giveUp = misses >= enoughMisses && Date.now() - since >= longEnoughMissing;
    this.schedule.note(job, { failures: 0, misses });
    this.#deps.tracker.pollFailed(job.key, giveUp ? missing(error) : error, { missing: true, giveUp });
  }
}

/** Returns true for an answer that repeating the request will not change: it says that the request itself is wrong. */
const isRefusal = ({ kind, httpStatus = 0 }: VideoJobsError): boolean =>
  (kind === 'rejected' || kind === 'unsupported' || kind === 'forbidden') && httpStatus >= 400;

const isForGood = ({ times, since }: { times: number; since: number }): boolean =>
  times >= enoughRefusals && Date.now() - since >= longEnoughRefused;

const missing = (error: VideoJobsError) =>
  new VideoJobsError(
    'notFound',
    l10n.t('The provider no longer has this job, so it is not followed. "Follow Again" checks again.'),
    { code: error.code, requestId: error.requestId, httpStatus: error.httpStatus, cause: error },
  );

const refused = (error: VideoJobsError) =>
  new VideoJobsError(
    error.kind,
    l10n.t(
      'The server does not report the status of this job, so it is not followed: {0} Look for the job on the provider\'s website. "Follow Again" checks again.',
      error.message,
    ),
    {
      code: error.code,
      requestId: error.requestId,
      serverMessage: error.serverMessage ?? error.code ?? `HTTP ${error.httpStatus}`,
      httpStatus: error.httpStatus,
      cause: error,
    },
  );
