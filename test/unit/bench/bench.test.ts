import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findCut } from '../../../src/jobs/clips/mp4';
import { clip, mebibyte } from '../../bench/support/clip';
import { growthSection, render, type Section } from '../../bench/support/report';
import { inTurn, median, quantile, seeded } from '../../bench/support/stats';

describe('the bench', () => {
  it('knows the middle of figures, and what lies above', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(quantile([0, 10], 0.9), 9);
    assert.ok(Number.isNaN(median([])));
  });

  it('lets each contender begin a round, in turn', async () => {
    const order: string[] = [];
    const results = await inTurn(['a', 'b', 'c'], 2, async (name, round) => {
      order.push(name);
      return round;
    });
    assert.equal(order.join(''), 'abcbca');
    assert.deepEqual(results, { a: [0, 1], b: [0, 1], c: [0, 1] });
  });

  it('draws the same chance again', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed));
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
    assert.ok(draw(3).every((value) => value >= 0 && value < 1));
  });

  it('serves a whole clip of the size that was asked for', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vj-bench-'));
    const file = await open(path.join(folder, 'clip.mp4'), 'wx+');
    try {
      const size = 2 * mebibyte + 7;
      for (const chunk of clip(size)) await file.write(chunk);
      assert.equal((await file.stat()).size, size);
      assert.equal(await findCut(file, size), undefined);
      assert.notEqual(await findCut(file, size - 1), undefined);
    } finally {
      await file.close();
      await rm(folder, { recursive: true });
    }
  });

  it('calls growth linear up to as many times the cost as the work, and says what falls short', () => {
    const steps = (...costs: number[]) => costs.map((cost, at) => ({ work: `${10 ** at}`, times: 10 ** at, cost }));
    const grown = growthSection([
      { what: 'a', unit: 'ms', steps: steps(2, 20, 200) },
      { what: 'b', unit: 'ms', steps: steps(2, 30, 200) },
    ]);
    assert.deepEqual(
      grown.goals.map(({ met }) => met),
      [true, false],
    );
    const goal = { what: 'speed', goal: 'fast', measured: 'slow', met: false, reason: 'The road is wet.' };
    const section: Section = { title: 'Part', how: 'With a clock.', columns: ['A'], rows: [['1']], goals: [goal] };
    const text = render([section, grown], ['- today']);
    assert.match(text, /\| speed +\| fast +\| slow +\| \*\*falls short\*\* \|/);
    assert.match(text, /- The road is wet\./);
    assert.doesNotMatch(render([{ ...section, goals: [{ ...goal, met: true }] }], []), /wet/);
  });
});
