// Brings what the scripts need and is missing. Uses nothing but Node 20 itself, since it runs before `npm ci`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, must, npm, root } from './run.mjs';

const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Installs the npm dependencies unless node_modules holds exactly what package-lock.json asks for. */
export async function ensureDependencies() {
  if (installedAsLocked()) return;
  say('Installing npm dependencies');
  await npm(['ci', '--no-audit', '--no-fund'], { quiet: true });
}

function installedAsLocked() {
  // npm writes node_modules/.package-lock.json last, so an install that was cut off has none, or an old one.
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const packages = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packages(record);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

/** Installations under way or done, by major version. @type {Map<number, Promise<string>>} */
const nodes = new Map();

/**
 * A Node of one major version: this one, or one from npm. Tasks that ask at the same time share one installation.
 * @param {number} major
 * @returns {Promise<string>} path of the binary
 */
export function ensureNode(major) {
  let node = nodes.get(major);
  if (!node) nodes.set(major, (node = installNode(major)));
  return node;
}

async function installNode(/** @type {number} */ major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const dir = join(cacheDir, `node-${major}`);
  const binary = join(dir, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (works(binary, `v${major}.`)) return binary;
  say(`Installing Node ${major}`);
  await installInto(dir, [`node@${major}`]);
  if (!works(binary, `v${major}.`)) throw new Error(`Node ${major} was installed, but ${binary} does not run.`);
  return binary;
}

/**
 * @param {string} binary
 * @param {string} version start of what `--version` must print
 */
function works(binary, version) {
  try {
    return execFileSync(binary, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).startsWith(version);
  } catch {
    return false;
  }
}

/** Debian packages: a browser that plays H.264, and what code-server compiles its Kerberos module with. */
const debianPackages = ['chromium', 'libkrb5-dev', 'pkg-config', 'g++', 'make', 'python3'];

/** Installs missing system packages where this process may (root on Debian); elsewhere they are the user's to bring. */
export async function ensureSystemPackages() {
  await ensureDebianPackages(debianPackages);
  await ensureHeadlessShell();
}

/** Chromium without windows, with which all that a browser shows takes less time; where it cannot be had, Chromium does. */
export async function ensureHeadlessShell() {
  await ensureDebianPackages(['chromium-headless-shell']).catch((error) => say(`No chromium-headless-shell: ${error}`));
}

/**
 * What the tests of sound make their clips with, and compare the decoder to. Where it cannot be had (no network, another
 * system), they are skipped and say so.
 */
export async function ensureFfmpeg() {
  await ensureDebianPackages(['ffmpeg']).catch((error) => say(`No ffmpeg: ${error}`));
}

async function ensureDebianPackages(/** @type {readonly string[]} */ wanted) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const missing = wanted.filter((name) => !hasDebianPackage(name));
  if (missing.length === 0) return;
  say(`Installing Debian packages: ${missing.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get', ['update', '-q'], { env, quiet: true });
  await must('apt-get', ['install', '-yq', '--no-install-recommends', ...missing], { env, quiet: true });
}

function hasDebianPackage(/** @type {string} */ name) {
  try {
    const status = execFileSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8', stdio: 'pipe' });
    return status.includes('install ok installed');
  } catch {
    return false;
  }
}

/**
 * One version of code-server, which is VS Code that runs without a desktop.
 * @param {string} version
 * @returns {Promise<string>} path of its `server-main.js`
 */
export async function ensureCodeServer(version) {
  const dir = join(cacheDir, `code-server-${version}`);
  const main = join(dir, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
  const complete = join(dir, '.complete');
  if (existsSync(complete) && existsSync(main)) return main;
  say(`Installing code-server ${version} (about two minutes)`);
  const node = await ensureNode(24);
  rmSync(dir, { recursive: true, force: true });
  await installInto(dir, [`code-server@${version}`, ...(process.getuid?.() === 0 ? ['--unsafe-perm'] : [])], node);
  if (!existsSync(main)) throw new Error(`code-server ${version} was installed, but ${main} is missing.`);
  writeFileSync(complete, `${new Date().toISOString()}\n`);
  return main;
}

/**
 * @param {string} dir
 * @param {readonly string[]} args
 * @param {string} [node]
 */
async function installInto(dir, args, node) {
  mkdirSync(dir, { recursive: true });
  // A package.json of its own keeps npm from installing into the project around it.
  const manifest = join(dir, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  // These packages are nothing without their install scripts, which npm will one day ask to have approved.
  const env = { npm_config_dangerously_allow_all_scripts: 'true' };
  await npm(['install', '--no-audit', '--no-fund', ...args], { cwd: dir, node, env, quiet: true });
}
