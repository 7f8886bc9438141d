import assert from 'node:assert/strict';
import { isWhole, mark, wrapped } from '../../../src/webview/part';

describe('a marked part', () => {
  it('has two ends, marked in any order', () => {
    assert.deepEqual(mark({}, 'from', 1), { from: 1 });
    assert.deepEqual(mark({ from: 1 }, 'to', 3), { from: 1, to: 3 });
    assert.deepEqual(mark({ to: 3 }, 'from', 1), { from: 1, to: 3 });
    assert.equal(isWhole({ from: 1 }), false);
    assert.equal(isWhole({ from: 0, to: 3 }), true);
  });

  it('loses the end that would lie on the wrong side', () => {
    assert.deepEqual(mark({ from: 1, to: 3 }, 'from', 4), { from: 4 });
    assert.deepEqual(mark({ from: 2, to: 3 }, 'to', 1), { to: 1 });
    assert.deepEqual(mark({ from: 2 }, 'to', 2), { to: 2 }, 'nothing is no part');
  });

  it('goes on at its start once its end is passed, or from outside', () => {
    const part = { from: 1, to: 3 };
    assert.equal(wrapped(part, 2), undefined);
    assert.equal(wrapped(part, 0.98), undefined, 'a seek lands a little before');
    assert.equal(wrapped(part, 3), 1);
    assert.equal(wrapped(part, 3.5), 1);
    assert.equal(wrapped(part, 0.2), 1);
    assert.equal(wrapped({ from: 1 }, 3.5), undefined);
  });
});
