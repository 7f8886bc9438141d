import assert from 'node:assert/strict';
import { type Block, BlockFiller } from '../../../src/sound/blocks';

const straight = [[{ from: 0, gain: 1 }]];
const ones = (count: number) => [new Float32Array(count).fill(1 / 32768)];

/** Samples of all blocks, which must follow one another. */
function joined(blocks: Iterable<Block>): number[] {
  const all: number[] = [];
  for (const { at, size, channels } of blocks) {
    assert.equal(at, all.length);
    all.push(...(channels[0] ?? new Int32Array()).subarray(0, size));
  }
  return all;
}

function* chain(...parts: (() => Iterable<Block>)[]): Generator<Block> {
  for (const part of parts) yield* part();
}

describe('Blocks of sound', () => {
  it('follow one another, whatever the sizes of what comes in', () => {
    const filler = new BlockFiller(straight, 4, Infinity);
    const all = joined(
      chain(
        () => filler.add(ones(3), 3),
        () => filler.add(ones(9), 9),
        () => filler.finish(),
      ),
    );
    assert.deepEqual(
      all,
      Array.from({ length: 12 }, () => 1),
    );
  });

  it('leave out what was before the start of the clip', () => {
    const filler = new BlockFiller(straight, 4, Infinity);
    const late = [Float32Array.of(9, 9, 1 / 32768, 2 / 32768)];
    assert.deepEqual(
      joined(
        chain(
          () => filler.moveTo(-2),
          () => filler.add(late, 4),
          () => filler.finish(),
        ),
      ),
      [1, 2],
    );
  });

  it('are silent up to sound that comes late, and where some is missing', () => {
    const filler = new BlockFiller(straight, 4, Infinity);
    const all = joined(
      chain(
        () => filler.moveTo(2),
        () => filler.add(ones(1), 1),
        () => filler.moveTo(9),
        () => filler.add(ones(1), 1),
        () => filler.finish(),
      ),
    );
    assert.deepEqual(all, [0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('take nothing twice where sound overlaps', () => {
    const filler = new BlockFiller(straight, 4, Infinity);
    const all = joined(
      chain(
        () => filler.add([Float32Array.of(1 / 32768, 2 / 32768)], 2),
        () => filler.moveTo(1),
        () => filler.add([Float32Array.of(8 / 32768, 3 / 32768)], 2),
        () => filler.finish(),
      ),
    );
    assert.deepEqual(all, [1, 2, 3]);
  });

  it('end where the sound ends, however far a file says that more begins', () => {
    const filler = new BlockFiller(straight, 4, 6);
    const all = joined(
      chain(
        () => filler.add(ones(3), 3),
        () => filler.moveTo(1e12),
        () => filler.add(ones(3), 3),
        () => filler.finish(),
      ),
    );
    assert.deepEqual(all, [1, 1, 1, 0, 0, 0]);
  });

  it('hold full scale and no more', () => {
    const filler = new BlockFiller(straight, 4, Infinity);
    const all = joined(
      chain(
        () => filler.add([Float32Array.of(1, -1, 3, -3)], 4),
        () => filler.finish(),
      ),
    );
    assert.deepEqual(all, [32767, -32768, 32767, -32768]);
  });
});
