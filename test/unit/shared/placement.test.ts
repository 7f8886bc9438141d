import assert from 'node:assert/strict';
import { isPicture, isPng, parseSize } from '../../../src/shared/picture';
import { defaultPlacement, type Filling, movedBy, rectangleOf, sameShape } from '../../../src/shared/placement';
import { isReferenceMessage } from '../../../src/shared/reference';

const wide = { width: 1600, height: 900 };
const square = { width: 400, height: 400 };
const place = (filling: Filling, x = 0.5) =>
  JSON.parse(JSON.stringify(rectangleOf(wide, square, { ...defaultPlacement, filling, x }))) as object;

describe('where an image goes', () => {
  it('covers the size when it is cropped, from the part that is chosen', () => {
    assert.deepEqual(place('crop'), { x: -155, y: 0, width: 711, height: 400 });
    assert.deepEqual(place('crop', 0), { x: 0, y: 0, width: 711, height: 400 });
    assert.deepEqual(place('crop', 1), { x: -311, y: 0, width: 711, height: 400 });
  });

  it('is all inside when it is padded, and all of it when it is stretched', () => {
    assert.deepEqual(place('pad'), { x: 0, y: 88, width: 400, height: 225 });
    assert.deepEqual(place('stretch'), { x: 0, y: 0, width: 400, height: 400 });
  });

  it('has but one way to fill a size of its own shape', () => {
    assert.ok(sameShape(wide, { width: 1280, height: 720 }));
    assert.ok(sameShape({ width: 854, height: 480 }, { width: 1280, height: 720 }), 'rounded to whole pixels');
    assert.ok(!sameShape(wide, { width: 1280, height: 704 }));
  });

  it('is moved as far as it goes, and only where there is room', () => {
    const moved = movedBy(defaultPlacement, wide, square, { x: -10_000, y: 50 });
    assert.deepEqual([moved.x, moved.y], [1, 0.5]);
    assert.equal(movedBy(defaultPlacement, wide, square, { x: 155.5, y: 0 }).x, 0);
  });
});

describe('what a page may send of pictures', () => {
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(30)]);
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]);

  it('is a PNG or a JPEG by its first bytes', () => {
    assert.ok(isPng(png) && isPicture(jpeg));
    assert.equal(isPng(jpeg), false);
    for (const other of [undefined, 'PNG', Buffer.from('<svg/>'), png.subarray(0, 12)]) {
      assert.equal(isPicture(other), false);
    }
  });

  it('is bounded, and nothing else than the messages of its page', () => {
    assert.ok(isReferenceMessage({ type: 'use', bytes: png }));
    assert.equal(isReferenceMessage({ type: 'use', bytes: Buffer.from('<svg/>') }), false);
    assert.equal(isReferenceMessage({ type: 'image', name: 'a', bytes: new Uint8Array(20 * 1024 * 1024 + 1) }), false);
    assert.equal(isReferenceMessage({ type: 'address', uri: 'x'.repeat(8001) }), false);
    assert.equal(isReferenceMessage({ type: 'open', path: '/etc/passwd' }), false);
  });

  it('has a size only where pixels are named', () => {
    assert.deepEqual(parseSize('1280x720'), { width: 1280, height: 720 });
    for (const other of [undefined, '720p', '0x5', '16:9', '1280x']) assert.equal(parseSize(other), undefined);
  });
});
