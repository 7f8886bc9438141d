import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { Bench, calm, contentOf, fail, few, mp4, until } from '../jobs/support';
import { stopClock } from '../support/clock';

const hour = 3600_000;
const jumps = { 'a day back': -24 * hour, 'an hour back': -hour, 'an hour on': hour, 'a day on': 24 * hour };

describe('a clock that jumps', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
    bench.settings = { ...bench.settings, autoDownload: false };
    bench.server.capabilities = few;
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const pass = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 5_000) {
      await clock.tickAsync(5_000);
      await calm(4);
    }
  };

  for (const [name, jump] of Object.entries(jumps)) {
    const leap = () => clock.setSystemTime(Date.now() + jump);

    it(`by ${name} stops no following`, async () => {
      const window = bench.window();
      const { id } = await window.create({ provider: 'lab', prompt: 'A red fox' });
      await pass(20_000);
      leap();
      bench.server.set(id!, { status: 'completed' });
      await pass(11 * 60_000);
      assert.equal(window.jobs[0]?.status, 'completed');
      assert.ok(bench.server.get.callCount < 200, `${bench.server.get.callCount} requests`);
    });

    it(`by ${name} takes no request from the window that sends it, and sends it once`, async () => {
      let answer = () => {};
      bench.server.create.callsFake(async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return bench.server.add();
      });
      const window = bench.window();
      const created = window.create({ provider: 'lab', prompt: 'A red fox' });
      await until(() => bench.server.create.callCount === 1);
      const other = bench.window();
      leap();
      await pass(60_000);
      answer();
      assert.equal((await created).status, 'queued');
      other.wake();
      assert.deepEqual(
        other.jobs.map(({ id, status }) => [id, status]),
        [['video_1', 'queued']],
      );
      assert.equal(bench.server.create.callCount, 1);
    });

    it(`by ${name} makes no pause that a server asked for longer than ten minutes`, async () => {
      const window = bench.window();
      const { id } = await window.create({ provider: 'lab', prompt: 'A red fox' });
      bench.server.get.onFirstCall().rejects(fail('rateLimited', { retryAfterMs: 60_000 }));
      await pass(20_000);
      assert.equal(bench.server.get.callCount, 1);
      leap();
      bench.server.set(id!, { status: 'completed' });
      await pass(11 * 60_000);
      assert.equal(window.jobs[0]?.status, 'completed');
    });

    it(`by ${name} in the middle of a clip spoils none`, async () => {
      const window = bench.window();
      const { id } = bench.server.add({ status: 'completed' });
      const bytes = mp4(20_000);
      bench.server.content.callsFake(async () =>
        contentOf(bytes, {
          body: (async function* () {
            yield bytes.subarray(0, 9_000);
            leap();
            yield bytes.subarray(9_000);
          })(),
        }),
      );
      const media = await window.download({ provider: 'lab', id });
      assert.equal(media.bytes, bytes.length);
      assert.equal(bench.server.content.callCount, 1);
    });

    it(`by ${name} at the server hides no job and ends none`, async () => {
      const window = bench.window();
      bench.server.create.callsFake(async ({ prompt }) =>
        bench.server.add({ prompt, createdAt: Date.now() + jump, expiresAt: Date.now() + jump + hour }),
      );
      const { id } = await window.create({ provider: 'lab', prompt: 'A red fox' });
      await pass(30_000);
      assert.equal(window.jobs[0]?.status, 'queued');
      assert.ok(bench.server.get.callCount > 0);
      bench.server.set(id!, { status: 'completed' });
      await pass(2 * 60_000);
      assert.equal(window.jobs[0]?.status, 'completed');
    });
  }
});
