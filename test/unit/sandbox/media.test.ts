import assert from 'node:assert/strict';
import { useSandbox } from './helpers';

describe('sandbox: ranges of a clip', () => {
  const at = useSandbox();

  async function ready() {
    const api = at.as('openai');
    const id = await api.create({ size: '1280x720' });
    at.clock.advance(12_000);
    const whole = await api.content(id);
    return { api, id, whole, size: whole.bytes.length, etag: whole.headers.get('etag')! };
  }

  it('sends the whole with its length and a strong ETag', async () => {
    const { whole, etag } = await ready();
    assert.equal(whole.headers.get('content-length'), String(whole.bytes.length));
    assert.match(etag, /^"[0-9a-f]+"$/);
    assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  });

  it('sends the part that is asked for', async () => {
    const { api, id, whole, size } = await ready();
    const cases: [string, number, number][] = [
      ['bytes=0-99', 0, 100],
      [`bytes=${size - 10}-`, size - 10, size],
      ['bytes=-7', size - 7, size],
      [`bytes=5-${size * 2}`, 5, size],
    ];
    for (const [range, start, end] of cases) {
      const part = await api.content(id, '', { range });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes ${start}-${end - 1}/${size}`);
      assert.ok(part.bytes.equals(whole.bytes.subarray(start, end)));
    }
  });

  it('answers 416 beyond the end and ignores what it does not understand', async () => {
    const { api, id, size } = await ready();
    const beyond = await api.content(id, '', { range: `bytes=${size}-` });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${size}`]);
    for (const range of ['bytes=0-1,4-5', 'seconds=1-2', 'bytes=-', 'bytes=9-3']) {
      assert.equal((await api.content(id, '', { range })).status, 200);
    }
  });

  it('goes on only if the entity is still the same', async () => {
    const { api, id, etag } = await ready();
    const range = 'bytes=10-';
    assert.equal((await api.content(id, '', { range, 'if-range': etag })).status, 206);
    assert.equal((await api.content(id, '', { range, 'if-range': '"another"' })).status, 200);
  });
});
