// Whether VS Code desktop or the code-server build is used, and where the desktop is.
import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir } from './run.mjs';

/** The floor of `engines.vscode`, and the newest. */
export const desktopVersions = ['1.105.0', 'stable'];

/**
 * `VIDEO_JOBS_VSCODE` decides; without it a desktop is used where there is a screen and VS Code can be had.
 * @param {{ installed?: boolean }} [options] whether an installed VS Code will do
 * @returns {Promise<'desktop' | 'server'>}
 */
export async function chooseVSCode({ installed = false } = {}) {
  const wish = process.env.VIDEO_JOBS_VSCODE;
  if (wish === 'desktop' || wish === 'server') return wish;
  if (wish) throw new Error(`VIDEO_JOBS_VSCODE is ${wish}; it can be desktop or server.`);
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!screen) return 'server';
  return (installed && installedVSCode()) || (await canDownload()) ? 'desktop' : 'server';
}

/** Whether `@vscode/test-electron` could download VS Code here. */
async function canDownload() {
  try {
    const address = 'https://update.code.visualstudio.com/api/releases/stable';
    return (await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

/** @returns {string | undefined} the executable of the VS Code whose `code` is on PATH */
export function installedVSCode() {
  try {
    const find = process.platform === 'win32' ? 'where' : 'which';
    const [command = ''] = execFileSync(find, ['code'], { encoding: 'utf8', stdio: 'pipe' }).split(/\r?\n/);
    // `code` is a script in <app>/bin (on macOS <app>/Contents/Resources/app/bin); the executable stands above it.
    const bin = dirname(realpathSync(command));
    return [
      join(bin, '..', 'Code.exe'),
      join(bin, '..', '..', '..', 'MacOS', 'Electron'),
      join(bin, '..', '..', '..', 'MacOS', 'Code'),
      join(bin, '..', 'code'),
    ].find((path) => existsSync(path));
  } catch {
    return undefined;
  }
}

/**
 * Downloads VS Code desktop unless the cache has it.
 * @param {string} version `1.105.0`, `stable`
 * @returns {Promise<string>} path of the executable
 */
export async function downloadVSCode(version) {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode({ version, cachePath: cacheDir });
}
