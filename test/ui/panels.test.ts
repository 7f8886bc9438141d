import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { linkSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { pause, playback, waitUntilPlaying } from './support/video';

const provider = 'Sandbox (openrouter)';
const prompt = 'A heron on a post';

const ffmpeg = (...args: string[]) => spawnSync('ffmpeg', ['-y', '-loglevel', 'error', ...args]);
const hasFfmpeg = ffmpeg('-version').status === 0;

/** Runs in every frame: notes which pieces of clips its script asks for. */
const noteRanges = () => {
  const scope = globalThis as unknown as Record<string, unknown>;
  const ask = scope['fetch'] as (url: unknown, how?: { headers?: { Range?: string } }) => Promise<unknown>;
  const ranges: (string | undefined)[] = [];
  scope['ranges'] = ranges;
  scope['fetch'] = (url: unknown, how?: { headers?: { Range?: string } }) => {
    if (/\.mp4\b/.test(String(url))) ranges.push(how?.headers?.Range);
    return ask(url, how);
  };
};

describe('panels of the preview', () => {
  const code = vscodeForSuite({ settings: { ...brisk, 'videoJobs.notifications': 'off' } });
  const video = () => code().webview.locator('video');
  const tab = () => code().editorTab(prompt);
  const pages = () => code().page.locator('iframe.webview');
  const clips = () => code().clips;
  let made: string;

  before(async () => {
    made = mkdtempSync(join(tmpdir(), 'clips-'));
    const { quickInput } = code();
    await code().openView();
    await code().command(title('addProvider'));
    await quickInput.step('Which server generates your videos?');
    await quickInput.input.fill(provider);
    await quickInput.pick(/^Sandbox \(openrouter\)Built in/);
    await code().notification(`${provider} responded`).waitFor();
    await createVideo(code(), { prompt, model: 'sandbox-many' });
    await says(code().row(prompt), /completed/i);
    await eventually('its three clips are on disk', async () => clips().length === 3);
  });
  after(() => rmSync(made, { recursive: true, force: true }));

  const open = () => code().openPreview(code().row(prompt).first(), prompt);
  const close = async () => {
    await tab().click({ button: 'middle' });
    await tab().waitFor({ state: 'detached' });
    await eventually('its page is gone', async () => (await pages().count()) === 0);
  };

  describe('that is set to another output, a place, a loudness, a speed and marks', () => {
    const stands = async () => {
      const chosen = await code().webview.locator('.output[aria-pressed="true"]').getAttribute('data-id');
      const marks = code().webview.getByRole('button', { name: /^[AB] is at/, pressed: true });
      const names = await marks.evaluateAll((all: { ariaLabel: string }[]) => all.map(({ ariaLabel }) => ariaLabel));
      const at = await video().evaluate((v: Record<string, unknown>) =>
        ['currentTime', 'volume', 'playbackRate', 'paused'].map((name) => v[name]),
      );
      return JSON.stringify([chosen, ...names, ...at]);
    };
    const set = JSON.stringify(['video/1', 'A is at 0:01.0', 'B is at 0:02.0', 2, 0.9, 1.25, true]);
    const asSet = async () => {
      await video().waitFor();
      let last = '';
      try {
        await eventually('it stands as it was set', async () => (last = await stands()) === set);
      } catch {
        assert.equal(last, set);
      }
    };

    before(async () => {
      await open();
      await code().webview.locator('.output[data-id="video/1"]').click();
      await waitUntilPlaying(video());
      await pause(video());
      for (const key of ['Home', 'ArrowRight', 'a', 'ArrowRight', 'b', '-', ']']) await code().page.keyboard.press(key);
      await asSet();
    });
    after(close);

    it('is the same when it was hidden and is shown again', async () => {
      await code().command('File: New Untitled Text File');
      await eventually('its page is gone', async () => (await pages().count()) === 0);
      await tab().click();
      await asSet();
    });

    it('is the same in another group', async () => {
      await code().command('View: Move Editor into Next Group');
      await asSet();
    });

    it('is the same after the window was loaded anew', async () => {
      // What the page sets last of all it was asked for.
      await code().stored(/rate\W*:1\.25/);
      await code().reload();
      // The tab that is in front may have been stored before that.
      await tab().click();
      await asSet();
    });
  });

  // Last, as it puts other clips in the place of these.
  describe('that are closed, or large', () => {
    it('leave nothing behind when twenty were opened and closed', async () => {
      const session = await code().page.context().newCDPSession(code().page);
      const held = async () => {
        for (let count = 0; count < 2; count++) await session.send('HeapProfiler.collectGarbage');
        const { documents, jsEventListeners } = await session.send('Memory.getDOMCounters');
        return { frames: code().page.frames().length, documents, jsEventListeners };
      };
      const look = async () => {
        await open();
        await eventually('it has a picture', () => video().evaluate((v: { readyState: number }) => v.readyState >= 2));
        await close();
      };
      // The first look of a window loads what later ones have.
      for (let count = 0; count < 3; count++) await look();
      const before = await held();
      for (let count = 0; count < 20; count++) await look();
      let after = before;
      const isBack = async () => {
        after = await held();
        // Less than one for each panel: the window goes on with its own work.
        const listeners = after.jsEventListeners - before.jsEventListeners;
        return after.frames <= before.frames && after.documents <= before.documents && listeners < 20;
      };
      try {
        await eventually('all is as before', isBack);
      } catch {
        assert.deepEqual(after, before);
      }
      await session.detach();
    });

    it('play a clip too large for memory from where it is', async function () {
      if (!hasFfmpeg) this.skip();
      const [short, large] = [join(made, 'short.mp4'), join(made, 'large.mp4')];
      const noise = ['-f', 'lavfi', '-i', 'testsrc2=duration=4:size=1280x720:rate=24,noise=alls=12:allf=t'];
      const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '8M', '-pix_fmt', 'yuv420p'];
      assert.equal(ffmpeg(...noise, ...h264, short).status, 0);
      const times = Math.ceil(80e6 / statSync(short).size);
      assert.equal(
        ffmpeg('-stream_loop', String(times), '-i', short, '-c', 'copy', '-movflags', '+faststart', large).status,
        0,
      );
      assert.ok(statSync(large).size > 80e6);
      for (const name of clips()) {
        rmSync(join(code().library, name));
        linkSync(large, join(code().library, name));
      }
      await code().page.addInitScript(noteRanges);
      await open();
      await waitUntilPlaying(video());
      const picture = code().webview.locator('dt:text-is("Picture") + dd');
      await picture.getByText('1280 × 720, 24 frames/s').waitFor();
      await code().webview.locator('body').press('End');
      await eventually('it stands at its end', async () => {
        const { currentTime, duration } = await playback(video());
        return currentTime > duration - 1;
      });
      assert.doesNotMatch((await video().getAttribute('src'))!, /^blob:/);
      assert.deepEqual(await video().evaluate('globalThis.ranges'), [], 'its script loads nothing of the clip');
    });
  });
});
