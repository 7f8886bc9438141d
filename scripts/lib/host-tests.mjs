// Tests inside VS Code: one user's starts, one after the other, in one version.
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { searchCanary } from './canary.mjs';
import { codeServerVersions } from './code-server.mjs';
import { add, counted, none, single } from './count.mjs';
import { chooseVSCode, desktopVersions, downloadVSCode } from './desktop.mjs';
import { starts } from './host-starts.mjs';
import { createProfile } from './profile.mjs';
import { root } from './run.mjs';

/**
 * @typedef {object} HostRun
 * @property {string} version of VS Code desktop or of code-server
 * @property {boolean} newest whether that is the newest of those that are tested
 * @property {number} user index in `starts`
 * @property {string} title for people
 */

/**
 * All starts that have tests in the newest version, and in older ones what depends on the version.
 * @param {readonly string[]} wanted groups that have tests
 * @returns {Promise<HostRun[]>}
 */
export async function hostRuns(wanted) {
  const desktop = (await chooseVSCode()) === 'desktop';
  const chosen = process.env.VIDEO_JOBS_VSCODE_VERSIONS?.split(',');
  const versions = chosen ?? (desktop ? desktopVersions : codeServerVersions);
  const newestVersion = desktop ? versions.at(-1) : versions[0];
  return versions.flatMap((version) =>
    starts.flatMap((sameUser, user) => {
      const newest = version === newestVersion;
      const names = sameUser.flatMap((start) => groupsOf(start, newest, wanted));
      const title = `${desktop ? 'VS Code' : 'code-server'} ${version}, ${names.join(' and ')}`;
      return names.length > 0 ? [{ version, newest, user, title }] : [];
    }),
  );
}

/**
 * The groups that run in a start, in their order.
 * @param {import('./host-starts.mjs').Start} start
 * @param {boolean} newest
 * @param {readonly string[]} wanted
 */
const groupsOf = ({ groups, everyVersion = [] }, newest, wanted) =>
  groups.filter((group) => wanted.includes(group) && (newest || everyVersion.includes(group)));

/**
 * What a start leaves behind is searched for the key of the tests.
 * @param {string} version
 * @param {boolean} newest
 * @param {number} user index in `starts`
 * @param {readonly string[]} wanted groups that have tests
 * @returns {Promise<import('./count.mjs').Count>}
 */
export async function runHost(version, newest, user, wanted) {
  const kind = await chooseVSCode();
  const profile = createProfile('host');
  let count = none;
  let isFirst = true;
  for (const start of starts[user] ?? []) {
    const groups = groupsOf(start, newest, wanted);
    if (groups.length === 0) continue;
    const { settings, env, open = profile.workspace } = start.prepare?.(profile) ?? {};
    // After a restart the user's settings are as they were left.
    if (isFirst) profile.configure({ 'videoJobs.library.folder': profile.library, ...settings });
    isFirst = false;
    const title = `${kind === 'desktop' ? 'VS Code' : 'VS Code of code-server'} ${version}, ${groups.join(' and ')}`;
    process.stdout.write(`\n--- ${title}\n`);
    const run = (/** @type {NodeJS.ProcessEnv} */ results) =>
      oneStart(kind, version, profile, open, {
        ...env,
        ...results,
        VIDEO_JOBS_GROUPS: groups.join(),
        ...(newest && { VIDEO_JOBS_NEWEST_VERSION: '1' }),
      });
    count = add(count, await counted(run));
    count = add(count, single(`The key of the tests was left behind, ${title}`, withoutCanary(profile.dir)));
  }
  profile.remove();
  return count;
}

/**
 * Looks for the key in everything a start left: settings, state, logs, database, clips, the browser's own files.
 * @param {string} dir
 * @returns {number} 0 when it is nowhere
 */
function withoutCanary(dir) {
  const { looked, found } = searchCanary(dir);
  process.stdout.write(
    `  ${found.length > 0 ? '✖' : '✔'} the key of the tests is in none of the ${looked} files left behind\n`,
  );
  for (const path of found) process.stderr.write(`    It is in ${path}\n`);
  return found.length > 0 || looked === 0 ? 1 : 0;
}

/**
 * @param {'desktop' | 'server'} kind
 * @param {string} version
 * @param {import('./profile.mjs').Profile} profile
 * @param {string} open folder or workspace
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code of the tests
 */
async function oneStart(kind, version, profile, open, env) {
  const desktop = kind === 'desktop';
  try {
    return await runTests({
      vscodeExecutablePath: desktop ? await downloadVSCode(version) : join(root, 'scripts', 'vscode-server-host'),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out', 'host', 'support', 'run.js'),
      launchArgs: [
        open,
        `--user-data-dir=${profile.dir}`,
        `--extensions-dir=${join(profile.dir, 'extensions')}`,
        '--password-store=basic',
      ],
      extensionTestsEnv: {
        ...env,
        VIDEO_JOBS_TEST: '1',
        VIDEO_JOBS_TEST_DIR: profile.dir,
        ...(!desktop && { VIDEO_JOBS_CODE_SERVER: version }),
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
