import assert from 'node:assert/strict';
import { expectedEnd, noteProgress, type Trail } from '../../../../src/jobs/polling/progress';

const start = 1_000_000;
/** Each value ten seconds after the one before. */
const seen = (...values: number[]): Trail =>
  values.reduce<Trail>((trail, progress, step) => noteProgress(trail, progress, start + step * 10_000), []);

describe('end of a job extrapolated from progress', () => {
  it('is the time progress reaches 100, if it grew steadily', () => {
    assert.deepEqual(expectedEnd(seen(20, 30, 40, 50), start + 31_000), { at: start + 80_000, from: start + 30_000 });
  });

  it('is undefined with few values, or none above 0', () => {
    assert.equal(expectedEnd(seen(20, 30, 40), start + 20_000), undefined);
    assert.equal(expectedEnd(seen(0, 0, 0, 0, 0), start + 50_000), undefined);
    assert.equal(expectedEnd(seen(1, 2, 3, 4), start + 40_000), undefined);
  });

  it('is undefined if progress leaps, or stops past the extrapolated end', () => {
    assert.equal(expectedEnd(seen(5, 6, 70, 71, 90), start + 40_000), undefined);
    const steady = seen(20, 30, 40, 50);
    assert.ok(expectedEnd(steady, start + 30_000 + 105_000));
    assert.equal(expectedEnd(steady, start + 30_000 + 105_001), undefined);
  });

  it('starts over when progress falls, and counts a value once', () => {
    assert.deepEqual(seen(50, 60, 5), [{ at: start + 20_000, progress: 5 }]);
    assert.equal(seen(50, 50, 50).length, 1);
  });
});
