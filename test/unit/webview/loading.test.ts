import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import type { FileFacts } from '../../../src/ui/preview/files';
import { jobView } from '../../../src/ui/preview/jobView';
import { timesInParts } from '../../../src/webview/frames';
import { clip, context, job, onDisk, onlyVideo } from '../ui/preview/jobs';
import { Harness, type OpenOptions, type PreviewPage } from './harness';
import { repeating, video } from './jobPages';

const path = '/library/clip.mp4';
const show = (file: Partial<FileFacts> = {}) =>
  jobView(
    job({ media: [clip({ path })] }),
    context([], { can: onlyVideo, files: new Map([[path, onDisk(path, file)]]) }),
  );
const inMemory = `${video('src')}.startsWith('blob:')`;
const sent = (type: string) => `window.sent.filter((message) => message.type === '${type}')`;
const drawn = `document.querySelectorAll('.strip canvas.drawn').length`;
/** Whether the script that reads headers was asked for after the first frame was seen; nothing where it was not. */
const loadedReaders = `performance.getEntriesByType('resource')
  .filter(({ name }) => name.endsWith('/reader.js'))
  .map(({ startTime }) => startTime >= window.firstFrame)`;
const stood = { key: 'k1', time: 1.5, volume: 0.4, muted: true, rate: 0.5, loop: true, paused: true };

/** Counts what is asked for and what is released. Runs in the page. */
const watch = () => {
  const scope = globalThis as unknown as Record<string, unknown> & { URL: { revokeObjectURL(url: string): void } };
  const fetched: unknown[] = [];
  const released: string[] = [];
  Object.assign(scope, { fetched, released });
  const { document, performance } = scope as unknown as {
    document: { addEventListener(name: string, listener: () => void, capture: boolean): void };
    performance: { now(): number };
  };
  document.addEventListener('loadeddata', () => (scope['firstFrame'] ??= performance.now()), true);
  const ask = scope['fetch'] as (url: string, how?: { headers?: { Range?: string } }) => Promise<unknown>;
  scope['fetch'] = (url: string, how?: { headers?: { Range?: string } }) => {
    if (url.includes('clip')) fetched.push(how?.headers?.Range);
    return ask(url, how);
  };
  const revoke = scope.URL.revokeObjectURL.bind(scope.URL);
  scope.URL.revokeObjectURL = (url) => {
    released.push(url);
    revoke(url);
  };
};

/** Notes where clips are moved to. Runs in the page. */
const noteSeeks = () => {
  const scope = globalThis as unknown as Record<string, { prototype: object }> & { seeks: number[] };
  scope.seeks = [];
  const media = scope['HTMLMediaElement']!.prototype;
  const time = Object.getOwnPropertyDescriptor(media, 'currentTime')!;
  Object.defineProperty(media, 'currentTime', {
    ...time,
    set(this: unknown, seconds: number) {
      scope.seeks.push(seconds);
      time.set!.call(this, seconds);
    },
  });
};

describe('what is done behind a clip that plays', () => {
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const start = async (file: Partial<FileFacts> = {}, options: OpenOptions = {}) => {
    open = await harness.page({ before: watch, ...options });
    await open.start(show(file));
    await open.until(`${video('readyState')} >= 2`);
  };
  const read = <T>(expression: string): Promise<T> => open.page.evaluate<T>(expression);

  it('takes it into memory by one request for a range, after the first frame', async () => {
    await start();
    await open.until(inMemory);
    assert.deepEqual(await read('window.fetched'), ['bytes=0-34849']);
    const types = (await open.sent()).map(({ type }) => type);
    assert.deepEqual(await read(loadedReaders), [true]);
    assert.equal(types.indexOf('shown'), 1);
    assert.equal(await open.page.locator('video').count(), 1);
    assert.deepEqual(await open.violations(), []);
  });

  it('goes on playing meanwhile', async () => {
    await start({}, { state: repeating });
    await open.until(inMemory);
    assert.equal(await read(video('paused')), false);
    const at = await read<number>(video('currentTime'));
    await open.until(`${video('currentTime')} !== ${at}`);
  });

  it('stands where it stood, as it was set', async () => {
    await start({}, { state: stood });
    await open.until(inMemory);
    const now = await read<unknown[]>(
      `((v) => [v.currentTime, v.paused, v.volume, v.muted, v.playbackRate, v.loop])(document.querySelector('video'))`,
    );
    assert.deepEqual(now, [1.5, true, 0.4, true, 0.5, true]);
  });

  it('reads the file and tells the host, who need not be told twice', async () => {
    await start();
    await open.until(`${sent('header')}.length === 1`);
    const [message] = await read<{ header: unknown }[]>(sent('header'));
    assert.deepEqual(message?.header, {
      seconds: 3,
      picture: { codec: 'avc1.640015', width: 320, height: 180, fps: 25, frames: 75 },
      sound: { codec: 'mp4a.40.2', channels: 1, rate: 44_100 },
    });
    await open.page.close();
    const header = { seconds: 3, picture: { codec: 'avc1', width: 320, height: 180, fps: 25, frames: 75 } };
    await start({ header, strip: '/files/clip.mp4.strip.webp' });
    await open.until(inMemory);
    await open.page.locator('.frame-number', { hasText: '/ 75' }).waitFor();
    assert.equal(await read(`${sent('header')}.length`), 0);
    assert.deepEqual(await read(loadedReaders), []);
  });

  it('makes a filmstrip and a poster and hands them to the host', async () => {
    await start();
    await open.until(`${drawn} === 8`);
    await open.until(`${sent('strip')}.length === 1`);
    for (const name of ['bytes', 'poster']) {
      const head = await read<number[]>(`Array.from(${sent('strip')}[0].${name}.subarray(0, 12))`);
      assert.match(Buffer.from(head).toString('latin1'), /^RIFF....WEBP$/s);
    }
  });

  it('makes the filmstrip from whole pictures, each from its own part of the clip', async () => {
    const url = '/files/wholePictures.mp4';
    const { size } = statSync('test/unit/webview/fixtures/wholePictures.mp4');
    const header = { seconds: 2, picture: { codec: 'avc1', width: 160, height: 90, fps: 25, frames: 50 } };
    await start({ url, version: 'whole', bytes: size, header }, { before: noteSeeks, state: { ...stood, time: 0 } });
    await open.until(`${sent('strip')}.length === 1`);
    // There is one each fifth of a second.
    const keys = Array.from({ length: 10 }, (_, at) => at / 5);
    const seeks = await read<number[]>('window.seeks');
    assert.deepEqual(
      seeks.slice(-8).map((time) => time.toFixed(3)),
      timesInParts(8, 2, keys).map((time) => time.toFixed(3)),
    );
  });

  it('draws the filmstrip that was kept, and makes none', async () => {
    await start({ strip: '/files/clip.mp4.strip.webp' });
    await open.until(`${drawn} === 8`);
    await open.until(inMemory);
    assert.equal(await read(`${sent('strip')}.length`), 0);
  });

  it('draws the provider’s own sheet, and makes no filmstrip', async () => {
    const sheet = clip({ variant: 'spritesheet', path: '/library/sheet.webp', contentType: 'image/webp' });
    open = await harness.page({ before: watch });
    await open.start(jobView(job({ media: [clip({ path }), sheet] }), context([path, sheet.path])));
    await open.until(`${drawn} === 8`);
    await open.until(inMemory);
    assert.equal(await read(`${sent('strip')}.length`), 0);
  });

  it('plays a large clip from where it is, and loads nothing else of it', async () => {
    await start({ bytes: 64 * 1024 * 1024 + 1 });
    await open.until(`${video('currentTime')} > 0.5`);
    assert.deepEqual(await read('window.fetched'), []);
    assert.ok(!(await read<string>(video('src'))).startsWith('blob:'));
  });

  it('plays on from where it is when the file is not what it was', async () => {
    await start({ bytes: 1000 });
    await open.until(`window.fetched.length > 0`);
    await open.until(`${video('currentTime')} > 0.5`);
    assert.deepEqual(await read('window.released'), []);
  });

  it('lets the memory go with the clip', async () => {
    await start();
    await open.until(inMemory);
    const url = await read<string>(video('src'));
    await open.show(show({ url: '/files/silent.mp4', version: 'next' }));
    await open.until(`window.released.includes(${JSON.stringify(url)})`);
  });
});

describe('controls made for judging', () => {
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const start = async (options: OpenOptions = {}) => {
    open = await harness.page({ state: { ...stood, loop: false, rate: 1, time: 1 }, ...options });
    await open.start(show({ header: { seconds: 3, picture: { codec: 'avc1', width: 320, height: 180, fps: 25 } } }));
    await open.until(inMemory);
    return open.page;
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await open.page.keyboard.press(key);
  };
  const named = (name: string | RegExp, more = {}) => open.page.getByRole('button', { name, ...more });

  it('mark a part, repeat it, and let it go', async () => {
    const page = await start();
    await press('a');
    await open.until(`${video('currentTime')} === 1`);
    await press('ArrowRight', 'b');
    await named('Loop from A to B', { pressed: true }).waitFor();
    await named('A is at 0:01.0', { pressed: true }).waitFor();
    await named('B is at 0:02.0', { pressed: true }).waitFor();
    await press('k');
    await open.until(`${video('currentTime')} > 1.5`);
    await open.until(`${video('currentTime')} < 1.5`);
    assert.ok((await page.evaluate<number>(video('currentTime'))) >= 0.9);
    await open.until(`window.vscodeState.from === 1 && window.vscodeState.to === 2`);
    await press('k', 'x');
    await named('Loop', { exact: true }).waitFor();
    assert.equal(await named('Clear marks').isDisabled(), true);
  });

  it('tell the frame, to the eye and to a screen reader', async () => {
    const page = await start();
    await page.getByText('26 / 75').waitFor();
    await press('.');
    await page.getByText('27 / 75').waitFor();
    const slider = page.getByRole('slider', { name: 'Position' });
    assert.equal(await slider.getAttribute('aria-valuetext'), '0:01 of 0:03, Frame 27 of 75');
  });

  it('show it pixel by pixel, moved about by keys, and as large as fits again', async () => {
    const page = await start({ width: 420, height: 500 });
    const size = () => page.locator('video').boundingBox();
    const resize = async (width: number) => {
      await page.setViewportSize({ width, height: 500 });
      await open.until(`innerWidth === ${width}`);
    };
    const fitted = await size();
    await press('z');
    await named('Actual size (100%)', { pressed: true }).waitFor();
    assert.deepEqual([(await size())?.width, (await size())?.height], [320, 180]);
    await resize(260);
    await press('Shift+ArrowRight');
    await open.until(`document.querySelector('.frame').scrollLeft > 0`);
    await resize(420);
    await press('z');
    assert.deepEqual(await size(), fitted);
  });

  it('put it on another background, and say which', async () => {
    await start();
    for (const name of ['editor', 'black', 'checker', 'editor']) {
      await named(`Background: ${name}`).waitFor();
      await open.until(`document.querySelector('.frame').dataset.backdrop === '${name}'`);
      await press('g');
    }
    await open.until(`window.vscodeState.backdrop === 'black'`);
  });

  it('are reached in order, and each shows its key', async () => {
    const page = await start();
    await page.getByRole('slider', { name: 'Position' }).focus();
    const order: string[] = [];
    for (let count = 0; count < 13; count++) {
      order.push(await page.evaluate('document.activeElement.ariaLabel'));
      await press('Tab');
    }
    assert.deepEqual(order, [
      'Position',
      'Play',
      'Previous frame',
      'Next frame',
      'Mark the start (A)',
      'Mark the end (B)',
      'Loop',
      'Speed',
      'Unmute',
      'Volume',
      'Actual size (100%)',
      'Background: editor',
      'Keyboard shortcuts',
    ]);
    const titles = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.controls button')].map(({ title }) => title)`,
    );
    for (const title of titles) assert.match(title, /\(.+\)$/, title);
  });
});
