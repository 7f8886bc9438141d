// The browser that shows a VS Code which has no desktop.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { deafChromium } from './deaf-chromium.mjs';
import { patience } from './patience.mjs';

// Distributions' own builds first: they play H.264 and AAC, which Playwright's Chromium does not. Before all of them the
// one without windows: a page costs it a third of what it costs a whole browser, which draws tabs and menus that none sees.
const known = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** @throws Error that says what to install, when there is no browser. */
export function findChromium() {
  const found = known.find((path) => path && existsSync(path));
  if (!found) throw new Error('No Chromium or Chrome found. Install one, or name it in CHROME_PATH.');
  return found;
}

/**
 * A browser with a profile on disk: SecretStorage and the workbench's state of code-server live in it.
 * @param {string} profile folder
 * @param {{ deaf?: boolean | undefined }} [options] `deaf`: decodes no AAC, as VS Code desktop
 */
export async function openBrowser(profile, { deaf = false } = {}) {
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: (deaf && deafChromium()) || findChromium(),
    headless: true,
    chromiumSandbox: false,
    viewport: { width: 1280, height: 800 },
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  browser.setDefaultTimeout(patience);
  // The workbench keeps SecretStorage in the page's local storage, sealed with a key that code-server's own front end
  // hands out. This rig starts the VS Code server without that front end, so it hands out a key itself.
  await browser.route('**/mint-key', (route) => route.fulfill({ body: Buffer.alloc(32, 'video-jobs') }));
  return browser;
}
