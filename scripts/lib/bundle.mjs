// Bundles tests with the bundler of the extension. Files are found by name, so that no test can be forgotten.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './run.mjs';

/** @satisfies {import('esbuild').BuildOptions} */
const options = {
  bundle: true,
  platform: /** @type {const} */ ('node'),
  target: 'node22',
  format: /** @type {const} */ ('cjs'),
  packages: /** @type {const} */ ('external'),
  sourcemap: /** @type {const} */ ('linked'),
  loader: { '.webp': /** @type {const} */ ('binary') },
  logLevel: /** @type {const} */ ('warning'),
};

/** Only a VS Code has the real module `vscode`. */
const standIn = join(root, 'test', 'unit', 'support', 'vscode.ts');

/**
 * Bundles one file of the tests that is run by itself.
 * @param {string} file path from the project's root
 * @returns {Promise<string>} path of the bundle
 */
export async function bundleFile(file) {
  const outfile = join(root, 'out', basename(file).replace(/\.ts$/, '.js'));
  await build({ ...options, entryPoints: [join(root, file)], outfile });
  return outfile;
}

/**
 * Bundles `test/<part>/**\/*.test.ts` (and, for host, the entry that VS Code calls) into `out/<part>`.
 * @param {string} part
 * @returns {Promise<string[]>} paths of the bundled test files
 */
export async function bundleTests(part) {
  const source = join(root, 'test', part);
  const outdir = join(root, 'out', part);
  rmSync(outdir, { recursive: true, force: true });
  const tests = filesUnder(source, '.test.ts');
  const entry = join(source, 'support', 'run.ts');
  await build({
    ...options,
    entryPoints: [...tests, ...(existsSync(entry) ? [entry] : [])],
    outdir,
    outbase: source,
    ...(part === 'unit' && { alias: { vscode: standIn } }),
  });
  return filesUnder(outdir, '.test.js');
}

/**
 * Bundles the bench into `out/bench`: `run.ts`, and the programs it starts, which hold all they need, as the extension does.
 * @returns {Promise<string>} path of the bundled `run.ts`
 */
export async function bundleBench() {
  const source = join(root, 'test', 'bench');
  const outdir = join(root, 'out', 'bench');
  rmSync(outdir, { recursive: true, force: true });
  await build({ ...options, entryPoints: [join(source, 'run.ts')], outdir });
  await build({
    ...options,
    entryPoints: filesUnder(join(source, 'programs'), '.ts'),
    outdir: join(outdir, 'programs'),
    packages: 'bundle',
    sourcemap: false,
    alias: { vscode: standIn },
  });
  return join(outdir, 'run.js');
}

/**
 * @param {string} dir
 * @param {string} ending
 */
function filesUnder(dir, ending) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(dir, name));
}
