import { EventEmitter } from 'vscode';
import { VideoJobsError } from '../../../../src/api/errors';
import type { Capabilities } from '../../../../src/api/types';
import type { JobRecord, JobRef } from '../../../../src/jobs/job';
import type { JobService } from '../../../../src/jobs/jobService';
import type { JobList } from '../../../../src/jobs/ledger/jobList';
import type { JobsChange } from '../../../../src/jobs/ledger/store';
import type { Estimate } from '../../../../src/jobs/polling/forecast';
import type { Logger, ProviderDirectory } from '../../../../src/jobs/ports';
import { inProgress } from '../../../../src/ui/words/jobWords';
import { everything } from '../../support/capabilities';
import { Listed } from '../../support/listOf';

export const now = new Date(2026, 4, 6, 12, 0, 0).getTime();

export { everything };

export const nothing: Capabilities = {
  ...everything,
  list: false,
  remix: false,
  edit: false,
  extend: false,
  delete: false,
  cancel: false,
};

/** A job of ours in progress, begun 65 seconds before `now`. */
export function job(more: Partial<JobRecord> = {}): JobRecord {
  return {
    key: 'k1',
    provider: 'acme',
    id: 'video_123',
    status: 'in_progress',
    progress: 62,
    model: 'sora-2',
    prompt: 'A heron lifts off from a misty lake at dawn',
    seconds: 8,
    size: '1280x720',
    createdAt: now - 65_000,
    media: [],
    watching: true,
    origin: 'https://api.acme.test',
    mine: true,
    updatedAt: now,
    ...more,
  };
}

export const completed = (more: Partial<JobRecord> = {}): JobRecord =>
  job({ status: 'completed', progress: 100, watching: false, completedAt: now - 5_000, ...more });

export const clip = (index = 0): JobRecord['media'][number] => ({
  variant: 'video',
  index,
  path: `/library/clip-${index}.mp4`,
  bytes: 9_460_000,
  contentType: 'video/mp4',
  sha256: 'ab'.repeat(32),
});

/** Text that tries every way out of being text. */
export const hostile =
  '**bold** [run](command:workbench.action.quit) ![spy](https://evil.test/a.png) <command:videoJobs.delete> `code` $(trash) <b>html</b>';

/** As much of a job service as the views use, and a hand on what it says. */
export class FakeJobs {
  readonly #listed = new Listed();
  jobs: readonly JobRecord[] = [];
  failure: VideoJobsError | undefined;
  readonly problems = new Map<string, VideoJobsError>();
  readonly more = new Set<string>();
  readonly loaded: string[] = [];
  readonly #change = new EventEmitter<JobsChange>();
  readonly #end = new EventEmitter<JobRecord>();
  readonly onDidChange = this.#change.event;
  readonly onDidEnd = this.#end.event;
  readonly diskUsage = { isOver: false, bytes: 0 };
  readonly #expiring = new EventEmitter<JobRecord>();
  readonly onExpiring = this.#expiring.event;
  readonly expires = (job: JobRecord): void => this.#expiring.fire(job);

  hasMore = (provider: string): boolean => this.more.has(provider);
  capabilities = (): Capabilities => everything;
  estimates = new Map<string, Estimate>();
  estimate = (ref: JobRef): Estimate | undefined => ('key' in ref ? this.estimates.get(ref.key) : undefined);
  pausedUntil = (): number | undefined => undefined;
  loadMore = async (provider: string): Promise<boolean> => this.loaded.push(provider) > 0;

  get list(): JobList {
    return this.#listed.set(this.jobs);
  }

  get due(): readonly JobRecord[] {
    return this.jobs.filter(inProgress);
  }

  find = (ref: JobRef): JobRecord | undefined =>
    this.jobs.find((job) => ('key' in ref ? job.key === ref.key : job.id === ref.id && job.provider === ref.provider));

  set(...jobs: JobRecord[]): void {
    this.jobs = jobs;
    this.#change.fire({ changed: jobs, removed: [] });
  }

  end(job: JobRecord): void {
    this.#end.fire(job);
  }

  get service(): JobService {
    return this as unknown as JobService;
  }
}

/** Providers by id; those in `keyless` have no key. */
export class FakeProviders {
  readonly #change = new EventEmitter<void>();
  readonly keyless = new Set<string>();
  ids: string[];
  type = 'openai';
  asked = 0;
  readonly onDidChange = this.#change.event;

  constructor(...ids: string[]) {
    this.ids = ids;
  }

  get all() {
    return this.ids.map((id) => this.find(id)!);
  }

  find = (id: string) =>
    this.ids.includes(id)
      ? { id, label: id[0]!.toUpperCase() + id.slice(1), type: this.type, baseUrl: `https://${id}.test` }
      : undefined;

  connect = async (id: string) => {
    this.asked++;
    if (this.keyless.has(id)) throw new VideoJobsError('auth', 'A key is needed.');
    return { provider: this.find(id)!, baseUrl: `https://${id}.test` };
  };

  change(): void {
    this.#change.fire();
  }

  get directory(): ProviderDirectory {
    return this;
  }
}

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
