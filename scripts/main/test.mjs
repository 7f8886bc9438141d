// Runs the parts named, or all of them, and sums what passed and failed. See ../test.mjs.
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleTests } from '../lib/bundle.mjs';
import { codeServerVersions } from '../lib/code-server.mjs';
import { add, counted, none, oneFailed, single, summary } from '../lib/count.mjs';
import { chooseVSCode } from '../lib/desktop.mjs';
import { hostTests } from '../lib/host-tests.mjs';
import { ensureCodeServer, ensureNode, ensureSystemPackages } from '../lib/install.mjs';
import { must, root, run } from '../lib/run.mjs';
import { makeVsix } from '../lib/vsix.mjs';

/** @typedef {import('../lib/count.mjs').Count} Count */

const bin = (/** @type {string} */ path) => join(root, 'node_modules', ...path.split('/'));
const node = process.execPath;
/** A test that runs away ends with an error, before the machine has no memory left. */
const heap = '--max-old-space-size=4096';

/** @type {Record<string, () => Promise<Count>>} */
const parts = {
  types: () =>
    together([
      [bin('typescript/bin/tsc'), '--noEmit'],
      [bin('typescript/bin/tsc'), '--noEmit', '-p', 'src/webview'],
    ]),
  lint: () =>
    together([
      [bin('eslint/bin/eslint.js'), '.'],
      [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    ]),
  async unit() {
    await build();
    const files = await bundleTests('unit');
    let count = none;
    for (const major of [22, 24]) {
      process.stdout.write(`\n--- Node ${major}\n`);
      const binary = await ensureNode(major);
      count = add(count, single('The bundle loads', await run(binary, [join('scripts', 'lib', 'load-bundle.cjs')])));
      count = add(count, await mocha(files, { binary }));
    }
    return count;
  },
  contract: async () => mocha(await bundleTests('contract')),
  async host() {
    await build();
    await prepareVSCode();
    return hostTests();
  },
  async ui() {
    await prepareVSCode();
    const env = { VIDEO_JOBS_VSIX: await makeVsix() };
    let count = none;
    for (const file of await bundleTests('ui')) count = add(count, await clickThrough(file, env));
    return count;
  },
  async package() {
    const env = { VIDEO_JOBS_VSIX: await makeVsix() };
    return mocha(await bundleTests('package'), { env });
  },
};

/**
 * Checks that each pass or fail as a whole; all of them run.
 * @param {string[][]} commands
 */
async function together(commands) {
  let count = none;
  for (const args of commands) count = add(count, single(args.join(' '), await run(node, args)));
  return count;
}

/**
 * @param {string[]} files
 * @param {{ binary?: string, env?: NodeJS.ProcessEnv, more?: string[] }} [how] Node to run them with, and further arguments
 */
async function mocha(files, { binary = node, env = {}, more = [] } = {}) {
  if (files.length === 0) return oneFailed('There are no test files.');
  const grep = process.env.VIDEO_JOBS_GREP ? ['--grep', process.env.VIDEO_JOBS_GREP] : [];
  const args = [heap, bin('mocha/bin/mocha.js'), ...more, ...grep, ...files];
  return counted((results) => run(binary, args, { env: { ...env, ...results } }));
}

/**
 * One file of clicks, begun anew once where something fails: a busy machine can leave a click without an answer. What
 * failed stays in the output, and a fault of the product fails twice.
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
async function clickThrough(file, env) {
  const attempt = () => mocha([file], { env, more: ['--timeout', '180000'] });
  const first = await attempt();
  if (first.failed === 0) return first;
  process.stdout.write(`\n${summary(first)} in ${basename(file)}, which is begun anew.\n`);
  return attempt();
}

const build = () => must(node, ['esbuild.js'], { quiet: true });

/** @type {Promise<void> | undefined} */
let prepared;
const prepareVSCode = () =>
  (prepared ??= (async () => {
    if ((await chooseVSCode()) === 'desktop') return;
    await ensureSystemPackages();
    for (const version of codeServerVersions) await ensureCodeServer(version);
  })());

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
  const unknown = positionals.find((name) => !Object.hasOwn(parts, name));
  if (unknown) throw new Error(`There is no part "${unknown}". The parts are: ${Object.keys(parts).join(' ')}.`);
  if (values.grep) process.env.VIDEO_JOBS_GREP = values.grep;

  let total = none;
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    process.stdout.write(`\n=== ${name}\n`);
    const count = await /** @type {() => Promise<Count>} */ (parts[name])().catch((error) => {
      console.error(error);
      return oneFailed(`${name}: ${error}`);
    });
    process.stdout.write(`${name}: ${summary(count)}\n`);
    total = add(total, count);
  }
  // Again at the end, where it is found in a long log.
  for (const fault of total.faults) process.stdout.write(`\nFailed: ${fault}\n`);
  process.stdout.write(`\n${summary(total)}\n`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

await main();
