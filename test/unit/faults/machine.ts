import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '../../../src/api/client';
import { capabilitiesOf } from '../../../src/api/dialects';
import type { Provider } from '../../../src/api/provider';
import { createTransport, type Transport } from '../../../src/api/transport/transport';
import { type JobRecord, type JobState, stateOf } from '../../../src/jobs/job';
import { openLedger } from '../../../src/jobs/ledger/openLedger';
import { createJobService, type LiveJobService } from '../../../src/jobs/service';
import type { SandboxSystem } from '../../../src/sandbox';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { typeOf } from '../../support/sandbox/systems';
import { Folders, LogBook } from '../jobs/support';
import { clipsFolder, TestClock } from '../sandbox/helpers';
import { apiBytes, type FaultRow } from './faults';
import { provider, request } from './systems';

const patience = { readMs: 20_000, writeMs: 20_000, idleMs: 20_000, apiBytes };
const soonMs = 150;

/** A computer with one window, one provider of the system, and the server of that, all its own. */
export class Machine {
  readonly folders = new Folders();
  readonly ledger = this.folders.make();
  readonly library = this.folders.make();
  readonly log = new LogBook();
  readonly window: LiveJobService;
  #transport: Transport;

  static async start(system: SandboxSystem, { later = 0, unasked }: FaultRow): Promise<Machine> {
    const clock = new TestClock();
    // What is to pass has passed by our own clock.
    clock.time = Date.now() - later;
    // A clock that goes on a little with each look, so that no two signed addresses are the same.
    const now = () => ++clock.time;
    return new Machine(system, clock, await startTestSandbox({ clipsFolder, now }), unasked ?? false);
  }

  readonly #clock: TestClock;

  private constructor(
    system: SandboxSystem,
    clock: TestClock,
    readonly sandbox: TestSandbox,
    autoDownload: boolean,
  ) {
    this.#clock = clock;
    const lab: Provider = { id: provider, type: typeOf(system), baseUrl: sandbox.baseUrl(system) };
    this.#transport = this.#open(patience);
    this.window = createJobService({
      folder: this.ledger,
      providers: {
        all: [lab],
        find: (id) => (id === lab.id ? lab : undefined),
        connect: async () => ({ provider: lab, baseUrl: lab.baseUrl, key: sandbox.key }),
        onDidChange: () => ({ dispose() {} }),
      },
      clientFor: (connection) => createClient(connection, this.#transport),
      capabilitiesOf,
      // Nothing is asked but what the test asks.
      settings: () => ({
        libraryFolder: this.library,
        fileNameTemplate: '{prompt} {id}',
        autoDownload,
        minPollSeconds: 3600,
        maxPollSeconds: 3600,
      }),
      log: this.log,
    });
  }

  /** A job that has completed at the server, and was not asked for since. Gives its id. */
  async completedJob(model = request.model): Promise<string> {
    const { id } = await this.window.create({ ...request, model, prompt: 'A first clip' });
    this.pass(15_000);
    return id!;
  }

  /** Time passes at the server. */
  pass(ms: number): void {
    this.#clock.advance(ms);
  }

  /** Waits until the ledger says so of a job. */
  async reaches(id: string, state: JobState): Promise<void> {
    const is = () => stateOf(this.window.find({ provider, id })!) === state;
    while (!is()) await new Promise((resolve) => this.window.onDidChange(resolve));
  }

  /** Waits until the clip of the job with this prompt is on the disk. */
  async hasClip(prompt: string): Promise<void> {
    const is = () => this.window.jobs.some((job) => job.prompt === prompt && job.media.length > 0);
    while (!is()) await new Promise((resolve) => this.window.onDidChange(resolve));
  }

  /** From now on the client waits for an answer to a read, or to a write, no longer than a moment. */
  async loosePatience(limit: 'readMs' | 'writeMs'): Promise<void> {
    await this.#transport.close();
    this.#transport = this.#open({ ...patience, [limit]: soonMs });
  }

  /** As another window would read it from the disk. */
  records(): JobRecord[] {
    const { ledger } = openLedger(this.ledger);
    const jobs = ledger.list.all();
    ledger.close();
    return jobs;
  }

  files(): string[] {
    return readdirSync(this.library).sort();
  }

  hashOf(name: string): string {
    return sha256(readFileSync(path.join(this.library, name)));
  }

  /** Everything that was written down. */
  written(): string {
    const entries = readdirSync(this.ledger, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const ledger = entries.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'latin1'));
    return [...ledger, ...this.log.lines].join('\n');
  }

  async close(): Promise<void> {
    this.window.dispose();
    // The server first: an answer that never comes would be waited for.
    await this.sandbox.close();
    await this.#transport.close();
    this.folders.clear();
  }

  #open(limits: typeof patience): Transport {
    return createTransport({ network: () => ({}), userAgent: 'test', limits, log: this.log });
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const clips = readdirSync(clipsFolder).filter((name) => name.endsWith('.mp4'));
/** Of the clips that the sandbox gives. */
export const clipHashes: ReadonlySet<string> = new Set(
  clips.map((name) => sha256(readFileSync(path.join(clipsFolder, name)))),
);
