// Makes the .vsix and says what is in it. See ../package.mjs.
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../lib/run.mjs';
import { makeVsix } from '../lib/vsix.mjs';

const path = await makeVsix();
process.stdout.write(`${relative(root, path)}: ${(statSync(path).size / 1000).toFixed(1)} kB\n`);
