import assert from 'node:assert/strict';
import { findGrid, type Pixels } from '../../../src/webview/grid';

/** A sheet of frames that each have their own brightness, and a slope in them. */
function sheet(
  columns: number,
  rows: number,
  width: number,
  height: number,
  level = (at: number) => (at * 37) % 200,
): Pixels {
  const data = new Uint8ClampedArray(columns * width * rows * height * 4);
  for (let y = 0; y < rows * height; y++) {
    for (let x = 0; x < columns * width; x++) {
      const at = Math.floor(y / height) * columns + Math.floor(x / width);
      const value = level(at) + ((x % width) / width) * 30 + ((y % height) / height) * 20;
      data.set([value, value, value, 255], 4 * (y * columns * width + x));
    }
  }
  return { width: columns * width, height: rows * height, data };
}

describe('the grid of a sheet of frames', () => {
  it('is found from the lines along which the picture breaks', () => {
    assert.deepEqual(findGrid(sheet(4, 2, 64, 36), 16 / 9), { columns: 4, rows: 2 });
    assert.deepEqual(findGrid(sheet(5, 5, 48, 27), 16 / 9), { columns: 5, rows: 5 });
    assert.deepEqual(findGrid(sheet(8, 1, 36, 64), 9 / 16), { columns: 8, rows: 1 });
  });

  it('is found where the frames are all alike', () => {
    assert.deepEqual(
      findGrid(
        sheet(4, 2, 64, 36, () => 90),
        16 / 9,
      ),
      { columns: 4, rows: 2 },
    );
  });

  it('is not made up', () => {
    assert.equal(
      findGrid(
        sheet(1, 1, 256, 72, () => 90),
        16 / 9,
      ),
      undefined,
      'one smooth picture',
    );
    assert.equal(findGrid(sheet(4, 2, 64, 36), 1), undefined, 'frames of another shape');
  });
});
