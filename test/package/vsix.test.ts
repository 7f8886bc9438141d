import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|package\.nls(\.[a-z-]+)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
  /^extension\/dist\/(extension|composition|undici|sandbox|clipWorker|preview|reader)\.js$/,
  /^extension\/dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^extension\/l10n\/bundle\.l10n\.[a-z-]+\.json$/,
  /^extension\/schemas\/settings(\.[a-z-]+)?\.json$/,
  /^extension\/media\/([a-z0-9-]+\/)*[a-z0-9.-]+\.(css|svg|png|webp|mp4|m4a|md)$/,
];

describe('the .vsix', () => {
  const file = process.env.VIDEO_JOBS_VSIX ?? '';
  let entries: Record<string, Uint8Array>;
  let names: string[];
  const text = (name: string): string => {
    const bytes = entries[name];
    assert.ok(bytes, `there is no ${name}`);
    return strFromU8(bytes);
  };

  before(() => {
    entries = unzipSync(readFileSync(file));
    names = Object.keys(entries).filter((name) => !name.endsWith('/'));
  });

  it('is smaller than 1.1 MB', () => {
    const { size } = statSync(file);
    const parts = names.map((name) => `${String(entries[name]?.length).padStart(8)} ${name}`).join('\n');
    assert.ok(size < 1_100_000, `${size} bytes; unpacked:\n${parts}`);
  });

  it('has at most 32 files', () => {
    assert.ok(names.length <= 32, `${names.length} files:\n${names.join('\n')}`);
  });

  it('holds nothing but what a user needs', () => {
    assert.deepEqual(
      names.filter((name) => !allowed.some((pattern) => pattern.test(name))),
      [],
    );
  });

  it('has the entry, the lazy bundles and the notices', () => {
    const { main } = JSON.parse(text('extension/package.json')) as { main: string };
    text(posix.join('extension', main));
    for (const name of ['composition.js', 'undici.js', 'sandbox.js', 'clipWorker.js', 'preview.js', 'reader.js']) {
      text(`extension/dist/${name}`);
    }
    const notices = text('extension/dist/THIRD-PARTY-NOTICES.txt');
    assert.match(notices, /^undici [\d.]+ \(MIT\)$/m);
    assert.match(notices, /^@vscode\/l10n [\d.]+ \(MIT\)$/m);
  });

  it('is marked as a pre-release where its minor version is odd, and nowhere else', () => {
    const { version } = JSON.parse(text('extension/package.json')) as { version: string };
    const marked = text('extension.vsixmanifest').includes('Microsoft.VisualStudio.Code.PreRelease');
    assert.equal(marked, Number(version.split('.')[1]) % 2 === 1);
  });

  it('has every file that package.json names', () => {
    const manifest = text('extension/package.json');
    const paths = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+\.[a-z0-9]+)"/g)].map(([, path]) => path);
    assert.ok(paths.length > 0);
    assert.deepEqual(
      paths.filter((path) => !names.includes(`extension/${path}`)),
      [],
    );
  });

  it('translates every %key% of package.json', () => {
    const words = JSON.parse(text('extension/package.nls.json')) as Record<string, unknown>;
    const keys = [...text('extension/package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => String(key));
    assert.ok(keys.length > 0);
    assert.deepEqual(
      keys.filter((key) => !(key in words)),
      [],
    );
  });

  it('has no source maps and no path of the machine it was built on', () => {
    for (const name of names.filter((one) => one.endsWith('.js'))) {
      const code = text(name);
      assert.doesNotMatch(code, /sourceMappingURL/, name);
      for (const path of [resolve('.'), homedir()]) {
        if (path.length > 1) {
          assert.ok(!code.includes(`${path}/`) && !code.includes(`${path}\\`), `${name} has ${path}`);
        }
      }
    }
  });
});

describe('README.md', () => {
  it('shows pictures that exist, each with a text for who cannot see it', () => {
    const images = [...readFileSync('README.md', 'utf8').matchAll(/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g)];
    for (const [whole, alt, source] of images) {
      assert.ok(alt, `${whole} has no text`);
      assert.ok(
        /^https:/.test(String(source)) || existsSync(join(resolve('.'), String(source))),
        `${source} is missing`,
      );
    }
    assert.ok(images.length > 0, 'there is no picture');
  });
});
