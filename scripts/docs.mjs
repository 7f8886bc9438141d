// npm run docs: writes docs/providers.md from the tables of src/api.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { format } from 'prettier';
import { bundleFile } from './lib/bundle.mjs';

const { providersPage } = /** @type {{ providersPage(): string }} */ (
  createRequire(import.meta.url)(await bundleFile('scripts/lib/providersPage.ts'))
);
writeFileSync('docs/providers.md', await format(providersPage(), { parser: 'markdown' }));
