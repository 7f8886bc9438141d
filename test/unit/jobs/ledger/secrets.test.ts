import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasHiddenSecret, hideSecrets } from '../../../../src/jobs/ledger/secrets';
import { Bench, fail, until } from '../support';

const key = 'sk-canary-0123456789abcdef';

describe('secrets in values that are stored', () => {
  for (const [what, value] of [
    ['a text', key],
    ['a field', { note: `use ${key} please` }],
    ['a field named like a key', { api_key: 'short' }],
    ['a field in camel case', { apiKey: 'short', clientSecret: 'x', accessToken: 'y' }],
    ['a header', { headers: { Authorization: 'Bearer abcdefgh', 'X-Api-Key': 'abc' } }],
    ['a list', [1, [{ password: 'open sesame' }]]],
    ['an address', { callback: 'https://user:pass@host.example/x?token=abcdef' }],
    ['a field with escapes', { note: JSON.parse(`"sk-can\\u0061ry-0123456789abcdef"`) as string }],
  ] as const) {
    it(`are hidden in ${what}, and leave a mark`, () => {
      const hidden = hideSecrets(value);
      const text = JSON.stringify(hidden);
      for (const secret of ['canary', 'short', 'abcdef', 'sesame', 'pass@', '"x"', '"y"', '"abc"']) {
        assert.equal(text.includes(secret), false, text);
      }
      assert.equal(hasHiddenSecret(hidden), true);
    });
  }

  it('are hidden whole where a value is nested too deep to be read', () => {
    let value: unknown = key;
    for (let depth = 0; depth < 30_000; depth++) value = [value];
    assert.equal(JSON.stringify(hideSecrets(value)).includes('canary'), false);
  });

  it('leave everything else as the same object', () => {
    const value = { seed: 1, words: ['token of love', 'f*** it'], max_tokens: 5, nested: { a: null, b: true } };
    assert.equal(hideSecrets(value), value);
    assert.equal(hasHiddenSecret(value), false);
  });

  describe('of a request', () => {
    let bench: Bench;
    beforeEach(() => {
      bench = new Bench();
    });
    afterEach(() => bench.close());
    const filesWith = (text: string, folder: string): string[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .filter((file) => readFileSync(file).includes(text));

    it('are sent, and are neither in the ledger nor in the sidecar', async () => {
      const window = bench.window();
      const extra = { webhook_secret: 'hush-hush', note: key, seed: 7 };
      const { id, key: ours } = await window.create({ provider: 'lab', prompt: 'A fox', extra });
      assert.deepEqual(bench.server.create.firstCall.args[0].extra, extra);
      bench.server.set(id!, { status: 'completed' });
      await window.refresh();
      await until(() => window.find({ key: ours })!.media.length === 1);
      assert.equal(window.find({ key: ours })!.request?.extra?.['seed'], 7);
      for (const secret of ['hush-hush', 'canary-0123']) {
        assert.deepEqual(filesWith(secret, bench.ledger), []);
        assert.deepEqual(filesWith(secret, bench.clips), []);
      }
    });

    it('make a request that cannot be sent again as it is, and say so', async () => {
      const window = bench.window();
      bench.server.create.onFirstCall().rejects(fail('network'));
      const extra = { api_key: 'hush-hush' };
      await assert.rejects(window.create({ provider: 'lab', prompt: 'A fox', extra }));
      const [job] = window.jobs;
      bench.server.create.resetHistory();
      await assert.rejects(window.sendAgain(job!.key), { kind: 'rejected', message: /\*\*\*/ });
      assert.equal(bench.server.create.callCount, 0);
      await assert.rejects(window.create({ provider: 'lab', prompt: 'A fox', extra: { api_key: '***' } }), {
        kind: 'rejected',
      });
      assert.equal(bench.server.create.callCount, 0);
    });
  });
});
