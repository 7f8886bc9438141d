import { validId } from '../job';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { Consent } from '../costs/budget';
import type { Costs } from '../costs/costs';
import type { CreateInput, DeriveInput, Reference, RemoteJob } from '../../api/types';
import { asVideoJobsError, type Gateway, type Reached } from '../gateway';
import { alreadySettled, type Draft, type Intent, type Intents } from './intents';
import type { JobRecord } from '../job';
import type { UncertainJobs } from './uncertainJobs';
import { withoutUndefined } from '../objects';
import type { CreateOptions, DeriveRequest, FamilyRequest } from '../requests';
import { prepareReference } from './reference';
import type { JobStore } from '../ledger/store';
import { validateRequest } from './validate';

export type Derivation = 'remix' | 'edit' | 'extend';

export interface SubmitterDeps {
  store: JobStore;
  gateway: Gateway;
  intents: Intents;
  uncertain: UncertainJobs;
  costs: Costs;
}

/** What a draft may be sent with. */
interface Sending extends CreateOptions {
  /** The record that it is sent again in. */
  again?: JobRecord;
}

/**
 * Requests that cost money. The intent is on disk before the request, the answer before anything else happens, and what got
 * no answer is `uncertain`: it may have been made and billed, so only the user can send it again.
 */
export class Submitter {
  readonly #pending = new Set<Promise<unknown>>();

  constructor(private readonly deps: SubmitterDeps) {}

  /** Settles when no request is on its way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** @throws VideoJobsError; the job is kept in the ledger when anything was sent. */
  async create(given: FamilyRequest, options: CreateOptions = {}): Promise<JobRecord> {
    const { provider, madeFrom, ...request } = withoutUndefined(given);
    this.deps.gateway.assertKnown(provider);
    validateRequest(request);
    // What the client fills in for a request that names none.
    const model = request.model ?? this.deps.gateway.provider(provider)?.model;
    const { prompt, seconds, size } = request;
    const parent = this.#parent(madeFrom);
    return this.#submit({ provider, prompt, model, seconds, size, parent, madeFrom, request }, options);
  }

  /** What other extensions are told of it: nothing of settings that were used again. */
  #parent(madeFrom: FamilyRequest['madeFrom']): JobRecord['parent'] {
    if (madeFrom?.relation !== 'continue') return undefined;
    const { key, relation, at } = madeFrom;
    const id = this.deps.store.find({ key })?.id;
    return id === undefined ? undefined : withoutUndefined({ id, relation, at });
  }

  /** @throws VideoJobsError */
  async derive(relation: Derivation, given: DeriveRequest, consent?: Consent): Promise<JobRecord> {
    this.deps.gateway.assertKnown(given.provider);
    validateRequest(given);
    const id = validId(given.id);
    if (!this.deps.gateway.capabilities(given.provider)[relation]) throw unsupported();
    const source = this.deps.store.find({ provider: given.provider, id });
    const { provider, prompt, seconds } = given;
    const draft: Draft = {
      provider,
      prompt,
      model: source?.model,
      seconds: seconds ?? source?.seconds,
      size: source?.size,
      parent: { id, relation },
      madeFrom: source && { key: source.key, relation },
      request: withoutUndefined({ prompt, seconds }),
    };
    return this.#submit(draft, { consent });
  }

  /** Sends a job once more whose fate is unknown, in its record: it may be charged twice. @throws VideoJobsError */
  async sendUncertain(key: string, consent?: Consent): Promise<JobRecord> {
    const job = this.deps.store.find({ key });
    if (job?.status !== 'uncertain') throw alreadySettled();
    return this.#submit(job, { again: job, consent });
  }

  /**
   * Sends a request once more, in its record, that certainly came to nothing and was not at fault itself.
   * @throws VideoJobsError, among them `rateLimited` without a request while the provider's own time has not passed
   */
  async sendAgain(key: string, consent?: Consent): Promise<JobRecord> {
    const job = this.deps.store.find({ key });
    if (job?.status !== 'failed' || !job.sendable) throw alreadySettled();
    return this.#submit(job, { again: job, consent });
  }

  async #submit(draft: Draft, sending: Sending): Promise<JobRecord> {
    const work = this.#send(draft, sending);
    this.#pending.add(work);
    try {
      return await work;
    } finally {
      this.#pending.delete(work);
    }
  }

  async #send(draft: Draft, { again, consent, onWritten }: Sending): Promise<JobRecord> {
    const { store, gateway, intents, uncertain, costs } = this.deps;
    const { provider, request, parent, model, seconds, size } = draft;
    const able = gateway.capabilities(provider).reference;
    const reference = request?.reference === undefined ? undefined : await prepareReference(request.reference, able);
    const { reference: image, extra } = request ?? {};
    const cost = await costs.estimate({ provider, model, seconds, size, reference: image, extra });
    let intent: Intent | undefined;
    try {
      const operation = operationOf(draft);
      // What was continued may live anywhere.
      const home = parent && operation !== 'create' ? store.find({ provider, id: parent.id })?.origin : undefined;
      return await gateway.call(
        provider,
        operation,
        async (reached) =>
          intents.answered(intent!.key, provider, reached.origin, await this.#request(draft, reached, reference)),
        {
          home,
          prepare: (origin) => {
            intent = intents.take({ ...draft, cost }, origin, again, (ledger) =>
              costs.assertAllowed(ledger, provider, cost, consent),
            );
            onWritten?.(intent.key);
          },
        },
      );
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (intent) {
        intents.failed(intent, error);
        const found = error.mayHaveHappened ? await uncertain.lookFor(intent.key) : undefined;
        if (found) return found;
      }
      error.job = intent?.key ?? again?.key;
      throw error;
    } finally {
      if (intent) intents.release(intent);
    }
  }

  #request(draft: Draft, { client }: Reached, reference: Reference | undefined): Promise<RemoteJob> {
    const { request, parent, model, size, prompt = '' } = draft;
    const operation = operationOf(draft);
    if (parent && operation !== 'create') {
      const source = this.deps.store.find({ provider: draft.provider, id: parent.id });
      const input: DeriveInput = withoutUndefined({
        prompt,
        seconds: request?.seconds,
        source: withoutUndefined({ model, size, seconds: source?.seconds }),
      });
      return client[operation](parent.id, input);
    }
    const input: CreateInput = { ...request, prompt, reference };
    return client.create(withoutUndefined(input));
  }
}

/** What is asked of the server for it: one that goes on from a frame is created like any other. */
export const operationOf = ({ parent }: Pick<JobRecord, 'parent'>): Derivation | 'create' =>
  parent && parent.relation !== 'continue' ? parent.relation : 'create';

const unsupported = () =>
  new VideoJobsError('unsupported', l10n.t('This provider does not support that. Choose another one.'));
