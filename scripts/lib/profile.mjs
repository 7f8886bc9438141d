// A user of VS Code who has just begun: an empty folder with the few settings that keep other features quiet.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
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
 * @property {(settings: Record<string, unknown>) => void} configure writes these user settings and the quiet ones
 * @property {(language: string) => void} speak makes this the display language in code-server; its own words stay English
 * @property {() => void} remove
 */

/**
 * @param {string} name what it is for; part of the folder's name
 * @returns {Profile}
 */
export function createProfile(name) {
  // Under the system's temporary folder, and short: macOS limits the path of VS Code's socket to 103 characters.
  const dir = mkdtempSync(join(tmpdir(), `vj-${name}-`));
  const workspace = join(dir, 'workspace');
  mkdirSync(workspace);
  mkdirSync(join(dir, 'User'));
  const configure = (/** @type {Record<string, unknown>} */ settings) =>
    writeFileSync(join(dir, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  configure({});
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
    workspace,
    configure,
    speak,
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  };
}
