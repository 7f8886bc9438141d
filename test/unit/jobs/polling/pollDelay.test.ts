import assert from 'node:assert/strict';
import { Curve, type Observation } from '../../../../src/jobs/polling/hazard';
import { failureDelay, pollDelay } from '../../../../src/jobs/polling/pollDelay';

const settings = { minPollSeconds: 4, maxPollSeconds: 30 };
const minute = 60_000;

describe('delay between polls', () => {
  const ended = (to: number): Observation => ({ from: 0, to, ended: true });
  /** Twenty jobs that took two minutes, a few seconds more or less. */
  const usual = new Curve(Array.from({ length: 20 }, (_, index) => ended(2 * minute - 5_000 + 500 * index)));
  const unknown = new Curve([]);

  it('stays within the limits for any random number', () => {
    for (const curve of [usual, unknown]) {
      for (let age = 0; age < 60 * minute; age += 7_777) {
        for (const random of [0, 0.3, 0.999]) {
          const delay = pollDelay([{ curve, age }], settings, random);
          assert.ok(delay >= 4_000 && delay <= 30_000, `${delay} at ${age}`);
        }
      }
    }
  });

  it('is long early on, short around the expected end, and long again after it', () => {
    const delay = (age: number) => pollDelay([{ curve: usual, age }], settings, 0.5);
    assert.equal(delay(20_000), 30_000);
    assert.equal(delay(70_000), 30_000);
    assert.ok(delay(100_000) < 20_000, 'not past the first ends');
    assert.equal(delay(2 * minute), 4_000);
    assert.equal(delay(60 * minute), 30_000);
  });

  it('is shorter for many jobs at once than for one of them', () => {
    const job = { curve: new Curve([{ from: 0, to: minute, ended: false }]), age: minute };
    const one = pollDelay([job], settings, 0.5);
    const five = pollDelay(Array(5).fill(job), settings, 0.5);
    assert.ok(five < one, `${five} ms for five, ${one} ms for one`);
  });

  it('uses the wider kind of job until its own jobs are known', () => {
    const median = (seen: Observation[]) => new Curve(seen, usual).quantile(0.5);
    assert.equal(median([]), usual.quantile(0.5));
    const running = Array.from({ length: 10 }, (): Observation => ({ from: 0, to: 4 * minute, ended: false }));
    assert.ok(median(running) > 4 * minute, 'none ended when those of the wider kind did');
    const late = Array.from({ length: 20 }, (_, index) => ended(6 * minute + 500 * index));
    assert.ok(Math.abs(median(late) - 6 * minute) < 10_000, `${median(late)}`);
  });

  it('varies by ±10 %', () => {
    const job = { curve: unknown, age: 10 * minute };
    const [least, usually, most] = [0, 0.5, 1].map((random) => pollDelay([job], settings, random)) as [
      number,
      number,
      number,
    ];
    assert.ok(Math.abs(least / usually - 0.9) < 0.01);
    assert.ok(Math.abs(most / usually - 1.1) < 0.01);
  });

  it('tolerates senseless settings and clocks', () => {
    const now = { curve: unknown, age: 60 * minute };
    assert.equal(pollDelay([now], { minPollSeconds: 0, maxPollSeconds: 0 }, 0.5), 1_000);
    assert.equal(pollDelay([now], { minPollSeconds: 20, maxPollSeconds: 5 }, 0.5), 20_000);
    assert.ok(pollDelay([{ curve: usual, age: -5 * minute }], settings, 0.5) > 0);
  });

  it('doubles after each failure, up to a cap', () => {
    assert.equal(failureDelay(1, 'server', settings, 0.5), 8_000);
    assert.equal(failureDelay(3, 'server', settings, 0.5), 32_000);
    assert.equal(failureDelay(99, 'server', settings, 0.5), 5 * minute);
    assert.equal(failureDelay(99, 'network', settings, 0.5), minute);
    assert.equal(failureDelay(1, 'auth', settings, 0.5), 5 * minute);
  });
});
