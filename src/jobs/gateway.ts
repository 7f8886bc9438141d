import * as l10n from '@vscode/l10n';
import { clockTime } from '../api/clock';
import { type PlannedCreate, refusalOf, takenBy, uploadsTo } from '../api/dialects/refusal';
import { VideoJobsError } from '../api/errors';
import type { Connection, Provider } from '../api/provider';
import {
  type Capabilities,
  type InputRules,
  noCapabilities,
  type OptionalOperation,
  type VideoClient,
} from '../api/types';
import type { JobStore } from './ledger/store';
import { PollHealth } from './pollHealth';
import type { ProviderDirectory } from './ports';

export interface GatewayDeps {
  providers: ProviderDirectory;
  clientFor(connection: Connection): VideoClient;
  capabilitiesOf(provider: Provider): Capabilities;
}

export type Operation = OptionalOperation | 'create' | 'get' | 'content';

export interface Reached {
  client: VideoClient;
  origin: string;
}

interface CallOptions {
  /** Origin that the job belongs to; its id means nothing at another one. */
  home?: string;
  /** Called just before the request, if nothing else stops it. An error it throws (budget, full disk) stops the request and says nothing about the provider. */
  prepare?(origin: string): void;
  /** Set for a poll, to tell one job's trouble from the provider's. */
  poll?: {
    /** Key of the job, or `list`. */
    subject: string;
    /** Number of jobs followed at the provider. */
    followed: number;
  };
}

interface Observed extends Pick<CallOptions, 'poll'> {
  id: string;
  operation: Operation;
  /** Origin that the request was sent to, undefined if none was sent. */
  origin?: string;
}

const optional: readonly string[] = [
  'list',
  'remix',
  'edit',
  'extend',
  'delete',
  'cancel',
] satisfies OptionalOperation[];
/** Time after which a missing operation is tried again, since servers get updated; in ms. */
const lackMemory = 7 * 24 * 3600_000;
/** As above for one that worked before: the response was probably a proxy's, or a restarting server's; in ms. */
const hiccupMemory = 10 * 60_000;
/** Time for which a working operation is remembered, in ms. */
const workedMemory = 30 * 24 * 3600_000;
const worked = (operation: string) => `worked:${operation}`;

/**
 * Returns the group of operations that share a rate limit. A create refused for too many running jobs may name hours to
 * wait, which must not keep finished clips from being downloaded before they expire.
 */
const limitOf = (operation: Operation): string => {
  if (operation === 'get' || operation === 'list') return 'rateLimit:poll';
  // Canceling is what makes room for another job.
  if (operation === 'content' || operation === 'cancel') return `rateLimit:${operation}`;
  return 'rateLimit:change';
};
/** Longest wait accepted from a server, in ms; a longer one is its mistake. */
export const longestWait = 24 * 3600_000;

/** Clock correction that is ignored, in ms. */
const clockSlack = 60_000;

/** Capabilities of a provider that is no longer configured: only clips on disk. */
const removedProvider: Capabilities = { ...noCapabilities, variants: ['video'] };

/** Single path from jobs to a provider: honours its rate limits, learns which operations it lacks, records its last failure. */
export class Gateway {
  readonly problems = new Map<string, VideoJobsError>();
  /** Last known origin by provider id; the sandbox has none before its first use. */
  readonly #origins = new Map<string, string>();
  readonly #healths = new Map<string, PollHealth>();
  /** Failures of polls that concern one job only. */
  readonly #ownFailures = new WeakSet<VideoJobsError>();

  readonly #deps: GatewayDeps;
  readonly #store: JobStore;

  constructor(deps: GatewayDeps, store: JobStore) {
    this.#deps = deps;
    this.#store = store;
  }

  provider(id: string): Provider | undefined {
    return this.#deps.providers.find(id);
  }

  /** @throws VideoJobsError `notFound` */
  assertKnown(id: string): void {
    if (this.#deps.providers.find(id)) return;
    throw new VideoJobsError('notFound', l10n.t('There is no provider {0} in settings.', id));
  }

  capabilities(id: string): Capabilities {
    const provider = this.#deps.providers.find(id);
    if (!provider) return removedProvider;
    const capabilities = { ...this.#deps.capabilitiesOf(provider) };
    const origin = this.#originOf(id);
    if (origin === undefined || !this.#store.isOpen) return capabilities;
    for (const operation of optional as readonly OptionalOperation[]) {
      if (this.#holds(id, origin, operation)) capabilities[operation] = false;
    }
    return capabilities;
  }

  /** @throws VideoJobsError `unsupported` or `rejected` for inputs and settings that the provider's server does not take */
  assertTaken(id: string, request: PlannedCreate): void {
    const { inputs, sound, seed, negativePrompt } = request;
    if ([inputs, sound, seed, negativePrompt].every((value) => value === undefined)) return;
    const provider = this.#deps.providers.find(id);
    const refusal = provider && refusalOf(provider, request);
    if (refusal) throw refusal;
  }

  /** True if the provider's server takes large files by uploads. */
  uploads(id: string): boolean {
    const provider = this.#deps.providers.find(id);
    return provider !== undefined && uploadsTo(provider);
  }

  /** Inputs and settings that a model of a provider takes. */
  rules(id: string, model: string | undefined): InputRules {
    const provider = this.#deps.providers.find(id);
    return provider ? takenBy(provider, model) : { roles: {} };
  }

  /**
   * Runs one operation at a provider.
   * @throws VideoJobsError, among them `rateLimited` without a request while the provider's own wait is running
   */
  async call<T>(
    id: string,
    operation: Operation,
    work: (reached: Reached) => Promise<T>,
    { home, prepare, poll }: CallOptions = {},
  ): Promise<T> {
    // The ledger holds the rate limits, and nothing may be sent that could not be recorded.
    this.#store.open();
    const reached = await this.#observe({ id, operation, poll }, () => this.#reach(id, operation, home));
    const { origin } = reached;
    prepare?.(origin);
    return this.#observe({ id, operation, poll, origin }, async () => {
      const result = await work(reached);
      if (isPoll(operation)) this.#health(id).answered(poll?.subject ?? operation, Date.now());
      this.#setProblem(id, undefined);
      this.#learnWorked(id, origin, operation);
      return result;
    });
  }

  /** @throws VideoJobsError if nothing may be sent to the provider now */
  async #reach(id: string, operation: Operation, home: string | undefined): Promise<Reached> {
    const connection = await this.#deps.providers.connect(id);
    const { origin } = new URL(connection.baseUrl);
    this.#origins.set(id, origin);
    if (home !== undefined && !sameHome(home, origin)) throw this.#moved(id, home);
    this.#assertNotLimited(id, origin, operation);
    return { client: this.#deps.clientFor(connection), origin };
  }

  /** Learns from a failure. */
  async #observe<T>({ id, operation, poll, origin }: Observed, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (origin !== undefined) this.#learn(id, origin, operation, error);
      const isOwn = poll !== undefined && origin !== undefined && this.#health(id).isOwn(error, poll, Date.now());
      if (isOwn) this.#ownFailures.add(error);
      else this.#ownFailures.delete(error);
      if (isOwn) throw error;
      if (error.kind !== 'cancelled' && error.code !== movedCode) {
        const unreached = origin === undefined && this.#deps.providers.find(id) !== undefined;
        if (!unreached && !isProviderWide(error)) this.#setProblem(id, undefined);
        else if (isPoll(operation)) this.#setProblem(id, error);
      }
      throw error;
    }
  }

  /** Returns true if the same request for another job would fail in the same way. */
  concernsProvider(error: VideoJobsError): boolean {
    return isProviderWide(error) && !this.#ownFailures.has(error);
  }

  /** Returns true if a failed poll was found to concern its subject only, although it looks provider-wide. */
  isOwnFailure(error: VideoJobsError): boolean {
    return this.#ownFailures.has(error);
  }

  /** Returns true if a job of this origin can be reached through the provider as configured now. */
  isHome(id: string, home: string): boolean {
    const origin = this.#originOf(id);
    return origin !== undefined && sameHome(home, origin);
  }

  /** Returns the time at which the provider accepts this operation again (ms since the epoch), or undefined if it does now. */
  notBefore(id: string, operation: Operation = 'get'): number | undefined {
    const origin = this.#originOf(id);
    return origin === undefined ? undefined : this.#limitedUntil(id, origin, operation);
  }

  /** Reports that this machine has no network; the next response clears it. */
  setOffline(id: string): void {
    const message = l10n.t('This computer is offline. Jobs will be checked as soon as it is back online.');
    this.#setProblem(id, new VideoJobsError('network', message));
  }

  /** Drops problems and origins of providers that were removed or moved; called when settings change. */
  prune(): void {
    this.#origins.clear();
    this.#healths.clear();
    for (const id of this.problems.keys()) {
      if (!this.#deps.providers.find(id)) this.#setProblem(id, undefined);
    }
  }

  #health(id: string): PollHealth {
    let health = this.#healths.get(id);
    if (!health) this.#healths.set(id, (health = new PollHealth()));
    return health;
  }

  #originOf(id: string): string | undefined {
    return this.#origins.get(id) ?? originOf(this.#deps.providers.find(id)?.baseUrl);
  }

  #assertNotLimited(id: string, origin: string, operation: Operation): void {
    const until = this.#limitedUntil(id, origin, operation);
    if (until === undefined) return;
    throw new VideoJobsError(
      'rateLimited',
      l10n.t('{0} asked for no requests until {1}. Nothing was sent.', this.#label(id), clockTime(until)),
      { retryAfterMs: until - Date.now() },
    );
  }

  #learn(id: string, origin: string, operation: Operation, error: VideoJobsError): void {
    // Our own refusal carries a wait that is stored already.
    if (error.kind === 'rateLimited' && error.retryAfterMs && this.#limitedUntil(id, origin, operation) === undefined) {
      const since = Date.now();
      const until = since + Math.min(error.retryAfterMs, longestWait);
      this.#store.write((ledger) => ledger.setWait(id, origin, limitOf(operation), { since, until }));
    }
    if (error.kind === 'unsupported' && optional.includes(operation) && error.httpStatus !== undefined) {
      const memory = this.#holds(id, origin, worked(operation)) ? hiccupMemory : lackMemory;
      this.#store.write((ledger) => ledger.setProviderState(id, origin, operation, Date.now() + memory));
      this.#store.touch();
    }
  }

  /** Written now and then only, as it outlives the window. */
  #learnWorked(id: string, origin: string, operation: Operation): void {
    if (!optional.includes(operation)) return;
    const until = this.#store.ledger.providerState(id, origin, worked(operation)) ?? 0;
    const now = Date.now();
    if (until > now + workedMemory / 2 && until <= now + workedMemory) return;
    this.#store.write((ledger) => ledger.setProviderState(id, origin, worked(operation), now + workedMemory));
  }

  #limitedUntil(id: string, origin: string, operation: Operation): number | undefined {
    const name = limitOf(operation);
    const wait = this.#store.ledger.wait(id, origin, name);
    const now = Date.now();
    if (!wait || wait.until <= now) return undefined;
    if (now >= wait.since - clockSlack) return wait.until;
    // The clock was set back, which must not lengthen the wait.
    const until = now + wait.until - wait.since;
    this.#store.write((ledger) => ledger.setWait(id, origin, name, { since: now, until }));
    return until;
  }

  #holds(id: string, origin: string, name: string): boolean {
    return (this.#store.ledger.providerState(id, origin, name) ?? 0) > Date.now();
  }

  #setProblem(id: string, error: VideoJobsError | undefined): void {
    const before = this.problems.get(id);
    if (before?.message === error?.message && before?.kind === error?.kind) return;
    if (error) this.problems.set(id, error);
    else this.problems.delete(id);
    this.#store.touch();
  }

  #label(id: string): string {
    return this.#deps.providers.find(id)?.label || id;
  }

  #moved(id: string, home: string): VideoJobsError {
    return new VideoJobsError(
      'notFound',
      l10n.t(
        'This job is at {0}, but the base URL of the provider {1} has changed. Add a provider with the old URL to reach it.',
        home,
        this.#label(id),
      ),
      { code: movedCode },
    );
  }
}

const isPoll = (operation: Operation): boolean => operation === 'get' || operation === 'list';

const movedCode = 'provider_moved';

/** Returns true for kinds of failure that usually concern the whole provider. */
export const isProviderWide = (error: VideoJobsError): boolean =>
  ['auth', 'forbidden', 'payment', 'rateLimited', 'network', 'timeout', 'server'].includes(error.kind);

/** Returns true if the provider does not know the id, as opposed to the job being unreachable. */
export const isMissing = ({ kind, httpStatus }: VideoJobsError): boolean =>
  (kind === 'notFound' || kind === 'expired') && httpStatus !== undefined;

function originOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  return new URL(address).origin;
}

const loopback = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

/** Returns true if an origin is on this machine and needs no network. */
export const isLoopback = (origin: string): boolean => loopback.test(origin);

/** A local server may restart on another port. */
const sameHome = (a: string, b: string) => a === b || (isLoopback(a) && isLoopback(b));

/** Converts any thrown value: the API client throws VideoJobsError only, but a faulty provider directory must not stop the poller. */
export function asVideoJobsError(error: unknown): VideoJobsError {
  if (error instanceof VideoJobsError) return error;
  return new VideoJobsError('badResponse', error instanceof Error ? error.message : String(error), {
    mayHaveHappened: true,
    cause: error,
  });
}
