import sinon, { type SinonFakeTimers } from 'sinon';
import type { Content, ContentRequest } from '../../../../src/api/types';
import type { LiveJobService } from '../../../../src/jobs/service';
import { Bench, few } from '../support';

/** A finished job at the server, whose clip the tests fetch. */
export const done = { provider: 'lab', id: 'done' };

export const cutAfter = (bytes: Buffer, at: number, error: Error): Content['body'] =>
  (async function* () {
    yield bytes.subarray(0, at);
    throw error;
  })();

/** A bench with one finished job, where nothing is fetched unasked. */
export class ClipBench extends Bench {
  #clock: SinonFakeTimers;

  constructor() {
    super();
    this.server.capabilities = few;
    this.settings = { ...this.settings, autoDownload: false };
    this.server.add({ id: 'done', status: 'completed', prompt: 'A red fox', model: 'm-1' });
    this.#clock = sinon.useFakeTimers({
      now: Date.UTC(2026, 10, 21),
      shouldAdvanceTime: true,
      advanceTimeDelta: 2,
      toFake: ['Date'],
    });
  }

  override close(): void {
    this.#clock.restore();
    sinon.restore();
    super.close();
  }

  async imported(window = this.window()): Promise<LiveJobService> {
    await window.import(done);
    return window;
  }

  /** What the server answers to requests for content, one after the other; the last one again and again. */
  gives(...contents: (Content | Error | ((request: ContentRequest) => Content))[]): void {
    this.server.content.resetBehavior();
    let call = 0;
    this.server.content.callsFake(async (_id, request) => {
      const next = contents[Math.min(call++, contents.length - 1)]!;
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? next(request) : next;
    });
  }

  /** Waits between tries are real promises of the clock: they pass at once from here on. @returns what ends that */
  hurried(): () => void {
    this.#clock.restore();
    const clock = (this.#clock = sinon.useFakeTimers({
      now: Date.UTC(2026, 10, 21),
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    }));
    let next: NodeJS.Immediate;
    const tick = () => {
      clock.tick(500);
      next = setImmediate(tick);
    };
    tick();
    return () => clearImmediate(next);
  }
}
