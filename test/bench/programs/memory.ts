import sinon from 'sinon';
import { answer } from '../support/child';
import { FakeProvider } from '../support/fakeProvider';
import { View } from '../support/view';
import { lab, openWindow } from '../support/window';

export interface MemoryPoint {
  minute: number;
  /** Bytes: of the whole process, and of what JavaScript holds. */
  process: number;
  held: number;
}

/** An hour with the jobs of a folder, and a new one every half minute. Argument: the folder. */
async function hour(folder: string): Promise<MemoryPoint[]> {
  const clock = sinon.useFakeTimers({
    now: Date.UTC(2026, 0, 1),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  });
  const server = new FakeProvider({ progress: true, seed: 1 });
  const provider = { type: 'openai', baseUrl: 'https://lab.example/v1' };
  const window = openWindow({ folder, provider, createHttpClient: server.createHttpClient });
  const view = new View(window);
  view.firstPage();
  let changed = false;
  window.onDidChange(() => (changed = true));

  const points: MemoryPoint[] = [];
  for (let half = 0; half <= 120; half++) {
    if (half % 10 === 0) points.push({ minute: half / 2, ...measured() });
    await window.create({ provider: lab, prompt: `A heron, take ${half}`, seconds: 8 });
    for (let second = 0; second < 30; second++) {
      await clock.tickAsync(1000);
      if (changed) view.update();
      changed = false;
    }
  }
  window.dispose();
  return points;

  function measured() {
    // Twice: what waits for a finaliser goes with the second.
    globalThis.gc!();
    globalThis.gc!();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { process: rss, held: heapUsed + external };
  }
}

void hour(process.argv[2]!).then(answer);
