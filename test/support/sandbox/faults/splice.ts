import type { Asset } from '../../../../src/sandbox/clips';
import type { Answer } from '../../../../src/sandbox/http';

type Lie = (answer: Answer, asset: Asset, other: Asset) => Answer;

/**
 * What a server says that is asked for the rest of a clip, and does not have it, or not in the way that was asked. `answer`
 * is the right one, `other` the file that took the clip's place.
 */
export const rests = {
  otherTag: (answer, _, other) => tagged(from(answer, other, startOf(answer)), other),
  /** The validator is still the old one. */
  sameTag: (answer, _, other) => from(answer, other, startOf(answer)),
  whole: (answer, _, other) => tagged(whole(answer, other), other),
  wholeSameTag: (answer, _, other) => whole(answer, other),
  /** From elsewhere than asked. */
  shifted: (answer, asset) => from(answer, asset, startOf(answer) + 1),
  /** From the start, under the header that was asked for. */
  disguised: (answer, { bytes }) => ({ ...answer, body: bytes }),
  /** Without saying which part it is. */
  unnamed: (answer) => ({ ...answer, headers: withoutRange(answer.headers) }),
} satisfies Record<string, Lie>;

export type Rest = keyof typeof rests;

const startOf = ({ headers }: Answer): number => Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]);

const tagged = (answer: Answer, { etag }: Asset): Answer => ({ ...answer, headers: { ...answer.headers, etag } });

function from(answer: Answer, { bytes }: Asset, start: number): Answer {
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  return { ...answer, headers: { ...answer.headers, 'content-range': range }, body: bytes.subarray(start) };
}

const whole = (answer: Answer, { bytes }: Asset): Answer => ({
  ...answer,
  status: 200,
  headers: withoutRange(answer.headers),
  body: bytes,
});

function withoutRange({ 'content-range': _, ...headers }: Answer['headers']): Answer['headers'] {
  return headers;
}
