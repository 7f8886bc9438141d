import assert from 'node:assert/strict';
import { comparisonView } from '../../../src/ui/compare/comparisonView';
import { comparison, made } from './comparisons';
import { Harness, type OpenOptions, type PreviewPage } from './harness';

const videos = (what: string) => `[...document.querySelectorAll('video')].${what}`;
const playing = (count: number) =>
  `${videos('length')} === ${count} && ${videos('every((one) => !one.paused && one.currentTime > 0.1)')}`;
const standing = videos('every((one) => one.paused && !one.seeking)');
const seats = `document.querySelector('.seats')`;

describe('the comparison page', () => {
  // A browser starts and plays real clips.
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const start = async (view = comparison(2), options: OpenOptions = {}) => {
    open = await harness.page({ page: 'comparison', ...options });
    await open.start(view);
    return open;
  };
  const click = (name: string) => open.page.getByRole('button', { name, exact: true }).click();
  const seat = (at: number) => open.page.locator('.seat').nth(at);
  const press = async (...keys: string[]) => {
    for (const key of keys) await open.page.keyboard.press(key);
  };

  // How well depends on the machine: the bench measures it.
  it('plays four clips together, without sound, and counts how well they keep together', async () => {
    await start(comparison(4));
    await open.until(playing(4));
    await open.until(`Number(${seats}.dataset.moments) > 60 && Number(${seats}.dataset.together) > 0`);
    assert.ok(await open.page.evaluate(videos('every((one) => one.muted)')));
    assert.deepEqual(await open.violations(), []);
  });

  it('says of each clip what it is, and only in what it differs', async () => {
    await start(comparison(2, (at) => ({ model: 'sora-2', seconds: at === 0 ? 4 : 8 })));
    await open.page.getByRole('heading', { name: '1. Acme · sora-2' }).waitFor();
    assert.deepEqual(await seat(0).locator('.differs dt').allInnerTexts(), ['Requested', 'Prompt']);
    assert.deepEqual(await seat(1).locator('.differs dd').allInnerTexts(), ['1280 × 720, 8s', '…noon']);
  });

  it('has one clock: all stand, seek and step together', async () => {
    await start();
    await open.until(playing(2));
    // The frame rates are known then.
    await open.until(`window.sent.filter(({ type }) => type === 'header').length === 2`);
    await press('k');
    await open.until(standing);
    await press('Home', '.', '.');
    await open.until(`${standing} && ${videos('every((one) => Math.abs(one.currentTime - 2.5 / 25) < 1e-3)')}`);
    assert.match(await open.page.locator('.frame-number').innerText(), /^3 \//);
    await press('ArrowRight');
    await open.until(`${standing} && ${videos('every((one) => Math.abs(one.currentTime - 1.1) < 1e-3)')}`);
    await press(']');
    assert.ok(await open.page.evaluate(videos('every((one) => one.playbackRate === 1.25)')));
  });

  it('lets a shorter clip stand on its last frame until the longest has ended', async () => {
    await start(comparisonView([made('long', 'clip.mp4'), made('short', 'silent.mp4')]));
    await open.until(playing(2));
    const [long, short] = await open.page.evaluate<number[]>(videos('map((one) => one.duration)'));
    assert.notEqual(long, short, 'the fixtures are of different lengths');
    const shorter = long! < short! ? 0 : 1;
    await open.until(`${videos('some((one) => one.currentTime > 1.5)')}`);
    await open.until(`${videos('every((one) => one.currentTime < 1)')}`);
    // Not again: what is said for a moment may be over before anybody looks.
    await press('r');
    await open.until(`${videos(`map((one) => one.currentTime).join()`)} === '${long},${short}' && ${standing}`);
    await open.page.getByText('Ended').waitFor();
    assert.equal(await seat(shorter).getByText('Ended').isVisible(), true);
    assert.equal(
      await seat(1 - shorter)
        .getByText('Ended')
        .isVisible(),
      false,
    );
  });

  it('lets one clip be heard, by a button or by key', async () => {
    await start();
    await open.until(playing(2));
    await seat(1).getByRole('button', { name: 'Play this clip’s audio' }).click();
    await open.until(`${videos('map((one) => one.muted).join()')} === 'true,false'`);
    await press('h');
    await open.until(`${videos('map((one) => one.muted).join()')} === 'true,true'`);
    await press('h');
    await open.until(`${videos('map((one) => one.muted).join()')} === 'false,true'`);
    assert.equal(await seat(0).getByRole('button', { name: 'Play this clip’s audio', pressed: true }).count(), 1);
  });

  it('wipes between two: a slider that a screen reader can say and keys can move', async () => {
    const { page } = await start(comparison(3));
    await open.until(playing(3));
    await press('w');
    const divider = page.getByRole('slider', { name: 'Divider' });
    await divider.focus();
    await press('ArrowRight', 'ArrowRight');
    assert.match((await divider.getAttribute('aria-valuetext'))!, /^1\. Acme · sora-2 52%, 2\. Acme · sora-2 48%$/);
    assert.equal(await seat(2).isVisible(), false);
    await open.until(`document.querySelectorAll('video')[2].paused`);
    await page.getByLabel('Second of the two').selectOption('2');
    assert.equal(await seat(1).locator('video').isVisible(), false);
    assert.equal(await seat(2).locator('video').isVisible(), true);
    const box = (await page.locator('.divider').boundingBox())!;
    const x = box.x + 8 + (box.width - 16) * 0.52;
    await page.mouse.move(x, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(x - 200, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await open.until(`window.vscodeState.divider < 0.4 && window.vscodeState.pair.join() === '0,2'`);
    assert.ok(Number(await divider.inputValue()) < 0.4);
    await press('w');
    assert.equal(await seat(1).isVisible(), true);
  });

  it('blinks by turns, by hand once the key is pressed', async () => {
    const { page } = await start();
    await open.until(playing(2));
    await click('Blink');
    const unseen = `[...document.querySelectorAll('.seat')].findIndex((one) => one.classList.contains('unseen'))`;
    await open.until(`${unseen} === 1`);
    await open.until(`${unseen} === 0`);
    assert.equal(await page.getByRole('button', { name: 'Alternate automatically', pressed: true }).count(), 1);
    await press('s');
    assert.equal(await page.getByRole('button', { name: 'Alternate automatically', pressed: false }).count(), 1);
    const before = await page.evaluate(unseen);
    await press('s');
    assert.notEqual(await page.evaluate(unseen), before);
    assert.match(await page.locator('.announcer').innerText(), /^[12]\. Acme/);
  });

  it('moves nothing by itself where motion is to be reduced', async () => {
    const { page } = await start(comparison(2), { bodyClass: 'vscode-reduce-motion' });
    await open.until(`${videos('length')} === 2 && ${videos('every((one) => one.readyState >= 2)')} && ${standing}`);
    await press('e');
    assert.equal(await page.getByRole('button', { name: 'Alternate automatically' }).count(), 0);
    await page.getByRole('button', { name: 'Show the other clip' }).click();
    assert.equal(await seat(0).evaluate((one: { className: string }) => one.className), 'seat unseen');
  });

  it('changes places, removes down to two, and tells the host', async () => {
    await start(comparison(3));
    await open.until(playing(3));
    await open.page.keyboard.press('h');
    await seat(0).getByRole('button', { name: 'Swap with next' }).click();
    await seat(2).getByRole('button', { name: 'Remove from comparison' }).click();
    await seat(1).getByRole('button', { name: 'Preview' }).click();
    await click('Show Differences');
    const clip = (key: string) => ({ key, index: 0 });
    assert.deepEqual(
      (await open.sent()).filter(({ type }) => !['ready', 'header', 'hearing'].includes(type)),
      [
        { type: 'swap', clip: clip('k0') },
        { type: 'remove', clip: clip('k2') },
        { type: 'action', action: 'preview', clip: clip('k1') },
        { type: 'differences', clips: [clip('k0'), clip('k1'), clip('k2')] },
      ],
    );
    const { clips, ...view } = comparison(3);
    await open.page.evaluate(`window.first = document.querySelector('video')`);
    await open.show({ ...view, clips: [clips[1]!, clips[0]!] });
    await open.until(`${videos('length')} === 2 && document.querySelectorAll('video')[1] === window.first`);
    await open.until(playing(2));
    assert.equal(await seat(1).getByRole('button', { name: 'Play this clip’s audio', pressed: true }).count(), 1);
    assert.equal(await open.page.getByRole('button', { name: 'Remove from comparison' }).count(), 0);
  });

  it('goes on with the others where a clip has gone', async () => {
    const { page } = await start();
    await open.until(playing(2));
    await open.show(comparison(2, (at) => (at === 0 ? { media: [] } : {})));
    await seat(0).getByText('The clip has not been downloaded yet').waitFor();
    await open.until(playing(1));
    await seat(0).getByRole('button', { name: 'Download' }).click();
    assert.deepEqual((await open.sent()).at(-1), { type: 'action', action: 'download', clip: { key: 'k0', index: 0 } });
    assert.equal(await page.getByRole('button', { name: 'Play this clip’s audio' }).count(), 1);
  });

  it('takes up a stored state', async () => {
    const clips = [0, 1].map((at) => ({ key: `k${at}`, index: 0 }));
    const state = { clips, layout: 'wipe', pair: [1, 0], divider: 0.25, heard: 1, paused: true, time: 1.5, rate: 0.5 };
    const { page } = await start(comparison(2), { state });
    await open.until(`${standing} && ${videos('every((one) => one.currentTime === 1.5 && one.playbackRate === 0.5)')}`);
    assert.equal(await page.getByRole('slider', { name: 'Divider' }).inputValue(), '0.25');
    assert.equal(await page.getByRole('button', { name: 'Wipe', pressed: true }).count(), 1);
    await open.until(`window.vscodeState.pair?.join() === '1,0' && window.vscodeState.heard === 1`);
  });

  it('moves the pictures together at actual size', async () => {
    const { page } = await start(comparison(3), { width: 760, height: 400 });
    await open.until(playing(3));
    await press('k', 'z', 'Shift+ArrowRight');
    const left = `[...document.querySelectorAll('.frame')].map((one) => one.scrollLeft)`;
    await open.until(`${left}[0] > 0 && ${left}.every((one, _at, [first]) => one === first)`);
    await page
      .locator('.frame')
      .first()
      .evaluate((one: { scrollLeft: number }) => (one.scrollLeft = 0));
    await open.until(`${left}.join() === '0,0,0'`);
  });

  it('lists its keys', async () => {
    const { page } = await start();
    await press('?');
    await page.getByRole('dialog').getByText('Wipe between two clips, or show side by side').waitFor();
    for (const ofOneClip of ['Previous, next output', 'Save Frame', 'Copy Frame', 'Continue from This Frame']) {
      assert.equal(await page.getByText(ofOneClip).count(), 0, ofOneClip);
    }
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    it(`fits into a narrow panel: ${theme}`, async () => {
      const { page } = await start(comparison(4), { theme, width: 420, height: 800 });
      await open.until(playing(4));
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(wide <= 420, `${wide}`);
    });
  }
});
