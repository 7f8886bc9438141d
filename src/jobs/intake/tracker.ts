import { randomUUID } from 'node:crypto';
import { parseStrictJson } from '../../api/decode/json';
import type { ReceivedResponse, VideoJobsError } from '../../api/errors';
import type { InlineClip, RemoteJob } from '../../api/types';
import { hasClip } from '../due';
import { isActive, type JobRecord } from '../job';
import type { Ledger } from '../ledger/ledger';
import type { KnownContent } from '../ledger/records';
import type { JobStore } from '../ledger/store';
import { withoutUndefined } from '../objects';
import { DurationRecorder } from './durations';
import { matchUncertain } from './match';
import { discovered, hasEnded, merge } from './merge';

interface TrackerDeps {
  store: JobStore;
  autoDownload(): boolean;
  /** Called for a clip that came in a response itself, after the record is written and before `onEnd`. */
  onClip(job: JobRecord, clip: InlineClip): void;
  /** Called for each job that this window saw end, after the record is written. */
  onEnd(job: JobRecord): void;
}

/** @param former previous id of the job, which a list may still use */
const knownContentOf = (remote: RemoteJob, former: string | undefined): KnownContent => ({
  otherIds: former === undefined || former === remote.id ? remote.otherIds : [former, ...(remote.otherIds ?? [])],
  urls: remote.urls,
  thumbnailUrl: remote.thumbnailUrl,
  status: remote.status,
});

/** Returns a response that could not be read as a job: its JSON, its text, or its bytes as base64. */
function rawOf({ status, contentType, text, bytes, isIncomplete }: ReceivedResponse): unknown {
  const facts = { httpStatus: status, contentType, isIncomplete };
  if (text === undefined) return withoutUndefined({ ...facts, base64: bytes && Buffer.from(bytes).toString('base64') });
  try {
    return parseStrictJson(text);
  } catch {
    return withoutUndefined({ ...facts, text });
  }
}

/** Writes providers' responses into the ledger, and reports the jobs that ended. */
export class Tracker {
  readonly #durations = new DurationRecorder();
  /** Clips in the responses of the transaction in progress. */
  readonly #clips: { job: JobRecord; clip: InlineClip }[] = [];

  readonly #deps: TrackerDeps;

  constructor(deps: TrackerDeps) {
    this.#deps = deps;
  }

  /** Records the provider's response for a job in the ledger. */
  recordPoll(key: string, remote: RemoteJob): JobRecord | undefined {
    return this.#transaction((ledger, ends) => {
      const before = ledger.get(key);
      // Polled under an alias that has become another job's id meanwhile.
      const other = before && ledger.getById(before.provider, remote.id);
      if (other && other.key !== key) return before;
      return before && this.#merge(ledger, before, before, remote, ends);
    });
  }

  /**
   * Records the response to a request that created a job: the record gets its id. If a list reported the job first, the two
   * records become one. If the record has another id by now, or was removed, the job gets a record of its own.
   * @param sent record as it was when the request was sent
   * @returns the job; with `isDuplicate`, another one that was created here and has this id: only the response is recorded
   */
  recordCreated(sent: JobRecord, remote: RemoteJob, origin: string): { job: JobRecord; isDuplicate?: true } {
    return this.#transaction(
      (ledger, ends) => {
        const stored = ledger.get(sent.key);
        const twin = ledger.getById(sent.provider, remote.id);
        if (twin?.mine && twin.key !== sent.key) {
          if (stored && stored.id === undefined) ledger.saveAnswer(stored.key, remote.raw, { status: remote.status });
          return { job: twin, isDuplicate: true };
        }
        if (twin && twin.key !== sent.key) ledger.remove(twin);
        ledger.clearTombstone(sent.provider, remote.id);
        const isSettled = stored?.id !== undefined && stored.id !== remote.id;
        const record = isSettled ? { ...sent, key: randomUUID() } : (stored ?? sent);
        const media = twin?.media.length ? twin.media : record.media;
        // The time of sending tells requests in one record apart: this one is answered.
        const base: JobRecord = { ...record, createdAt: sent.createdAt, origin, media, watching: true };
        return { job: this.#merge(ledger, record, base, remote, ends) };
      },
      { durable: true },
    );
  }

  /**
   * Records a request that came to no usable answer.
   * @param sent record as it was when the request was sent: if it was sent again since, by another window, and this request
   * may have been executed, it gets a record of its own
   * @param response what the server sent, kept whole
   */
  recordUnanswered(sent: JobRecord, outcome: Partial<JobRecord>, response?: ReceivedResponse): void {
    this.#transaction(
      (ledger) => {
        const stored = ledger.get(sent.key);
        if (!stored) return;
        const isOpen = stored.status === 'submitting' || stored.status === 'uncertain';
        let record: JobRecord | undefined;
        if (stored.createdAt === sent.createdAt) record = isOpen ? stored : undefined;
        else if (outcome.status === 'uncertain') record = { ...sent, key: randomUUID() };
        if (!record) return;
        ledger.put({ ...record, ...outcome, updatedAt: Date.now() });
        if (!response) return;
        const known = ledger.answer(record.key)?.known ?? { status: 'in_progress' };
        ledger.saveAnswer(record.key, rawOf(response), known);
      },
      { durable: true },
    );
  }

  /** Records a page of a provider's list. Adds new jobs, except those the user removed. Returns the added ones. */
  recordPage(provider: string, origin: string, page: readonly RemoteJob[]): JobRecord[] {
    return this.#transaction((ledger, ends) => {
      const unanswered = ledger.list.unanswered(provider);
      const added: JobRecord[] = [];
      let others: Set<string> | undefined;
      for (const remote of page) {
        const before = ledger.getById(provider, remote.id);
        if (before) {
          this.#merge(ledger, before, before, remote, ends);
          continue;
        }
        const match = matchUncertain(remote, unanswered, page);
        // Its own response is still in flight.
        if (match?.status === 'submitting') continue;
        if (match) {
          const record = ledger.get(match.key);
          if (record?.status !== 'uncertain') continue;
          this.#merge(ledger, record, { ...record, origin, watching: true }, remote, ends);
          continue;
        }
        if (ledger.wasRemoved(provider, remote.id)) continue;
        // Jobs in the ledger under another id are polled under their own.
        others ??= ledger.list.otherIds(provider);
        const named = remote.otherIds?.some((id) => ledger.getById(provider, id));
        if (!named && !others.has(remote.id)) added.push(this.#add(ledger, provider, origin, remote));
      }
      return added;
    });
  }

  /** Records a job that the user imported by its id. */
  recordImported(provider: string, origin: string, remote: RemoteJob): JobRecord {
    return this.#transaction(
      (ledger, ends) => {
        const key = ledger.tombstone(provider, remote.id);
        ledger.clearTombstone(provider, remote.id);
        const before = ledger.getById(provider, remote.id);
        if (before) return this.#merge(ledger, before, { ...before, origin }, remote, ends);
        const job = this.#add(ledger, provider, origin, remote, key);
        if (!this.#deps.autoDownload() || (hasEnded(job) && job.status !== 'completed')) return job;
        const due = { ...job, downloadDue: true };
        ledger.put(due);
        if (hasEnded(due)) ends.push(due);
        return due;
      },
      { durable: true },
    );
  }

  /**
   * Records a failed poll, which changes the job's poll error but never its status; except that a job which is gone after
   * its cancellation was canceled.
   */
  pollFailed(key: string, error: VideoJobsError, options: { missing: boolean; giveUp?: boolean }): void {
    const before = options.missing ? this.#deps.store.find({ key }) : undefined;
    if (before?.cancelSent !== undefined && isActive(before)) {
      this.recordPoll(key, { id: before.id ?? '', status: 'cancelled', raw: null });
      return;
    }
    this.#deps.store.update(key, (job) => {
      const { code, message, requestId } = error;
      const refusal = options.giveUp && !options.missing ? error.serverMessage : undefined;
      const pollError = { code, message, requestId, ...(refusal !== undefined && { refusal }) };
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
    ledger.saveAnswer(job.key, remote.raw, knownContentOf(remote, undefined));
    return job;
  }

  /** @param base `stored`, with the caller's corrections */
  #merge(ledger: Ledger, stored: JobRecord, base: JobRecord, remote: RemoteJob, ends: JobRecord[]): JobRecord {
    let after = merge(base, remote, Date.now());
    const ended = !hasEnded(stored) && hasEnded(after);
    // Jobs that others created with the same account are followed, but their clips are not downloaded.
    const isWanted = after.mine || (after.downloadDue ?? false);
    if (ended) after = { ...after, downloadDue: isWanted && after.status === 'completed' && this.#deps.autoDownload() };
    if (after !== stored) ledger.put(after);
    const took = this.#durations.record(stored, after, remote, Date.now());
    if (took) ledger.addDuration(after.provider, after.origin, took);
    ledger.saveAnswer(after.key, remote.raw, knownContentOf(remote, stored.id));
    if (isWanted && remote.inlineClip && !hasClip(after)) this.#clips.push({ job: after, clip: remote.inlineClip });
    if (ended) ends.push(after);
    return after;
  }

  #transaction<T>(work: (ledger: Ledger, ends: JobRecord[]) => T, options?: { durable?: boolean }): T {
    const ends: JobRecord[] = [];
    this.#clips.length = 0;
    const result = this.#deps.store.write((ledger) => work(ledger, ends), options);
    for (const { job, clip } of this.#clips.splice(0)) this.#deps.onClip(job, clip);
    for (const job of ends) this.#deps.onEnd(job);
    return result;
  }
}
