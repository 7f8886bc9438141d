import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { formatted } from '../../scripts/lib/formatted.mjs';
import { generatedFiles } from '../../scripts/lib/generatedFiles';

describe('What npm run docs writes', () => {
  for (const { path, text } of generatedFiles()) {
    it(`is up to date in ${path}`, async () => {
      assert.equal(readFileSync(path, 'utf8'), await formatted(path, text), 'out of date. Run: npm run docs');
    });
  }
});
