// Run by the release workflow, with the tag: fails unless the tag, package.json and CHANGELOG.md agree. Writes the release
// notes to out/release-notes.md and what the jobs need to $GITHUB_OUTPUT.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { releaseOf } from './lib/release.mjs';

const { version, preRelease, vsix, notes } = releaseOf({
  tag: process.argv[2] ?? '',
  manifest: JSON.parse(readFileSync('package.json', 'utf8')),
  changelog: readFileSync('CHANGELOG.md', 'utf8'),
});
mkdirSync('out', { recursive: true });
writeFileSync('out/release-notes.md', `${notes}\n`);
const outputs = `version=${version}\npre-release=${preRelease}\nvsix=${vsix}\n`;
process.stdout.write(outputs);
if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, outputs);
