import type { ErrorKind } from '../../../src/api/errors';
import type { JobStatus } from '../../../src/jobs/job';
import type { SandboxSystem } from '../../../src/sandbox';
import {
  deletesSilently,
  findsByKey,
  findsByPrompt,
  isDerivation,
  offers,
  type Operation,
} from '../../support/sandbox/systems';
import type { FaultRow, Nature } from './faults';
import { isPaid, isWrite } from './systems';

export interface Cell {
  system: SandboxSystem;
  operation: Operation;
  row: FaultRow;
}

export interface Expectation {
  outcome: ErrorKind | 'ok';
  /** What the ledger says of the job that was there before; `gone` after a deletion. */
  source: 'unchanged' | 'completed' | 'in_progress' | 'gone';
  /** What it says of the job that was asked for; nothing where none was. */
  made?: JobStatus;
  /** Whether the clip came with the answer, and so is the clip on the disk. */
  madeClip?: boolean;
  /** A list names a job by an id that was never heard, and says nothing of the one that was. */
  stranger?: boolean;
  /** Whether the whole clip is on disk. */
  clip: boolean;
  /** Requests for a paid job that reach the server. */
  paidRequests: number;
  /** Of a download: how often the job is asked for, where that must be so often. */
  gets?: number;
}

/** What must come of a cell, by rules that hold for every system. */
export function expect(cell: Cell): Expectation {
  const { operation, row } = cell;
  const outcome = outcomeOf(cell);
  const ok = outcome === 'ok';
  const expectation: Expectation = { outcome, source: 'unchanged', clip: false, paidRequests: 0 };
  switch (operation) {
    case 'list':
      return {
        ...expectation,
        source: ok || !isProviderWide(outcome) ? 'completed' : 'unchanged',
        stranger: row.fault?.dressId,
      };
    case 'get':
      if (row.nature.is === 'working') return { ...expectation, source: 'in_progress' };
      return { ...expectation, source: ok ? 'completed' : 'unchanged' };
    case 'delete':
      return { ...expectation, source: ok ? 'gone' : 'unchanged' };
    case 'content':
    case 'media':
      return { ...expectation, clip: ok, ...(asksForAddress(cell, outcome) && { gets: 1 }) };
    default: {
      if (asksTheList(cell) || row.refreshed) expectation.source = 'completed';
      // The list then has the job as a second record, because it has no prompt to match it by.
      if (asksTheList(cell) && !findsByPrompt(cell.system)) expectation.stranger = row.done;
      const isDone = row.refreshed || bringsClipAtOnce(cell);
      const made = ok ? (isDone ? 'completed' : 'queued') : mayHaveBeenTaken(row) ? 'uncertain' : 'failed';
      return { ...expectation, made, madeClip: bringsClipAtOnce(cell), paidRequests: row.gone ? 0 : 1 };
    }
  }
}

/** What the next request would meet, too. Where it is the list alone that fails, its jobs are asked for one by one. */
const isProviderWide = (kind: ErrorKind): boolean =>
  ['auth', 'forbidden', 'payment', 'rateLimited', 'network', 'timeout', 'server'].includes(kind);

function outcomeOf(cell: Cell): ErrorKind | 'ok' {
  const { operation, row } = cell;
  if (operation === 'content' || operation === 'media') return outcomeOfDownload(cell);
  return isLookedFor(cell) && row.done ? 'ok' : outcomeOfCall(operation, row.nature);
}

/** What got no answer may have been made, and is looked for where the server has a list; which tells of the others, too. */
const asksTheList = (cell: Cell): boolean =>
  isInDoubt(cell) && offers(cell.system, 'list') && !(findsByKey(cell.system) && cell.row.done);

const isInDoubt = ({ operation, row }: Cell): boolean => isPaid(operation) && mayHaveBeenTaken(row);

/** True if the job is then found there, or by the key that it was created with. */
const isLookedFor = (cell: Cell): boolean =>
  findsByKey(cell.system) ? isInDoubt(cell) : asksTheList(cell) && findsByPrompt(cell.system);

function outcomeOfCall(operation: Operation, nature: Nature): ErrorKind | 'ok' {
  switch (nature.is) {
    case 'refusal': {
      const lacks = nature.kind === 'notFound' || nature.kind === 'unsupported';
      // Without a list the jobs are asked for one by one.
      if (lacks && operation === 'list') return 'ok';
      // The job is there, so it is the operation that is not.
      if (lacks && (isDerivation(operation) || operation === 'delete')) return 'unsupported';
      return nature.kind;
    }
    case 'lost':
      return nature.kind;
    case 'garbled':
      // A clip in place of a job is that job's, which so has completed.
      if (nature.body === 'clip' && isOfOneJob(operation)) return 'ok';
      // A good status says it is deleted, unless the body says otherwise.
      return operation === 'delete' && nature.body !== 'noise' && nature.body !== 'clip' ? 'ok' : 'badResponse';
    case 'redirect':
      // The storage answers with the clip of the job that was polled.
      if (nature.to === 'storage') return operation === 'get' ? 'ok' : 'badResponse';
      return nature.to === 'sameOrigin' && !isWrite(operation) ? 'ok' : 'badResponse';
    case 'working':
      return operation === 'get' ? 'ok' : 'badResponse';
    case 'fine':
      return 'ok';
  }
}

/** All but a plain refusal: the server failed in the middle, or nobody knows what it did. */
function mayHaveBeenTaken({ nature, gone }: FaultRow): boolean {
  if (nature.is === 'refusal') return nature.kind === 'server';
  if (nature.is === 'garbled') return nature.body !== 'clip';
  return nature.is === 'working' || (nature.is === 'lost' && !gone);
}

function outcomeOfDownload(cell: Cell): ErrorKind | 'ok' {
  const { system, operation, row } = cell;
  const { nature, once, name } = row;
  if (once) return bringsClip(cell) || nature.is !== 'garbled' ? 'ok' : 'badResponse';
  // The job itself says where the clip is, should the endpoint not.
  const elsewhere = operation === 'content' && offers(system, 'media');
  switch (nature.is) {
    case 'refusal':
      if (operation === 'media') return addressRefused(nature.kind);
      // It is asked at the address that the job names, with the key.
      if (system === 'gemini' || system === 'interactions') return nature.kind === 'notFound' ? 'noMedia' : nature.kind;
      // A server that names an address says no more of its end than that there is none.
      if (nature.kind === 'expired') return !elsewhere ? 'expired' : row.later ? 'noMedia' : 'ok';
      if (nature.kind !== 'notFound') return nature.kind;
      // OpenRouter's job names an address, which is refused as well.
      return elsewhere ? 'ok' : 'noMedia';
    case 'lost':
      return nature.kind;
    case 'redirect':
      return nature.to === 'private' ? 'badResponse' : 'ok';
    case 'garbled':
      if (name === 'bytes') return 'ok';
      if (name === 'jsonNull' && operation === 'media') return 'badResponse';
      if (nature.body === 'picture' && operation === 'media') {
        return offers(system, 'content') && bringsClip({ ...cell, operation: 'content' }) ? 'ok' : 'noMedia';
      }
      return nature.body === 'json' || nature.body === 'picture' ? (elsewhere ? 'ok' : 'noMedia') : 'badResponse';
    case 'working':
      return 'notReady';
    case 'fine':
      // Where a clip was expected, the sandbox has no text to make hostile, and answers `{}`.
      return elsewhere || !row.name.startsWith('hostile') ? 'ok' : 'noMedia';
  }
}

/** An address on another host: no key goes there, so none is refused. It is requested again, once. */
function addressRefused(kind: ErrorKind): ErrorKind {
  if (kind === 'notFound') return 'noMedia';
  return kind === 'auth' ? 'forbidden' : kind;
}

/** An address that was refused, or has had its time, is asked for again, and not more than once. */
const asksForAddress = ({ operation, row }: Cell, outcome: Expectation['outcome']): boolean =>
  operation === 'media' && (['expired', 'forbidden', 'noMedia'].includes(outcome) || row.only === 'media');

const bringsClip = ({ operation, system }: Cell): boolean =>
  operation === 'media' || (operation === 'content' && system !== 'chainhub' && system !== 'jxincm');

const isOfOneJob = (operation: Operation): boolean => operation === 'get' || isPaid(operation);

const bringsClipAtOnce = ({ operation, row: { nature } }: Cell): boolean =>
  isPaid(operation) && nature.is === 'garbled' && nature.body === 'clip';

/** Whether a fault means anything to an operation. */
export function befalls(cell: Cell): boolean {
  const { operation, row } = cell;
  const isDownload = operation === 'content' || operation === 'media';
  // Nothing cannot be cut.
  if (operation === 'delete' && row.name === 'truncatedJson' && deletesSilently(cell.system)) return false;
  if (row.only === 'clip') return bringsClip(cell);
  if (row.only === 'job') return !isDownload && operation !== 'delete';
  // All other clouds are asked directly, never through a gateway that would wrap their responses.
  const isWrapped = ['openai', 'openrouter', 'opeai', 'chainhub', 'jxincm', 'unified', 'generations', 'xai'].includes(
    cell.system,
  );
  if (row.only === 'oneJob') return isOfOneJob(operation) && (isWrapped || row.nature.is === 'working');
  if (row.only) return row.only === operation || (row.only === 'download' && isDownload);
  if (operation !== 'media') return true;
  // The storage would send to itself, or give another clip.
  return row.nature.is !== 'redirect' || row.nature.to !== 'storage' ? row.name !== 'bytes' : false;
}
