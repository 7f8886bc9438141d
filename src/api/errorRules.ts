import type { AnswerPath } from './answerPlaces';
import { asText, firstText, pathsOf, valueAt } from './decode/read';
import type { ErrorKind } from './errors';
import type { JobStatus } from './types';

/** Test of an answer. What is absent holds. */
export interface Condition {
  /** HTTP status. */
  status?: number | readonly number[];
  /** Path of a value that must exist or, with `is`, be one of these. */
  at?: string;
  is?: readonly (string | number | boolean)[];
  /** Regular expression, without regard to case, that the text of the answer must match. */
  text?: string;
}

/** An error in place of a result that is the end of the job: `failed`, if it does not say otherwise. */
export type JobFailure = Condition & { means?: JobStatus };

/** How one type of server reports errors, before the usual reading of them. */
export interface ErrorRules {
  /** Places of the server's own code. */
  code?: AnswerPath;
  /** Value of a 2xx answer that was successful; with another one there, the answer is an error. */
  success?: { at: string; is: readonly (string | number | boolean)[] };
  /** 2xx answers that are errors all the same, of this kind. */
  hidden?: readonly (Omit<Condition, 'status'> & { kind: ErrorKind })[];
  /** The first that fits decides the kind. */
  kinds?: readonly (Condition & { kind: ErrorKind })[];
}

interface Answer {
  status: number;
  text: string;
  /** The parsed text; undefined if it is no JSON. */
  value: unknown;
}

export function meets({ status, at, is, text }: Condition, answer: Answer): boolean {
  return (
    (status === undefined || [status].flat().includes(answer.status)) &&
    (at === undefined || isOneOf(valueAt(answer.value, at), is)) &&
    (text === undefined || new RegExp(text, 'i').test(answer.text.slice(0, maxTested)))
  );
}

/** Length of an answer that expressions are tested on; errors are short. In characters. */
const maxTested = 50_000;

/** True if the body of a 2xx answer says that the request failed. */
export function isHiddenError(value: unknown, text: string, { success, hidden = [] }: ErrorRules = {}): boolean {
  if (hidden.some((each) => meets(each, { status: 200, text, value }))) return true;
  if (!success) return false;
  const found = valueAt(value, success.at);
  // A code of a wrong type says nothing: the job of a create may have been made.
  const isCode = ['string', 'number', 'boolean'].includes(typeof found);
  return isCode && isOneOf(found, undefined) && !isOneOf(found, success.is);
}

export const kindIn = (answer: Answer, { kinds = [], hidden = [] }: ErrorRules = {}): ErrorKind | undefined =>
  [...kinds, ...hidden].find((each) => meets(each, answer))?.kind;

export const codeIn = (value: unknown, { code }: ErrorRules = {}): string | undefined =>
  firstText(value, pathsOf(code));

/** True for a code that stands for success, which is never the reason of a failure. */
export const isSuccessCode = (code: string, { success }: ErrorRules = {}): boolean =>
  code === '0' || (success !== undefined && isOneOf(code, success.is));

/** Compares as text, because servers write the same code as a number and as a string. */
function isOneOf(value: unknown, is: Condition['is']): boolean {
  if (value === undefined || value === null || value === '') return false;
  return (
    is === undefined || is.some((each) => String(each) === (typeof value === 'boolean' ? String(value) : asText(value)))
  );
}
