// Tests inside VS Code, in each version that is asked for.
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleTests } from './bundle.mjs';
import { codeServerVersions } from './code-server.mjs';
import { searchCanary } from './canary.mjs';
import { add, counted, none, single } from './count.mjs';
import { chooseVSCode, desktopVersions, downloadVSCode } from './desktop.mjs';
import { plain, startOf, starts } from './host-starts.mjs';
import { createProfile } from './profile.mjs';
import { root } from './run.mjs';

/**
 * Each start that has tests; see host-starts.mjs. What one leaves behind is searched for the key of the tests.
 * @returns {Promise<import('./count.mjs').Count>}
 */
export async function hostTests() {
  const kind = await chooseVSCode();
  const files = await bundleTests('host');
  const wanted = new Set(files.map(startOf));
  const chosen = process.env.VIDEO_JOBS_VSCODE_VERSIONS?.split(',');
  const versions = chosen ?? (kind === 'desktop' ? desktopVersions : codeServerVersions);

  let count = none;
  for (const version of versions) {
    for (const sameUser of starts) {
      const profile = createProfile('host');
      for (const { name, prepare } of sameUser.filter(({ name }) => wanted.has(name))) {
        const { settings, env, open = profile.workspace } = prepare?.(profile) ?? {};
        // After a restart the user's settings are as they were left.
        if (name === sameUser[0]?.name) {
          profile.configure({ 'videoJobs.library.folder': join(profile.dir, 'library'), ...settings });
        }
        const code = kind === 'desktop' ? `VS Code ${version}` : `VS Code of code-server ${version}`;
        process.stdout.write(`\n--- ${code}${name === plain ? '' : `, ${name}`}\n`);
        const start = (/** @type {NodeJS.ProcessEnv} */ results) =>
          oneStart(kind, version, profile, open, { ...env, ...results, VIDEO_JOBS_START: name });
        count = add(count, await counted(start));
        count = add(
          count,
          single(`The key of the tests was left behind, ${code}, ${name}`, withoutCanary(profile.dir)),
        );
      }
      profile.remove();
    }
  }
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
