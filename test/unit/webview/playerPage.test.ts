import assert from 'node:assert/strict';
import { hasPlayed, headerIsRead, jobPages, repeating, state, theClip, video } from './jobPages';

describe('the player in its page', function () {
  // A browser starts and plays real clips.
  const { open, start, click, actions } = jobPages();

  it('is driven by keys: play, seek, frames, speed, sound, loop', async () => {
    const { page } = await start('playing', { state: repeating });
    await open().until(hasPlayed);
    // Until the file's header is read, the frame rate is that of the frames which a busy machine presents.
    await open().until(headerIsRead);
    await page.keyboard.press('k');
    await open().until(video('paused'));
    await page.keyboard.press('r');
    assert.equal(await page.evaluate(video('loop')), false);
    await page.keyboard.press('Home');
    await page.keyboard.press('.');
    await open().until(`Math.abs(${video('currentTime')} - 1.5 / 25) < 1e-6 && !${video('seeking')}`);
    await page.keyboard.press('.');
    await open().until(`Math.abs(${video('currentTime')} - 2.5 / 25) < 1e-6 && !${video('seeking')}`);
    await page.keyboard.press(',');
    await open().until(`Math.abs(${video('currentTime')} - 1.5 / 25) < 1e-6 && !${video('seeking')}`);
    await page.keyboard.press('ArrowRight');
    await open().until(`Math.abs(${video('currentTime')} - 1.06) < 0.001`);
    await page.keyboard.press('j');
    await open().until(`${video('currentTime')} === 0`);
    await page.keyboard.press('l');
    await open().until(`${video('currentTime')} === ${video('duration')}`);
    await page.keyboard.press(']');
    assert.equal(await page.evaluate(video('playbackRate')), 1.25);
    await page.keyboard.press('[');
    await page.keyboard.press('[');
    assert.equal(await page.evaluate(video('playbackRate')), 0.75);
    await page.keyboard.press('r');
    assert.equal(await page.evaluate(video('loop')), true);
    assert.equal(await page.getByRole('button', { name: 'Loop', pressed: true }).count(), 1);
    const muted = await page.evaluate(video('muted'));
    await page.keyboard.press('m');
    assert.equal(await page.evaluate(video('muted')), !muted);
    await page.keyboard.press('Space');
    await open().until(`!${video('paused')}`);
  });

  it('fills the screen and gives it back', async () => {
    const { page } = await start('playing');
    const full = `document.fullscreenElement?.className === 'player' || document.body.classList.contains('filled')`;
    await open().until(hasPlayed);
    await page.keyboard.press('f');
    await open().until(full);
    await click('Exit full screen');
    await open().until(`!(${full})`);
  });

  it('fills the page where the host allows no full screen', async () => {
    const { page } = await start('playing', {
      before: () => Object.defineProperty(Reflect.get(globalThis, 'document'), 'fullscreenEnabled', { value: false }),
    });
    await open().until(hasPlayed);
    await page.keyboard.press('f');
    const box = await page.locator('.player').boundingBox();
    assert.deepEqual(box, { x: 0, y: 0, width: 1100, height: 700 });
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('body.filled').count(), 0);
  });

  it('lists its keys with `?`, and takes the focus there and back', async () => {
    const { page } = await start('playing');
    const before = page.getByRole('button', { name: 'Keyboard shortcuts' });
    await before.focus();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.waitFor();
    assert.equal(await dialog.locator('dt').count(), 25);
    await page.keyboard.press('k');
    assert.ok(await dialog.isVisible(), 'other keys wait');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.ok(await before.evaluate((element) => element.matches(':focus')));
  });

  it('has a name for each control, and leaves keys to the control that has the focus', async () => {
    const { page } = await start('playing', { state: repeating });
    await open().until(hasPlayed);
    for (const name of ['Previous frame', 'Next frame', 'Mute', 'Loop', 'Keyboard shortcuts', 'Full screen', 'Pause']) {
      assert.equal(await page.getByRole('button', { name, exact: true }).count(), 1, name);
    }
    for (const name of ['Position', 'Volume']) assert.equal(await page.getByRole('slider', { name }).count(), 1, name);
    const unnamed = `[...document.querySelectorAll('button')].filter((b) => !b.innerText.trim() && !b.ariaLabel).length`;
    assert.equal(await page.evaluate(unnamed), 0);
    await page.getByRole('slider', { name: 'Volume' }).focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.evaluate(video('volume')), 0.95);
    await page.getByLabel('Speed').selectOption('0.5');
    assert.equal(await page.evaluate(video('playbackRate')), 0.5);
  });

  it('is remembered as paused once it has ended, wherever it is moved to then', async () => {
    const { page } = await start('playing', { state: { ...repeating, loop: false } });
    await open().until(hasPlayed);
    await page.keyboard.press('End');
    await open().until(video('ended'));
    await page.keyboard.press('ArrowLeft');
    await open().until(`!${video('ended')} && !${video('seeking')}`);
    await open().until(`window.vscodeState.time === ${video('currentTime')}`);
    assert.equal((await open().state())['paused'], true);
  });

  it('goes on where it was, and remembers the job’s key, not its address', async () => {
    const { page } = await start('playing', {
      state: {
        key: 'k1',
        variant: 'video',
        index: 0,
        time: 1.5,
        volume: 0.4,
        muted: true,
        rate: 0.5,
        loop: true,
        paused: true,
      },
    });
    await open().until(`${video('currentTime')} === 1.5 && ${video('readyState')} >= 2 && !${video('seeking')}`);
    const [volume, muted, rate, loop, paused] = await Promise.all(
      ['volume', 'muted', 'playbackRate', 'loop', 'paused'].map((name) => page.evaluate(video(name))),
    );
    assert.deepEqual([volume, muted, rate, loop, paused], [0.4, true, 0.5, true, true]);
    await page.keyboard.press('ArrowLeft');
    await open().until(`window.vscodeState.time === 0.5`);
    const stored = await open().state();
    assert.deepEqual(Object.keys(stored).sort(), [
      'actualSize',
      'backdrop',
      'from',
      'index',
      'key',
      'loop',
      'muted',
      'paused',
      'rate',
      'time',
      'to',
      'variant',
      'volume',
    ]);
    assert.equal(stored['key'], 'k1');
  });

  it('shows the output that was chosen before a reload', async () => {
    const { page } = await start('playing', { state: { key: 'k1', variant: 'thumbnail', index: 0 } });
    await page.locator('.stage img').waitFor();
  });

  it('tells the host that a picture cannot be decoded, stands still, and says what the host says', async () => {
    const { page } = await start('noPicture');
    await open().until(`window.sent.some(({ problem }) => problem === 'noPicture')`);
    await open().show(state('unseen'));
    await page.getByText('This editor cannot decode the video of this clip').waitFor();
    await page.locator('.remark').getByRole('button', { name: 'Open in System Player' }).click();
    assert.deepEqual(await actions(), [{ type: 'action', action: 'openExternal', variant: 'video', index: 0 }]);
    assert.equal(await page.evaluate(video('paused')), true);
  });

  const deaf = () => {
    const scope = globalThis as unknown as Record<string, { prototype: object }>;
    const context = scope['OfflineAudioContext']?.prototype ?? {};
    Object.assign(context, { decodeAudioData: () => Promise.reject(new Error('no decoder')) });
    const element = scope['HTMLMediaElement']?.prototype ?? {};
    Object.defineProperty(element, 'webkitAudioDecodedByteCount', { get: () => 0 });
  };

  const problems = async () => (await open().sent()).filter(({ type }) => type === 'problem');

  it('tells the host, once, that the sound of a clip that has some cannot be decoded; a copy is offered', async () => {
    const { page } = await start('playing', { before: deaf });
    await open().until(`${video('currentTime')} > 0.8`);
    await open().until(`window.sent.some(({ type }) => type === 'problem')`);
    await open().show(state('unheard'));
    await page.locator('.remark').getByRole('button', { name: 'Make Playable Copy' }).click();
    await open().until(`${video('currentTime')} > 1.2`);
    assert.deepEqual(await problems(), [{ type: 'problem', clip: theClip, problem: 'noSound', reason: 'mp4a.40.2' }]);
    assert.equal((await actions()).length, 1);
    assert.equal(await page.locator('.remark').count(), 1);
  });

  it('says nothing of the sort for a silent clip, or where the sound is heard', async () => {
    await start('silent', { before: deaf });
    await open().until(`${video('currentTime')} > 0.8`);
    assert.deepEqual(await problems(), []);
    await open().page.close();
    await start('playing');
    await open().until(`${video('currentTime')} > 0.8`);
    assert.deepEqual(await problems(), []);
  });

  it('starts muted where sound is refused without a click, and does not take that for the user’s wish', async () => {
    const { page } = await start('playing', {
      before: () => {
        const element = (globalThis as unknown as Record<string, { prototype: Record<string, unknown> }>)[
          'HTMLMediaElement'
        ];
        const play = element?.prototype['play'] as () => Promise<void>;
        Object.assign(element?.prototype ?? {}, {
          play(this: { muted: boolean }) {
            return this.muted ? play.call(this) : Promise.reject(new DOMException('', 'NotAllowedError'));
          },
        });
      },
    });
    await open().until(hasPlayed);
    assert.equal(await page.evaluate(video('muted')), true);
    assert.equal(await page.getByRole('button', { name: 'Unmute' }).count(), 1);
    assert.equal((await open().state())['muted'], false);
  });

  it('does not start by itself, and moves nothing, where motion is to be reduced', async () => {
    const { page } = await start('playing', { bodyClass: 'vscode-reduce-motion' });
    await open().until(`${video('readyState')} >= 2`);
    assert.equal(await page.evaluate(video('paused')), true);
    await open().show(state('queued'));
    await page.locator('.bar-fill').waitFor();
    assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('.bar-fill')).animationName`), 'none');
  });
});
