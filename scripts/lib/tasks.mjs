// The tasks of `npm test`, by part; scripts/lib/lanes.mjs runs them side by side.
import { join } from 'node:path';
import { bundleTests } from './bundle.mjs';
import { codeServerVersions } from './code-server.mjs';
import { add, counted, none, single } from './count.mjs';
import { chooseVSCode } from './desktop.mjs';
import { startOf } from './host-starts.mjs';
import { hostRuns } from './host-tests.mjs';
import { ensureCodeServer, ensureFfmpeg, ensureNode, ensureSystemPackages } from './install.mjs';
import { must, root, run } from './run.mjs';
import { installedExtensions, makeVsix } from './vsix.mjs';

/** @typedef {import('./bundle.mjs').TestFile} TestFile */
/** @typedef {import('./lanes.mjs').Task} Task */

/**
 * @typedef {object} Wish
 * @property {boolean} quick what a person runs between two changes: one Node, a sample of what is drawn, no browser
 * @property {string} [grep] words in the titles of tests
 * @property {string} [file] a part of the names of test files
 */

const bin = (/** @type {string} */ path) => join(root, 'node_modules', ...path.split('/'));
const node = process.execPath;
/** A test that runs away ends with an error, before the machine has no memory left. */
const heap = '--max-old-space-size=4096';
/** Node of the newest VS Code, and of the oldest. */
const [newestNode, oldestNode] = [24, 22];

/**
 * A build that tasks share; whichever needs it first makes it.
 * @template T
 * @param {() => Promise<T>} make
 * @returns {() => Promise<T>}
 */
function once(make) {
  /** @type {Promise<T> | undefined} */
  let made;
  return () => (made ??= make());
}

const vscode = once(async () => {
  if ((await chooseVSCode()) === 'desktop') return;
  await ensureSystemPackages();
  for (const version of codeServerVersions) await ensureCodeServer(version);
});

/** The package, and after it `dist/` as it is developed; both are written to the same place. */
const builds = once(async () => {
  const vsix = await makeVsix();
  await must(node, ['esbuild.js'], { quiet: true });
  return { vsix };
});

const installed = once(async () => {
  await vscode();
  const { vsix } = await builds();
  const kind = await chooseVSCode();
  return {
    VIDEO_JOBS_VSIX: vsix,
    ...(kind === 'server' && { VIDEO_JOBS_EXTENSIONS: await installedExtensions(vsix) }),
  };
});

/**
 * Checks that pass or fail as a whole; all of them run.
 * @param {string} name
 * @param {string[][]} commands
 * @returns {Task}
 */
const checks = (name, commands) => ({
  name,
  async run(output) {
    let count = none;
    for (const args of commands) count = add(count, single(args.join(' '), await run(node, args, { output })));
    return count;
  },
});

/**
 * A process of mocha.
 * @param {string} name
 * @param {readonly TestFile[]} files
 * @param {Wish} wish
 * @param {{ binary?: () => Promise<string>, env?: () => Promise<NodeJS.ProcessEnv> }} [how]
 * @returns {Task}
 */
const mocha = (name, files, { grep }, { binary = async () => node, env = async () => ({}) } = {}) => ({
  name,
  async run(output) {
    const args = [heap, bin('mocha/bin/mocha.js'), ...(grep ? ['--grep', grep] : [])];
    const command = await binary();
    const own = await env();
    const bundles = files.map(({ bundle }) => bundle);
    return counted((results) => run(command, [...args, ...bundles], { env: { ...own, ...results }, output }));
  },
});

/** Suites that are processes of their own, the longest first. */
const large = ['faults', 'killed', 'soak', 'fuzz'];
/** Those whose cases are drawn. */
const drawn = ['killed', 'soak', 'fuzz'];

/** Tests of the repository, which no version of Node changes. */
const ofRepository = /^(architecture|canary|clickThroughTexts|docs|l10n|bench\/|ui\/tree\/manifest)/;

/** @param {TestFile} file */
function groupOf({ name, packages }) {
  const [folder = ''] = name.split('/');
  if (large.includes(folder)) return folder;
  if (packages.has('playwright-core')) return 'browser';
  if (ofRepository.test(name)) return 'repository';
  return ['jobs', 'api', 'sound'].includes(folder) ? folder : 'rest';
}

/** @type {Record<string, (wish: Wish) => Promise<Task[]>>} */
export const parts = {
  types: async () => [
    checks('types', [
      [bin('typescript/bin/tsc'), '--noEmit'],
      [bin('typescript/bin/tsc'), '--noEmit', '-p', 'src/webview'],
    ]),
  ],
  lint: async () => [
    checks('lint', [
      [bin('eslint/bin/eslint.js'), '.'],
      [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
      [bin('knip/bin/knip.js'), '--no-progress'],
    ]),
  ],
  async unit(wish) {
    if (!wish.quick) await ensureFfmpeg();
    const files = await filesOf('unit', wish);
    const group = (/** @type {string} */ name) => files.filter((file) => groupOf(file) === name);
    const rest = ['api', 'jobs', 'rest'];
    /** @type {[string, TestFile[]][]} */
    const newest = wish.quick
      ? [['sample', [...rest, ...large].flatMap(group)]]
      : [...large, 'browser', 'repository', 'sound', ...rest].map((name) => [name, group(name)]);
    /** @type {[string, TestFile[]][]} */
    const oldest = wish.quick
      ? []
      : [
          ['sample', large.flatMap(group)],
          ['plain', rest.flatMap(group)],
        ];
    const under = (/** @type {number} */ major, /** @type {[string, TestFile[]][]} */ wanted) =>
      wanted
        .filter(([, some]) => some.length > 0)
        .map(([name, some]) =>
          mocha(`unit: ${name}, Node ${major}`, some, wish, {
            binary: () => ensureNode(major),
            env: async () => (wish.quick ? { VIDEO_JOBS_EFFORT: 'sample' } : {}),
          }),
        );
    return [...under(newestNode, newest), ...under(oldestNode, oldest), ...(wish.file ? [] : loads(wish))];
  },
  contract: async (wish) => [mocha('contract', await filesOf('contract', wish), wish)],
  async host(wish) {
    const wanted = [...new Set((await filesOf('host', wish)).map(({ bundle }) => startOf(bundle)))];
    return (await hostRuns(wanted)).map(({ version, user, title }) => ({
      name: `host: ${title}`,
      async run(output) {
        await vscode();
        await builds();
        const args = [join('scripts', 'main', 'host.mjs'), version, String(user), ...wanted];
        const env = wish.grep ? { VIDEO_JOBS_GREP: wish.grep } : {};
        return counted((results) => run(node, args, { env: { ...env, ...results }, output }));
      },
    }));
  },
  ui: async (wish) =>
    (await filesOf('ui', wish)).map((file) => mocha(`ui: ${file.name}`, [file], wish, { env: installed })),
  package: async (wish) => [
    mocha('package', await filesOf('package', wish), wish, {
      env: async () => ({ VIDEO_JOBS_VSIX: (await builds()).vsix }),
    }),
  ],
};

/** @param {Wish} wish @returns {Task[]} */
const loads = ({ quick }) =>
  (quick ? [newestNode] : [newestNode, oldestNode]).map((major) => ({
    name: `unit: the bundle loads, Node ${major}`,
    async run(output) {
      await builds();
      const script = join('scripts', 'lib', 'load-bundle.cjs');
      return single(`The bundle loads, Node ${major}`, await run(await ensureNode(major), [script], { output }));
    },
  }));

/**
 * @param {string} part
 * @param {Wish} wish
 */
async function filesOf(part, { file = '' }) {
  return (await bundleTests(part)).filter(({ name }) => name.includes(file));
}

/**
 * What `npm run fuzz` runs, in full.
 * @param {Wish} wish
 * @returns {Promise<Task[]>}
 */
export async function drawnTasks(wish) {
  const files = await filesOf('unit', wish);
  return drawn
    .map((name) => ({ name, some: files.filter((file) => groupOf(file) === name) }))
    .filter(({ some }) => some.length > 0)
    .map(({ name, some }) => mocha(name, some, wish, { env: async () => ({ VIDEO_JOBS_EFFORT: 'full' }) }));
}

/**
 * The tasks of some parts: what computes in one lane; what waits for VS Code, half of the time for nothing but a clock,
 * in two more. Windows of the desktop would take the focus from each other: there it is one.
 * @param {readonly string[]} names
 * @param {Wish} wish
 * @returns {Promise<Task[][]>}
 */
export async function lanesOf(names, wish) {
  const isVSCode = (/** @type {string} */ name) => ['host', 'ui', 'package'].includes(name);
  const tasks = async (/** @type {string[]} */ some) =>
    (await Promise.all(some.map((name) => /** @type {(wish: Wish) => Promise<Task[]>} */ (parts[name])(wish)))).flat();
  const computing = await tasks(names.filter((name) => !isVSCode(name)));
  const waiting = await tasks(names.filter(isVSCode));
  if (waiting.length === 0 || (await chooseVSCode()) === 'desktop') return [computing, waiting];
  const half = (/** @type {number} */ which) => waiting.filter((_task, at) => at % 2 === which);
  return [computing, half(0), half(1)];
}
