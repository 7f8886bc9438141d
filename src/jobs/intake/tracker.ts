import type { KnownContent } from '../ledger/records';
import { randomUUID } from 'node:crypto';
import type { RemoteJob } from '../../api/types';
import type { VideoJobsError } from '../../api/errors';
import { DurationRecorder } from './durations';
import type { JobRecord } from '../job';
import type { Ledger } from '../ledger/ledger';
import { matchUncertain } from './match';
import type { JobStore } from '../ledger/store';
import { discovered, hasEnded, merge } from './merge';

export interface TrackerDeps {
  store: JobStore;
  autoDownload(): boolean;
  /** For each job this window saw end, after it was written down. */
  onEnd(job: JobRecord): void;
}

/** @param former the id that the job had before, under which a list may still name it */
const knownOf = (remote: RemoteJob, former: string | undefined): KnownContent => ({
  otherIds: former === undefined || former === remote.id ? remote.otherIds : [former, ...(remote.otherIds ?? [])],
  urls: remote.urls,
  thumbnailUrl: remote.thumbnailUrl,
  status: remote.status,
});

/** Writes what providers say into the ledger, and notices who came to an end. */
export class Tracker {
  readonly #durations = new DurationRecorder();

  constructor(private readonly deps: TrackerDeps) {}

  /** The provider's answer for a job that is in the ledger. */
  recordPoll(key: string, remote: RemoteJob): JobRecord | undefined {
    return this.#transaction((ledger, ends) => {
      const before = ledger.get(key);
      // Asked for under another name, which has become another job's meanwhile.
      const other = before && ledger.getById(before.provider, remote.id);
      if (other && other.key !== key) return before;
      return before && this.#merge(ledger, before, before, remote, ends);
    });
  }

  /**
   * The answer of a request that made a job: the record gets its id. Where a list told of the job before its own answer did,
   * the two become one.
   */
  recordCreated(key: string, remote: RemoteJob, origin: string): JobRecord | undefined {
    return this.#transaction(
      (ledger, ends) => {
        const record = ledger.get(key);
        const twin = ledger.getById(record?.provider ?? '', remote.id);
        if (!record) return undefined;
        if (twin && twin.key !== key) ledger.remove(twin);
        ledger.clearTombstone(record.provider, remote.id);
        const media = twin?.media.length ? twin.media : record.media;
        return this.#merge(ledger, record, { ...record, origin, media, watching: true }, remote, ends);
      },
      { durable: true },
    );
  }

  /** A page of a provider's list. New jobs are added; those the user removed stay away. Gives those added. */
  recordPage(provider: string, origin: string, page: readonly RemoteJob[]): JobRecord[] {
    return this.#transaction((ledger, ends) => {
      const lost = ledger.list.unanswered(provider);
      const added: JobRecord[] = [];
      let others: Set<string> | undefined;
      for (const remote of page) {
        const before = ledger.getById(provider, remote.id);
        if (before) {
          this.#merge(ledger, before, before, remote, ends);
          continue;
        }
        const match = matchUncertain(remote, lost, page);
        // Its own answer is on the way.
        if (match?.status === 'submitting') continue;
        if (match) {
          const record = ledger.get(match.key);
          if (record?.status !== 'uncertain') continue;
          this.#merge(ledger, record, { ...record, origin, watching: true }, remote, ends);
          continue;
        }
        if (ledger.wasRemoved(provider, remote.id)) continue;
        // One that is in the ledger, under another name; it is asked for under its own.
        others ??= ledger.list.otherIds(provider);
        const named = remote.otherIds?.some((id) => ledger.getById(provider, id));
        if (!named && !others.has(remote.id)) added.push(this.#add(ledger, provider, origin, remote));
      }
      return added;
    });
  }

  /** One job the user asked for by its id. */
  recordImported(provider: string, origin: string, remote: RemoteJob): JobRecord {
    return this.#transaction(
      (ledger, ends) => {
        const key = ledger.tombstone(provider, remote.id);
        ledger.clearTombstone(provider, remote.id);
        const before = ledger.getById(provider, remote.id);
        if (before) return this.#merge(ledger, before, { ...before, origin }, remote, ends);
        const job = this.#add(ledger, provider, origin, remote, key);
        if (!this.deps.autoDownload() || (hasEnded(job) && job.status !== 'completed')) return job;
        const due = { ...job, downloadDue: true };
        ledger.put(due);
        if (hasEnded(due)) ends.push(due);
        return due;
      },
      { durable: true },
    );
  }

  /** A question that failed changes what is said of the question, never of the job. */
  pollFailed(key: string, error: VideoJobsError, options: { missing: boolean; giveUp?: boolean }): void {
    this.deps.store.update(key, (job) => {
      const pollError = { code: error.code, message: error.message, requestId: error.requestId };
      const missingSince = options.missing ? (job.missingSince ?? Date.now()) : job.missingSince;
      const watching = options.giveUp ? false : job.watching;
      const unchanged =
        job.pollError?.message === pollError.message && job.missingSince === missingSince && job.watching === watching;
      return unchanged ? job : { ...job, pollError, missingSince, watching };
    });
  }

  #add(ledger: Ledger, provider: string, origin: string, remote: RemoteJob, key: string = randomUUID()): JobRecord {
    const job = discovered(key, provider, origin, remote, Date.now());
    ledger.put(job);
    ledger.saveAnswer(job.key, remote.raw, knownOf(remote, undefined));
    return job;
  }

  /** @param base `stored`, with what the caller already knows better. */
  #merge(ledger: Ledger, stored: JobRecord, base: JobRecord, remote: RemoteJob, ends: JobRecord[]): JobRecord {
    let after = merge(base, remote, Date.now());
    const ended = !hasEnded(stored) && hasEnded(after);
    // What others made with the same account is followed, but not fetched.
    const wanted = after.mine || (after.downloadDue ?? false);
    if (ended) after = { ...after, downloadDue: wanted && after.status === 'completed' && this.deps.autoDownload() };
    if (after !== stored) ledger.put(after);
    const took = this.#durations.saw(stored, after, remote, Date.now());
    if (took) ledger.addDuration(after.provider, after.origin, took);
    ledger.saveAnswer(after.key, remote.raw, knownOf(remote, stored.id));
    if (ended) ends.push(after);
    return after;
  }

  #transaction<T>(work: (ledger: Ledger, ends: JobRecord[]) => T, options?: { durable?: boolean }): T {
    const ends: JobRecord[] = [];
    const result = this.deps.store.write((ledger) => work(ledger, ends), options);
    for (const job of ends) this.deps.onEnd(job);
    return result;
  }
}
