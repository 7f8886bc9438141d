import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { patience } from '../../../scripts/lib/patience.mjs';
import { type ErrorFacts, type ErrorKind, VideoJobsError } from '../../../src/api/errors';
import type { Provider } from '../../../src/api/provider';
import type { Capabilities, Content, ContentRequest, RemoteJob, VideoClient } from '../../../src/api/types';
import type { JobSettings, Logger, ProviderDirectory } from '../../../src/jobs/ports';
import { createJobService, type JobServiceDeps, type LiveJobService } from '../../../src/jobs/service';
import { everything } from '../support/capabilities';

export { everything as all };
export const few: Capabilities = {
  ...everything,
  list: false,
  remix: false,
  edit: false,
  extend: false,
  delete: false,
  cancel: false,
  variants: ['video'],
};

export const fail = (kind: ErrorKind, facts: ErrorFacts = {}) => new VideoJobsError(kind, `It failed: ${kind}`, facts);

/** Temporary folders, gone after the test. */
export class Folders {
  #made: string[] = [];

  make(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'video-jobs-'));
    this.#made.push(folder);
    return folder;
  }

  clear(): void {
    for (const folder of this.#made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class LogBook implements Logger {
  readonly lines: string[] = [];
  debug = (...facts: unknown[]) => this.#add('debug', facts);
  info = (...facts: unknown[]) => this.#add('info', facts);
  warn = (...facts: unknown[]) => this.#add('warn', facts);
  error = (...facts: unknown[]) => this.#add('error', facts);

  #add(level: string, facts: unknown[]): void {
    this.lines.push([level, ...facts.map(String)].join(' '));
  }
}

const box = (type: string, body: Buffer) => {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
};

/** The boxes of an mp4 and nothing in them. */
export const mp4 = (bytes = 2048): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from('isomiso2')),
    box('moov', Buffer.alloc(64)),
    box('mdat', Buffer.alloc(bytes, 7)),
  ]);

export const contentOf = (bytes: Buffer, overrides: Partial<Content> = {}): Content => ({
  contentType: 'video/mp4',
  extension: 'mp4',
  totalBytes: bytes.length,
  offset: 0,
  body: (async function* () {
    for (let at = 0; at < bytes.length; at += 512) yield bytes.subarray(at, at + 512);
  })(),
  ...overrides,
});

/** A server as the jobs see it: each method a stub whose calls are counted. */
export class FakeServer implements VideoClient {
  readonly jobs = new Map<string, RemoteJob>();
  #next = 0;

  constructor(public capabilities: Capabilities = everything) {}

  add(job: Partial<RemoteJob> = {}): RemoteJob {
    const id = job.id ?? `video_${++this.#next}`;
    const full: RemoteJob = { status: 'queued', createdAt: Date.now(), ...job, id, raw: { id, status: job.status } };
    this.jobs.set(id, full);
    return full;
  }

  set(id: string, change: Partial<RemoteJob>): void {
    this.jobs.set(id, { ...this.jobs.get(id)!, ...change, raw: { id, ...change } });
  }

  create = sinon
    .stub<Parameters<VideoClient['create']>, Promise<RemoteJob>>()
    .callsFake(async ({ prompt, model }) => this.add({ prompt, model }));
  get = sinon.stub<Parameters<VideoClient['get']>, Promise<RemoteJob>>().callsFake(async (id) => {
    const job = this.jobs.get(id);
    if (!job) throw fail('notFound', { httpStatus: 404 });
    return job;
  });
  list = sinon.stub<Parameters<VideoClient['list']>, ReturnType<VideoClient['list']>>().callsFake(async (page) => {
    const sorted = [...this.jobs.values()].reverse();
    const from = page?.after === undefined ? 0 : sorted.findIndex(({ id }) => id === page.after) + 1;
    const jobs = sorted.slice(from, from + (page?.limit ?? 20));
    return { jobs, next: from + jobs.length < sorted.length ? jobs.at(-1)!.id : undefined };
  });
  remix = sinon
    .stub<Parameters<VideoClient['remix']>, Promise<RemoteJob>>()
    .callsFake(async (parentId) => this.add({ parentId }));
  edit = sinon.stub<Parameters<VideoClient['edit']>, Promise<RemoteJob>>().callsFake(async () => this.add());
  extend = sinon.stub<Parameters<VideoClient['extend']>, Promise<RemoteJob>>().callsFake(async () => this.add());
  delete = sinon.stub<Parameters<VideoClient['delete']>, Promise<void>>().callsFake(async (id) => {
    if (!this.jobs.delete(id)) throw fail('notFound', { httpStatus: 404 });
  });
  cancel = sinon.stub<Parameters<VideoClient['cancel']>, ReturnType<VideoClient['cancel']>>().callsFake(async (id) => {
    this.set(id, { status: 'cancelled' });
    return undefined;
  });
  models = sinon.stub().resolves([]);
  account = sinon.stub().resolves(undefined);
  test = sinon.stub().resolves('Fine.');
  content = sinon
    .stub<[string, ContentRequest, AbortSignal?], Promise<Content>>()
    .callsFake(async (_id, { variant }) =>
      variant === 'video'
        ? contentOf(mp4())
        : contentOf(Buffer.from('RIFF\x08\0\0\0WEBPVP8 '), { contentType: 'image/webp', extension: 'webp' }),
    );
}

export class FakeDirectory implements ProviderDirectory {
  readonly #events = new EventEmitter();
  refusal: VideoJobsError | undefined;

  constructor(public all: Provider[]) {}

  find(id: string): Provider | undefined {
    return this.all.find((provider) => provider.id === id);
  }

  async connect(id: string) {
    const provider = this.find(id);
    if (!provider) throw fail('notFound');
    if (this.refusal) throw this.refusal;
    return { provider, baseUrl: provider.baseUrl, key: 'sk-canary-1234' };
  }

  onDidChange(listener: () => void) {
    this.#events.on('change', listener);
    return { dispose: () => void this.#events.off('change', listener) };
  }

  change(): void {
    this.#events.emit('change');
  }
}

export const lab: Provider = { id: 'lab', label: 'The Lab', type: 'openai', baseUrl: 'https://lab.example/v1' };

/** One machine: a folder for the ledger, one for the clips, servers by provider id; and windows on it. */
export class Bench {
  readonly folders = new Folders();
  readonly ledger = this.folders.make();
  readonly clips = this.folders.make();
  readonly servers: Record<string, FakeServer> = { lab: new FakeServer() };
  readonly directory = new FakeDirectory([lab]);
  readonly log = new LogBook();
  readonly told: VideoJobsError[] = [];
  settings: JobSettings = {
    libraryFolder: this.clips,
    fileNameTemplate: '{prompt} {id}',
    autoDownload: true,
    minPollSeconds: 4,
    maxPollSeconds: 30,
  };
  #windows: LiveJobService[] = [];

  get server(): FakeServer {
    return this.servers['lab']!;
  }

  window(overrides: Partial<JobServiceDeps> = {}): LiveJobService {
    const service = createJobService({
      folder: this.ledger,
      providers: this.directory,
      clientFor: ({ provider }) => this.servers[provider.id]!,
      capabilitiesOf: ({ id }) => this.servers[id]!.capabilities,
      settings: () => this.settings,
      log: this.log,
      tell: (error) => this.told.push(error),
      ...overrides,
    });
    this.#windows.push(service);
    return service;
  }

  close(): void {
    for (const window of this.#windows.splice(0)) window.dispose();
    this.folders.clear();
  }
}

/** Lets everything that waits on the disk, but not on the clock, go on until `done`. */
export async function until(done: () => boolean, what = done.toString()): Promise<void> {
  const end = performance.now() + patience;
  while (!done()) {
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Long enough for requests and writes that are under way to finish. */
export async function calm(turns = 60): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
