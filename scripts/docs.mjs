// npm run docs: writes what is made from the tables of src/api. See lib/generatedFiles.ts.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundleFile } from './lib/bundle.mjs';
import { formatted } from './lib/formatted.mjs';

const { generatedFiles } = /** @type {typeof import('./lib/generatedFiles')} */ (
  createRequire(import.meta.url)(await bundleFile('scripts/lib/generatedFiles.ts'))
);
for (const { path, text } of generatedFiles()) writeFileSync(path, await formatted(path, text));
