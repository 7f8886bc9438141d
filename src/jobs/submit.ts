import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import type { CreateInput, DeriveInput, Reference, RemoteJob, VideoClient } from '../api/types';
import type { Claim } from './claims';
import { asVideoJobsError, type Gateway, type Reached } from './gateway';
import type { JobRecord } from './job';
import { withoutUndefined } from './objects';
import type { CreateRequest, DeriveRequest, Logger, Search } from './ports';
import { earliest, mayFit } from './reconcile';
import { prepareReference } from './reference';
import type { JobStore } from './store';
import type { Tracker } from './tracker';
import { validateRequest, validId } from './validate';

export type Derivation = 'remix' | 'edit' | 'extend';

export interface SubmitterDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  log: Logger;
  /** Called when an id that was paid for could not be written down: `recover` tries again. */
  onUnsaved(): void;
}

type Draft = Pick<JobRecord, 'provider' | 'prompt' | 'model' | 'seconds' | 'size' | 'parent' | 'request'>;

interface Intent {
  key: string;
  claim: Claim | undefined;
  /** The record before it was sent again. */
  before: JobRecord | undefined;
}

/** Of a list, when looking for a lost job. */
const mostPages = 5;

const claimName = (key: string) => `submit:${key}`;
/** What the disk refused is written down as soon as it lets us; it is tried this often. ms. */
const restBetweenTries = 5_000;

/**
 * Requests that cost money. The intent is on disk before the request, the answer before anything else happens, and what got
 * no answer is `uncertain`: it may have been made and billed, so only the user can send it again.
 */
export class Submitter {
  readonly #pending = new Set<Promise<unknown>>();
  /** Keys of what this window is sending. */
  readonly #own = new Set<string>();
  /** How to write down the answers that the disk refused, by key. */
  readonly #unsaved = new Map<string, () => void>();

  constructor(private readonly deps: SubmitterDeps) {}

  /** Settles when no request is on its way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** @throws VideoJobsError; the job is kept in the ledger when anything was sent. */
  async create(given: CreateRequest): Promise<JobRecord> {
    const { provider, ...request } = withoutUndefined(given);
    this.deps.gateway.assertKnown(provider);
    validateRequest(request);
    // What the client fills in for a request that names none.
    const model = request.model ?? this.deps.gateway.provider(provider)?.model;
    const { prompt, seconds, size } = request;
    return this.#submit({ provider, prompt, model, seconds, size, request });
  }

  /** @throws VideoJobsError */
  async derive(relation: Derivation, given: DeriveRequest): Promise<JobRecord> {
    this.deps.gateway.assertKnown(given.provider);
    validateRequest(given);
    const id = validId(given.id);
    if (!this.deps.gateway.capabilities(given.provider)[relation]) throw unsupported();
    const source = this.deps.store.find({ provider: given.provider, id });
    const { provider, prompt, seconds } = given;
    return this.#submit({
      provider,
      prompt,
      model: source?.model,
      seconds: seconds ?? source?.seconds,
      size: source?.size,
      parent: { id, relation },
      request: withoutUndefined({ prompt, seconds }),
    });
  }

  /** Sends an `uncertain` job once more, at the user's word. @throws VideoJobsError */
  async sendAgain(key: string): Promise<JobRecord> {
    const job = this.deps.store.find({ key });
    if (job?.status !== 'uncertain') throw notUncertain();
    return this.#submit(job, key);
  }

  /**
   * Writes down the answers that could not be before. Records that another process left behind on its way out are `uncertain`
   * from now on. Gives when to look again (ms since the epoch) where one may still be at it, or the disk has no room yet.
   */
  recover(): number | undefined {
    try {
      this.#saveLate();
      return this.#inherit();
    } catch (error) {
      this.deps.log.warn('What became of requests could not be written down', error);
      return Date.now() + restBetweenTries;
    }
  }

  #saveLate(): void {
    for (const [key, save] of this.#unsaved) {
      save();
      this.#unsaved.delete(key);
    }
  }

  #inherit(): number | undefined {
    let again: number | undefined;
    for (const { key } of this.deps.store.due.filter((job) => job.status === 'submitting')) {
      if (this.#own.has(key)) continue;
      const until = this.deps.store.claims.takenUntil(claimName(key));
      if (until !== undefined) {
        again = Math.min(again ?? Infinity, until);
        continue;
      }
      this.deps.store.update(key, (job) =>
        job.status === 'submitting'
          ? {
              ...job,
              status: 'uncertain',
              watching: false,
              error: { message: l10n.t('The window closed before the provider answered.') },
            }
          : job,
      );
    }
    return again;
  }

  /** As `look`, in the background. Gives the job when it was found. */
  async lookFor(key: string): Promise<JobRecord | undefined> {
    try {
      return (await this.look(key)).found;
    } catch (error) {
      this.deps.log.debug('The list could not be searched for a job without an answer', asVideoJobsError(error).kind);
      return undefined;
    }
  }

  /**
   * Looks for a job that got no answer in the provider's list, which costs nothing. What is the only one to fit is taken;
   * otherwise the user is to choose.
   * @throws VideoJobsError
   */
  async look(key: string): Promise<Search> {
    const { store, gateway, tracker } = this.deps;
    const job = store.find({ key });
    if (job?.status !== 'uncertain' || !gateway.capabilities(job.provider).list) return { candidates: [] };
    const { provider } = job;
    const listed = await gateway.call(
      provider,
      'list',
      async ({ client, origin }) => {
        const jobs = await listSince(client, earliest(job));
        // All at once: what is alone on its page may not be the only one.
        tracker.found(provider, origin, jobs);
        return jobs;
      },
      job.origin,
    );
    const now = store.find({ key });
    if (now?.id !== undefined) return { found: now, candidates: [] };
    const free = ({ id }: RemoteJob) => store.find({ provider, id })?.mine !== true;
    return { candidates: listed.filter((remote) => mayFit(remote, job) && free(remote)) };
  }

  async #submit(draft: Draft, key?: string): Promise<JobRecord> {
    const work = this.#send(draft, key);
    this.#pending.add(work);
    try {
      return await work;
    } finally {
      this.#pending.delete(work);
    }
  }

  async #send(draft: Draft, again?: string): Promise<JobRecord> {
    const { store, gateway } = this.deps;
    const { provider, request, parent } = draft;
    const able = gateway.capabilities(provider).reference;
    const reference = request?.reference === undefined ? undefined : await prepareReference(request.reference, able);
    let intent: Intent | undefined;
    try {
      const operation = derivationOf(parent?.relation) ?? 'create';
      const home = parent && store.find({ provider, id: parent.id })?.origin;
      return await gateway.call(
        provider,
        operation,
        async (reached) => {
          const { key } = (intent = this.#intend(draft, reached.origin, again));
          const remote = await this.#request(draft, reached, reference);
          return this.#record(key, provider, reached.origin, remote);
        },
        home,
      );
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (intent) {
        this.#failed(intent, error);
        const found = error.mayHaveHappened ? await this.lookFor(intent.key) : undefined;
        if (found) return found;
      }
      throw error;
    } finally {
      if (intent) this.#own.delete(intent.key);
      intent?.claim?.release();
    }
  }

  /** On the disk itself when this returns. */
  #intend(draft: Draft, origin: string, again: string | undefined): Intent {
    const { store } = this.deps;
    const key = again ?? randomUUID();
    const now = Date.now();
    // Before the record, so that no other window takes it for one left behind.
    const claim = store.claims.take(claimName(key));
    this.#own.add(key);
    try {
      const before = store.write(
        (ledger) => {
          const before = ledger.get(key);
          if (again !== undefined && before?.status !== 'uncertain') throw notUncertain();
          ledger.put({
            ...(before ?? { key, ...withoutUndefined(draft), media: [], mine: true }),
            status: 'submitting',
            error: undefined,
            createdAt: now,
            watching: true,
            origin,
            updatedAt: now,
          });
          return before;
        },
        { durable: true },
      );
      return { key, claim, before };
    } catch (error) {
      this.#own.delete(key);
      claim?.release();
      throw error;
    }
  }

  #request(draft: Draft, { client }: Reached, reference: Reference | undefined): Promise<RemoteJob> {
    const { request, parent, model, size, prompt = '' } = draft;
    const relation = derivationOf(parent?.relation);
    if (parent && relation) {
      const source = this.deps.store.find({ provider: draft.provider, id: parent.id });
      const input: DeriveInput = withoutUndefined({
        prompt,
        seconds: request?.seconds,
        source: withoutUndefined({ model, size, seconds: source?.seconds }),
      });
      return client[relation](parent.id, input);
    }
    const input: CreateInput = { ...request, prompt, reference };
    return client.create(withoutUndefined(input));
  }

  /** The id that was paid for. Should the disk refuse it, the user is told it. */
  #record(key: string, provider: string, origin: string, remote: RemoteJob): JobRecord {
    const { store, tracker } = this.deps;
    try {
      return tracker.adopt(key, remote, origin) ?? tracker.imported(provider, origin, remote);
    } catch (error) {
      this.#unsaved.set(key, () => {
        // Unless the user settled it meanwhile.
        if (store.find({ key })?.id === undefined) tracker.adopt(key, remote, origin);
      });
      this.deps.onUnsaved();
      throw new VideoJobsError(
        'disk',
        l10n.t(
          'The provider created the job {0}, but it could not be saved in the list: {1} Do not create it again: saving it is tried again while this window is open. Should it not appear, import it by its ID.',
          remote.id,
          asVideoJobsError(error).message,
        ),
        { mayHaveHappened: true, requestId: remote.requestId, cause: error },
      );
    }
  }

  #failed({ key, before }: Intent, { code, message, requestId, mayHaveHappened }: VideoJobsError): void {
    // What was sent before may have been made all the same, however this try went.
    const uncertain = mayHaveHappened || before !== undefined;
    const outcome: Partial<JobRecord> = {
      status: uncertain ? 'uncertain' : 'failed',
      watching: false,
      completedAt: uncertain ? undefined : Date.now(),
      error: withoutUndefined({ code, message, requestId }),
      ...(before && !mayHaveHappened && { createdAt: before.createdAt, origin: before.origin }),
    };
    try {
      const { store } = this.deps;
      store.update(key, (job) => (job.status === 'submitting' ? { ...job, ...outcome } : job), { durable: true });
    } catch (error) {
      // It stays `submitting`, and becomes `uncertain` at the next start.
      this.deps.log.error('What became of a request could not be written down', error);
    }
  }
}

/** The newest jobs of a list, back to a time (ms since the epoch) or for a few pages. */
async function listSince(client: VideoClient, time: number): Promise<RemoteJob[]> {
  const jobs: RemoteJob[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await client.list({ after, limit: 100 });
    jobs.push(...answer.jobs);
    const oldest = answer.jobs.at(-1)?.createdAt;
    if (answer.next === undefined || answer.next === after || (oldest !== undefined && oldest < time)) break;
    after = answer.next;
  }
  return jobs;
}

const derivationOf = (relation: string | undefined): Derivation | undefined =>
  relation === 'remix' || relation === 'edit' || relation === 'extend' ? relation : undefined;

const unsupported = () =>
  new VideoJobsError('unsupported', l10n.t('This provider does not offer that. Choose another one.'));

const notUncertain = () =>
  new VideoJobsError('rejected', l10n.t('This job is confirmed by now. Look at the list again.'));
