import assert from 'node:assert/strict';
import { longestPause, nextTry, willRetry } from '../../../../src/jobs/clips/retries';
import type { JobRecord, Retry } from '../../../../src/jobs/job';
import { fail } from '../support';

const now = 1_800_000_000_000;
const minute = 60_000;
const hour = 60 * minute;
const tenYears = 10 * 365 * 24 * hour;
const job = (part: Partial<JobRecord> = {}): JobRecord => ({
  key: 'k',
  provider: 'lab',
  id: 'v',
  status: 'completed',
  createdAt: now - hour,
  media: [],
  watching: false,
  origin: 'https://lab.example',
  mine: true,
  updatedAt: now,
  ...part,
});
/** The middle of the jitter. */
const middle = 0.5;
const pauseOf = (retry: Retry | undefined) => retry!.at - now;

describe('the next try of a download', () => {
  it('comes later with each failure, up to half an hour', () => {
    const pauses: number[] = [];
    let downloadRetry: Retry | undefined;
    for (let failure = 0; failure < 9; failure++) {
      downloadRetry = nextTry(job({ downloadRetry }), fail('server'), now, middle);
      assert.equal(downloadRetry?.failures, failure + 1);
      pauses.push(pauseOf(downloadRetry));
    }
    assert.deepEqual(
      pauses,
      [...pauses].sort((a, b) => a - b),
    );
    assert.ok(pauses[0]! >= minute / 2 && pauses[0]! <= 2 * minute, String(pauses[0]));
    assert.equal(new Set(pauses.slice(5)).size, 1);
    assert.ok(pauses.at(-1)! <= 2 * longestPause);
  });

  for (const [what, retryAfterMs, part, least, most] of [
    ['a minute, where the usual pause is shorter', 5 * minute, {}, 5 * minute, 5 * minute],
    ['ten years, a day where the clip has no end', tenYears, {}, 24 * hour, 24 * hour],
    ['ten years, half of the time that is left', tenYears, { expiresAt: now + 2 * hour }, hour, hour],
    ['an hour of the two that are left', hour, { expiresAt: now + 2 * hour }, hour, hour],
    ['ten minutes, with a day left', 10 * minute, { expiresAt: now + 24 * hour }, 10 * minute, 10 * minute],
    ['ten years, seconds before the end', tenYears, { expiresAt: now + 20_000 }, 15_000, 15_000],
    ['ten years, after the end', tenYears, { expiresAt: now - 1 }, 24 * hour, 24 * hour],
  ] as const) {
    it(`waits for a server that asks for ${what}`, () => {
      const pause = pauseOf(nextTry(job(part), fail('rateLimited', { retryAfterMs }), now, middle));
      assert.ok(pause >= least && pause <= most, String(pause));
    });
  }

  it('comes sooner for a clip that expires soon, but no sooner than a quarter of a minute', () => {
    const soon = (left: number) => pauseOf(nextTry(job({ expiresAt: now + left }), fail('network'), now, middle));
    assert.ok(soon(2 * minute) <= 30_000);
    assert.equal(soon(10_000), 15_000);
  });

  it('does not come after a cancelled download', () => {
    assert.equal(nextTry(job(), fail('cancelled'), now, middle), undefined);
  });

  for (const kind of ['noMedia', 'notFound', 'expired', 'unsupported', 'rejected'] as const) {
    it(`does not come once a server has denied the clip (${kind}) three times over five minutes`, () => {
      const denied = (times: number, since: number) =>
        nextTry(
          job({ downloadRetry: { failures: times, at: now, denied: { times, since } } }),
          fail(kind),
          now,
          middle,
        );
      assert.deepEqual(nextTry(job(), fail(kind), now, middle)?.denied, { times: 1, since: now });
      assert.ok(denied(1, now - 10 * minute), 'the second time');
      assert.ok(denied(2, now - 4 * minute), 'within five minutes');
      assert.equal(denied(2, now - 5 * minute), undefined);
    });

    it(`does not come for a clip that is denied (${kind}) after its end`, () => {
      assert.equal(nextTry(job({ expiresAt: now }), fail(kind), now, middle), undefined);
      assert.ok(nextTry(job({ expiresAt: now + 1 }), fail(kind), now, middle));
    });
  }

  it('forgets denials once the server fails in another way', () => {
    const before = { failures: 2, at: now, denied: { times: 2, since: now - hour } };
    assert.equal(nextTry(job({ downloadRetry: before }), fail('timeout'), now, middle)?.denied, undefined);
  });

  it('comes by itself for fifty failures, and before the end', () => {
    const after = (failures: number, expiresAt?: number) =>
      willRetry(job({ downloadRetry: { failures, at: now }, expiresAt }), now);
    assert.deepEqual([after(50), after(51)], [true, false]);
    assert.deepEqual([after(1, now + 1), after(1, now)], [true, false]);
    assert.equal(willRetry(job({ expiresAt: now - 1 }), now), true, 'the first try');
  });
});
