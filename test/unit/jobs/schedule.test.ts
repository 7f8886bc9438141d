import assert from 'node:assert/strict';
import { failureDelay, pollDelay } from '../../../src/jobs/schedule';

const settings = { minPollSeconds: 4, maxPollSeconds: 30 };
const minute = 60_000;

describe('schedule', () => {
  it('stays within the limits, whatever chance says', () => {
    for (let age = 0; age < 60 * minute; age += 7_777) {
      for (const random of [0, 0.3, 0.999]) {
        const delay = pollDelay(age, settings, random);
        assert.ok(delay >= 4_000 && delay <= 30_000, `${delay} at ${age}`);
      }
    }
  });

  it('grows with the age of the job', () => {
    assert.equal(pollDelay(0, settings, 0.5), 4_000);
    assert.equal(pollDelay(100_000, settings, 0.5), 10_000);
    assert.equal(pollDelay(60 * minute, settings, 0.5), 30_000);
  });

  it('varies by a fifth each way', () => {
    assert.equal(pollDelay(100_000, settings, 0), 8_000);
    assert.ok(Math.abs(pollDelay(100_000, settings, 1) - 12_000) < 1e-6);
  });

  it('makes sense of senseless settings and clocks', () => {
    assert.equal(pollDelay(0, { minPollSeconds: 0, maxPollSeconds: 0 }, 0.5), 1_000);
    assert.equal(pollDelay(0, { minPollSeconds: 20, maxPollSeconds: 5 }, 0.5), 20_000);
    assert.equal(pollDelay(-5 * minute, settings, 0.5), 4_000);
  });

  it('doubles after each failure, up to a cap', () => {
    assert.equal(failureDelay(1, 'server', settings, 0.5), 8_000);
    assert.equal(failureDelay(3, 'server', settings, 0.5), 32_000);
    assert.equal(failureDelay(99, 'server', settings, 0.5), 5 * minute);
    assert.equal(failureDelay(99, 'network', settings, 0.5), minute);
    assert.equal(failureDelay(1, 'auth', settings, 0.5), 5 * minute);
  });
});
