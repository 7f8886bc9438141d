import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { BufferSource, BufferTarget } from 'mediabunny';
import { deafChromium } from '../../../scripts/lib/deaf-chromium.mjs';
import { copyWithSound } from '../../../src/sound/copy';
import type { SoundFormat } from '../../../src/sound/formatNames';
import { comparisonView } from '../../../src/ui/compare/comparisonView';
import type { FileFacts } from '../../../src/ui/preview/files';
import { jobView } from '../../../src/ui/preview/jobView';
import { clip, context, fixture, job, onDisk, onlyVideo } from '../ui/preview/jobs';
import { Harness, type PreviewPage } from './harness';
import { video } from './jobPages';

const original = '/library/clip.mp4';

/** The clip as it is, or a copy of it that the harness serves. */
const show = (file: Partial<FileFacts> = {}) =>
  jobView(
    job({ media: [clip({ path: original })] }),
    context([], { can: onlyVideo, files: new Map([[original, onDisk(original, file)]]) }),
  );
const decoded = `${video('webkitAudioDecodedByteCount')}`;
const sent = (type: string) => `window.sent.filter((message) => message.type === '${type}')`;
const remarks = `document.querySelectorAll('.remark').length`;

/** Notes elements that are put into the page, and jumps of the time. Runs in the page. */
const noteExchanges = () => {
  const scope = globalThis as unknown as Record<string, unknown> & {
    document: { querySelector(what: string): { currentTime: number; videoWidth: number; src: string } | null };
    requestAnimationFrame(next: () => void): void;
  };
  const times: number[] = [];
  let blank = 0;
  let heardFrom: number | undefined;
  const elements = new Set<unknown>();
  const look = () => {
    const element = scope.document.querySelector('video');
    if (elements.size > 0 && !element?.videoWidth) blank++;
    if (element?.videoWidth) elements.add(element);
    if (element) times.push(element.currentTime);
    if (element && !element.src.endsWith('/files/clip.mp4')) heardFrom ??= element.currentTime;
    Object.assign(scope, { seen: { times, blank, heardFrom, elements: elements.size } });
    scope.requestAnimationFrame(look);
  };
  scope.requestAnimationFrame(look);
};

/** Delays and counts the seeks of elements that are not in the page yet. Runs in the page. */
const slowSeeks = `(() => {
  const { prototype } = HTMLMediaElement;
  const time = Object.getOwnPropertyDescriptor(prototype, 'currentTime');
  window.seeks = 0;
  Object.defineProperty(prototype, 'currentTime', {
    ...time,
    set(value) {
      if (this.isConnected) return time.set.call(this, value);
      window.seeks++;
      setTimeout(() => time.set.call(this, value), 400);
    },
  });
})()`;

describe('the sound of a clip, where the browser decodes no AAC', function () {
  this.timeout(120_000);
  let harness: Harness;
  let folder: string;
  let page: PreviewPage;

  before(async function () {
    // Said aloud rather than passed: only Debian's Chromium is known well enough to take a decoder out of it.
    if (!deafChromium()) this.skip();
    folder = await mkdtemp(path.join(tmpdir(), 'heard-'));
    harness = await Harness.open({ deaf: true, files: folder });
    for (const format of ['flac', 'pcm'] as const) await copy(format);
    await writeFile(path.join(folder, 'junk.mp4'), new Uint8Array(1000));
  });
  after(async () => {
    await harness?.close();
    if (folder) await rm(folder, { recursive: true });
  });
  afterEach(() => page?.page.close());

  const nameOf = (format: SoundFormat) => (format === 'pcm' ? 'copy.mov' : 'copy.mp4');
  async function copy(format: SoundFormat): Promise<void> {
    const target = new BufferTarget();
    const source = new BufferSource(readFileSync(fixture('clip.mp4')));
    await copyWithSound({ source, target, format, inMemory: true });
    await writeFile(path.join(folder, nameOf(format)), Buffer.from(target.buffer ?? new ArrayBuffer()));
  }
  const copied = (format: SoundFormat): Partial<FileFacts> => ({
    url: `/made/${nameOf(format)}`,
    version: `copy ${format}`,
    bytes: statSync(path.join(folder, nameOf(format))).size,
    original: { bytes: 1 },
  });

  it('is missing in the clip, which the page finds out by listening and tells', async () => {
    page = await harness.page();
    await page.start(show());
    await page.until(`${sent('hearing')}.length === 1`);
    await page.until(`${sent('problem')}.length === 1`);
    assert.deepEqual(
      (await page.sent()).find(({ type }) => type === 'hearing'),
      { type: 'hearing', aac: false },
    );
    assert.equal(await page.page.evaluate(decoded), 0);
  });

  for (const format of ['flac', 'pcm'] as const) {
    it(`is heard from the first frame on in a copy that was made before, in ${format}`, async () => {
      page = await harness.page();
      await page.start(show(copied(format)));
      await page.until(`${decoded} > 0`);
      await page.until(`${video('currentTime')} > 1`);
      assert.equal(await page.page.evaluate(`${sent('problem')}.length`), 0);
      assert.equal(await page.page.evaluate(remarks), 0);
    });
  }

  it('comes while the clip plays, at the same place, without a flash', async () => {
    page = await harness.page({ before: noteExchanges });
    await page.start(show({ coming: true }));
    await page.until(`${video('currentTime')} > 0.4`);
    assert.equal(await page.page.evaluate(`${video('src')}.startsWith('blob:')`), false, 'it waits for the copy');
    await page.show(show(copied('flac')));
    await page.until(`${decoded} > 0`);
    await page.until(`${video('currentTime')} > 1.5`);
    const seen = await page.page.evaluate<{ times: number[]; blank: number; elements: number }>('window.seen');
    assert.equal(seen.blank, 0, 'there is always a picture');
    assert.ok(seen.elements >= 2, 'another element plays');
    const back = seen.times.map((time, at) => (seen.times[at - 1] ?? time) - time);
    assert.ok(Math.max(...back) < 0.1, `back by ${Math.max(...back)} s`);
  });

  it('comes while the clip plays, however long a seek takes', async () => {
    page = await harness.page({ before: slowSeeks });
    await page.start(show({ coming: true }));
    await page.until(`${video('currentTime')} > 0.1`);
    await page.show(show(copied('flac')));
    await page.until(`${decoded} > 0`);
    assert.ok(Number(await page.page.evaluate('window.seeks')) < 5);
  });

  it('is heard from the start on where the copy is there by the time the page has started', async () => {
    const clip = { output: 'video/0', url: '/files/clip.mp4', clip: onDisk(original).clip };
    page = await harness.page({ clip, before: noteExchanges });
    await page.until(`${video('readyState')} >= 2`);
    await page.start(show(copied('flac')));
    await page.until(`${decoded} > 0 && ${video('currentTime')} > 0.5`);
    const seen = await page.page.evaluate<{ blank: number; elements: number }>('window.seen');
    assert.equal(seen.blank, 0, 'there is always a picture');
    assert.ok(seen.elements >= 2, 'the picture of the clip itself came first');
    assert.equal(await page.page.evaluate(`${sent('problem')}.length`), 0);
  });

  it('is heard from the start on where the copy comes right after the first frame', async () => {
    page = await harness.page({ before: noteExchanges });
    await page.start(show({ coming: true }));
    await page.until(`${video('readyState')} >= 2`);
    await page.show(show(copied('flac')));
    await page.until(`${decoded} > 0 && ${video('currentTime')} > 0.3`);
    const { heardFrom } = await page.page.evaluate<{ heardFrom: number }>('window.seen');
    assert.ok(heardFrom < 0.1, `the first ${heardFrom} s were silent`);
  });

  it('comes while the clip stands, at the same frame, with its volume and speed', async () => {
    page = await harness.page({
      state: { key: 'k1', time: 1.5, volume: 0.4, muted: false, rate: 0.5, loop: true, paused: true },
    });
    await page.start(show({ coming: true }));
    await page.until(`${video('currentTime')} === 1.5`);
    await page.show(show(copied('flac')));
    await page.until(`${video('src')}.startsWith('blob:')`);
    assert.deepEqual(
      await page.page.evaluate(`[${['currentTime', 'volume', 'playbackRate', 'paused'].map(video).join()}]`),
      [1.5, 0.4, 0.5, true],
    );
  });

  it('is not missed in a copy before that one is played', async () => {
    page = await harness.page();
    await page.start(show());
    await page.until(`${sent('problem')}.length === 1`);
    await page.show(show(copied('flac')));
    await page.until(`${decoded} > 0`);
    const problems = (await page.sent()).filter(({ type }) => type === 'problem');
    assert.equal(problems.length, 1);
  });

  it('is told to be missing where a copy does not play', async () => {
    page = await harness.page();
    await page.start(show({ coming: true }));
    await page.until(`${video('currentTime')} > 0.1`);
    await page.show(show({ ...copied('flac'), url: '/made/junk.mp4', bytes: 1000 }));
    await page.until(`${sent('problem')}.length === 1`);
    const [problem] = (await page.sent()).filter(({ type }) => type === 'problem');
    assert.deepEqual(problem, {
      type: 'problem',
      clip: { variant: 'video', index: 0, version: 'copy flac' },
      problem: 'noSound',
      reason: 'It does not play.',
    });
    assert.ok(Number(await page.page.evaluate(video('videoWidth'))) > 0, 'the clip plays on');
  });

  it('goes on in a loop, step by step and at another speed', async () => {
    page = await harness.page({ state: { key: 'k1', time: 1.5, loop: true, from: 1, to: 1.6 } });
    await page.start(show(copied('flac')));
    await page.until(`${video('src')}.startsWith('blob:') && ${decoded} > 0 && ${sent('header')}.length > 0`);
    await page.until(`!${video('paused')} && ${video('currentTime')} < 1.3`);
    for (const key of ['k', 'Home', '.', ']']) await page.page.keyboard.press(key);
    await page.until(`${video('paused')} && !${video('seeking')} && ${video('playbackRate')} === 1.25`);
    assert.ok(Math.abs(Number(await page.page.evaluate(video('currentTime'))) - 1.5 / 25) < 1e-3);
    const before = Number(await page.page.evaluate(decoded));
    await page.page.keyboard.press('k');
    await page.until(`${decoded} > ${before} && ${video('currentTime')} > 1`);
    assert.equal(await page.page.evaluate(`${sent('problem')}.length`), 0);
  });

  describe('in a comparison', () => {
    const comparison = (...files: Partial<FileFacts>[]) =>
      comparisonView(
        files.map((file, at) => {
          const key = `k${at}`;
          const files = new Map([[original, onDisk(original, { version: `${key} clip`, clip: key, ...file })]]);
          const record = job({ key, id: `video_${key}`, media: [clip({ path: original })] });
          return { key, index: 0, job: { record, context: context([], { files, can: onlyVideo }) } };
        }),
      );
    const all = (what: string) => `[...document.querySelectorAll('video')].${what}`;
    const counts = all('map((one) => one.webkitAudioDecodedByteCount)');
    const clips = [0, 1].map((at) => ({ key: `k${at}`, index: 0 }));
    const open = async (heard: number) => {
      page = await harness.page({ page: 'comparison', state: { clips, heard, volume: 1, loop: true } });
    };
    const unmuted = async () => page.page.evaluate(all('map((one) => !one.muted)'));

    it('is that of the one that is chosen', async () => {
      await open(1);
      const copies = ['a', 'b'].map((version) => ({ ...copied('flac'), version }));
      await page.start(comparison(...copies));
      await page.until(`${counts}[1] > 0 && ${all('every((one) => one.currentTime > 0.3)')}`);
      assert.deepEqual(await unmuted(), [false, true]);
      await page.page.keyboard.press('h');
      await page.page.keyboard.press('h');
      await page.until(all('at(0).muted === false'));
      await page.until(`${counts}[0] > 0`);
      assert.deepEqual(await unmuted(), [true, false]);
      assert.equal(await page.page.evaluate(`${sent('problem')}.length`), 0);
    });

    it('comes while the clips play, and leaves them together', async () => {
      await open(0);
      await page.start(comparison({ coming: true }, { coming: true }));
      await page.until(all('every((one) => one.currentTime > 0.3)'));
      await page.show(comparison({ ...copied('flac'), version: 'a' }, { coming: true }));
      await page.until(`${counts}[0] > 0 && ${all('every((one) => !one.paused)')}`);
      assert.deepEqual(await unmuted(), [true, false]);
      await page.until(`Math.abs(${all('map((one) => one.currentTime).reduce((a, b) => a - b)')}) < 0.1`);
      assert.equal(await page.page.evaluate(remarks), 0);
    });
  });
});
