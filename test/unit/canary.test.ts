import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canary, searchCanary } from '../../scripts/lib/canary.mjs';
import { redact } from '../../src/api/redact';

describe('The search for the key of the tests', () => {
  it('finds it in every form and at every place', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vj-canary-'));
    try {
      mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
      const files = {
        'fine.txt': 'nothing here',
        'deep/plain.log': `before ${canary} after`,
        'deep/er/wide.bin': Buffer.from(canary, 'utf16le'),
        ...Object.fromEntries(
          [0, 1, 2, 5].map((n) => [`base64-${n}`, Buffer.from(`${'a'.repeat(n)}${canary}zz`).toString('base64')]),
        ),
        [`${canary}.txt`]: '',
      };
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      const { looked, found } = searchCanary(folder);
      assert.equal(looked, Object.keys(files).length);
      assert.deepEqual(
        found.map((path) => path.slice(folder.length + 1).replaceAll('\\', '/')).sort(),
        Object.keys(files)
          .filter((name) => name !== 'fine.txt')
          .sort(),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is for a key that only its value gives away', () => assert.equal(redact(`x ${canary} y`), `x ${canary} y`));
});
