// Runs StrykerJS on one folder, or file, of src. See ../mutate.mjs.
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../lib/run.mjs';

/** Folders whose mistakes cost users money or clips: each must reach the score below. */
const folders = [
  'api/decode',
  'api/transport',
  'jobs/sending',
  'jobs/ledger',
  'jobs/costs',
  'jobs/clips',
  'jobs/intake',
];
/** Least share of the changes that the tests must notice, in percent. */
const leastScore = 92;

/** Test folders beside `test/unit/<folder>` that the code of a folder is tested by. */
const alsoTestedBy = /** @type {Record<string, string[]>} */ ({
  'api/decode': ['api'],
  'api/transport': ['api'],
  'jobs/sending': ['jobs'],
  'jobs/ledger': ['jobs', 'disk'],
  'jobs/costs': ['jobs', 'api/prices.test.ts'],
  'jobs/clips': ['jobs', 'disk'],
  'jobs/intake': ['jobs'],
});

const { positionals, values } = parseArgs({ allowPositionals: true, options: { tests: { type: 'string' } } });
const [target] = positionals;
if (target === undefined || !existsSync(join(root, 'src', target))) {
  console.error(`Name one folder or file of src. The folders that must reach ${leastScore} %: ${folders.join(' ')}.`);
  process.exit(1);
}
const isFolder = statSync(join(root, 'src', target)).isDirectory();
const folder = folders.find((name) => target.startsWith(name)) ?? (isFolder ? target : dirname(target));
const tests = values.tests?.split(',') ?? alsoTestedBy[folder] ?? [folder];

// Loaded here, as it is slow and needs a newer Node than the rest.
const { Stryker } = await import('@stryker-mutator/core');
const report = join('out', 'mutation', `${target.replace(/[^\w]+/g, '-')}.html`);
const results = await new Stryker({
  mutate: [isFolder ? `src/${target}/**/*.ts` : `src/${target}`],
  // Stryker's own runner for mocha does not load with mocha 12.
  testRunner: 'command',
  commandRunner: {
    command: 'node --no-warnings node_modules/mocha/bin/mocha.js --reporter dot --bail "out/mutants/**/*.test.js"',
  },
  plugins: [],
  buildCommand: `node scripts/lib/bundle-mutants.mjs ${tests.join(' ')}`,
  concurrency: 2,
  timeoutMS: 60_000,
  tempDirName: 'out/stryker',
  ignorePatterns: ['out', 'dist', 'docs', '.vscode-test', '*.vsix'],
  reporters: ['clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: report },
  thresholds: { high: 100, low: leastScore, break: null },
}).runMutationTest();
rmSync(join(root, 'out', 'stryker'), { recursive: true, force: true });

/** @param {readonly string[]} kinds */
const count = (...kinds) => results.filter(({ status }) => kinds.includes(status)).length;
const noticed = count('Killed', 'Timeout');
const all = noticed + count('Survived', 'NoCoverage');
const score = all === 0 ? 100 : (100 * noticed) / all;
console.log(`${noticed} of ${all} changes were noticed: ${score.toFixed(1)} %. ${report} shows the others.`);
process.exit(score >= leastScore ? 0 : 1);
