import { EmbeddedFile, type WireBody } from '../wire';
import type { Exchange } from './exchange';

/**
 * A request and its response as sent and received, for "Diagnose" and recordings. In memory only: may hold prompts and
 * signed URLs.
 */
export interface LoggedResponse {
  /** Its job is set after a create's response. */
  exchange: Exchange;
  /** The full URL that was requested, before redirects. */
  url: string;
  /** Fields of the body; files are described, not kept. */
  sent?: Readonly<Record<string, unknown>>;
  /** Absent if it was media. */
  text?: string;
}

export interface ResponseLog {
  keep(exchange: Exchange, said: { url: string; body?: WireBody; text?: string }): void;
  /** Returns the entries of one job, or all of a provider; oldest first. */
  of(provider: string, job?: string): readonly LoggedResponse[];
}

/** Returns the id that a read requested; undefined for a create, whose job has no id before the response. */
export const requestedJobId = ({ operation = '', job = '' }: Exchange): string | undefined =>
  ['create', 'remix', 'edit', 'extend'].includes(operation) ? undefined : job;

/** Entries kept per job: its create, and the latest others. */
const keptOfJob = 20;
const keptInAll = 200;
/**
 * Longer texts are media or lists: only their start is kept, which can be neither decoded nor recorded. In characters.
 */
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
      // Repeated identical polls are one entry; of requests without a job, such as lists, only the latest is kept.
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
