// Bundles the extension. Each entry is one file in dist/; entries marked lazy are loaded at first use.
const esbuild = require('esbuild');
const path = require('node:path');
const fs = require('node:fs');

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/**
 * Modules that get a bundle of their own, so that `import('…')` or `require('…')` of one costs nothing until it runs.
 * @type {Record<string, string>}
 */
const lazy = {
  [path.resolve('src/composition.ts')]: './composition.js',
  [path.resolve('src/api/http/undici.ts')]: './undici.js',
  [path.resolve('src/sandbox/index.ts')]: './sandbox.js',
};

/** @type {esbuild.Plugin} */
const lazyBundles = {
  name: 'lazy-bundles',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ kind, path: specifier, resolveDir }) => {
      if (kind !== 'dynamic-import' && kind !== 'require-call') return undefined;
      const target = path.resolve(resolveDir, specifier);
      const found = [`${target}.ts`, path.join(target, 'index.ts')].find((file) => lazy[file]);
      return found ? { path: lazy[found], external: true } : undefined;
    });
  },
};

/**
 * Each file that imports the whole of `vscode` would copy its hundreds of names while VS Code starts; so they share a copy.
 * @type {esbuild.Plugin}
 */
const oneCopyOfVSCode = {
  name: 'one-copy-of-vscode',
  setup(build) {
    const namespace = 'one-copy';
    build.onResolve({ filter: /^vscode$/ }, ({ path, namespace: from }) =>
      from === namespace ? { path, external: true } : { path, namespace },
    );
    build.onLoad({ filter: /./, namespace }, () => ({ contents: "export * from 'vscode';" }));
  },
};

/**
 * undici brings its HTTP parser twice, with and without SIMD. The plain one runs on every machine and is all that is
 * needed where the time goes to the network; two of them would be a twentieth of the package.
 * @type {esbuild.Plugin}
 */
const oneParser = {
  name: 'one-parser',
  setup(build) {
    build.onResolve({ filter: /\/llhttp_simd-wasm\.js$/ }, ({ path: specifier, kind, resolveDir }) =>
      build.resolve(specifier.replace('_simd', ''), { kind, resolveDir }),
    );
  },
};

/** @satisfies {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : /** @type {const} */ ('linked'),
  legalComments: /** @type {const} */ ('none'),
  logLevel: /** @type {const} */ ('info'),
  loader: { '.webp': 'binary' },
  metafile: true,
};

/** @satisfies {esbuild.BuildOptions} */
const inPage = {
  ...shared,
  outdir: 'dist',
  platform: /** @type {const} */ ('browser'),
  target: 'chrome138',
};

/** @type {esbuild.BuildOptions[]} */
const builds = [
  {
    ...shared,
    entryPoints: {
      extension: 'src/extension.ts',
      composition: 'src/composition.ts',
      undici: 'src/api/http/undici.ts',
      sandbox: 'src/sandbox/index.ts',
      clipWorker: 'src/platform/clipWorker.ts',
    },
    outdir: 'dist',
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [lazyBundles, oneCopyOfVSCode, oneParser],
  },
  { ...inPage, entryPoints: { preview: 'src/webview/preview.ts' }, format: 'iife' },
  { ...inPage, entryPoints: { reader: 'src/webview/header.ts' }, format: 'esm' },
];

async function main() {
  fs.rmSync('dist', { recursive: true, force: true });
  if (watch) {
    const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const results = await Promise.all(builds.map((options) => esbuild.build(options)));
  if (!production) return;
  const { thirdPartyNotices } = await import('./scripts/lib/notices.mjs');
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  fs.writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(inputs));
}

main().catch((error) => {
  console.error(error.message ?? error);
  process.exit(1);
});
