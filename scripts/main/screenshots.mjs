// Takes the pictures of the README. See ../screenshots.mjs.
import { bundleFile } from '../lib/bundle.mjs';
import { codeServerVersions } from '../lib/code-server.mjs';
import { ensureCodeServer, ensureSystemPackages } from '../lib/install.mjs';
import { run } from '../lib/run.mjs';
import { makeVsix } from '../lib/vsix.mjs';

await ensureSystemPackages();
await ensureCodeServer(/** @type {string} */ (codeServerVersions[0]));
const script = await bundleFile('test/ui/support/screenshots.ts');
// In a browser everywhere: the pictures have the same size and the same title bar on each system.
const env = { VIDEO_JOBS_VSCODE: 'server', VIDEO_JOBS_VSIX: process.env.VIDEO_JOBS_VSIX ?? (await makeVsix()) };
process.exit(await run(process.execPath, [script], { env }));
