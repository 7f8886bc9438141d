import type { Exchange } from './exchange';
import { createResponseLog, type ResponseLog } from './responseLog';

/** The last exchanges, in memory, by provider and job. */
export interface Exchanges {
  /** What was said in them. */
  readonly responses: ResponseLog;
  add(exchange: Exchange): void;
  /** The job that an exchange turned out to be about. */
  assign(exchange: Exchange, job: string): void;
  /** Oldest first: those about one job, or those of a provider about all. */
  of(provider: string, job?: string): readonly Exchange[];
}

/** For each job, and for each provider. */
const kept = 40;
/** Jobs and providers; the ones that were quiet longest are forgotten first. */
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

/** Polls that go on and on are one line. */
const sameAs = (a: Exchange, b: Exchange): boolean =>
  (['method', 'address', 'operation', 'job', 'proxy', 'status', 'failure'] as const).every(
    (name) => a[name] === b[name],
  );
