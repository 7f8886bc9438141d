import type { AnswerPath } from '../answerPlaces';
import type { MediaKind } from '../types';
import type { WireRequest } from '../wire';

/** Way by which files that are too large for a request reach a server. */
export interface Upload {
  /** Sizes above which files are uploaded, by kind, in bytes. */
  above: Readonly<Record<MediaKind, number>>;
  start(file: { name: string; type: string; bytes: number }): WireRequest;
  /** Field of a form by which the file is a part of the first request. */
  file?: string;
  /** Places in the answer: the address that the bytes are sent to, by PUT, or after these fields in a form. */
  send?: { to: string; fields?: string };
  /** Place in the first answer of the address by which requests name the file. */
  address: AnswerPath;
}
