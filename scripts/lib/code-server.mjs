// Starts VS Code without a desktop: the server of the code-server package, which a browser then shows.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { ensureCodeServer, ensureNode } from './install.mjs';
import { patience } from './patience.mjs';
import { must, nodeFirst } from './run.mjs';

/** Newest and oldest version that install from npm alone; `npm test` runs inside both. */
export const codeServerVersions = ['4.139.1', '4.133.0'];

/**
 * @typedef {object} ServerOptions
 * @property {string} profile folder of everything VS Code remembers; used again, it is the same user
 * @property {string} [version] of code-server
 * @property {string | readonly string[]} [vsix] packaged extensions to install first
 * @property {string} [extensions] folder of installed extensions, of which the profile gets a copy; see {@link installExtensions}
 * @property {boolean} [testDriver] honour an extension under development and its tests; VS Code then shows no toasts
 * @property {NodeJS.ProcessEnv} [env] added to the server's environment
 * @property {(line: string) => void} [log] takes the server's output
 * @property {(how: string) => void} [crashed] takes how an extension host ended that nothing ended on purpose
 */

/**
 * @typedef {object} CodeServer
 * @property {string} origin
 * @property {() => Promise<void>} idle resolves when no extension host runs: each ends with the page that it works for
 * @property {() => Promise<void>} stop
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<CodeServer>}
 * @throws Error with the server's output when it does not come up
 */
export async function startCodeServer({
  profile,
  version = codeServerVersions[0],
  vsix,
  extensions,
  testDriver = false,
  env = {},
  log,
  crashed,
}) {
  const main = await ensureCodeServer(/** @type {string} */ (version));
  const node = await ensureNode(24);
  const port = await portOf(profile);
  const folders = foldersOf(profile);
  const environment = { ...nodeFirst(node), ...env };
  if (extensions) cpSync(extensions, join(profile, 'extensions'), { recursive: true });
  await installExtensions(profile, [vsix ?? []].flat(), version);
  const child = spawn(
    node,
    [
      main,
      ...folders,
      ...['--host', '127.0.0.1', '--port', String(port)],
      '--without-connection-token',
      '--accept-server-license-terms',
      ...(testDriver ? ['--enable-smoke-test-driver'] : []),
      '--disable-telemetry',
    ],
    // A group of its own, so that the extension host and the file watcher end with it.
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const ended = new Promise((done) => child.once('close', done));
  let stopped = false;
  const stop = async () => {
    if (!stopped) killGroup(child.pid);
    await ended;
    // From now on its number may be another process's.
    stopped = true;
  };
  onExit(() => stopped || killGroup(child.pid));
  const hosts = new ExtensionHosts(crashed);
  child.stdout?.on('data', (chunk) => hosts.read(String(chunk)));
  await ready(child, log).catch(async (error) => {
    await stop();
    throw error;
  });
  return { origin: `http://127.0.0.1:${port}`, idle: () => hosts.idle(), stop };
}

/** The extension hosts of a server, by what it writes of them. */
class ExtensionHosts {
  #running = 0;
  #line = '';
  /** @type {(() => void)[]} */
  #waiting = [];
  #crashed;

  /** @param {((how: string) => void) | undefined} crashed */
  constructor(crashed) {
    this.#crashed = crashed;
  }

  /** @param {string} text of the server's output, which comes in pieces */
  read(text) {
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) {
      if (line.includes('Launched Extension Host Process')) this.#running += 1;
      const how = /Extension Host Process exited with (code: .*)/.exec(line)?.[1];
      if (how === undefined) continue;
      this.#running -= 1;
      if (!how.startsWith('code: 0,')) this.#crashed?.(how);
      if (this.#running === 0) for (const done of this.#waiting.splice(0)) done();
    }
  }

  /** @returns {Promise<void>} */
  async idle() {
    if (this.#running > 0) await new Promise((done) => this.#waiting.push(() => done(undefined)));
  }
}

/** @param {string} profile */
const foldersOf = (profile) => [
  ...['--server-data-dir', join(profile, 'server')],
  ...['--user-data-dir', profile],
  ...['--extensions-dir', join(profile, 'extensions')],
];

/**
 * Installs packaged extensions into `extensions` of a profile. Another profile may have a copy of that folder.
 * @param {string} profile
 * @param {readonly string[]} packages
 * @param {string} [version] of code-server
 */
export async function installExtensions(profile, packages, version = codeServerVersions[0]) {
  if (packages.length === 0) return;
  const main = await ensureCodeServer(/** @type {string} */ (version));
  const node = await ensureNode(24);
  const install = packages.flatMap((one) => ['--install-extension', resolve(one)]);
  await must(node, [main, ...foldersOf(profile), '--accept-server-license-terms', ...install], {
    env: nodeFirst(node),
    quiet: true,
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {((line: string) => void) | undefined} log
 * @returns {Promise<void>}
 */
function ready(child, log) {
  return new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(
      () => fail(new Error(`code-server is not up after ${patience / 1000} s:\n${output}`)),
      patience,
    );
    const read = (/** @type {Buffer} */ chunk) => {
      const text = chunk.toString();
      log?.(text);
      if (output.length < 20_000) output += text;
      if (!output.includes('Extension host agent listening')) return;
      clearTimeout(timer);
      done();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', () => {
      clearTimeout(timer);
      fail(new Error(`code-server ended before it was up:\n${output}`));
    });
  });
}

/**
 * Runs on every way out, Ctrl+C and `kill` too.
 * @param {() => unknown} action
 */
function onExit(action) {
  // First of all: what else is done on the way out (removing folders) may throw while the process still writes.
  process.prependOnceListener('exit', action);
  // Without a listener a signal ends the process before `exit` is emitted; the listener stays, for a signal may come twice.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    if (process.listenerCount(signal) === 0) process.on(signal, () => process.exit(1));
  }
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * A free port, the same one at each start with a profile: SecretStorage is kept by the browser under the page's origin.
 * @param {string} profile
 */
async function portOf(profile) {
  const file = join(profile, 'port');
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'));
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((done) => server.close(done));
  mkdirSync(profile, { recursive: true });
  writeFileSync(file, String(address.port));
  return address.port;
}

/**
 * The workbench's address for a folder or a `.code-workspace` and, where given, the tests of an extension under development.
 * @param {string} origin
 * @param {string} folder
 * @param {{ extensionDevelopmentPath: string, extensionTestsPath: string, env: NodeJS.ProcessEnv }} [tests]
 */
export function workbenchAddress(origin, folder, tests) {
  const address = new URL(origin);
  address.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(folder));
  if (tests) {
    const remote = (/** @type {string} */ path) => `vscode-remote://${address.host}${resolve(path)}`;
    const payload = [
      ['extensionDevelopmentPath', remote(tests.extensionDevelopmentPath)],
      ['extensionTestsPath', remote(tests.extensionTestsPath)],
      ['extensionEnvironment', JSON.stringify(tests.env)],
    ];
    address.searchParams.set('payload', JSON.stringify(payload));
  }
  return address.href;
}
