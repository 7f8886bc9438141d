import type { AnswerPath } from '../answerPlaces';
import { isRecord, pathsOf } from '../decode/read';
import { knownStatus } from '../decode/status';
import type { Overrides } from '../overrides';
import type { JobStatus } from '../types';
import type { Explanation, Leaf } from './explain';

/** A possible meaning of a value in a response, and the overrides to save for it. */
export interface Candidate {
  kind: 'address' | 'status' | 'word' | 'progress' | 'queue' | 'id' | 'error';
  /** Path in the response; for a status word, the word itself. */
  path: string;
  value: Leaf['value'];
  /** For a status word: the status it should map to. */
  meaning?: JobStatus;
  overrides: Overrides;
}

const isAddress = (value: Leaf['value']): boolean =>
  typeof value === 'string' && /^(https?:\/\/|\/[^/\\])\S+$/i.test(value);
const isWord = (value: Leaf['value']): value is string => typeof value === 'string' && /^[\w -]{2,40}$/.test(value);
const isPercent = (value: Leaf['value']): boolean =>
  (typeof value === 'number' && value >= 0 && value <= 100) ||
  (typeof value === 'string' && /^\d{1,3}(\.\d+)?\s*%?$/.test(value));

const isCount = (value: Leaf['value']): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;

const nameOf = (path: string): string => path.split('.').findLast((name) => !/^\d+$/.test(name)) ?? path;
const meanings: readonly JobStatus[] = ['completed', 'failed', 'in_progress', 'queued', 'cancelled', 'expired'];

/** Returns the meanings that a user may want to assign to a response's values, most likely first. */
export function candidatesIn({ kind, left, job, wordKnown }: Explanation): Candidate[] {
  if (kind !== 'job' && kind !== 'mismatch') return [];
  const at = (kind: Exclude<Candidate['kind'], 'word'>, fits: (leaf: Leaf) => boolean): Candidate[] =>
    left.filter(fits).map(({ path, value }) => ({ kind, path, value, overrides: { answer: { [kind]: path } } }));
  const word = job?.providerStatus;
  const words = meanings
    .filter((meaning) => word !== undefined && meaning !== knownStatus(word))
    .map((meaning): Candidate => {
      return { kind: 'word', path: word!, value: word!, meaning, overrides: { statuses: { [word!]: meaning } } };
    });
  const rest = [
    ...at('address', ({ value }) => isAddress(value)),
    ...at(
      'status',
      ({ path, value }) => isWord(value) && (/stat|phase/i.test(nameOf(path)) || knownStatus(value) !== undefined),
    ),
    ...at('progress', ({ path, value }) => isPercent(value) && /prog|percent|pct|complet/i.test(nameOf(path))),
    ...at('queue', ({ path, value }) => isCount(value) && /queue|position|ahead|rank/i.test(path)),
    ...at('id', ({ path, value }) => job === undefined && isWord(value) && /id$/i.test(nameOf(path))),
    ...at(
      'error',
      ({ path, value }) =>
        typeof value === 'string' && value !== '' && /err|reason|fail|msg|message/i.test(nameOf(path)),
    ),
  ];
  return wordKnown === false ? [...words, ...rest] : [...rest, ...words];
}

/** Merges overrides; `more` wins. Paths in responses are combined, those of `more` first. */
export function withOverrides(before: Overrides = {}, more: Overrides): Overrides {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(more) as [string, unknown][]) {
    const old = merged[name];
    merged[name] = isRecord(old) && isRecord(value) ? { ...old, ...value } : value;
  }
  if (!before.answer || !more.answer) return merged;
  const both = Object.entries(more.answer).map(([part, path]) => {
    const paths = [...new Set([...pathsOf(path as AnswerPath), ...pathsOf(before.answer?.[part as 'address'])])];
    return [part, paths.length === 1 ? paths[0] : paths];
  });
  return { ...merged, answer: { ...before.answer, ...(Object.fromEntries(both) as AnswerPlaces) } };
}

type AnswerPlaces = NonNullable<Overrides['answer']>;
