import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import type { Capabilities } from '../api/types';
import { Cancellation } from './cancellation';
import { AutoDownloader } from './clips/autoDownloader';
import { DiskUsage } from './clips/diskUsage';
import { ExpiryWatch } from './clips/expiry';
import { Library } from './clips/library';
import { rebuild, type Rebuilt } from './clips/rebuild';
import type { Consent } from './costs/budget';
import { Costs, type CostsDeps } from './costs/costs';
import { Emitter } from './emitter';
import { Gateway, type GatewayDeps } from './gateway';
import { readNamed } from './intake/named';
import { Tracker } from './intake/tracker';
import { isActive, type JobRecord, type JobRef, type Media, validId } from './job';
import type { JobService } from './jobService';
import type { FamilyQueries } from './ledger/families';
import { ledgerHasActiveJobs } from './ledger/file';
import type { JobQueries } from './ledger/jobList';
import { JobStore } from './ledger/store';
import { type Estimate, Forecast } from './polling/forecast';
import { Poller } from './polling/poller';
import { Refresher } from './polling/refresher';
import type { Disposable, JobSettings, Logger } from './ports';
import { removeAtProvider } from './removal';
import type { DownloadRequest } from './requests';
import { Intents } from './sending/intents';
import { ScheduledSends } from './sending/scheduledSends';
import { Submitter } from './sending/submit';
import { type Search, UncertainJobs } from './sending/uncertainJobs';

export interface JobServiceDeps extends GatewayDeps, Pick<CostsDeps, 'modelOf'> {
  /** Folder of the ledger, created when needed. */
  folder: string;
  settings(): JobSettings;
  log: Logger;
  /** Returns false if this machine has no network; called before each poll, so it must be cheap. */
  isOnline?(): boolean;
  /** Hides known keys in a parsed value that is about to be stored. */
  hideKeys?(value: unknown): unknown;
  /** Reports trouble that concerns no single job: a ledger that was damaged, or cannot be opened. */
  tell?(error: VideoJobsError): void;
}

export interface LiveJobService extends JobService {
  /** Polls jobs in progress and resumes unfinished work; called at start, on focus and after sleep. Opens nothing if there is nothing to do. */
  wake(): void;
}

/** Builds the service. Nothing is opened, read or timed before the first use. */
export function createJobService(deps: JobServiceDeps): LiveJobService {
  return new Service(deps);
}

class Service implements LiveJobService {
  readonly diskUsage: DiskUsage;
  readonly costs: Costs;
  readonly #store: JobStore;
  readonly #gateway: Gateway;
  readonly #tracker: Tracker;
  readonly #library: Library;
  readonly #autoDownloader: AutoDownloader;
  readonly #intents: Intents;
  readonly #uncertain: UncertainJobs;
  readonly #submitter: Submitter;
  readonly #scheduled: ScheduledSends;
  readonly #forecast: Forecast;
  readonly #poller: Poller;
  readonly #refresher: Refresher;
  readonly #cancellation: Cancellation;
  readonly #end: Emitter<JobRecord>;
  readonly #saved: Emitter<Media>;
  readonly #expiring: Emitter<JobRecord>;
  readonly #expiry: ExpiryWatch;
  readonly #providersListener: Disposable;

  readonly #deps: JobServiceDeps;

  constructor(deps: JobServiceDeps) {
    this.#deps = deps;
    const { folder, settings, log, providers } = deps;
    this.#end = new Emitter(log);
    this.#saved = new Emitter(log);
    const store = (this.#store = new JobStore(
      folder,
      log,
      (error) => deps.tell?.(error),
      () => this.#opened(),
    ));
    const gateway = (this.#gateway = new Gateway(deps, store));
    const library = (this.#library = new Library({
      store,
      gateway,
      settings,
      log,
      provider: (id) => providers.find(id),
      saved: (clip) => this.#saved.fire(clip),
    }));
    const limit = () => settings().maxLibraryBytes ?? 0;
    const diskUsage = (this.diskUsage = new DiskUsage({ store, library, providers, limit, log }));
    const announce = (job: JobRecord) => {
      diskUsage.check();
      this.#end.fire(job);
    };
    const autoDownloader = (this.#autoDownloader = new AutoDownloader({
      store,
      gateway,
      library,
      autoDownload: () => settings().autoDownload,
      log,
      announce,
    }));
    this.#expiring = new Emitter(log);
    this.#expiry = new ExpiryWatch({ store, log, warn: (job) => this.#expiring.fire(job) });
    const tracker = (this.#tracker = new Tracker({
      store,
      autoDownload: () => settings().autoDownload,
      onClip: (job, clip) => void library.keep(job, clip),
      onEnd: (job) => autoDownloader.ended(job),
    }));
    const intents = (this.#intents = new Intents({ store, tracker, log, clips: library, hideKeys: deps.hideKeys }));
    const uncertain = (this.#uncertain = new UncertainJobs({ store, gateway, tracker, log }));
    const costs = (this.costs = new Costs({ store, settings, modelOf: deps.modelOf }));
    const submitter = (this.#submitter = new Submitter({ store, gateway, intents, uncertain, costs }));
    this.#scheduled = new ScheduledSends({
      store,
      gateway,
      log,
      send: (key, consent) => submitter.sendAgain(key, consent),
    });
    const forecast = (this.#forecast = new Forecast(store));
    this.#poller = new Poller({ store, gateway, tracker, forecast, settings, isOnline: deps.isOnline, log });
    this.#refresher = new Refresher({ store, gateway, tracker, providers });
    this.#cancellation = new Cancellation({
      store,
      gateway,
      tracker,
      import: (request) => this.import(request),
    });
    // A crashed window sends no event, so re-check its requests when their claims expire.
    store.onDidChange(({ changed }) => {
      if (changed.some(({ status }) => status === 'submitting')) intents.recover();
    });
    this.#providersListener = providers.onDidChange(() => {
      gateway.prune();
      this.wake();
    });
  }

  get jobs(): readonly JobRecord[] {
    return this.#store.all();
  }

  get list(): JobQueries & FamilyQueries {
    return this.#store.list;
  }

  get due(): readonly JobRecord[] {
    return this.#store.due;
  }

  get failure(): VideoJobsError | undefined {
    return this.#store.failure;
  }

  get problems(): ReadonlyMap<string, VideoJobsError> {
    return this.#gateway.problems;
  }

  get onDidChange() {
    return this.#store.onDidChange;
  }

  get onDidEnd() {
    return this.#end.event;
  }

  get onDidSave() {
    return this.#saved.event;
  }

  get onExpiring() {
    return this.#expiring.event;
  }

  find(ref: JobRef): JobRecord | undefined {
    return this.#store.find(ref);
  }

  estimate(ref: JobRef): Estimate | undefined {
    const job = this.#store.find(ref);
    return job && this.#forecast.estimate(job);
  }

  pausedUntil(provider: string): number | undefined {
    return this.#store.isOpen ? this.#gateway.notBefore(provider) : undefined;
  }

  capabilities(provider: string): Capabilities {
    return this.#gateway.capabilities(provider);
  }

  readonly create: JobService['create'] = (request, options) => this.#submitter.create(request, options);
  readonly createOnce: JobService['createOnce'] = (request, options) => this.#submitter.createOnce(request, options);
  readonly remix: JobService['remix'] = (request, consent) => this.#submitter.derive('remix', request, consent);
  readonly edit: JobService['edit'] = (request, consent) => this.#submitter.derive('edit', request, consent);
  readonly extend: JobService['extend'] = (request, consent) => this.#submitter.derive('extend', request, consent);
  readonly cancel: JobService['cancel'] = (ref, options) => this.#cancellation.cancel(ref, options);

  async import(request: { provider: string; id: string }): Promise<JobRecord> {
    const { provider } = request;
    const id = validId(request.id);
    return this.#gateway.call(provider, 'get', async ({ client, origin }) =>
      this.#tracker.recordImported(provider, origin, await readNamed(client, id)),
    );
  }

  async refresh(provider?: string): Promise<void> {
    this.#store.open();
    this.#store.sync();
    await this.#refresher.refresh(provider);
    this.#fetchDue();
  }

  loadMore(provider: string): Promise<boolean> {
    return this.#refresher.loadMore(provider);
  }

  hasMore(provider: string): boolean {
    return this.#refresher.hasMore(provider);
  }

  stopWatching(ref: JobRef): void {
    this.#watch(ref, (job) => ({ ...job, watching: false }));
  }

  resumeWatching(ref: JobRef): void {
    this.#gateway.assertKnown(this.#require(ref).provider);
    this.#watch(ref, ({ missingSince, pollError, ...job }) => ({ ...job, watching: true }));
    this.#poller.wake();
  }

  async remove(ref: JobRef, where: 'provider' | 'here' | 'both'): Promise<void> {
    const job = this.#require(ref);
    if (job.status === 'submitting') {
      throw new VideoJobsError('rejected', l10n.t('The job is being sent. Wait for the response, then remove it.'));
    }
    if (where !== 'here' && job.id !== undefined) await removeAtProvider(this.#store, this.#gateway, job, job.id);
    if (where === 'provider') return;
    this.#library.cancel(job.key);
    this.#store.write((ledger) => ledger.remove(job));
    this.#sweepParts();
  }

  async download(request: DownloadRequest, signal?: AbortSignal): Promise<Media> {
    const { provider, id, variant = 'video', index = 0, to, replace } = request;
    const job = this.#store.find({ provider, id }) ?? (await this.import({ provider, id }));
    return this.#library.get(job, { variant, index }, { to, replace, signal });
  }

  cancelDownload(ref: JobRef): void {
    const job = this.#store.find(ref);
    if (job) this.#library.cancel(job.key);
  }

  rebuild(signal: AbortSignal, onProgress?: (read: number) => void): Promise<Rebuilt> {
    this.#store.open();
    const { settings, log } = this.#deps;
    return rebuild({ store: this.#store, log }, settings().libraryFolder, signal, onProgress);
  }

  startNewList(): string {
    return this.#store.startNew();
  }

  raw(ref: JobRef): unknown {
    const job = this.#store.find(ref);
    return job && this.#store.ledger.answer(job.key)?.raw;
  }

  lookForUncertain(key: string): Promise<Search> {
    return this.#uncertain.look(key);
  }

  async resolveUncertain(
    key: string,
    how: { id: string } | 'sendAgain' | 'forget',
    consent?: Consent,
  ): Promise<JobRecord | undefined> {
    this.#require({ key });
    if (how === 'sendAgain') return this.#submitter.sendUncertain(key, consent);
    return how === 'forget' ? this.#uncertain.forget(key) : this.#uncertain.adopt(key, how.id);
  }

  async sendAgain(key: string, consent?: Consent): Promise<JobRecord> {
    return this.#submitter.sendAgain(this.#require({ key }).key, consent);
  }

  sendLater(key: string, consent?: Consent): number | undefined {
    return this.#scheduled.schedule(this.#require({ key }), consent);
  }

  dontSend(key: string): void {
    this.#scheduled.cancel(key);
  }

  wake(): void {
    if (!this.#store.isOpen) {
      // Opening catches up on its own.
      if (this.#store.failure || ledgerHasActiveJobs(this.#deps.folder)) this.#store.retry();
      return;
    }
    this.#store.sync();
    this.#catchUp();
  }

  dispose(): void {
    this.#intents.dispose();
    this.#providersListener.dispose();
    this.#poller.dispose();
    this.#scheduled.dispose();
    this.#forecast.dispose();
    this.#autoDownloader.dispose();
    this.#expiry.dispose();
    this.#expiring.dispose();
    this.#library.dispose();
    this.#end.dispose();
    this.#saved.dispose();
    // A request in flight has been paid for: keep the ledger open until its answer is written.
    if (this.#submitter.busy) void this.#submitter.idle().then(() => this.#store.close());
    else this.#store.close();
  }

  #opened(): void {
    this.#forecast.reset();
    this.#catchUp();
    this.#sweepParts();
    this.#uncertain.lookForAll();
  }

  #catchUp(): void {
    this.#intents.recover();
    this.#poller.wake();
    this.#fetchDue();
    this.#expiry.look();
  }

  #sweepParts(): void {
    this.#library.tidy(Date.now()).catch((error: unknown) => {
      this.#deps.log.warn('Unfinished downloads could not be cleared away', error);
    });
  }

  #fetchDue(): void {
    if (this.#deps.settings().autoDownload) this.#autoDownloader.catchUp();
  }

  #require(ref: JobRef): JobRecord {
    const job = this.#store.find(ref);
    if (job) return job;
    throw new VideoJobsError('notFound', l10n.t('The job is not in the list. Import it by its ID.'));
  }

  #watch(ref: JobRef, change: (job: JobRecord) => JobRecord): void {
    const { key } = this.#require(ref);
    this.#store.update(key, (job) => (isActive(job) ? change(job) : job));
  }
}
