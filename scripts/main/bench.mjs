// Measures speed and memory, all or the parts named. See ../bench.mjs.
import { bundleBench } from '../lib/bundle.mjs';
import { codeServerVersions } from '../lib/code-server.mjs';
import { ensureCodeServer, ensureSystemPackages } from '../lib/install.mjs';
import { must, run } from '../lib/run.mjs';
import { makeVsix } from '../lib/vsix.mjs';

const args = process.argv.slice(2);
const parts = args.filter((arg) => !arg.startsWith('-'));
/** @type {NodeJS.ProcessEnv} */
const env = {};
if (parts.length === 0 || parts.some((part) => ['activation', 'preview'].includes(part))) {
  // The code-server build everywhere: it takes the packaged extension, and each start is alike.
  await ensureSystemPackages();
  await ensureCodeServer(/** @type {string} */ (codeServerVersions[0]));
  env.VIDEO_JOBS_VSCODE = 'server';
  env.VIDEO_JOBS_VSIX = await makeVsix();
}
// Its thread is a bundle of its own.
if (parts.length === 0 || parts.includes('sound')) await must(process.execPath, ['esbuild.js'], { quiet: true });
process.exit(await run(process.execPath, ['--no-warnings', await bundleBench(), ...args], { env }));
