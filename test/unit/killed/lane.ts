import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { SandboxSystem } from '../../../src/sandbox';
import { onExchange, startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { typeOf } from '../../support/sandbox/systems';
import { Folders } from '../jobs/support';
import { clipsFolder } from '../sandbox/helpers';
import type { Action, Plan, Word } from './plan';
import { Wire } from './wire';

export interface Death {
  /** Before this step of the last action. */
  atStep?: number;
  /** So long after the last action began. ms */
  afterMs?: number;
}

export interface Ended {
  killed: boolean;
  /** Of a window that came to its end. */
  steps?: number;
  errors: readonly string[];
}

/** Bundled with the tests. */
const script = path.resolve('out/unit/killed/window.js');

/** A process that was started, and what is known of its end. */
export interface Running {
  child: ChildProcess;
  armed: Promise<void>;
  ended: Promise<Ended>;
}

/** One computer, one server and the line between them; its windows are killed one after the other. */
export class Lane {
  readonly folders = new Folders();
  readonly ledger = this.folders.make();
  readonly library = this.folders.make();
  /** Ids that the server gave, by the prompt of the request. */
  readonly made = new Map<string, string[]>();
  /** How often the server gave the clip of a job, by id. */
  readonly given = new Map<string, number>();

  static async start(system: SandboxSystem): Promise<Lane> {
    const lane: { own?: Lane } = {};
    const sandbox = await startTestSandbox({
      clipsFolder,
      speed: 100,
      middleware: [
        onExchange(({ method, url, body, answer }) => lane.own && lane.own.#note(method, url, body, answer)),
      ],
    });
    return (lane.own = new Lane(system, sandbox, await Wire.to(sandbox.origin)));
  }

  private constructor(
    readonly system: SandboxSystem,
    readonly sandbox: TestSandbox,
    readonly wire: Wire,
  ) {}

  /** Begins a window. `wire` of the lane may kill it by `child`. */
  begin(actions: readonly Action[], { atStep, afterMs }: Death = {}, more: Partial<Plan> = {}): Running {
    const plan: Plan = {
      folder: this.ledger,
      library: this.library,
      type: typeOf(this.system),
      baseUrl: this.sandbox.baseUrl(this.system).replace(this.sandbox.origin, this.wire.origin),
      key: this.sandbox.key,
      autoDownload: false,
      actions,
      atStep,
      ...more,
    };
    const child = fork(script, [JSON.stringify(plan)], { execArgv: ['--no-warnings'] });
    let last: Extract<Word, { is: 'done' }> | undefined;
    let arm = () => {};
    const armed = new Promise<void>((resolve) => (arm = resolve));
    child.on('message', (word: Word) => {
      if (word.is === 'armed') {
        arm();
        if (afterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), afterMs);
      } else {
        last = word;
        child.kill('SIGKILL');
      }
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('exit', (code, signal) => {
        arm();
        const killed = signal === 'SIGKILL' && !last;
        if (killed || last) resolve({ killed, steps: last?.steps, errors: last?.errors ?? [] });
        else reject(new Error(`A window ended by itself, with ${code ?? signal}`));
      });
    });
    return { child, armed, ended };
  }

  run(actions: readonly Action[], death?: Death, more?: Partial<Plan>): Promise<Ended> {
    return this.begin(actions, death, more).ended;
  }

  async close(): Promise<void> {
    this.wire.close();
    await this.sandbox.close();
    this.folders.clear();
  }

  #note(method: string, url: URL, body: Buffer, { status, body: answer }: { status: number; body: Buffer }) {
    const prompt = /job-\d+(-\d+)*/.exec(body.toString('latin1'))?.[0];
    if (method === 'POST' && prompt && status < 300) {
      const { id, task_id } = JSON.parse(answer.toString()) as Record<string, string | undefined>;
      this.made.set(prompt, [...(this.made.get(prompt) ?? []), id ?? task_id ?? '']);
    }
    const id = /\/videos?\/([^/]+)\/content$/.exec(url.pathname)?.[1];
    if (method === 'GET' && id && status === 200) {
      const plain = decodeURIComponent(id);
      this.given.set(plain, (this.given.get(plain) ?? 0) + 1);
    }
  }
}
