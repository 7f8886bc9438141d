import assert from 'node:assert/strict';
import { PollQueue } from '../../../../src/jobs/polling/pollQueue';

describe('poll queue', () => {
  it('returns keys in the order of their times, as often as they are moved', () => {
    const queue = new PollQueue();
    const times = new Map<string, number>();
    let seed = 7;
    const random = () => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
    for (let step = 0; step < 5_000; step++) {
      const key = `job ${Math.floor(random() * 200)}`;
      if (random() < 0.2) {
        queue.delete(key);
        times.delete(key);
      } else {
        const at = Math.floor(random() * 1_000);
        queue.set(key, at);
        times.set(key, at);
      }
      assert.equal(queue.next, Math.min(Infinity, ...times.values()));
      if (step % 50 !== 0) continue;
      const now = Math.floor(random() * 300);
      const expected = [...times].filter(([, at]) => at <= now).map(([name]) => name);
      const taken = queue.take(now);
      assert.deepEqual([...taken].sort(), expected.sort());
      assert.deepEqual(
        taken.map((name) => times.get(name)),
        taken.map((name) => times.get(name)).sort((a, b) => (a ?? 0) - (b ?? 0)),
      );
      for (const name of taken) times.delete(name);
    }
  });

  it('is empty at first, and after its last key was taken', () => {
    const queue = new PollQueue();
    assert.equal(queue.next, Infinity);
    queue.set('one', 5);
    assert.deepEqual(queue.take(4), []);
    assert.deepEqual(queue.take(5), ['one']);
    assert.equal(queue.next, Infinity);
    assert.equal(queue.get('one'), undefined);
  });
});
