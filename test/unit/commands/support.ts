import sinon from 'sinon';
import type { Provider } from '../../../src/api/provider';
import { createRedactor } from '../../../src/api/redact';
import { createExchanges } from '../../../src/api/transport/exchanges';
import type { Capabilities } from '../../../src/api/types';
import type { App } from '../../../src/commands/lib/app';
import type { JobRecord, JobRef } from '../../../src/jobs/job';
import { createTest } from '../../../src/platform/connectionTest';
import { Providers } from '../../../src/platform/providers';
import { Secrets } from '../../../src/platform/secrets';
import { settings } from '../../../src/platform/settings/settings';
import { FakeStorage } from '../platform/support';
import { everything } from '../support/capabilities';
import { listOf } from '../support/listOf';
import { fakeSettings, silent } from '../support/settings';

export const studio: Provider = { id: 'studio', label: 'Studio', type: 'openai', baseUrl: 'https://video.example' };

const able: Capabilities = { ...everything, models: false, index: false };

let count = 0;
export function job(change: Partial<JobRecord> = {}): JobRecord {
  count += 1;
  return {
    key: `k${count}`,
    provider: 'studio',
    id: `video_${count}`,
    status: 'completed',
    prompt: `Prompt ${count}`,
    createdAt: count,
    media: [],
    watching: false,
    origin: 'https://video.example',
    mine: true,
    updatedAt: count,
    ...change,
  };
}

export interface Bench {
  app: App;
  /** What was asked of the service; each resolves with the first job. */
  jobs: Record<
    | 'create'
    | 'remix'
    | 'edit'
    | 'extend'
    | 'import'
    | 'download'
    | 'remove'
    | 'refresh'
    | 'resolveUncertain'
    | 'sendAgain'
    | 'cancel',
    sinon.SinonStub
  > &
    Record<
      'stopWatching' | 'resumeWatching' | 'cancelDownload' | 'sendLater' | 'dontSend' | 'lookForUncertain',
      sinon.SinonStub
    >;
  can: Capabilities;
  storage: FakeStorage;
  memory: Map<string, unknown>;
  preview: sinon.SinonStub;
  test: sinon.SinonStub;
}

/** As `bench`, with a key for each provider. */
export function benchWithKeys(...given: Parameters<typeof bench>): Bench {
  const made = bench(...given);
  for (const { id, baseUrl } of made.app.providers.all) {
    const kept = { origin: new URL(baseUrl).origin, key: `key-of-${id}` };
    made.storage.kept.set(`videoJobs.key.${id}`, JSON.stringify(kept));
  }
  return made;
}

/** Commands' surroundings: real providers over settings in memory, and a service that only writes down what it is asked. */
export function bench(list: JobRecord[] = [], entries: Provider[] = [studio]): Bench {
  fakeSettings({ 'videoJobs.providers': entries, 'videoJobs.library.folder': '/library' });
  const storage = new FakeStorage();
  const sandbox = {
    start: sinon.stub().resolves(),
    models: async () => [],
    connect: async (provider: Provider) => ({ provider, baseUrl: 'http://127.0.0.1:4000/openai/v1', key: 'k' }),
  };
  const providers = new Providers({ secrets: new Secrets(storage, silent), sandbox, log: silent, env: {} });
  const answer = () => sinon.stub().resolves(list[0] ?? job());
  const done = () => sinon.stub().resolves(undefined);
  const can = { ...able };
  const asked = {
    create: answer(),
    remix: answer(),
    edit: answer(),
    extend: answer(),
    import: answer(),
    download: sinon.stub().resolves({ path: '/library/a.mp4' }),
    remove: done(),
    refresh: done(),
    sendAgain: answer(),
    sendLater: sinon.stub().returns(1),
    dontSend: done(),
    lookForUncertain: sinon.stub().resolves({ candidates: [] }),
    resolveUncertain: answer(),
    cancel: answer(),
    stopWatching: done(),
    resumeWatching: done(),
    cancelDownload: done(),
  };
  const jobs = {
    ...asked,
    jobs: list,
    list: listOf(...list),
    due: list,
    problems: new Map(),
    find: (ref: JobRef) =>
      list.find((one) => ('key' in ref ? one.key === ref.key : one.provider === ref.provider && one.id === ref.id)),
    capabilities: () => can,
    hasMore: () => true,
    onDidChange: () => ({ dispose() {} }),
    onDidEnd: () => ({ dispose() {} }),
    onExpiring: () => ({ dispose() {} }),
    raw: () => undefined,
    costs: {
      estimate: async () => undefined,
      estimateWith: () => undefined,
      concerns: () => false,
      checkBudget: sinon.stub().resolves(undefined),
      budgets: () => [],
      byDay: () => [],
    },
  };
  const memory = new Map<string, unknown>();
  const preview = sinon.stub();
  const test = sinon.stub().resolves('Studio responded and accepted the key.');
  const transport = { examine: async () => ({ client: 'undici' as const }), exchanges: createExchanges() };
  const app = {
    jobs,
    providers,
    sandbox,
    settings,
    models: {
      modelOf: async () => undefined,
      of: async () => ({ models: [], at: 0 }),
      known: () => ({ models: [], at: 0 }),
    },
    accounts: { look: async () => undefined, known: () => undefined },
    costs: { open: done() },
    view: {},
    preview: { open: preview },
    details: { open: done() },
    together: { begin: () => ({ add() {}, drop() {}, close() {} }) },
    clientFor: () => ({ test }),
    test: createTest({ providers, clientFor: () => ({ test, capabilities: can }) as never, transport }),
    records: {
      exchanges: transport.exchanges,
      history: { of: () => [] },
      tests: new Map(),
      redactor: createRedactor(),
    },
    version: '1.2.3',
    memento: {
      get: (name: string, otherwise: unknown) => memory.get(name) ?? otherwise,
      update: async (name: string, value: unknown) => void memory.set(name, value),
    },
    log: { ...silent, show: sinon.stub() },
  } as unknown as App;
  return { app, jobs: asked, can, storage, memory, preview, test };
}
