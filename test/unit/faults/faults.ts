import type { ErrorKind } from '../../../src/api/errors';
import type { Fault } from '../../../src/sandbox';

/** What a client that sees this fault can know about the request. */
export type Nature =
  /** The server says no, in its own shape. */
  | { is: 'refusal'; kind: ErrorKind }
  /** No answer, or half of one. */
  | { is: 'lost'; kind: ErrorKind }
  /** A good status with a body that is no answer. */
  | { is: 'garbled'; body: 'json' | 'nothing' | 'noise' }
  /** The answer, at another address. */
  | { is: 'redirect'; to: 'sameOrigin' | 'storage' | 'private' }
  /** Unusual, and right. */
  | { is: 'fine' };

export interface FaultRow {
  name: string;
  /** Absent: the server is gone. */
  fault?: Fault;
  nature: Nature;
  /** Whether the sandbox does what it was asked, whatever it says. */
  done: boolean;
  only?: 'list' | 'content';
  /** Befalls the first request only, so that another try finds all well. */
  once?: true;
  /** The client is to lose its patience soon. */
  impatient?: true;
}

const refusal = (status: number, kind: ErrorKind, more: Partial<Fault> = {}): FaultRow => ({
  name: `status ${status}`,
  fault: { kind: 'status', status, ...more },
  nature: { is: 'refusal', kind },
  done: false,
});

const garbled = (fault: Fault, more: Partial<FaultRow> = {}): FaultRow => ({
  name: fault.kind,
  fault,
  nature: { is: 'garbled', body: 'noise' },
  done: true,
  ...more,
});

const lost = (name: string, fault: Fault | undefined, kind: ErrorKind, done: boolean): FaultRow => ({
  name,
  fault,
  nature: { is: 'lost', kind },
  done,
});

const redirect = (name: string, fault: Fault, to: 'sameOrigin' | 'storage' | 'private'): FaultRow => ({
  name,
  fault,
  nature: { is: 'redirect', to },
  done: false,
});

/** Longer than any limit: the answer never comes. ms. */
const never = 3600_000;
/** More than the client reads of an answer that is not media. */
export const hugeBytes = 512 * 1024;
export const apiBytes = 256 * 1024;

const json = { nature: { is: 'garbled', body: 'json' } } as const;

const everywhere: FaultRow[] = [
  refusal(400, 'rejected'),
  refusal(401, 'auth'),
  refusal(402, 'payment'),
  refusal(403, 'forbidden'),
  refusal(404, 'notFound'),
  refusal(405, 'unsupported'),
  refusal(429, 'rateLimited', { retryAfter: 7 }),
  { ...refusal(429, 'rateLimited', { retryAfter: 'Fri, 31 Dec 2100 23:59:59 GMT' }), name: 'status 429, a date' },
  refusal(422, 'rejected'),
  refusal(500, 'server'),
  refusal(503, 'server', { retryAfter: 1 }),
  lost('server gone', undefined, 'network', false),
  { ...lost('silence', { kind: 'slow', delayMs: never }, 'timeout', false), impatient: true },
  lost('reset', { kind: 'reset' }, 'network', true),
  lost('cut', { kind: 'cut' }, 'network', true),
  lost('cut in chunks', { kind: 'cut', chunked: true }, 'network', true),
  garbled({ kind: 'truncatedJson' }),
  garbled({ kind: 'empty' }, { nature: { is: 'garbled', body: 'nothing' } }),
  garbled({ kind: 'html' }),
  { ...garbled({ kind: 'html', status: 502 }), name: 'html 502', nature: { is: 'refusal', kind: 'server' } },
  garbled({ kind: 'wrongJson' }, json),
  garbled({ kind: 'wrongTypes' }, json),
  garbled({ kind: 'jsonNull' }, json),
  garbled({ kind: 'hugeJson', bytes: hugeBytes }),
  { ...garbled({ kind: 'jsonError200' }), nature: { is: 'refusal', kind: 'rejected' } },
  garbled({ kind: 'bytes' }, { done: false }),
  { name: 'provisional', fault: { kind: 'provisional' }, nature: { is: 'fine' }, done: true },
  {
    name: 'two types',
    fault: { kind: 'dressed', headers: { 'content-type': 'text/html, video/mp4', 'x-two': 'a, b' } },
    nature: { is: 'fine' },
    done: true,
  },
  { name: 'hostile', fault: { kind: 'hostile' }, nature: { is: 'fine' }, done: true },
  { name: 'hostile id', fault: { kind: 'hostile', dressId: true }, nature: { is: 'fine' }, done: true },
  redirect('redirect', { kind: 'redirect' }, 'sameOrigin'),
  redirect('redirect 307', { kind: 'redirect', status: 307 }, 'sameOrigin'),
  redirect('to storage', { kind: 'redirectElsewhere' }, 'storage'),
  redirect('to metadata', { kind: 'redirectElsewhere', to: 'https://169.254.169.254/latest/meta-data' }, 'private'),
  redirect('to plain http', { kind: 'redirectElsewhere', to: 'http://cdn.example.com/clip.mp4' }, 'private'),
  redirect('in a circle', { kind: 'redirectElsewhere', to: '?again' }, 'private'),
  redirect('to private', { kind: 'redirectElsewhere', to: 'https://10.0.0.1/clip.mp4' }, 'private'),
];

const first = ({ name, fault, ...row }: FaultRow): FaultRow => ({
  ...row,
  name: `${name}, once`,
  fault: { ...fault!, times: 1 },
  once: true,
});
const named = (name: string): FaultRow => everywhere.find((row) => row.name === name)!;

export const faultRows: readonly FaultRow[] = [
  ...everywhere,
  { name: 'loopingList', fault: { kind: 'loopingList' }, nature: { is: 'fine' }, done: true, only: 'list' },
  { name: 'shortList', fault: { kind: 'shortList' }, nature: { is: 'fine' }, done: true, only: 'list' },
  { name: 'jsonUrl', fault: { kind: 'jsonUrl' }, nature: { is: 'fine' }, done: true, only: 'content' },
  { name: 'dataUrl', fault: { kind: 'dataUrl' }, nature: { is: 'fine' }, done: true, only: 'content' },
  ...['status 500', 'reset', 'cut', 'truncatedJson', 'html 502'].map((name) => ({
    ...first(named(name)),
    only: 'content' as const,
  })),
];
