import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { Media } from '../../../../src/jobs/job';
import type { Clip } from '../../../../src/ui/project/draggedClips';
import { writeGallery } from '../../../../src/ui/project/gallery';
import { completed } from '../support/jobs';
import { openPage } from './support/browser';

const hostile = [
  `"><script>document.title = 'run'</script><img src=x onerror="document.title = 'run'">`,
  `</h2></article></main><style>main{display:none}</style><meta http-equiv=refresh content="0;url=https://evil.test">`,
  `<base href="https://evil.test/"><iframe srcdoc="<p>x"></iframe>{{7*7}}\u202egnp.exe`,
].join('\n');

describe('A gallery page', () => {
  let root: string;
  let parent: vscode.Uri;
  const clip = (name: string, change: Parameters<typeof completed>[0] = {}, thumbnail = false): Clip => {
    const file = (from: string, variant: Media['variant'], contentType: string): Media => {
      const path = join(root, 'library', `${name}${from.slice(from.lastIndexOf('.'))}`);
      copyFileSync(join('media', 'sandbox', from), path);
      return { variant, index: 0, path, bytes: readFileSync(path).length, contentType, sha256: '' };
    };
    const media = file('tides.mp4', 'video', 'video/mp4');
    const poster = thumbnail ? [file('tides-thumbnail.webp', 'thumbnail', 'image/webp')] : [];
    return { job: completed({ key: name, ...change, media: [media, ...poster] }), media };
  };
  const write = (clips: Clip[], signal = new AbortController().signal, progress = (_clip: number) => {}) =>
    writeGallery(parent, clips, { signal, progress });
  const names = (folder = '') => readdirSync(join(root, 'out', folder)).sort();

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'video-jobs-gallery-'));
    for (const name of ['library', 'out']) mkdirSync(join(root, name));
    parent = vscode.Uri.file(join(root, 'out'));
  });
  afterEach(() => {
    sinon.restore();
    rmSync(root, { recursive: true });
  });

  it('shows its clips from the disk, runs nothing, and says what a hostile prompt says', async () => {
    const uri = await write([
      clip('one', { prompt: 'A heron <at> dawn' }, true),
      clip('two', { prompt: hostile, model: '<i>veo</i>', size: '"><b>', seconds: 8 }),
    ]);
    const page = await openPage();
    const faults: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(uri.fsPath).href);
    const facts = await page.evaluate<{ videos: string[]; headings: string[]; text: string; names: string[] }>(`
      (async () => {
        const videos = [...document.querySelectorAll('video')];
        await Promise.all(videos.map((video) => video.readyState > 0 ||
          new Promise((done, fail) => { video.onloadedmetadata = done; video.onerror = () => fail(video.src); })));
        return {
          videos: videos.map(({ videoWidth, videoHeight }) => videoWidth + 'x' + videoHeight),
          headings: [...document.querySelectorAll('h2')].map(({ textContent }) => textContent),
          text: document.querySelector('.prompt').textContent,
          names: [...new Set([...document.body.querySelectorAll('*')].map(({ localName }) => localName))].sort(),
        };
      })()`);
    assert.equal(new Set(facts.videos).size, 1);
    assert.match(facts.videos[0]!, /^[1-9]\d+x[1-9]\d+$/);
    assert.equal(facts.headings[0], 'A heron <at> dawn');
    assert.equal(facts.text, hostile.replace('\u202e', ' '));
    assert.deepEqual(facts.names, [
      'article',
      'dd',
      'div',
      'dl',
      'dt',
      'h1',
      'h2',
      'li',
      'main',
      'ol',
      'p',
      'time',
      'video',
    ]);
    assert.doesNotMatch(await page.title(), /run/);
    assert.deepEqual(faults, []);
    assert.ok(
      asked.every((address) => address.startsWith('file:')),
      asked.join(),
    );
    await page.close();
  });

  it('tells what was asked for and when, and nothing of who made it, what it cost and where it was', async () => {
    const request = {
      prompt: 'A kite',
      reference: '/home/me/secret-photo.png',
      extra: { callback: 'https://me.test' },
    };
    const job = {
      prompt: 'A kite',
      model: 'veo-3',
      size: '1280x720',
      seconds: 8,
      request,
      requestId: 'req_77',
      provider: 'acme-private',
      id: 'video_secret',
      origin: 'https://api.acme.test',
      cost: { amount: 3.21, currency: 'USD', source: 'reported' as const },
      parent: { id: 'up', relation: 'remix' as const },
    };
    const html = readFileSync((await write([clip('key-of-ours', job)])).fsPath, 'utf8');
    const day = new Date(completed().createdAt).toISOString().slice(0, 10);
    for (const shown of ['A kite', 'veo-3', '1280x720', '8s', `<time datetime="${day}T`]) {
      assert.ok(html.includes(shown), shown);
    }
    const secrets = [
      'acme',
      'video_secret',
      'req_77',
      'secret-photo',
      'me.test',
      '3.21',
      'library',
      root,
      'key-of-ours',
    ];
    for (const secret of secrets) assert.ok(!html.includes(secret), secret);
    assert.doesNotMatch(html, /<script|javascript:|https?:/);
  });

  it('stands in a folder of its own, and never over another', async () => {
    const one = clip('one', { prompt: 'A: "kite"/../..' }, true);
    await write([one]);
    await write([one, one]);
    const [first, second] = names();
    assert.equal(second, `${first} (2)`);
    assert.deepEqual(names(first), ['01-a-kite.mp4', '01-a-kite.webp', 'index.html']);
    assert.equal(names(second).length, 5);
    writeFileSync(join(root, 'out', second, '01-a-kite.mp4'), 'cut');
    assert.ok(readFileSync(one.media.path).length > 1000, 'the library has its own');
  });

  it('leaves nothing behind when it is given up or fails', async () => {
    const abort = new AbortController();
    const clips = [clip('one'), clip('two')];
    const counted: number[] = [];
    await assert.rejects(
      write(clips, abort.signal, (number) => {
        counted.push(number);
        abort.abort();
      }),
      { kind: 'cancelled' },
    );
    assert.deepEqual(counted, [1]);
    assert.deepEqual(names(), []);
    rmSync(clips[1]!.media.path);
    await assert.rejects(write(clips), { kind: 'disk' });
    assert.deepEqual(names(), []);
  });

  it('is not written through a link that has its name', async () => {
    await write([clip('one')]);
    const [first] = names();
    rmSync(join(root, 'out', first!), { recursive: true });
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'out', first!));
    const page = await write([clip('one')]);
    assert.match(page.fsPath, / \(2\)\/index\.html$/);
    assert.deepEqual(readdirSync(join(root, 'elsewhere')), []);
  });
});
