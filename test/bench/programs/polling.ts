import sinon from 'sinon';
import { answer } from '../support/child';
import { FakeProvider, models, type ProviderOptions } from '../support/fakeProvider';
import { remove, temporaryFolder } from '../support/folders';
import { seeded } from '../support/stats';
import { lab, openWindow } from '../support/window';

export interface Scenario extends ProviderOptions {
  jobs: number;
  /** Whether the provider lists its jobs. */
  list: boolean;
  /** Whether as many jobs have been seen to their end before. */
  learned: boolean;
}

export interface Noticed {
  requests: number;
  /** From the end of a job until this window knows it, ms. */
  delays: number[];
  /** How long the jobs took, ms. */
  lengths: number[];
}

/** Jobs begin within ten minutes, and are followed to their end, on a clock that is turned by hand. */
const beginsWithin = 10 * 60_000;

async function follow({ jobs, list, learned, ...options }: Scenario): Promise<Noticed> {
  const clock = sinon.useFakeTimers({
    now: Date.UTC(2026, 0, 1),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  });
  const folder = temporaryFolder();
  const random = seeded(options.seed + 1);
  // The poller's own chance, too: figures of two runs differ by what was changed.
  Math.random = seeded(options.seed + 2);
  const server = new FakeProvider(options);
  const provider = { type: list ? 'openai' : 'newapi', baseUrl: 'https://lab.example/v1' };
  const window = openWindow({ folder, provider, createHttpClient: server.createHttpClient });
  const seen = new Map<string, number>();
  window.onDidChange(({ changed }) => {
    for (const { id, status } of changed) if (status === 'completed' && !seen.has(id!)) seen.set(id!, Date.now());
  });

  function create(): Promise<unknown> {
    const [model] = models[server.jobs.size % models.length]!;
    return window.create({ provider: lab, prompt: 'A heron', model, seconds: 8 });
  }

  async function batch(): Promise<Noticed> {
    const before = { asked: server.asked, made: server.jobs.size };
    for (let made = 0; made < jobs; made++) setTimeout(() => void create(), random() * beginsWithin);
    while (server.jobs.size < before.made + jobs || seen.size < server.jobs.size) await clock.nextAsync();
    const made = [...server.jobs.values()].slice(before.made);
    return {
      requests: server.asked - before.asked,
      delays: made.map(({ id, endsAt }) => seen.get(id)! - endsAt),
      lengths: made.map(({ createdAt, endsAt }) => endsAt - createdAt),
    };
  }

  if (learned) await batch();
  const noticed = await batch();
  window.dispose();
  remove(folder);
  return noticed;
}

void follow(JSON.parse(process.argv[2]!) as Scenario).then(answer);
