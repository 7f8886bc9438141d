import assert from 'node:assert/strict';
import { imageSize } from 'image-size';
import type { CaptureMessage } from '../../../src/shared/messages';
import { sameBytes } from '../support/bytes';
import { Harness, type OpenOptions, type PreviewPage } from './harness';
import { states } from './states';

const answered = (id: number) => `window.sent.some((message) => message.id === ${id})`;

/** Runs in the page: what it is told of pictures comes so many ms later, and is noted, as is what is drawn. */
function tellOfPictures(delay: number): void {
  const { HTMLVideoElement, OffscreenCanvasRenderingContext2D, told } = Object.assign(globalThis, {
    told: [] as string[],
  }) as unknown as Record<string, { prototype: Record<string, (...args: never[]) => unknown> }> & { told: string[] };
  const video = HTMLVideoElement!.prototype;
  const ask = video['requestVideoFrameCallback']!;
  video['requestVideoFrameCallback'] = function (this: unknown, listener: (...args: unknown[]) => void) {
    const tell = (now: number, frame: { mediaTime: number }) => {
      told.push(frame.mediaTime.toFixed(2));
      listener(now, frame);
    };
    const late = (...args: [number, { mediaTime: number }]) => delay < Infinity && setTimeout(tell, delay, ...args);
    return ask.call(this, late as never);
  };
  const canvas = OffscreenCanvasRenderingContext2D!.prototype;
  const draw = canvas['drawImage']!;
  canvas['drawImage'] = function (...args) {
    told.push('drawn');
    return draw.apply(this, args);
  };
}

/** Runs in the page: the first element never says that it is there, and the clip comes into memory when it is let in. */
function seekForEver(): void {
  const scope = globalThis as unknown as {
    fetch: (...args: unknown[]) => Promise<unknown>;
    document: {
      addEventListener(name: string, listener: (event: Event) => void, capture: true): void;
      querySelector(name: string): object;
    };
  };
  const { fetch, document } = scope;
  const gate = new Promise<void>((resolve) => Object.assign(scope, { letIn: resolve }));
  scope.fetch = (...args) => gate.then(() => fetch(...args));
  document.addEventListener('seeked', (event) => event.stopImmediatePropagation(), true);
  const seek = () => Object.defineProperty(document.querySelector('video'), 'seeking', { value: true });
  Object.assign(scope, { seekForEver: seek });
}

describe('a frame of a clip', () => {
  // A browser starts and plays real clips.
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const ask = async (id: number, wish: Pick<CaptureMessage, 'which'> & Partial<CaptureMessage>) => {
    await open.post({ type: 'capture', id, to: 'host', ...wish });
    await open.until(answered(id));
    return (await open.sent()).find((message) => 'id' in message && message.id === id)!;
  };
  const start = async (name: string, options?: OpenOptions) => {
    open = await harness.page(options);
    await open.start(states[name]!());
  };

  it('is given at the clip’s own size, and the clip then stands there', async () => {
    await start('playing');
    const answer = await ask(1, { which: 'shown', output: { variant: 'video', index: 0 } });
    assert.equal(answer.type, 'frame');
    const { width, height, type } = imageSize(await open.bytes('frame'));
    const size = await open.page.evaluate(
      '(({ videoWidth: width, videoHeight: height }) => ({ width, height }))(document.querySelector("video"))',
    );
    assert.deepEqual({ width, height }, size);
    assert.equal(type, 'png');
    await open.until(`document.querySelector('video').paused`);
    const at = await open.page.evaluate('document.querySelector("video").currentTime');
    assert.equal(answer.type === 'frame' && answer.at, at);
  });

  it('is the very last one where that is asked for, wherever the clip stands', async () => {
    // Else it plays, and may have come to its end meanwhile.
    await start('playing', { bodyClass: 'vscode-reduce-motion' });
    const last = await ask(1, { which: 'last' });
    const duration = await open.page.evaluate<number>('document.querySelector("video").duration');
    assert.equal(last.type === 'frame' && last.at, duration);
    const bytes = await open.bytes('frame');
    await ask(2, { which: 'shown' });
    assert.ok(!bytes.equals(await open.bytes('frame')), 'the clip begins with another picture');
    await open.page.keyboard.press('End');
    await open.until('!document.querySelector("video").seeking && document.querySelector("video").currentTime > 0.5');
    await ask(3, { which: 'shown' });
    sameBytes(await open.bytes('frame'), bytes);
  });

  it('waits for the picture, which comes after the word that the clip is there', async () => {
    await start('playing', { before: `(${String(tellOfPictures)})(50)` });
    await ask(1, { which: 'shown' });
    await open.until(`window.sent.some(({ type }) => type === 'strip')`);
    for (const [id, which] of [[2, 'last'] as const, [3, 'shown'] as const]) {
      await open.page.evaluate('window.told.length = 0');
      if (which === 'shown') await open.page.keyboard.press('End');
      await ask(id, { which });
      const before = await open.page.evaluate('window.told[window.told.indexOf("drawn") - 1]');
      assert.equal(before, '2.96', which);
    }
  });

  it('is that of the element which has taken the place of the first meanwhile', async () => {
    await start('playing', { before: seekForEver });
    await open.until('document.querySelector("video")?.readyState >= 2');
    await open.page.evaluate('window.first = document.querySelector("video"); window.seekForEver()');
    await open.post({ type: 'capture', id: 1, to: 'host', which: 'shown' });
    assert.equal(await open.page.evaluate(answered(1)), false, 'it waits');
    await open.page.evaluate('window.letIn()');
    await open.until(answered(1));
    assert.equal(await open.page.evaluate('window.first !== document.querySelector("video")'), true);
    assert.equal(imageSize(await open.bytes('frame')).type, 'png');
  });

  it('does not wait for ever where the page is told of no picture', async () => {
    await start('playing', { before: `(${String(tellOfPictures)})(Infinity)` });
    const answers = [await ask(1, { which: 'last' }), await ask(2, { which: 'shown' })];
    assert.deepEqual(
      answers.map(({ type }) => type),
      ['frame', 'frame'],
    );
  });

  it('is refused where there is no picture, with the reason', async () => {
    await start('noPicture');
    const answer = await ask(1, { which: 'shown' });
    assert.equal(answer.type === 'noFrame' && answer.fault, 'noPicture');
  });

  it('is asked for by keys', async () => {
    await start('playing');
    await open.until('document.querySelector("video")?.readyState >= 2');
    for (const key of ['s', 'c', 'e']) await open.page.keyboard.press(key);
    await open.until(`window.sent.filter(({ type }) => type === 'action').length === 3`);
    const actions = (await open.sent()).flatMap((message) => (message.type === 'action' ? [message.action] : []));
    assert.deepEqual(actions, ['saveFrame', 'copyFrame', 'continueFromFrame']);
  });
});
