import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { publicJob } from '../jobs/job';
import type { JobService } from '../jobs/jobService';
import {
  parseDerive,
  parseDownload,
  parseJobId,
  parseProviderId,
  parseRemove,
  parseRequest,
} from '../jobs/parseRequest';
import type { Logger } from '../jobs/ports';
import type { Providers } from '../platform/providers';
import type { Job, Provider, VideoJobsApi, VideoJobsExports } from './contract';

export interface ExportsDeps {
  jobs: JobService;
  providers: Providers;
  testProvider(id: string): Promise<{ ok: boolean; message: string }>;
  log: Logger;
}

/** Creates the API for other extensions. Validates every argument; every rejection is a `VideoJobsError`. */
export function createExports(deps: ExportsDeps): VideoJobsExports & vscode.Disposable {
  const { jobs, providers, log } = deps;
  const changed = new vscode.EventEmitter<readonly Job[]>();
  /** Last published JSON of each job, by key: a download's progress, for example, is not public. */
  const published = new Map<string, string>();
  const isNews = (job: Job): boolean => {
    const before = published.get(job.key);
    const now = JSON.stringify(job);
    published.set(job.key, now);
    return now !== before;
  };
  const subscription = jobs.onDidChange((change) => {
    for (const key of change.removed) published.delete(key);
    const news = change.changed.map(publicJob).filter(isNews);
    // A removal changes the list too: an empty event means "read it again".
    if (news.length > 0 || change.removed.length > 0) changed.fire(news);
  });

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof VideoJobsError) throw error;
      log.error('A request of another extension failed.', error);
      const message = error instanceof Error ? error.message : String(error);
      throw new VideoJobsError('rejected', message, { cause: error });
    }
  };

  const api: VideoJobsApi = {
    get providers() {
      return structuredClone<Provider[]>([...providers.all]);
    },
    saveProvider: (provider) => guarded(() => providers.save(provider)),
    removeProvider: (id) => guarded(() => providers.remove(parseProviderId(id))),
    setApiKey: (provider, key) =>
      guarded(async () => {
        await providers.setKey(parseProviderId(provider), key);
      }),
    clearApiKey: (provider) =>
      guarded(async () => {
        if (await providers.clearKey(parseProviderId(provider))) return;
        throw new VideoJobsError(
          'disk',
          vscode.l10n.t('The key could not be deleted from VS Code’s secret storage. Try again.'),
        );
      }),
    testProvider: (provider) =>
      guarded(async () => {
        const { ok, message } = await deps.testProvider(parseProviderId(provider));
        return { ok, message };
      }),
    get jobs() {
      return jobs.jobs.map(publicJob);
    },
    onDidChangeJobs: changed.event,
    create: (request) =>
      guarded(async () => publicJob(await jobs.create(parseRequest(request), { by: { kind: 'extension' } }))),
    remix: (request) => guarded(async () => publicJob(await jobs.remix(parseDerive(request)))),
    import: (request) => guarded(async () => publicJob(await jobs.import(parseJobId(request)))),
    refresh: (provider) => guarded(() => jobs.refresh(provider === undefined ? undefined : parseProviderId(provider))),
    download: (request) => guarded(() => jobs.download(parseDownload(request))),
    cancel: (request) => guarded(async () => publicJob(await jobs.cancel(parseJobId(request)))),
    remove: (request) =>
      guarded(async () => {
        const { where, ...ref } = parseRemove(request);
        await jobs.remove(ref, where);
      }),
  };

  return {
    getApi(version) {
      if (version !== 1) throw new RangeError(`Video Jobs has no API version ${String(version)}; it has version 1.`);
      return api;
    },
    dispose() {
      subscription.dispose();
      changed.dispose();
    },
  };
}
