import { Ledger } from '../../../src/jobs/ledger/ledger';
import { answer } from '../support/child';
import { FakeProvider, models } from '../support/fakeProvider';
import { remove, temporaryFolder } from '../support/folders';
import { lab, openWindow } from '../support/window';

export interface Followed {
  answers: number;
  /** Processor time of this process while the answers came, in ms. */
  cpuMs: number;
  /** Longest time that the thread was held, in ms. */
  longestMs: number;
}

const origin = 'https://lab.example';

/** Opens a window on a ledger of active jobs, and waits until each was polled. */
async function follow(count: number): Promise<Followed> {
  const folder = temporaryFolder();
  const server = new FakeProvider({ progress: true, seed: 7 });
  const now = Date.now();
  const ledger = new Ledger(folder);
  ledger.write(() => {
    for (let number = 0; number < count; number++) {
      const id = `video_${number}`;
      const [model] = models[number % models.length]!;
      const createdAt = now - 60_000 - number;
      server.jobs.set(id, { id, model, createdAt, endsAt: now + 3600_000 });
      ledger.put({
        key: `key-${number}`,
        provider: lab,
        id,
        status: 'in_progress',
        model,
        seconds: 8,
        prompt: `Clip ${id}`,
        createdAt,
        updatedAt: createdAt,
        media: [],
        watching: true,
        origin,
        mine: true,
      });
    }
  });
  ledger.close();
  const window = openWindow({
    folder,
    provider: { type: 'newapi', baseUrl: `${origin}/v1` },
    createHttpClient: server.createHttpClient,
  });
  const start = process.cpuUsage();
  let longestMs = 0;
  let last = performance.now();
  window.wake();
  while (server.asked < count) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }
  const { user, system } = process.cpuUsage(start);
  window.dispose();
  remove(folder);
  return { answers: server.asked, cpuMs: (user + system) / 1000, longestMs };
}

void follow(Number(process.argv[2])).then(answer);
