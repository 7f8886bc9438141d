import type { Exchange } from './exchange';
import { createResponseLog, type ResponseLog } from './responseLog';

/** The latest exchanges by provider and job, in memory. */
export interface Exchanges {
  /** Requests and responses of the exchanges. */
  readonly responses: ResponseLog;
  add(exchange: Exchange): void;
  /** Sets the job of an exchange once it is known. */
  assign(exchange: Exchange, job: string): void;
  /** Returns the exchanges of one job, or all of a provider; oldest first. */
  of(provider: string, job?: string): readonly Exchange[];
}

/** Number of exchanges kept for each job and each provider. */
const kept = 40;
/** Number of jobs and providers kept; the least recently active ones are dropped first. */
const subjects = 200;

export function createExchanges(): Exchanges {
  const all = new Map<string, Exchange[]>();

  function put(key: string, exchange: Exchange): void {
    const list = all.get(key) ?? [];
    all.delete(key);
    all.set(key, list);
    const last = list.at(-1);
    if (last && sameAs(last, exchange)) Object.assign(last, exchange, { times: last.times + 1 });
    else list.push({ ...exchange });
    if (list.length > kept) list.splice(1, 1); // The first is the create.
    if (all.size > subjects) all.delete(all.keys().next().value!);
  }

  return {
    responses: createResponseLog(),
    add(exchange) {
      put(exchange.provider, exchange);
      if (exchange.job !== undefined) put(keyOf(exchange.provider, exchange.job), exchange);
    },
    assign(exchange, job) {
      if (exchange.job !== undefined) return;
      put(keyOf(exchange.provider, job), { ...exchange, job });
      exchange.job = job;
    },
    of: (provider, job) => all.get(job === undefined ? provider : keyOf(provider, job)) ?? [],
  };
}

const keyOf = (provider: string, job: string): string => `${provider}\n${job}`;

/** Returns true for repeated polls, which are merged into one entry. */
const sameAs = (a: Exchange, b: Exchange): boolean =>
  (['method', 'address', 'operation', 'job', 'proxy', 'status', 'failure'] as const).every(
    (name) => a[name] === b[name],
  );
