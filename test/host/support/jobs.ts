import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { canary } from '../../../scripts/lib/canary.mjs';
import { patience } from '../../../scripts/lib/patience.mjs';
import type { CreateRequest, Job, Provider, VideoJobsApi, VideoJobsExports } from '../../../src/publicApi/contract';
import type { SandboxSystem } from '../../../src/sandbox';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { typeOf } from '../../support/sandbox/systems';

export const extension = vscode.extensions.getExtension<VideoJobsExports>('video-jobs.video-jobs')!;

export interface World {
  api: VideoJobsApi;
  sandbox: TestSandbox;
  /** Where clips land. */
  library: string;
  /** Configures a provider for one system of the sandbox, with its key. Its id. */
  provide(system: SandboxSystem, change?: Partial<Provider> & { key?: string }): Promise<string>;
  create(provider: string, request?: Partial<CreateRequest>): Promise<Job>;
  /** The job as soon as `fits` holds; fails with the job's state when it has failed, and when patience ends. */
  until(key: string, fits: (job: Job) => boolean): Promise<Job>;
  /** Takes the world down: providers, keys, jobs, sandbox. Clips stay to be searched, and go with the profile. */
  end(): Promise<void>;
}

const settings = () => vscode.workspace.getConfiguration('videoJobs');
const set = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Global);

/** A sandbox, the extension's own API, and a library folder, as other extensions and users have them. */
export async function world(options: { speed?: number; port?: number; key?: string } = {}): Promise<World> {
  const { getApi } = await extension.activate();
  const api = getApi(1);
  const clipsFolder = join(extension.extensionPath, 'media', 'sandbox');
  const sandbox = await startTestSandbox({ clipsFolder, speed: 100, key: canary, ...options });
  const library = mkdtempSync(join(process.env.VIDEO_JOBS_TEST_DIR ?? tmpdir(), 'clips-'));
  await set('library.folder', library);
  await set('polling.minSeconds', 1);
  await set('polling.maxSeconds', 1);
  const made: string[] = [];
  let count = 0;
  return {
    api,
    sandbox,
    library,
    async provide(system, { key = sandbox.key, ...change } = {}) {
      const id = change.id ?? `${system}-${(count += 1)}`;
      await api.saveProvider({ type: typeOf(system), baseUrl: sandbox.baseUrl(system), ...change, id });
      if (key) await api.setApiKey(id, key);
      made.push(id);
      return id;
    },
    create: (provider, request) =>
      api.create({
        provider,
        prompt: 'A lighthouse in fog',
        model: 'sandbox-fast',
        seconds: 4,
        size: '1280x720',
        ...request,
      }),
    until: (key, fits) => until(api, key, fits),
    async end() {
      for (const job of api.jobs.filter((each) => made.includes(each.provider) && each.id !== undefined)) {
        await api.remove({ provider: job.provider, id: job.id!, where: 'here' });
      }
      for (const id of made) {
        await api.clearApiKey(id);
        await api.removeProvider(id);
      }
      for (const name of ['library.folder', 'polling.minSeconds', 'polling.maxSeconds']) await set(name, undefined);
      await sandbox.close();
    },
  };
}

function until(api: VideoJobsApi, key: string, fits: (job: Job) => boolean): Promise<Job> {
  return new Promise((resolve, reject) => {
    const find = () => api.jobs.find((each) => each.key === key);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      listener.dispose();
      settle();
    };
    const look = () => {
      const job = find();
      if (job && fits(job)) end(() => resolve(job));
      // It does not become another one by itself.
      else if (job?.status === 'failed' || job?.status === 'cancelled') {
        end(() => reject(new Error(`It has ended otherwise: ${JSON.stringify(job)}`)));
      }
    };
    const listener = api.onDidChangeJobs(look);
    const timer = setTimeout(
      () => end(() => reject(new Error(`Not within ${patience / 1000} s: ${JSON.stringify(find())}`))),
      patience,
    );
    look();
  });
}

/** Asserts a rejection with a `VideoJobsError` of that kind and gives it. */
export async function refused(kind: string, work: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Error);
    const found = error as Error & Record<string, unknown>;
    assert.equal(found.name, 'VideoJobsError', `not a VideoJobsError: ${found.stack}`);
    assert.equal(found.kind, kind, `${String(found.kind)}: ${found.message}`);
    assert.ok(found.message.length > 10, 'an error says something');
    return found;
  }
  throw new assert.AssertionError({ message: `expected ${kind}, but it went well` });
}
