import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPreRelease, releaseOf } from '../../scripts/lib/release.mjs';

describe('A release', () => {
  const changelog = '# Changelog\n\n## 1.2.0\n\n### Added\n\n- New.\n\n## 1.1.0 (pre-release)\n\n- Old.\n\n## 1.0.0\n';
  const of = (version: string, tag = `v${version}`) =>
    releaseOf({ tag, manifest: { name: 'video-jobs', version }, changelog });

  it('has the notes of its own section in the changelog', () => {
    assert.deepEqual(of('1.2.0'), {
      version: '1.2.0',
      preRelease: false,
      vsix: 'video-jobs-1.2.0.vsix',
      notes: '### Added\n\n- New.',
    });
    assert.equal(of('1.1.0').notes, '- Old.');
  });

  it('is refused if its tag is not the version in package.json', () => {
    for (const tag of ['v1.2.1', '1.2.0', 'v1.2', '']) {
      assert.throws(() => of('1.2.0', tag), /^Error: The tag is ".*" and package\.json has 1\.2\.0\./);
    }
  });

  it('is refused if the changelog says nothing about it', () => {
    for (const version of ['1.0.0', '1.2.1', '1.3.0']) assert.throws(() => of(version), /CHANGELOG\.md has nothing/);
  });

  it('is refused if its version is one that marketplaces do not take', () => {
    assert.throws(() => of('1.2.0-beta.1'), /Marketplaces take major\.minor\.patch only/);
  });

  it('is a pre-release if its minor version is odd', () => {
    assert.deepEqual(['0.1.0', '0.2.9', '1.3.0', '1.10.1', '2.0.1'].map(isPreRelease), [
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('of the version in package.json would be taken', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };
    const { notes } = releaseOf({
      tag: `v${manifest.version}`,
      manifest,
      changelog: readFileSync('CHANGELOG.md', 'utf8'),
    });
    assert.ok(notes.length > 0);
  });
});

describe('The workflows', () => {
  const folder = join('.github', 'workflows');

  it('pin each action to a commit and name its version', () => {
    const uses = readdirSync(folder).flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/uses:\s*(.+)$/gm)].map(
        ([, action]) => `${name}: ${action}`,
      ),
    );
    assert.ok(uses.length > 0);
    assert.deepEqual(
      uses.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
      [],
    );
  });

  it('give no job more than reading but the one that makes the GitHub release', () => {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      assert.match(text, /^permissions:\n {2}contents: read$/m, name);
      assert.equal((text.match(/: write$/gm) ?? []).length, name === 'release.yml' ? 1 : 0, name);
    }
  });
});
