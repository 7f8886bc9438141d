// Runs the tests of one user inside one version of VS Code, for `npm test`: host.mjs <version> newest|older <user> <group>…
import { writeFileSync } from 'node:fs';
import { runHost } from '../lib/host-tests.mjs';

const [version = '', age = '', user = '', ...wanted] = process.argv.slice(2);
const count = await runHost(version, age === 'newest', Number(user), wanted);
if (process.env.VIDEO_JOBS_TEST_RESULTS) writeFileSync(process.env.VIDEO_JOBS_TEST_RESULTS, JSON.stringify(count));
process.exit(count.failed === 0 ? 0 : 1);
