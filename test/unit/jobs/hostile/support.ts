import { createClient } from '../../../../src/api/client';
import { capabilitiesOf } from '../../../../src/api/dialects';
import { VideoJobsError } from '../../../../src/api/errors';
import type { Provider } from '../../../../src/api/provider';
import { createRedactor } from '../../../../src/api/redact';
import { createExchanges } from '../../../../src/api/transport/exchanges';
import { createTransport } from '../../../../src/api/transport/transport';
import type { JobRecord } from '../../../../src/jobs/job';
import type { CreateRequest } from '../../../../src/jobs/requests';
import type { JobServiceDeps, LiveJobService } from '../../../../src/jobs/service';
import { type Reply, TestServer } from '../../api/support/server';
import { Bench } from '../support';

export const types = ['openai', 'generations', 'newapi', 'xai'] as const;
export const key = 'sk-canary-1234567890abcdef';
const fox: CreateRequest = { provider: 'lab', prompt: 'A red fox', model: 'm-1' };

export interface Outcome {
  window: LiveJobService;
  /** The only job in the list. */
  job: JobRecord;
  error?: VideoJobsError;
}

/** A machine whose provider `lab` is a real HTTP server on loopback, reached by the real client, that answers as the test says. */
export class Hostile {
  readonly bench = new Bench();
  readonly redactor = createRedactor();
  readonly exchanges = createExchanges();
  readonly #transport = createTransport({
    network: () => ({ proxySupport: 'off' }),
    userAgent: 'test',
    redactor: this.redactor,
    exchanges: this.exchanges,
    log: this.bench.log,
  });
  #window: LiveJobService | undefined;
  #provider: Provider | undefined;

  private constructor(readonly server: TestServer) {
    this.bench.settings = { ...this.bench.settings, autoDownload: false };
  }

  static async start(): Promise<Hostile> {
    return new Hostile(await TestServer.start());
  }

  async close(): Promise<void> {
    this.bench.close();
    await this.#transport.close();
    await this.server.stop();
  }

  get origin(): string {
    return this.server.origin;
  }

  /** Another window with the same provider. */
  window(provider: Partial<Provider> = {}, deps: Partial<JobServiceDeps> = {}): LiveJobService {
    this.#provider = { id: 'lab', label: 'The Lab', type: 'openai', baseUrl: `${this.origin}/v1`, ...provider };
    const lab = this.#provider;
    this.bench.directory.all = [lab];
    this.bench.directory.connect = async () => ({ provider: lab, baseUrl: lab.baseUrl, key });
    return this.bench.window({
      clientFor: (connection) => createClient(connection, this.#transport),
      capabilitiesOf,
      hideKeys: this.redactor.value,
      ...deps,
    });
  }

  /** The window of `create` and `poll`, with an empty list. */
  async #emptyWindow(type: string): Promise<LiveJobService> {
    if (this.#provider?.type !== type || !this.#window) {
      this.#window = this.window({ type, overrides: { capabilities: { list: false, delete: false } } });
    }
    for (const { key: job } of [...this.#window.jobs]) await this.#window.remove({ key: job }, 'here');
    this.server.reset();
    return this.#window;
  }

  /** Sends a create that is answered so. */
  async create(type: string, reply: Reply, request: Partial<CreateRequest> = {}): Promise<Outcome> {
    const window = await this.#emptyWindow(type);
    this.server.on('POST *', reply);
    return outcomeOf(window, window.create({ ...fox, ...request }));
  }

  /** Creates the job `t1`, whose next poll is answered so. */
  async poll(type: string, reply: Reply): Promise<Outcome> {
    const window = await this.#emptyWindow(type);
    this.server.on('POST *', { json: { id: 't1', status: 'queued' } });
    await window.create(fox);
    this.server.on('GET *', reply);
    return outcomeOf(window, window.refresh('lab'));
  }

  /** Creates the job `t1`, which has completed, and downloads its clip; the other requests are answered as set before. */
  async download(type: string, replies: Readonly<Record<string, Reply>>, finished: object = {}): Promise<Outcome> {
    const window = await this.#emptyWindow(type);
    this.server.on('POST *', { json: { id: 't1', status: 'completed', ...finished } });
    await window.create(fox);
    for (const [route, reply] of Object.entries(replies)) this.server.on(route, reply);
    return outcomeOf(window, window.download({ provider: 'lab', id: 't1' }));
  }
}

export async function outcomeOf(window: LiveJobService, work: Promise<unknown>): Promise<Outcome> {
  let error: VideoJobsError | undefined;
  try {
    await work;
  } catch (caught) {
    if (!(caught instanceof VideoJobsError)) throw caught;
    error = caught;
  }
  const [job, ...others] = window.jobs;
  if (!job || others.length > 0) throw new Error(`The list has ${window.jobs.length} jobs`);
  return { window, job, ...(error && { error }) };
}
