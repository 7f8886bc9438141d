// A user of VS Code who has just begun: an empty folder with the few settings that keep other features quiet.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  // Every server of the tests is a port, and of more than twenty VS Code says something.
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'window.confirmBeforeClose': 'never',
};

/**
 * @typedef {object} Profile
 * @property {string} dir user-data directory of VS Code
 * @property {string} workspace an empty folder to open
 * @property {string} library where clips go that are downloaded
 * @property {(settings: Record<string, unknown>) => void} configure writes these user settings and the quiet ones
 * @property {(language: string) => void} speak makes this the display language in code-server; its own words stay English
 * @property {() => void} renew removes all that a user has made, and begins with other folders, in a VS Code that goes on running
 * @property {() => void} remove
 */

/** What VS Code and its browser have open, or read as they start. */
const ofRunning = ['extensions', 'browser', 'server', 'port', 'logs'];

/**
 * @param {string} name what it is for; part of the folder's name
 * @returns {Profile}
 */
export function createProfile(name) {
  // Under the system's temporary folder, and short: macOS limits the path of VS Code's socket to 103 characters.
  const dir = mkdtempSync(join(tmpdir(), `vj-${name}-`));
  let user = 1;
  const workspace = () => join(dir, `workspace${user > 1 ? `-${user}` : ''}`);
  const begin = () => {
    mkdirSync(workspace());
    mkdirSync(join(dir, 'User'));
    configure({});
  };
  const configure = (/** @type {Record<string, unknown>} */ settings) =>
    writeFileSync(join(dir, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  begin();
  const speak = (/** @type {string} */ language) => {
    const translation = join(dir, 'translation.json');
    const pack = {
      hash: '0123456789abcdef',
      extensions: [{ extensionIdentifier: { id: 'test.pack' }, version: '1.0.0' }],
      translations: { vscode: translation },
      label: language,
    };
    writeFileSync(translation, JSON.stringify({ version: '1.0.0', contents: {} }));
    writeFileSync(join(dir, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
    writeFileSync(join(dir, 'argv.json'), JSON.stringify({ locale: language }));
    writeFileSync(join(dir, 'User', 'argv.json'), JSON.stringify({ locale: language }));
  };
  return {
    dir,
    get workspace() {
      return workspace();
    },
    // Not the same one again: a browser may remember a file by its address.
    get library() {
      return join(dir, `library${user > 1 ? `-${user}` : ''}`);
    },
    configure,
    speak,
    renew() {
      for (const name of readdirSync(dir)) {
        if (!ofRunning.includes(name)) rmSync(join(dir, name), { recursive: true, force: true, maxRetries: 5 });
      }
      user += 1;
      begin();
    },
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  };
}
