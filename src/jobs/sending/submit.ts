import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { isBuiltIn } from '../../api/dialects';
import { VideoJobsError } from '../../api/errors';
import type { CreateInput, DeriveInput, MediaInput, RemoteJob } from '../../api/types';
import type { Consent } from '../costs/budget';
import type { Costs } from '../costs/costs';
import { asVideoJobsError, type Gateway, type Reached } from '../gateway';
import { inputsOfRequest, withInputs } from '../inputs';
import type { JobRecord } from '../job';
import { validId } from '../job';
import { hasHiddenSecret, hiddenValue } from '../ledger/secrets';
import type { JobStore } from '../ledger/store';
import { withoutUndefined } from '../objects';
import type { CreateOptions, CreateRequest, DeriveRequest, FamilyRequest, Once, OnceOptions } from '../requests';
import { alreadySettled, type Draft, type Intent, type Intents } from './intents';
import { prepareInputs, recordedInputs } from './preparedInputs';
import { specOf } from './spec';
import type { UncertainJobs } from './uncertainJobs';
import { validateRequest } from './validate';

export type Derivation = 'remix' | 'edit' | 'extend';

interface SubmitterDeps {
  store: JobStore;
  gateway: Gateway;
  intents: Intents;
  uncertain: UncertainJobs;
  costs: Costs;
}

interface SendOptions extends CreateOptions {
  /** Record of a request that is sent again. */
  again?: JobRecord;
  /** Number of the rendering that must not be sent twice. */
  take?: number;
  /** Called with the job that was there already; nothing is sent then. */
  onExisting?(job: JobRecord): void;
}

/**
 * Sender of requests that cost money. The intent is persisted before the request, the answer before anything else happens.
 * A request without an answer is `uncertain`: it may have been executed and billed, so only the user can send it again.
 */
export class Submitter {
  readonly #pending = new Set<Promise<unknown>>();

  readonly #deps: SubmitterDeps;

  constructor(deps: SubmitterDeps) {
    this.#deps = deps;
  }

  /** Resolves when no request is in flight. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** @throws VideoJobsError; the job is in the ledger if anything was sent. */
  async create(familyRequest: FamilyRequest, options: CreateOptions = {}): Promise<JobRecord> {
    return this.#submit(this.#draftOf(familyRequest, options), options);
  }

  /**
   * Sends a request, unless a job of the same spec and take is there: then that is returned, and one that came to nothing
   * is sent again in its record.
   * @throws VideoJobsError as `create`
   */
  async createOnce(request: CreateRequest, { take = 1, ...options }: OnceOptions = {}): Promise<Once> {
    const found: { job?: JobRecord } = {};
    const draft = this.#draftOf(request, options);
    const job = await this.#submit(draft, { ...options, take, onExisting: (job) => (found.job = job) });
    if (!found.job) return { job, existed: false };
    if (job.status !== 'failed' || !job.sendable) return { job, existed: true };
    try {
      return { job: await this.sendAgain(job.key, options.consent), existed: false };
    } catch (error) {
      // Another call may have sent it meanwhile.
      const now = this.#deps.store.find({ key: job.key });
      if (now && now.status !== 'failed') return { job: now, existed: true };
      throw error;
    }
  }

  /** @throws VideoJobsError `notFound`, `rejected` */
  #draftOf(familyRequest: FamilyRequest, { by }: CreateOptions): Draft {
    const { provider, madeFrom, ...stated } = withoutUndefined(familyRequest);
    const request = withInputs(stated, inputsOfRequest(stated));
    this.#deps.gateway.assertKnown(provider);
    validateRequest(request);
    // The client uses the provider's model for a request that names none.
    const model = request.model ?? this.#deps.gateway.provider(provider)?.model;
    const { prompt, seconds, size } = request;
    const parent = this.#parent(madeFrom);
    return { provider, prompt, model, seconds, size, parent, madeFrom, request, by };
  }

  /** Returns the public parent: none for a job that reuses settings. */
  #parent(madeFrom: FamilyRequest['madeFrom']): JobRecord['parent'] {
    if (madeFrom?.relation !== 'continue') return undefined;
    const { key, relation, at } = madeFrom;
    const id = this.#deps.store.find({ key })?.id;
    return id === undefined ? undefined : withoutUndefined({ id, relation, at });
  }

  /** @throws VideoJobsError */
  async derive(relation: Derivation, deriveRequest: DeriveRequest, consent?: Consent): Promise<JobRecord> {
    this.#deps.gateway.assertKnown(deriveRequest.provider);
    validateRequest(deriveRequest);
    const id = validId(deriveRequest.id);
    if (!this.#deps.gateway.capabilities(deriveRequest.provider)[relation]) throw unsupported();
    const source = this.#deps.store.find({ provider: deriveRequest.provider, id });
    const { provider, prompt, seconds } = deriveRequest;
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

  /**
   * Sends an `uncertain` job once more, in its record: it may be charged twice. Where the provider finds jobs by their key,
   * nothing is sent for one that it has.
   * @throws VideoJobsError
   */
  async sendUncertain(key: string, consent?: Consent): Promise<JobRecord> {
    const job = this.#deps.store.find({ key });
    if (job?.status !== 'uncertain') throw alreadySettled();
    const found = await this.#deps.uncertain.find(job).catch(() => undefined);
    if (found) return found;
    return this.#submit(job, { again: job, consent });
  }

  /**
   * Sends a request once more, in its record, that certainly created nothing and was not at fault.
   * @throws VideoJobsError, among them `rateLimited` without a request while the provider's own wait is running
   */
  async sendAgain(key: string, consent?: Consent): Promise<JobRecord> {
    const job = this.#deps.store.find({ key });
    if (job?.status !== 'failed' || !job.sendable) throw alreadySettled();
    return this.#submit(job, { again: job, consent });
  }

  async #submit(draft: Draft, options: SendOptions): Promise<JobRecord> {
    const work = this.#send(draft, options);
    this.#pending.add(work);
    try {
      return await work;
    } finally {
      this.#pending.delete(work);
    }
  }

  async #send(draft: Draft, options: SendOptions): Promise<JobRecord> {
    const { again, consent, onWritten, upload } = options;
    const { store, gateway, intents, uncertain, costs } = this.#deps;
    const { provider, request, parent, model, seconds, size } = draft;
    if (hasHiddenSecret(request?.extra)) throw secretNotStored();
    const stated = inputsOfRequest(request ?? {});
    if (request && operationOf(draft) === 'create') gateway.assertTaken(provider, request);
    const media = await prepareInputs(stated, {
      images: gateway.capabilities(provider).reference,
      others: () => gateway.rules(provider, model).forms,
      uploads: gateway.uploads(provider),
      baseUrl: gateway.provider(provider)?.baseUrl,
    });
    const inputs = await recordedInputs(stated, media);
    const operation = operationOf(draft);
    const known = gateway.provider(provider);
    const spec = known && specOf(known, { ...draft, operation, request, inputs });
    const before = this.#existing(spec, options, (name) => store.withSpec(name));
    if (before) return before;
    const { reference: image, extra, sound } = request ?? {};
    const cost = await costs.estimate({
      provider,
      model,
      seconds,
      size,
      reference: image ?? stated[0]?.source,
      extra: sound === undefined ? extra : { generate_audio: sound, ...extra },
    });
    const sendable = await this.#uploaded(provider, media, upload);
    const { takesKey } = gateway.capabilities(provider);
    const idempotencyKey = takesKey ? (again?.idempotencyKey ?? randomUUID()) : undefined;
    let intent: Intent | undefined;
    let existing: JobRecord | undefined;
    try {
      // A continued job may belong to another server.
      const home = parent && operation !== 'create' ? store.find({ provider, id: parent.id })?.origin : undefined;
      return await gateway.call(
        provider,
        operation,
        async (reached) =>
          intents.succeeded(
            intent!,
            reached.origin,
            await this.#request({ ...draft, idempotencyKey }, reached, sendable),
          ),
        {
          home,
          prepare: (origin) => {
            intent = intents.begin(
              withoutUndefined({ ...draft, cost, inputs, idempotencyKey, spec }),
              origin,
              again,
              (ledger) => {
                existing = this.#existing(spec, options, (name) => ledger.withSpec(name));
                if (existing) throw alreadySettled();
                // What the extension itself makes costs nothing.
                const maker = isBuiltIn(known?.type) ? undefined : (again ?? draft).by?.kind;
                costs.assertAllowed(ledger, { provider, cost, consent, maker });
                return takeOf(spec, options, (name) => ledger.withSpec(name));
              },
            );
            onWritten?.(intent.key);
          },
        },
      );
    } catch (caught) {
      if (existing) return existing;
      const error = asVideoJobsError(caught);
      if (intent) {
        intents.failed(intent, error);
        const job = error.mayHaveHappened ? await uncertain.lookFor(intent.key) : undefined;
        if (job) return job;
      }
      error.job = intent?.key ?? again?.key;
      throw error;
    } finally {
      if (intent) intents.release(intent);
    }
  }

  /** Returns the job that a request would repeat, if it must not. */
  #existing(spec: string | undefined, { take, onExisting }: SendOptions, withSpec: WithSpec): JobRecord | undefined {
    if (spec === undefined || take === undefined) return undefined;
    const job = withSpec(spec).find((one) => (one.take ?? 1) === take);
    if (job) onExisting?.(job);
    return job;
  }

  /** Uploads what is too large for the request, before anything is written down or paid. @throws VideoJobsError */
  async #uploaded(provider: string, media: readonly MediaInput[], options: CreateOptions['upload']) {
    const { gateway } = this.#deps;
    if (!gateway.uploads(provider) || media.every(({ media: { kind } }) => kind === 'url')) return media;
    return gateway.call(provider, 'create', ({ client }) => client.upload?.(media, options) ?? Promise.resolve(media));
  }

  #request(draft: Draft, { client }: Reached, media: readonly MediaInput[]): Promise<RemoteJob> {
    const { request, parent, model, size, prompt = '', idempotencyKey } = draft;
    const operation = operationOf(draft);
    if (parent && operation !== 'create') {
      const source = this.#deps.store.find({ provider: draft.provider, id: parent.id });
      const input: DeriveInput = withoutUndefined({
        idempotencyKey,
        prompt,
        seconds: request?.seconds,
        source: withoutUndefined({ model, size, seconds: source?.seconds }),
      });
      return client[operation](parent.id, input);
    }
    const isOld = request?.reference !== undefined && request.inputs === undefined;
    const input: CreateInput = {
      ...request,
      idempotencyKey,
      prompt,
      reference: isOld ? media[0]?.media : undefined,
      inputs: isOld || media.length === 0 ? undefined : media,
    };
    return client.create(withoutUndefined(input));
  }
}

type WithSpec = (spec: string) => readonly JobRecord[];

/** Number of a rendering: the one that was stated, else the next; undefined for the first. */
function takeOf(spec: string | undefined, { again, take }: SendOptions, withSpec: WithSpec): number | undefined {
  if (again || spec === undefined) return undefined;
  const next = take ?? Math.max(0, ...withSpec(spec).map((job) => job.take ?? 1)) + 1;
  return next > 1 ? next : undefined;
}

/** Returns the operation that sends a job: one that continues from a frame is created like any other. */
export const operationOf = ({ parent }: Pick<JobRecord, 'parent'>): Derivation | 'create' =>
  parent && parent.relation !== 'continue' ? parent.relation : 'create';

const secretNotStored = () =>
  new VideoJobsError(
    'rejected',
    l10n.t(
      'The additional parameters held a key, which is never stored. Create the video again and enter the key where it says {0}.',
      hiddenValue,
    ),
  );

const unsupported = () =>
  new VideoJobsError('unsupported', l10n.t('This provider does not support that. Choose another one.'));
