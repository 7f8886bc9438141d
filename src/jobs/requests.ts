import type { Input, Variant } from '../api/types';
import type { Consent } from './costs/budget';
import type { JobRecord, MadeFrom, Maker } from './job';

export interface CreateRequest {
  provider: string;
  prompt: string;
  model?: string;
  seconds?: number;
  size?: string;
  /** Old spelling of one input: the first frame, as a file path or https URL. */
  reference?: string;
  inputs?: readonly Input[];
  sound?: boolean;
  seed?: number;
  negativePrompt?: string;
  extra?: Record<string, unknown>;
}

/** Create request of this extension's own commands, with the job's source: stored with the record and never sent. */
export interface FamilyRequest extends CreateRequest {
  madeFrom?: MadeFrom & { relation: 'continue' | 'again' };
}

export interface CreateOptions {
  consent?: Consent;
  /** Cancels the upload of inputs, and follows it; nothing is paid before its end. */
  upload?: { signal?: AbortSignal; onFile?(name: string, number: number, of: number): void };
  /** Who asks, if no person. */
  by?: Maker;
  /** Called with the job's key as soon as it is on the disk, before anything is sent. */
  onWritten?(key: string): void;
}

/** A request of which the same is not sent twice: the job of the same spec and take is returned instead. */
export interface OnceOptions extends CreateOptions {
  /** Number of the rendering, from 1; another one is another job on purpose. */
  take?: number;
}

export interface Once {
  job: JobRecord;
  /** It was there already: nothing was sent. */
  existed: boolean;
}

export interface DeriveRequest {
  provider: string;
  id: string;
  prompt: string;
  seconds?: number;
}

export interface DownloadRequest {
  provider: string;
  id: string;
  variant?: Variant;
  index?: number;
  /** File, or existing folder; if absent, the clip goes to the library under a name from the template. */
  to?: string;
  /** Allows the file `to` to be replaced, because the user confirmed it. Without it (other extensions), a number is added to the name. */
  replace?: boolean;
}
