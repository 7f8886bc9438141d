import type { Variant } from '../api/types';
import type { Consent } from './costs/budget';
import type { MadeFrom } from './job';

export interface CreateRequest {
  provider: string;
  prompt: string;
  model?: string;
  seconds?: number;
  size?: string;
  /** File path or https address. */
  reference?: string;
  extra?: Record<string, unknown>;
}

/** As commands of this extension create: what the new job is made from is written down with it, and sent to nobody. */
export interface FamilyRequest extends CreateRequest {
  madeFrom?: MadeFrom & { relation: 'continue' | 'again' };
}

export interface CreateOptions {
  consent?: Consent;
  /** Called with the job's key as soon as it is on the disk, before anything is sent. */
  onWritten?(key: string): void;
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
  /** A file, or a folder that is there; without it the clip goes to the library under a name from the template. */
  to?: string;
  /** The file `to` may be replaced: whoever named it was asked. Not for other extensions, whose files get a number. */
  replace?: boolean;
}
