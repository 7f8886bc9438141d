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
 * @property {() => Promise<void>} leave closes all windows; resolves when nothing of the user runs any more (code-server only)
 * @property {() => Promise<import('playwright-core').Page>} renew opens a window of the profile as it is now, in a browser that remembers nothing, after `leave`
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
  let endWaits = () => {};
  const crashed = (/** @type {string} */ how) => {
    process.stderr.write(`The extension host ended with ${how}\n`);
    endWaits();
  };
  const server = await startCodeServer({ profile: profile.dir, version, vsix, extensions, env, crashed });
  const browser = await openBrowser(join(profile.dir, 'browser'), { deaf });
  // Whatever waits for something in a window would wait in vain.
  endWaits = () => {
    for (const page of browser.pages()) void page.close();
  };
  const openWindow = async () => {
    const page = await browser.newPage();
    await page.goto(workbenchAddress(server.origin, profile.workspace));
    return page;
  };
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(workbenchAddress(server.origin, profile.workspace));
  return {
    kind: 'server',
    page,
    openWindow,
    async leave() {
      // A browser without a page may end.
      const blank = await browser.newPage();
      for (const other of browser.pages().filter((one) => one !== blank)) {
        // A page that is left says goodbye, and takes its extension host with it; one that is closed may not.
        await other.goto('about:blank');
        await other.close();
      }
      await server.idle();
    },
    async renew() {
      const [blank] = browser.pages();
      await forget(browser, server.origin);
      const page = await openWindow();
      await page.bringToFront();
      await blank?.close();
      return page;
    },
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

/**
 * Removes what pages of an origin have stored, and what was copied. What was compiled of the workbench's scripts stays.
 * @param {import('playwright-core').BrowserContext} browser
 * @param {string} origin
 */
async function forget(browser, origin) {
  const page = await browser.newPage();
  const session = await browser.newCDPSession(page);
  const storageTypes = 'cookies,file_systems,indexeddb,local_storage,cache_storage';
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
  await session.detach();
  // Any page of the origin: what is copied is a page's to write.
  await page.goto(`${origin}/version`);
  await browser.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.bringToFront();
  await page.evaluate("navigator.clipboard.writeText('')");
  await browser.clearPermissions();
  await page.close();
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
    openWindow: () => Promise.reject(inServerAlone('A second window is opened')),
    leave: () => Promise.reject(inServerAlone('Windows are left')),
    renew: () => Promise.reject(inServerAlone('A window is renewed')),
    close: () => application.close(),
  };
}

/** @param {string} what */
const inServerAlone = (what) => new Error(`${what} in code-server: set VIDEO_JOBS_VSCODE=server.`);

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
