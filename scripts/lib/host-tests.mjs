// Tests inside VS Code, in each version that is asked for.
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleTests } from './bundle.mjs';
import { codeServerVersions } from './code-server.mjs';
import { add, counted, none } from './count.mjs';
import { chooseVSCode, desktopVersions, downloadVSCode } from './desktop.mjs';
import { createProfile } from './profile.mjs';
import { root } from './run.mjs';

/**
 * Files named `*.phase1.test.ts` and `*.phase2.test.ts` run in two starts of VS Code with the same user data, one after
 * the other: a restart. All others share a start.
 * @returns {Promise<import('./count.mjs').Count>}
 */
export async function hostTests() {
  const kind = await chooseVSCode();
  const files = await bundleTests('host');
  const phased = files.some((file) => /\.phase\d\.test\.js$/.test(file));
  const chosen = process.env.VIDEO_JOBS_VSCODE_VERSIONS?.split(',');
  const versions = chosen ?? (kind === 'desktop' ? desktopVersions : codeServerVersions);

  let count = none;
  for (const version of versions) {
    for (const phases of phased ? [['0'], ['1', '2']] : [['0']]) {
      const profile = createProfile('host');
      profile.configure({ 'videoJobs.library.folder': join(profile.dir, 'library') });
      for (const phase of phases) {
        const name = kind === 'desktop' ? `VS Code ${version}` : `VS Code of code-server ${version}`;
        process.stdout.write(`\n--- ${name}${phase === '0' ? '' : `, start ${phase} of ${phases.length}`}\n`);
        count = add(
          count,
          await counted((env) => oneStart(kind, version, profile, { ...env, VIDEO_JOBS_PHASE: phase })),
        );
      }
      profile.remove();
    }
  }
  return count;
}

/**
 * @param {'desktop' | 'server'} kind
 * @param {string} version
 * @param {import('./profile.mjs').Profile} profile
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code of the tests
 */
async function oneStart(kind, version, profile, env) {
  const desktop = kind === 'desktop';
  try {
    return await runTests({
      vscodeExecutablePath: desktop ? await downloadVSCode(version) : join(root, 'scripts', 'vscode-server-host'),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out', 'host', 'support', 'run.js'),
      launchArgs: [
        profile.workspace,
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
