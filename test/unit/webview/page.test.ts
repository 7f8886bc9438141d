import assert from 'node:assert/strict';
import { jobView } from '../../../src/ui/preview/jobView';
import { clip, context, job, now } from '../ui/preview/jobs';
import { Harness, type OpenOptions, type PreviewPage } from './harness';
import { states } from './states';
import type { ThemeName } from './themes';

const state = (name: string) => {
  const make = states[name];
  assert.ok(make, `no state ${name}`);
  return make();
};
const playing = `!document.querySelector('video').paused && document.querySelector('video').currentTime > 0.1`;
const shows = (text: string) => `document.querySelector('.main').innerText.includes(${JSON.stringify(text)})`;
const theClip = { variant: 'video', index: 0, version: 'version of clip.mp4' };
const video = (property: string) => `document.querySelector('video').${property}`;

describe('the preview page', function () {
  // A browser starts and plays real clips.
  this.timeout(60_000);
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const start = async (name: string, options: OpenOptions = {}) => {
    open = await harness.page(options);
    await open.start(state(name));
    return open;
  };
  const click = (name: string) => open.page.getByRole('button', { name, exact: true }).click();
  const actions = async () => (await open.sent()).filter(({ type }) => type === 'action');

  it('says that it is ready, plays the clip, and breaks no rule of its policy', async () => {
    const { page } = await start('playing');
    await open.until(playing);
    assert.deepEqual((await open.sent()).slice(0, 2), [{ type: 'ready' }, { type: 'shown', clip: theClip }]);
    assert.equal(await page.locator('.prompt-text').innerText(), 'A heron lifts off from a misty lake at dawn');
    for (const fact of ['sora-2', '1280 × 720, 8s', '$0.80', 'video_123', 'Acme', 'clip.mp4']) {
      assert.equal(await page.locator('.details dd', { hasText: fact }).count(), 1, fact);
    }
    assert.deepEqual(await open.violations(), []);
  });

  it('names its actions to the host with the output that is shown, and nothing else', async () => {
    await start('playing');
    for (const name of [
      'Remix…',
      'Save as…',
      'Show in folder',
      'Open in the system player',
      'Details',
      'Copy as code…',
    ]) {
      await click(name);
    }
    await click('Copy the prompt');
    await click('Thumbnail');
    await click('Copy the job ID');
    const video = { variant: 'video', index: 0 };
    const names = ['remix', 'saveAs', 'reveal', 'openExternal', 'showDetails', 'copyAs', 'copyPrompt'];
    assert.deepEqual(await actions(), [
      ...names.map((action) => ({ type: 'action', action, ...video })),
      { type: 'action', action: 'copyId', variant: 'thumbnail', index: 0 },
    ]);
  });

  it('switches between outputs and offers those that are not on disk', async () => {
    const { page } = await start('playing');
    await click('Thumbnail');
    await open.until(`document.querySelector('.stage img')?.naturalWidth > 0`);
    assert.equal(await page.locator('video').count(), 0);
    await click('Video 2 (not downloaded)');
    await open.until(shows('The clip is not downloaded yet'));
    assert.equal(await page.getByRole('button', { name: 'Save as…' }).count(), 0, 'there is no file to save');
    await click('Download');
    assert.deepEqual(await actions(), [{ type: 'action', action: 'download', variant: 'video', index: 1 }]);
    await click('Video 1');
    await open.until(playing);
    assert.equal(await page.getByRole('button', { name: 'Video 1', pressed: true }).count(), 1);
  });

  it('is driven by keys: play, seek, frames, speed, sound, loop', async () => {
    const { page } = await start('playing');
    await open.until(playing);
    await page.keyboard.press('k');
    await open.until(video('paused'));
    await page.keyboard.press('Home');
    await page.keyboard.press('.');
    await open.until(`Math.abs(${video('currentTime')} - 1.5 / 25) < 1e-6 && !${video('seeking')}`);
    await page.keyboard.press('.');
    await open.until(`Math.abs(${video('currentTime')} - 2.5 / 25) < 1e-6 && !${video('seeking')}`);
    await page.keyboard.press(',');
    await open.until(`Math.abs(${video('currentTime')} - 1.5 / 25) < 1e-6 && !${video('seeking')}`);
    await page.keyboard.press('ArrowRight');
    await open.until(`Math.abs(${video('currentTime')} - 1.06) < 0.001`);
    await page.keyboard.press('j');
    await open.until(`${video('currentTime')} === 0`);
    await page.keyboard.press('l');
    await open.until(`${video('currentTime')} === ${video('duration')}`);
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
    await open.until(`!${video('paused')}`);
  });

  it('fills the screen and gives it back', async () => {
    const { page } = await start('playing');
    const full = `document.fullscreenElement?.className === 'player' || document.body.classList.contains('filled')`;
    await open.until(playing);
    await page.keyboard.press('f');
    await open.until(full);
    await click('Leave full screen');
    await open.until(`!(${full})`);
  });

  it('fills the page where the host allows no full screen', async () => {
    const { page } = await start('playing', {
      before: () => Object.defineProperty(Reflect.get(globalThis, 'document'), 'fullscreenEnabled', { value: false }),
    });
    await open.until(playing);
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
    const { page } = await start('playing');
    await open.until(playing);
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
    await open.until(`${video('readyState')} >= 2 && !${video('seeking')}`);
    const [time, volume, muted, rate, loop, paused] = await Promise.all(
      ['currentTime', 'volume', 'muted', 'playbackRate', 'loop', 'paused'].map((name) => page.evaluate(video(name))),
    );
    assert.deepEqual([time, volume, muted, rate, loop, paused], [1.5, 0.4, true, 0.5, true, true]);
    await page.keyboard.press('ArrowLeft');
    await open.until(`window.vscodeState.time === 0.5`);
    const stored = await open.state();
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

  it('counts the time of a job in progress and switches to the clip without losing the page', async () => {
    const { page } = await start('running');
    const bar = page.getByRole('progressbar', { name: 'Making the video' });
    assert.equal(await bar.getAttribute('aria-valuenow'), '62');
    await open.until(shows('1:23 elapsed'));
    await open.until(shows('1:24 elapsed'));
    await page.evaluate('window.same = true');
    await open.show(state('downloading'));
    await open.until(shows('3.1 MB of 9.5 MB'));
    await click('Cancel');
    await open.show(state('playing'));
    await open.until(playing);
    assert.equal(await page.evaluate('window.same'), true);
    assert.deepEqual(await actions(), [{ type: 'action', action: 'cancelDownload', variant: 'video', index: 0 }]);
  });

  it('has a bar without a number where nobody knows', async () => {
    const { page } = await start('queued');
    const bar = page.getByRole('progressbar', { name: 'Waiting in the queue' });
    assert.equal(await bar.getAttribute('aria-valuenow'), null);
  });

  it('tells a screen reader of progress in steps, not at each percent', async () => {
    const { page } = await start('running');
    const spoken = page.locator('.announcer');
    const at = (progress: number) =>
      jobView(job({ status: 'in_progress', watching: true, progress, createdAt: now }), context());
    assert.equal(await spoken.getAttribute('aria-live'), 'polite');
    assert.equal(await spoken.textContent(), 'Making the video, 62%');
    await open.show(at(68));
    await open.until(shows('68%'));
    assert.equal(await spoken.textContent(), 'Making the video, 62%');
    await open.show(at(71));
    await open.until(shows('71%'));
    assert.equal(await spoken.textContent(), 'Making the video, 71%');
  });

  const ends: [string, string[], string, string][] = [
    ['failed', ['The job failed', 'moderation_blocked', 'req_5f3a9c', 'safety check'], 'Create again…', 'createAgain'],
    ['uncertain', ['It is not known whether this job was created'], 'Resolve…', 'resolveUncertain'],
    ['notFollowed', ['This job is no longer followed'], 'Follow again', 'resumeWatching'],
    ['noClip', ['there is no clip yet', 'req_9'], 'Look again', 'lookAgain'],
    ['deleted', ['The file is no longer on disk'], 'Download again', 'download'],
    ['notDownloaded', ['The clip is not downloaded yet'], 'Download', 'download'],
    ['cancelled', ['The job was cancelled'], 'Create again…', 'createAgain'],
    ['expired', ['The clip has expired'], 'Create again…', 'createAgain'],
    ['pollFailed', ['The last check failed', 'req_77'], 'Stop following', 'stopWatching'],
  ];
  for (const [name, words, label, action] of ends) {
    it(`says what is the matter and what to do next: ${name}`, async () => {
      await start(name);
      for (const word of words) await open.until(shows(word));
      await click(label);
      assert.deepEqual(await actions(), [{ type: 'action', action, variant: 'video', index: 0 }]);
    });
  }

  it('keeps the focus on a button while the progress goes on', async () => {
    const { page } = await start('running');
    await page.getByRole('button', { name: 'Stop following' }).focus();
    await open.show(state('pollFailed'));
    await open.until(shows('The last check failed'));
    assert.equal(await page.evaluate('document.activeElement.innerText'), 'Stop following');
  });

  it('tells the host, once, that a file does not play, and shows what the host found', async () => {
    await start('broken');
    await open.until(`window.sent.some(({ type }) => type === 'problem')`);
    await open.show(state('broken'));
    await open.show(state('webPage'));
    await open.until(shows('This is not a clip'));
    await open.until(shows('holds a web page'));
    await click('Remix…');
    await open.page.locator('.stage').getByRole('button', { name: 'Download again' }).click();
    await open.page.locator('.stage').getByRole('button', { name: 'Open in the system player' }).click();
    const sent = await open.sent();
    assert.deepEqual(
      sent.map((message) => (message.type === 'action' ? message.action : message.type)),
      ['ready', 'problem', 'remix', 'download', 'openExternal'],
    );
    await open.show(state('deleted'));
    await open.until(shows('The file is no longer on disk'));
  });

  it('tells the host that a picture cannot be decoded, stands still, and says what the host says', async () => {
    const { page } = await start('noPicture');
    await open.until(`window.sent.some(({ problem }) => problem === 'noPicture')`);
    await open.show(state('unseen'));
    await page.getByText('This editor cannot decode the picture of this clip').waitFor();
    await page.locator('.remark').getByRole('button', { name: 'Open in the system player' }).click();
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

  const problems = async () => (await open.sent()).filter(({ type }) => type === 'problem');

  it('tells the host, once, that the sound of a clip that has some cannot be decoded; a copy is offered', async () => {
    const { page } = await start('playing', { before: deaf });
    await open.until(`${video('currentTime')} > 0.8`);
    await open.until(`window.sent.some(({ type }) => type === 'problem')`);
    await open.show(state('unheard'));
    await page.locator('.remark').getByRole('button', { name: 'Make a copy that plays here' }).click();
    await open.until(`${video('currentTime')} > 1.2`);
    assert.deepEqual(await problems(), [{ type: 'problem', clip: theClip, problem: 'noSound', reason: 'mp4a.40.2' }]);
    assert.equal((await actions()).length, 1);
    assert.equal(await page.locator('.remark').count(), 1);
  });

  it('says nothing of the sort for a silent clip, or where the sound is heard', async () => {
    await start('silent', { before: deaf });
    await open.until(`${video('currentTime')} > 0.8`);
    assert.deepEqual(await problems(), []);
    await open.page.close();
    await start('playing');
    await open.until(`${video('currentTime')} > 0.8`);
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
    await open.until(playing);
    assert.equal(await page.evaluate(video('muted')), true);
    assert.equal(await page.getByRole('button', { name: 'Unmute' }).count(), 1);
    assert.equal((await open.state())['muted'], false);
  });

  it('does not start by itself, and moves nothing, where motion is to be reduced', async () => {
    const { page } = await start('playing', { bodyClass: 'vscode-reduce-motion' });
    await open.until(`${video('readyState')} >= 2`);
    assert.equal(await page.evaluate(video('paused')), true);
    await open.show(state('queued'));
    await page.locator('.bar-fill').waitFor();
    assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('.bar-fill')).animationName`), 'none');
  });

  it('makes no markup of hostile text', async () => {
    open = await harness.page();
    const script = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>[x](command:workbench.action.quit)';
    const error = { message: script, code: script, requestId: script };
    const hostile = { prompt: script, model: script, id: script, providerStatus: script, size: script };
    const failed = jobView(
      job({ ...hostile, status: 'failed', error }),
      context([], { provider: { label: script, known: true } }),
    );
    await open.start(failed);
    await open.until(shows('The job failed'));
    await open.show(jobView(job({ ...hostile, media: [clip({ path: script })] }), context([script])));
    await open.until(`document.querySelector('.details').innerText.includes('onerror')`);
    assert.equal(await open.page.evaluate('window.hit'), undefined);
    assert.equal(await open.page.locator('.details img, .words img, #app script, #app a').count(), 0);
  });

  it('listens to nothing but its protocol', async () => {
    const { page } = await start('running');
    const junk = [1, null, 'x', {}, { type: 'view' }, { type: 'view', view: {} }, { type: 'start', view: null }];
    await page.evaluate(`for (const m of ${JSON.stringify(junk)}) window.postMessage(m, '*')`);
    await open.show(state('failed'));
    await open.until(shows('The job failed'));
  });

  it('speaks the language that the host sends', async () => {
    const { page } = await start('playing', { translations: { Prompt: 'Eingabe', 'Full screen': 'Vollbild' } });
    await page.getByRole('heading', { name: 'Eingabe' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Vollbild' }).count(), 1);
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as ThemeName[]) {
    it(`has no colours but the theme’s: ${theme}`, async () => {
      await start('failed', { theme });
      const seen = await open.page.evaluate(colours);
      assert.deepEqual(seen, []);
    });
  }

  it('puts the details below where there is no room beside', async () => {
    const { page } = await start('playing', { width: 400, height: 900 });
    const [main, details] = await Promise.all([
      page.locator('.main').boundingBox(),
      page.locator('.details').boundingBox(),
    ]);
    assert.ok(main && details && details.y >= main.y + main.height - 1);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 400, 'nothing sticks out');
  });
});

/** Computed colours of the page that are not among the values of `--vscode-*`, nor transparent. */
const colours = `(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const allowed = new Set(['rgba(0, 0, 0, 0)', 'rgb(0, 0, 0)']);
  for (const name of document.documentElement.style) {
    probe.style.color = '';
    probe.style.color = document.documentElement.style.getPropertyValue(name);
    allowed.add(getComputedStyle(probe).color);
  }
  probe.remove();
  const odd = new Set();
  for (const element of document.querySelectorAll('#app *:not(path):not(option)')) {
    const style = getComputedStyle(element);
    for (const name of ['color', 'backgroundColor']) if (!allowed.has(style[name])) odd.add(element.className + ' ' + style[name]);
  }
  return [...odd];
})()`;
