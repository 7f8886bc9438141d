// The packaged extension.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installExtensions } from './code-server.mjs';
import { isPreRelease } from './release.mjs';
import { must, root } from './run.mjs';

/**
 * Builds for production and packs `video-jobs-<version>.vsix`.
 * @returns {Promise<string>} its path
 */
export async function makeVsix() {
  const { name, version, repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const path = join(root, `${name}-${version}.vsix`);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await must(process.execPath, ['esbuild.js', '--production'], { quiet: true });
  await must(
    process.execPath,
    [
      vsce,
      ...['package', '--no-dependencies', '--out', path],
      ...(isPreRelease(version) ? ['--pre-release'] : []),
      // vsce turns the README's relative links into addresses below the repository, where there is one.
      ...(repository ? [] : ['--allow-missing-repository', '--no-rewrite-relative-links']),
    ],
    { quiet: true },
  );
  return path;
}

/**
 * The extension as code-server installs it, once for all profiles that get a copy.
 * @param {string} vsix
 * @returns {Promise<string>} folder of installed extensions
 */
export async function installedExtensions(vsix) {
  const profile = join(root, 'out', 'installed');
  rmSync(profile, { recursive: true, force: true });
  mkdirSync(profile, { recursive: true });
  await installExtensions(profile, [vsix]);
  return join(profile, 'extensions');
}
