// Shows the extension at work in a real VS Code, to a person or (--check) to a script. See ../start.mjs.
import { parseArgs } from 'node:util';
import { bundleFile } from '../lib/bundle.mjs';
import { startCodeServer, workbenchAddress } from '../lib/code-server.mjs';
import { chooseVSCode, downloadVSCode, installedVSCode } from '../lib/desktop.mjs';
import { ensureSystemPackages } from '../lib/install.mjs';
import { createProfile } from '../lib/profile.mjs';
import { must, run } from '../lib/run.mjs';
import { makeVsix } from '../lib/vsix.mjs';
import { desktopArguments } from '../lib/workbench.mjs';

const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** The extension starts its sandbox, and makes a job for each state there is. */
const demo = { VIDEO_JOBS_DEMO: '1' };

async function main() {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const kind = await chooseVSCode({ installed: true });
  if (kind === 'server') await ensureSystemPackages();
  if (values.check) return check(kind);

  const profile = createProfile('start');
  profile.configure({ 'videoJobs.library.folder': profile.library });
  process.once('exit', profile.remove);
  return kind === 'desktop' ? showDesktop(profile) : showServer(profile);
}

/**
 * @param {'desktop' | 'server'} kind
 * @returns {Promise<number>} 0 when the whole job was seen to work
 */
async function check(kind) {
  const env = kind === 'server' ? { VIDEO_JOBS_VSIX: await makeVsix() } : {};
  if (kind === 'desktop') await must(process.execPath, ['esbuild.js'], { quiet: true });
  return run(process.execPath, [await bundleFile('test/ui/support/check.ts')], { env });
}

/**
 * @param {import('../lib/profile.mjs').Profile} profile
 * @returns {Promise<number>} when the window is closed
 */
async function showDesktop(profile) {
  await must(process.execPath, ['esbuild.js'], { quiet: true });
  const code = installedVSCode() ?? (await downloadVSCode('stable'));
  say('VS Code opens with the extension, a sandbox provider and a few jobs. Close it to end.');
  return run(code, ['--wait', ...desktopArguments(profile)], { env: demo, quiet: true });
}

/**
 * @param {import('../lib/profile.mjs').Profile} profile
 * @returns {Promise<never>} until Ctrl+C
 */
async function showServer(profile) {
  const server = await startCodeServer({ profile: profile.dir, vsix: await makeVsix(), env: demo });
  say('VS Code with the extension, a sandbox provider and a few jobs is at');
  say(`  ${workbenchAddress(server.origin, profile.workspace)}`);
  say('Press Ctrl+C to end.');
  return new Promise(() => {});
}

process.exit(await main());
