import type { Event } from 'vscode';
import type { Provider } from '../api/provider';
import type { Input, Variant } from '../api/types';
import type { Job, Media } from '../jobs/job';
import type { CreateRequest } from '../jobs/requests';

export type { CreateRequest, Input, Provider, Variant, Job, Media };
export { VideoJobsError } from '../api/errors';

/** `extension.exports.getApi(1)`. Every rejection is a `VideoJobsError`. */
export interface VideoJobsApi {
  readonly providers: readonly Provider[];
  saveProvider(p: Provider): Promise<void>;
  removeProvider(id: string): Promise<void>;
  setApiKey(provider: string, key: string): Promise<void>;
  clearApiKey(provider: string): Promise<void>;
  testProvider(provider: string): Promise<{ ok: boolean; message: string }>;
  readonly jobs: readonly Job[];
  /** Fires with the changed jobs; with an empty list after a removal. */
  readonly onDidChangeJobs: Event<readonly Job[]>;
  create(r: CreateRequest): Promise<Job>;
  remix(r: { provider: string; id: string; prompt: string }): Promise<Job>;
  import(r: { provider: string; id: string }): Promise<Job>;
  /** Polls once now; resolves when the ledger is up to date. */
  refresh(provider?: string): Promise<void>;
  download(r: { provider: string; id: string; variant?: Variant; index?: number; to?: string }): Promise<Media>;
  /** Cancels the job at its provider, and returns the updated job. Rejects with `unsupported` if the provider cannot. */
  cancel(r: { provider: string; id: string }): Promise<Job>;
  remove(r: { provider: string; id: string; where: 'provider' | 'here' | 'both' }): Promise<void>;
}

export interface VideoJobsExports {
  /** @throws RangeError for a version this release does not have. */
  getApi(version: 1): VideoJobsApi;
}
