import type { ErrorKind } from '../../../src/api/errors';
import type { Fault } from '../../support/sandbox';
import { type Rest, rests } from '../../support/sandbox/faults/splice';

/** What a client that sees this fault can know about the request. */
export type Nature =
  /** The server says no, in its own shape. */
  | { is: 'refusal'; kind: ErrorKind }
  /** No answer, or half of one. */
  | { is: 'lost'; kind: ErrorKind }
  /** A good status with a body that is no answer. */
  | { is: 'garbled'; body: 'json' | 'nothing' | 'noise' | 'clip' | 'picture' }
  /** No body, under a status that says the job is being worked on. */
  | { is: 'working' }
  /** The answer, at another address. */
  | { is: 'redirect'; to: 'sameOrigin' | 'storage' | 'private' }
  /** Unusual, and right. */
  | { is: 'fine' };

export interface FaultRow {
  name: string;
  /** Absent where nothing is wrong with the server itself, or it is gone. */
  fault?: Fault;
  gone?: true;
  nature: Nature;
  /** Whether the sandbox does what it was asked, whatever it says. */
  done: boolean;
  /** `clip`: whichever request brings the bytes themselves; `job`: those that tell of one; `oneJob`: of exactly one. */
  only?: 'list' | 'content' | 'media' | 'download' | 'clip' | 'job' | 'oneJob';
  /** Befalls the first requests only, so that another try finds all well. */
  once?: true;
  /** The client is to lose its patience soon. */
  impatient?: true;
  /** Time that passes after the job was asked for, ms. */
  later?: number;
  /** The model that the job is made with, and so what becomes of it. */
  model?: string;
  /** Clips are fetched unasked, too. */
  unasked?: true;
  /** All jobs are asked for after that, when they have completed. */
  refreshed?: true;
  /** The rest of the clip is asked for. */
  resumes?: true;
  /** Runs with no other beside it, while a clock that all share is ahead. */
  alone?: true;
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
const hugeBytes = 512 * 1024;
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
  { ...lost('server gone', undefined, 'network', false), gone: true },
  { ...lost('silence', { kind: 'slow', delayMs: never }, 'timeout', false), impatient: true },
  { ...lost('slow headers', { kind: 'slowHeaders', delayMs: 20 }, 'timeout', true), impatient: true },
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
  { ...garbled({ kind: 'jsonError200' }), nature: { is: 'refusal', kind: 'server' } },
  garbled({ kind: 'bytes' }, { done: false, nature: { is: 'garbled', body: 'clip' } }),
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

const hour = 3600_000;
const splice = (rest: Rest): FaultRow => ({
  name: `splice ${rest}`,
  // The first request is cut, the second one asks for the rest, the third finds all well.
  fault: { kind: 'splice', rest, times: 2 },
  nature: { is: 'garbled', body: 'noise' },
  done: true,
  only: 'clip',
  once: true,
  resumes: true,
});
const dripping = lost('drip', { kind: 'drip' }, 'timeout', true);

const first = ({ name, fault, ...row }: FaultRow): FaultRow => ({
  ...row,
  name: `${name}, once`,
  fault: { ...fault!, times: 1 },
  once: true,
});
const named = (name: string): FaultRow => everywhere.find((row) => row.name === name)!;

const once = (row: FaultRow, only: FaultRow['only'] = 'download'): FaultRow => ({ ...first(row), only });

export const faultRows: readonly FaultRow[] = [
  ...everywhere,
  { name: 'loopingList', fault: { kind: 'loopingList' }, nature: { is: 'fine' }, done: true, only: 'list' },
  { name: 'shortList', fault: { kind: 'shortList' }, nature: { is: 'fine' }, done: true, only: 'list' },
  { name: 'jsonUrl', fault: { kind: 'jsonUrl' }, nature: { is: 'fine' }, done: true, only: 'content' },
  { name: 'dataUrl', fault: { kind: 'dataUrl' }, nature: { is: 'fine' }, done: true, only: 'content' },
  ...['status 500', 'reset', 'cut', 'truncatedJson', 'html 502'].map((name) => once(named(name))),
  {
    name: 'nested id',
    fault: { kind: 'nestedId' },
    nature: { is: 'fine' },
    done: true,
    only: 'job',
    refreshed: true,
  },
  { name: 'envelope', fault: { kind: 'envelope' }, nature: { is: 'fine' }, done: true, only: 'oneJob' },
  { ...garbled({ kind: 'inlineClip' }, { nature: { is: 'garbled', body: 'clip' } }), only: 'oneJob' },
  ...[202, 204].map((status): FaultRow => ({
    name: `no body ${status}`,
    fault: { kind: 'noBody', status },
    nature: { is: 'working' },
    done: true,
    only: 'oneJob',
  })),
  { ...garbled({ kind: 'picture' }, { nature: { is: 'garbled', body: 'picture' } }), only: 'download' },
  { ...refusal(410, 'expired'), only: 'download' },
  once(refusal(410, 'expired'), 'media'),
  once(named('status 403'), 'media'),
  // What a signed address is good for at the sandbox's storage, and how long it keeps a clip.
  { name: 'address expired', nature: { is: 'fine' }, done: true, only: 'media', later: 2 * hour },
  { name: 'clip gone', nature: { is: 'refusal', kind: 'expired' }, done: true, only: 'download', later: 48 * hour },
  {
    name: 'no clip',
    nature: { is: 'refusal', kind: 'noMedia' },
    done: true,
    only: 'download',
    model: 'sandbox-no-media',
    unasked: true,
  },
  { ...dripping, only: 'clip', resumes: true, alone: true },
  { ...once(dripping, 'clip'), resumes: true, alone: true },
  ...(Object.keys(rests) as Rest[]).map(splice),
];
