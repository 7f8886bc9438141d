// The tasks of `npm test`, by part; scripts/lib/lanes.mjs runs them side by side.
import { join } from 'node:path';
import { bundleTests } from './bundle.mjs';
import { codeServerVersions } from './code-server.mjs';
import { add, counted, none, single } from './count.mjs';
import { chooseVSCode } from './desktop.mjs';
import { groupOf as hostGroupOf } from './host-starts.mjs';
import { hostRuns } from './host-tests.mjs';
import { ensureCodeServer, ensureFfmpeg, ensureHeadlessShell, ensureNode, ensureSystemPackages } from './install.mjs';
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
  async run(watched) {
    let count = none;
    for (const args of commands) count = add(count, single(args.join(' '), await run(node, args, watched)));
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
  async run(watched) {
    const args = [heap, bin('mocha/bin/mocha.js'), ...(grep ? ['--grep', grep] : [])];
    const command = await binary();
    const own = await env();
    const bundles = files.map(({ bundle }) => bundle);
    return counted((results) => run(command, [...args, ...bundles], { ...watched, env: { ...own, ...results } }));
  },
});

/** Suites that are processes of their own, the longest first. */
const large = ['faults', 'killed', 'soak', 'fuzz'];
/** Those whose cases are drawn. */
const drawn = ['killed', 'soak', 'fuzz'];

/** Tests of the repository, which no version of Node changes. */
const ofRepository = /^(architecture|canary|clickThroughTexts|docs|l10n|bench\/|ui\/tree\/manifest)/;

/**
 * What a version of Node can change: files, SQLite, HTTP, threads. The rest is language alone, and `lib` in `tsconfig.json`
 * holds it to what the oldest Node has.
 */
const ofNode = /^(api|jobs|disk|platform|publicApi|sandbox|clocks)\//;

/** @param {TestFile} file */
function groupOf({ name, packages }) {
  const [folder = ''] = name.split('/');
  if (large.includes(folder)) return folder;
  if (packages.has('playwright-core')) return 'browser';
  if (ofRepository.test(name)) return 'repository';
  return ['jobs', 'api', 'sound'].includes(folder) ? folder : 'rest';
}

/** Click-throughs that start VS Code in a way of their own. */
const ownStart = ['language', 'sound'];
/** The longest of the others as measured, which are dealt out first. */
const longest = ['systems', 'panels', 'compare', 'keys', 'firstClip', 'player', 'diagnose', 'library'];

/**
 * Click-throughs by process: those of one process share a start of VS Code, in which each is a new user.
 * @param {readonly TestFile[]} files
 * @returns {TestFile[][]} the longest first
 */
function clickThroughs(files) {
  const rank = (/** @type {TestFile} */ { name }) => (longest.includes(name) ? longest.indexOf(name) : longest.length);
  const sharing = files.filter(({ name }) => !ownStart.includes(name)).sort((a, b) => rank(a) - rank(b));
  const processes = Math.ceil(sharing.length / 5);
  const dealt = Array.from({ length: processes }, (_, process) =>
    sharing.filter((_file, at) => {
      const round = Math.floor(at / processes);
      return (round % 2 === 0 ? at % processes : processes - 1 - (at % processes)) === process;
    }),
  );
  const alone = files.filter(({ name }) => ownStart.includes(name)).map((file) => [file]);
  return [...dealt, ...alone].filter((some) => some.length > 0);
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
    if (!wish.quick) {
      await ensureFfmpeg();
      await ensureHeadlessShell();
    }
    const files = await filesOf('unit', wish);
    const group = (/** @type {string} */ name) => files.filter((file) => groupOf(file) === name);
    const rest = ['api', 'jobs', 'rest'];
    /** @type {[string, TestFile[]][]} */
    const newest = wish.quick
      ? [['sample', [...rest, ...large].flatMap(group)]]
      : ['browser', ...large, 'sound', 'repository', ...rest].map((name) => [name, group(name)]);
    /** @type {[string, TestFile[]][]} */
    const oldest = wish.quick
      ? []
      : [
          ['sample', large.flatMap(group)],
          ['plain', rest.flatMap(group).filter(({ name }) => ofNode.test(name))],
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
  async ui(wish) {
    await ensureFfmpeg();
    return clickThroughs(await filesOf('ui', wish)).map((files) =>
      mocha(`ui: ${files.map(({ name }) => name).join(', ')}`, files, wish, { env: installed }),
    );
  },
  async host(wish) {
    const wanted = [...new Set((await filesOf('host', wish)).map(({ bundle }) => hostGroupOf(bundle)))];
    return (await hostRuns(wanted)).map(({ version, newest, user, title }) => ({
      name: `host: ${title}`,
      async run(watched) {
        await vscode();
        await builds();
        const args = [
          join('scripts', 'main', 'host.mjs'),
          version,
          newest ? 'newest' : 'older',
          String(user),
          ...wanted,
        ];
        const env = wish.grep ? { VIDEO_JOBS_GREP: wish.grep } : {};
        return counted((results) => run(node, args, { ...watched, env: { ...env, ...results } }));
      },
    }));
  },
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
    async run(watched) {
      await builds();
      const script = join('scripts', 'lib', 'load-bundle.cjs');
      return single(`The bundle loads, Node ${major}`, await run(await ensureNode(major), [script], watched));
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
 * @returns {Promise<Task[][]>} by lane; two lanes may have the same tasks
 */
export async function lanesOf(names, wish) {
  const isVSCode = (/** @type {string} */ name) => ['host', 'ui', 'package'].includes(name);
  const tasks = async (/** @type {string[]} */ some) =>
    (await Promise.all(some.map((name) => /** @type {(wish: Wish) => Promise<Task[]>} */ (parts[name])(wish)))).flat();
  const computing = await tasks(names.filter((name) => !isVSCode(name)));
  const waiting = await tasks(names.filter(isVSCode));
  if (waiting.length === 0 || (await chooseVSCode()) === 'desktop') return [computing, waiting];
  return [computing, waiting, waiting];
}
