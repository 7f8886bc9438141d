import { decodeReason, decodeServerError, isErrorBody } from '../decode/errors';
import type { JobPart } from '../decode/job';
import { parseJson } from '../decode/json';
import { findValue, Mismatch, pathsOf } from '../decode/read';
import { knownStatus } from '../decode/status';
import type { Dialect } from '../dialects/dialect';
import { isHtml } from '../failures';
import type { RemoteJob } from '../types';

/** A primitive value in a response, with its path. */
export interface Leaf {
  path: string;
  value: string | number | boolean | null;
}

/** Result of decoding one response, with the rules that applied. */
export interface Explanation {
  kind: 'job' | 'error' | 'list' | 'html' | 'text' | 'media' | 'mismatch';
  /** Parts that were recognised, and their paths. */
  parts: { part: JobPart | 'message' | 'code'; path: string }[];
  /** Values that were not used. */
  left: Leaf[];
  job?: RemoteJob;
  /** True if the type or an override maps the status word. */
  wordKnown?: boolean;
  /** Description of what was expected instead. */
  expected?: string;
}

/** Limit on the number of values; responses may be long lists. */
const mostLeaves = 400;

/**
 * Decodes a logged response again and records how. Sends nothing.
 * @param text absent if the response was media
 * @param id the requested one; absent for the response to a create
 */
export function explain(text: string | undefined, dialect: Dialect, { baseUrl, id }: { baseUrl: string; id?: string }) {
  const found: Explanation = { kind: 'media', parts: [], left: [] };
  if (text === undefined) return found;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return { ...found, kind: isHtml(text) ? ('html' as const) : ('text' as const) };
  }
  const leaves = leavesOf(value);
  const understood = (parts: Explanation['parts']) => ({
    parts,
    left: leaves.filter((leaf) => !parts.some(({ path }) => leaf.path === path || leaf.path.startsWith(`${path}.`))),
  });
  if (isErrorBody(value)) return { ...found, kind: 'error' as const, ...understood(partsOfError(value, leaves)) };
  const parts: Explanation['parts'] = [];
  const trace = (part: JobPart, path: string): void => {
    parts.push({ part, path });
  };
  try {
    const job = dialect.decode(value, { baseUrl, id, created: id === undefined, trace });
    const wordKnown =
      job.providerStatus === undefined || knownStatus(job.providerStatus, dialect.rules?.statuses) !== undefined;
    return { ...found, kind: 'job' as const, job, wordKnown, ...understood(parts) };
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const refused: Explanation['parts'] = [];
    const refusal = (path: string): void => void refused.push({ part: 'message', path });
    findValue(value, pathsOf(dialect.rules?.answer?.error), decodeReason, refusal);
    if (refused.length > 0) return { ...found, kind: 'error' as const, ...understood(refused) };
    const list = isList(value);
    return {
      ...found,
      kind: list ? ('list' as const) : ('mismatch' as const),
      expected: error.expected,
      ...understood(parts),
    };
  }
}

/** Returns the parts of an error with their paths. */
function partsOfError(value: unknown, leaves = leavesOf(value)): Explanation['parts'] {
  const { message, code } = decodeServerError(value);
  const placed = (part: 'message' | 'code', text: string | undefined): Explanation['parts'] => {
    const leaf = text === undefined ? undefined : leaves.find((each) => String(each.value) === text);
    return leaf ? [{ part, path: leaf.path }] : [];
  };
  return [...placed('message', message), ...placed('code', code)];
}

const isList = (value: unknown): boolean => Array.isArray((value as { data?: unknown } | null)?.data);

/** Longest path that is shown; values below it are in `left` under its start. */
const maxPathLength = 1000;

/** Returns the values of an answer with their paths, in order. Without recursion: an answer may be nested very deep. */
function leavesOf(value: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const stack: { value: unknown; path: string }[] = [{ value, path: '' }];
  for (let next = stack.pop(); next && leaves.length < mostLeaves; next = stack.pop()) {
    const { path } = next;
    if (typeof next.value !== 'object' || next.value === null) {
      leaves.push({ path, value: next.value as Leaf['value'] });
      continue;
    }
    for (const [name, child] of Object.entries(next.value).reverse()) {
      stack.push({ value: child, path: path === '' ? name : `${path}.${name}`.slice(0, maxPathLength) });
    }
  }
  return leaves;
}
