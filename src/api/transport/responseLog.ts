import { EmbeddedFile, type WireBody } from '../wire';
import type { Exchange } from './exchange';

/** A request and its answer as they were, for "Diagnose" and recordings. In memory only: it may hold prompts and signed addresses. */
export interface LoggedResponse {
  /** Learns the job of a create from its answer. */
  exchange: Exchange;
  /** Whole, as it was asked for first. */
  url: string;
  /** Fields of the body; files are told of, not kept. */
  sent?: Readonly<Record<string, unknown>>;
  /** Absent where it was media. */
  text?: string;
}

export interface ResponseLog {
  keep(exchange: Exchange, said: { url: string; body?: WireBody; text?: string }): void;
  /** Oldest first: those about one job, or those of a provider about all. */
  of(provider: string, job?: string): readonly LoggedResponse[];
}

/** The id that a read was about; a job that is made has none before its answer. */
export const requestedJobId = ({ operation = '', job = '' }: Exchange): string | undefined =>
  ['create', 'remix', 'edit', 'extend'].includes(operation) ? undefined : job;

/** Of one job: its create, and the last of what followed. */
const keptOfJob = 20;
const keptInAll = 200;
/** Longer ones hold media or lists; the start says enough, and nothing can be decoded or recorded of it. */
const maxLoggedLength = 64 * 1024;

export function createResponseLog(): ResponseLog {
  const all: LoggedResponse[] = [];

  const sameJob = (a: LoggedResponse, b: LoggedResponse): boolean =>
    a.exchange.provider === b.exchange.provider && a.exchange.job === b.exchange.job;

  return {
    keep(exchange, { url, body, text }) {
      const kept: LoggedResponse = {
        exchange,
        url,
        sent: body && summary(body),
        text: text?.slice(0, maxLoggedLength),
      };
      // Polls that go on saying the same are one, and so are questions about no job: of lists the newest is enough.
      const last = all.findLastIndex((each) => sameJob(each, kept) && isRepeated(each, kept));
      const next = all.findLastIndex((each) => sameJob(each, kept));
      if (last >= 0 && (last === next || exchange.job === undefined)) all.splice(last, 1);
      all.push(kept);
      const ofJob = all.filter((each) => sameJob(each, kept));
      if (exchange.job !== undefined && ofJob.length > keptOfJob) all.splice(all.indexOf(ofJob[1]!), 1);
      if (all.length > keptInAll) all.shift();
    },
    of: (provider, job) =>
      all.filter(({ exchange }) => exchange.provider === provider && (job === undefined || exchange.job === job)),
  };
}

const isRepeated = (a: LoggedResponse, b: LoggedResponse): boolean =>
  a.url === b.url &&
  a.sent === undefined &&
  b.sent === undefined &&
  (a.text === b.text || b.exchange.job === undefined);

function summary({ value }: WireBody): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(value, (_name, each: unknown) => {
    if (each instanceof EmbeddedFile) return `(${each.file.contentType}, ${each.file.blob.size} bytes)`;
    return typeof each === 'string' && /^data:/i.test(each) ? `${each.slice(0, 40)}… (${each.length})` : each;
  });
  return JSON.parse(text) as Record<string, unknown>;
}
