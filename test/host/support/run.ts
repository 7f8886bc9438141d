import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Mocha from 'mocha';
import { groupOf } from '../../../scripts/lib/host-starts.mjs';

/** What VS Code calls inside the extension host: runs the test files of this start's groups. Rejects when a test failed. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const root = resolve(__dirname, '..', '..', '..');
  const mocha = new Mocha({
    reporter: join(root, 'scripts', 'lib', 'reporter.cjs'),
    timeout: 1_800_000,
    forbidOnly: true,
    ...(process.env.VIDEO_JOBS_GREP && { grep: process.env.VIDEO_JOBS_GREP }),
  });
  const out = resolve(__dirname, '..');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.js'));
  for (const group of process.env.VIDEO_JOBS_GROUPS?.split(',') ?? []) {
    for (const name of files.filter((file) => groupOf(file) === group).sort()) mocha.addFile(join(out, name));
  }
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((done) => void mocha.run(done));
  if (failures > 0) throw new Error(`${failures} failed.`);
}
