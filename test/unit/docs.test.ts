import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { providersPage } from '../../scripts/lib/providersPage';

describe('docs/providers.md', () => {
  it('says what the tables say', async () => {
    const page = await format(providersPage(), { parser: 'markdown' });
    assert.equal(readFileSync('docs/providers.md', 'utf8'), page, 'out of date. Run: npm run docs');
  });
});
