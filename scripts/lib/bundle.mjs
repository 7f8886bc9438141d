// Bundles tests with the bundler of the extension. Files are found by name, so that no test can be forgotten.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
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
 * @typedef {object} TestFile
 * @property {string} name path below `test/<part>`, with `/`, without `.test.ts`: `jobs/ledger/list`
 * @property {string} bundle path of the bundled file
 * @property {Set<string>} packages npm packages that it or its own modules import
 */

/** Entries besides the tests: what VS Code calls inside it, and a process that tests start and kill. */
const entries = [join('host', 'support', 'run.ts'), join('unit', 'killed', 'window.ts')];

/**
 * Bundles `test/<part>/**\/*.test.ts` into `out/<part>`.
 * @param {string} part
 * @returns {Promise<TestFile[]>} by name
 */
export async function bundleTests(part) {
  const source = join(root, 'test', part);
  const outdir = join(root, 'out', part);
  rmSync(outdir, { recursive: true, force: true });
  const tests = filesUnder(source, '.test.ts');
  const others = entries.map((entry) => join(root, 'test', entry)).filter((entry) => entry.startsWith(source + sep));
  const { metafile } = await build({
    ...options,
    entryPoints: [...tests, ...others],
    outdir,
    outbase: source,
    metafile: true,
    ...(part === 'unit' && { alias: { vscode: standIn } }),
  });
  /** @type {Map<string, Set<string>>} */
  const packages = new Map();
  for (const { entryPoint, imports } of Object.values(metafile.outputs)) {
    if (entryPoint) packages.set(join(root, entryPoint), new Set(imports.map(({ path }) => path)));
  }
  return tests.map((test) => {
    const name = relative(source, test).replace(/\.test\.ts$/, '');
    return {
      name: name.split(sep).join('/'),
      bundle: join(outdir, `${name}.test.js`),
      packages: packages.get(test) ?? new Set(),
    };
  });
}

/**
 * Bundles some unit tests into a folder of `out`.
 * @param {readonly string[]} paths files or folders of `test/unit`
 * @param {string} folder
 */
export async function bundleUnitTests(paths, folder) {
  const source = join(root, 'test', 'unit');
  const outdir = join(root, 'out', folder);
  rmSync(outdir, { recursive: true, force: true });
  const entryPoints = paths.flatMap((path) =>
    path.endsWith('.ts') ? [join(source, path)] : filesUnder(join(source, path), '.test.ts'),
  );
  await build({ ...options, entryPoints, outdir, outbase: source, alias: { vscode: standIn } });
}

/**
 * Bundles the bench into `out/bench`: `run.ts`, and the programs it starts, which hold all they need, as the extension does.
 * @returns {Promise<string>} path of the bundled `run.ts`
 */
export async function bundleBench() {
  const source = join(root, 'test', 'bench');
  const outdir = join(root, 'out', 'bench');
  rmSync(outdir, { recursive: true, force: true });
  await build({ ...options, entryPoints: [join(source, 'run.ts')], outdir, alias: { vscode: standIn } });
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
