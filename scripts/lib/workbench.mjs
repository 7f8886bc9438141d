// Opens a VS Code that a script can drive: the window is a Playwright page, whichever build of VS Code it is.
import { join } from 'node:path';
import { _electron as electron } from 'playwright-core';
import { openBrowser } from './chromium.mjs';
import { startCodeServer, workbenchAddress } from './code-server.mjs';
import { chooseVSCode, downloadVSCode, installedVSCode } from './desktop.mjs';
import { patience } from './patience.mjs';
import { root } from './run.mjs';

/**
 * @typedef {object} WorkbenchOptions
 * @property {import('./profile.mjs').Profile} profile
 * @property {NodeJS.ProcessEnv} [env] environment of the extension host
 * @property {string | readonly string[]} [vsix] the packaged extension, or several; code-server needs it, the desktop runs the one in this folder
 * @property {string} [extensions] folder of installed extensions that code-server gets a copy of, in place of `vsix`
 * @property {string} [language] display language of the desktop; code-server reads it from the profile
 * @property {boolean} [deaf] in a browser that decodes no AAC; VS Code desktop has none anyway
 * @property {string} [version] of code-server, or of VS Code desktop
 */

/**
 * @typedef {object} Workbench
 * @property {'desktop' | 'server'} kind
 * @property {import('playwright-core').Page} page the first window
 * @property {() => Promise<import('playwright-core').Page>} openWindow a second window of the same user (code-server only)
 * @property {() => Promise<void>} close ends VS Code; the profile keeps what a user's would
 */

/**
 * @param {WorkbenchOptions} options
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(options) {
  const kind = await chooseVSCode();
  const workbench = await (kind === 'desktop' ? openDesktop(options) : openServer(options));
  await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: patience });
  return workbench;
}

/**
 * @param {WorkbenchOptions} options
 * @returns {Promise<Workbench>}
 */
async function openServer({ profile, env, vsix, extensions, version, deaf }) {
  const server = await startCodeServer({ profile: profile.dir, version, vsix, extensions, env });
  const address = workbenchAddress(server.origin, profile.workspace);
  const browser = await openBrowser(join(profile.dir, 'browser'), { deaf });
  const openWindow = async () => {
    const page = await browser.newPage();
    await page.goto(address);
    return page;
  };
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(address);
  return {
    kind: 'server',
    page,
    openWindow,
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

/**
 * @param {WorkbenchOptions} options
 * @returns {Promise<Workbench>}
 */
async function openDesktop({ profile, env = {}, language, version }) {
  const application = await electron.launch({
    executablePath: (!version && installedVSCode()) || (await downloadVSCode(version ?? 'stable')),
    args: [...desktopArguments(profile), ...(language ? [`--locale=${language}`] : [])],
    env: /** @type {Record<string, string>} */ ({ ...process.env, ...env }),
  });
  return {
    kind: 'desktop',
    page: await application.firstWindow(),
    openWindow: () =>
      Promise.reject(new Error('A second window is opened in code-server: set VIDEO_JOBS_VSCODE=server.')),
    close: () => application.close(),
  };
}

/**
 * What VS Code desktop is started with, for a user of its own and the extension in this folder.
 * @param {import('./profile.mjs').Profile} profile
 */
export function desktopArguments(profile) {
  return [
    profile.workspace,
    `--user-data-dir=${profile.dir}`,
    `--extensions-dir=${join(profile.dir, 'extensions')}`,
    `--extensionDevelopmentPath=${root}`,
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    '--disable-workspace-trust',
    // Without a keyring VS Code would ask; this profile's secrets are the sandbox's.
    '--password-store=basic',
    ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
  ];
}
