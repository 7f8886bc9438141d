// The starts of VS Code that tests inside it run in. A file `x.<group>.test.ts` runs in the start that has this group.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority } from './authority.mjs';
import { root } from './run.mjs';

/** @typedef {import('./profile.mjs').Profile} Profile */

/**
 * @typedef {object} Start
 * @property {string[]} groups of test files, in the order in which they run
 * @property {string[]} [everyVersion] groups that run in each version of VS Code; the others run in the newest alone
 * @property {(profile: Profile) => Prepared} [prepare] puts things into the profile before VS Code starts
 */

/**
 * @typedef {object} Prepared
 * @property {Record<string, unknown>} [settings] of the user
 * @property {NodeJS.ProcessEnv} [env] of VS Code
 * @property {string} [open] a folder or a `.code-workspace`, in place of the empty folder
 */

/** The group of files that name none and prove nothing of a version of VS Code. */
const plain = 'plain';

/**
 * Starts in one list have one user, one after the other: a restart.
 * @type {Start[][]}
 */
export const starts = [
  [
    { groups: ['versions', plain, 'phase1'], everyVersion: ['versions', 'phase1'] },
    {
      groups: ['phase2', 'trusted'],
      everyVersion: ['phase2', 'trusted'],
      prepare: (profile) => hostileWorkspace(profile),
    },
  ],
  [
    {
      groups: ['proxied'],
      prepare: ({ dir }) => ({ env: { ...ownAuthority(join(dir, 'tls')), ...environmentProxy() } }),
    },
  ],
  [{ groups: ['untrusted'], prepare: (profile) => hostileFolder(profile) }],
];

/**
 * The group that a bundled test file belongs to.
 * @param {string} file
 */
export function groupOf(file) {
  const name = /\.([^./\\]+)\.test\.js$/.exec(file)?.[1] ?? plain;
  if (starts.flat().some(({ groups }) => groups.includes(name))) return name;
  throw new Error(`No start of VS Code has a group "${name}" for ${file}.`);
}

/**
 * `SSL_CERT_FILE` makes the authority one of the system's for Node and OpenSSL.
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
function ownAuthority(folder) {
  makeAuthority(folder);
  return { SSL_CERT_FILE: join(folder, 'ca.crt'), VIDEO_JOBS_TLS: folder };
}

/** VS Code reads the environment once, so the proxy that the tests start must have its port before. */
function environmentProxy() {
  // Below the ports that systems hand out by themselves.
  const port = String(20_000 + (process.pid % 10_000));
  return { VIDEO_JOBS_ENV_PROXY: port, HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '' };
}

/** Trust is on, and this folder has not been given it. @param {Profile} profile @returns {Prepared} */
function hostileFolder(profile) {
  poison(profile.workspace);
  return {
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
  };
}

/** Trusted, as all is where trust is off; hostile in its own file and in that of its folder. @param {Profile} profile @returns {Prepared} */
function hostileWorkspace(profile) {
  poison(profile.workspace);
  const open = join(profile.dir, 'hostile.code-workspace');
  writeFileSync(open, JSON.stringify({ folders: [{ path: 'workspace' }], settings: hostileSettings() }));
  return { open };
}

/** @param {string} folder */
function poison(folder) {
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(hostileSettings()));
}

/** Every setting of ours and of VS Code's network, with the value that would do harm. */
function hostileSettings() {
  const { properties } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).contributes.configuration;
  const evil = { id: 'evil', type: 'openai', baseUrl: 'https://evil.example/v1', apiKeyEnv: 'PATH' };
  const ours = Object.entries(properties).map(([name, { type, enum: words, default: usual }]) => [
    name,
    {
      array: [evil],
      boolean: !usual,
      number: 3600,
      string: words?.find((/** @type {string} */ word) => word !== usual) ?? '/tmp/evil',
    }[/** @type {string} */ (type)],
  ]);
  return {
    ...Object.fromEntries(ours),
    // Harmless; shows that VS Code has read this.
    'editor.tabSize': 7,
    'http.proxy': 'http://evil.example:8080',
    'http.proxyAuthorization': 'Basic ZXZpbA==',
    'http.noProxy': ['*'],
    'http.proxySupport': 'off',
    'http.proxyStrictSSL': false,
    'http.systemCertificates': false,
  };
}
