import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { imageSize } from 'image-size';
import type { ReferenceView } from '../../../src/shared/reference';
import { Harness, type PreviewPage } from './harness';

const image = { url: '/thumbnail.webp', name: 'thumbnail.webp', size: { width: 320, height: 180 } };
const square: ReferenceView = { title: 'Image', image, target: { width: 400, height: 400 } };
const shown = `document.querySelector('.result')`;

/** Runs in the page: what is behind each address that it makes. */
const rememberBlobs = () => {
  const scope = globalThis as unknown as { blobs: Map<string, Blob>; URL: { createObjectURL(blob: Blob): string } };
  const make = scope.URL.createObjectURL;
  scope.blobs = new Map();
  scope.URL.createObjectURL = (blob) => {
    const url = make(blob);
    scope.blobs.set(url, blob);
    return url;
  };
};

describe('the page of the image that a video starts from', () => {
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const start = async (view: ReferenceView = square) => {
    open = await harness.page({ page: 'reference', before: rememberBlobs });
    await open.start(view);
    return open.page;
  };
  const drawn = () => open.until(`${shown}.src.startsWith('blob:') && ${shown}.naturalWidth === 400`);
  const click = (name: string | RegExp) => open.page.getByRole('button', { name, exact: true }).click();
  /** Waits for another picture than the one before. */
  const redrawn = async (act: () => Promise<unknown>) => {
    const before = await open.page.evaluate(`${shown}.src`);
    await act();
    await open.until(`${shown}.src !== ${JSON.stringify(before)}`);
    await drawn();
  };
  const types = async () => (await open.sent()).map(({ type }) => type as string);
  /** The colour of a pixel of what is shown, as red, green and blue. */
  const pixel = (x: number, y: number) =>
    open.page.evaluate<number[]>(
      // Of what the address stands for: the element may not have read it yet.
      `createImageBitmap(window.blobs.get(${shown}.src)).then((image) => { const c = new OffscreenCanvas(400, 400).getContext('2d'); c.drawImage(image, 0, 0); return [...c.getImageData(${x}, ${y}, 1, 1).data.slice(0, 3)]; })`,
    );

  it('sends, to the byte, the picture that it shows, at the size of the video', async () => {
    const page = await start();
    await drawn();
    const bytes = await page.evaluate<string>(
      `window.blobs.get(${shown}.src).arrayBuffer().then((b) => new Uint8Array(b).toBase64())`,
    );
    await click('Use this image');
    await open.until(`window.sent.some(({ type }) => type === 'use')`);
    const sent = await open.bytes('use');
    assert.deepEqual(imageSize(sent), { width: 400, height: 400, type: 'png' });
    assert.equal(sent.toString('base64'), bytes);
    assert.match(await page.locator('.details').innerText(), /400 × 400, PNG/);
  });

  it('offers an image of the same shape resized, and as it is', async () => {
    const page = await start({ ...square, target: { width: 640, height: 360 } });
    const use = page.getByRole('button', { name: 'Resize to 640 × 360' });
    await open.until(`${shown}.naturalWidth === 640`);
    assert.equal(await page.getByRole('radio').filter({ visible: true }).count(), 0);
    assert.ok(await page.getByRole('button', { name: 'Use without changes' }).isVisible());
    await use.click();
    await open.until(`window.sent.some(({ type }) => type === 'use')`);
    assert.deepEqual(imageSize(await open.bytes('use')), { width: 640, height: 360, type: 'png' });
  });

  it('pads with a colour or a blur, and stretches', async () => {
    const page = await start();
    await drawn();
    await redrawn(() => page.getByLabel(/^Pad/).check());
    assert.deepEqual(await pixel(200, 5), [0, 0, 0]);
    await redrawn(() => page.getByLabel('White').check());
    assert.deepEqual(await pixel(200, 5), [255, 255, 255]);
    await redrawn(() => page.getByLabel('The image, blurred').check());
    const blurred = await pixel(200, 5);
    assert.notDeepEqual(blurred, [255, 255, 255]);
    assert.notDeepEqual(blurred, [0, 0, 0]);
    await redrawn(() => page.getByLabel(/^Stretch/).check());
    assert.equal(await page.getByLabel('White').isVisible(), false);
  });

  it('moves the part that is kept by arrow keys and by dragging, as far as it goes', async () => {
    const page = await start();
    await drawn();
    await page.locator('.frame').focus();
    const middle = await pixel(200, 200);
    await redrawn(() => page.keyboard.press('Shift+ArrowRight'));
    await redrawn(() => page.keyboard.press('ArrowLeft'));
    const box = (await page.locator('.result').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await redrawn(() => page.mouse.move(x - 2000, y, { steps: 2 }));
    await page.mouse.up();
    const end = await pixel(399, 200);
    await page.locator('.frame').focus();
    await page.keyboard.press('ArrowLeft');
    await page.evaluate('new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))');
    assert.deepEqual(await pixel(399, 200), end);
    assert.equal(middle.length, 3);
  });

  it('takes what is dropped and pasted, and an address out of a view; what is too large it only names', async () => {
    const page = await start({ title: 'Image' });
    await page.getByText('Drop or paste an image').waitFor();
    const data = readFileSync('test/unit/webview/fixtures/thumbnail.webp').toString('base64');
    const fire = (type: string, make: string) =>
      page.evaluate(
        `(() => { const t = new DataTransfer(); ${make}; document.dispatchEvent('${type}' === 'drop' ? new DragEvent('drop', { dataTransfer: t, cancelable: true }) : new ClipboardEvent('paste', { clipboardData: t })); })()`,
      );
    await fire('drop', `t.items.add(new File([Uint8Array.fromBase64('${data}')], 'a.webp'))`);
    await open.until(`window.sent.some(({ name }) => name === 'a.webp')`);
    assert.equal((await open.bytes('image')).toString('base64'), data);
    await fire('paste', `t.items.add(new File(['x'], 'pasted.png'))`);
    await open.until(`window.sent.some(({ name }) => name === 'pasted.png')`);
    await fire('drop', `t.setData('text/uri-list', 'file:///w/b.png\\r\\nfile:///w/c.png')`);
    await fire('drop', `t.items.add(new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'big.png'))`);
    await open.until(`window.sent.some(({ type }) => type === 'tooLarge')`);
    const sent = (await open.sent()) as unknown as { type: string; uri?: string }[];
    assert.equal(sent.find(({ type }) => type === 'address')?.uri, 'file:///w/b.png');
  });

  it('says why an image was not taken, keeps the one before, and can be left', async () => {
    const page = await start();
    await drawn();
    await open.show({ ...square, fault: 'a.svg is not a PNG, JPEG, WebP or GIF image.' });
    await page.getByRole('alert').getByText('a.svg is not').waitFor();
    await drawn();
    for (const name of ['Use without changes', 'Choose an Image…', 'Go back']) await click(name);
    await page.keyboard.press('Escape');
    assert.deepEqual((await types()).slice(-4), ['useAsItIs', 'choose', 'cancel', 'cancel']);
    assert.deepEqual(await open.violations(), []);
  });

  it('says that an image cannot be decoded', async () => {
    const page = await start({ ...square, image: { ...image, url: '/clip.mp4', name: 'broken.png' } });
    await page.getByText('broken.png cannot be decoded').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Use this image' }).isEnabled(), false);
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    it(`can be looked at in ${theme}`, async () => {
      open = await harness.page({ page: 'reference', theme });
      await open.start(square);
      await drawn();
      await open.page.getByLabel(/^Pad/).check();
      await open.page.screenshot({ path: `out/screenshots/reference-${theme}.png` });
      await open.page.getByLabel('The image, blurred').waitFor();
    });
  }
});
