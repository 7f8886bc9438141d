import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { deafChromium } from '../../scripts/lib/deaf-chromium.mjs';
import { sameBytes } from '../unit/support/bytes';
import { brisk, createVideo, says } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { pause, playback, waitUntilPlaying } from './support/video';

interface Counting {
  webkitAudioDecodedByteCount: number;
}

describe('sound, where VS Code decodes no AAC', () => {
  before(function () {
    // Said aloud rather than passed: only Debian's Chromium is known well enough to take a decoder out of it.
    if (process.platform === 'linux' && !deafChromium()) this.skip();
  });
  const code = vscodeForSuite(() => ({
    deaf: true,
    settings: { ...brisk, 'videoJobs.notifications': 'off' },
    // No ffmpeg, whatever this machine has.
    env: { PATH: resolve('out', 'no-programs') },
  }));
  const video = () => code().webview.locator('video');
  const heard = () => video().evaluate((element: Counting) => element.webkitAudioDecodedByteCount > 0);
  const clip = () =>
    join(
      code().library,
      readdirSync(code().library).find((name) => name.endsWith('.mp4'))!,
    );
  /** Copies with sound that the extension keeps. */
  const copies = () =>
    readdirSync(dirname(code().library), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.sound.mp4'),
    );
  const speaking = resolve('test', 'unit', 'webview', 'fixtures', 'clip.mp4');
  const name = 'A bell in the fog';

  const open = async () => {
    const tab = code().editorTab(name);
    if (await tab.count()) {
      await tab.click({ button: 'middle' });
      await tab.waitFor({ state: 'detached' });
    }
    await code().openPreview(code().row(name), name);
  };

  before(async () => {
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    await createVideo(code(), { prompt: name });
    await says(code().row(name), /completed/i);
    await eventually(
      'the clip is on disk',
      async () => existsSync(code().library) && readdirSync(code().library).some((file) => file.endsWith('.mp4')),
    );
    copyFileSync(speaking, clip());
  });

  it('comes by itself while the clip plays, without a word', async () => {
    await open();
    await waitUntilPlaying(video());
    await eventually('it is heard', heard);
    assert.equal(await code().webview.locator('.remark').count(), 0);
    sameBytes(readFileSync(clip()), readFileSync(speaking));
    await code().webview.locator('dt:text-is("Audio") + dd').getByText(/AAC/).waitFor();
  });

  it('is there at once when the clip is opened again, and after a reload', async () => {
    await open();
    await waitUntilPlaying(video());
    await eventually('it is heard', heard);
    await pause(video());
    await code().page.keyboard.press(']');
    await code().stored(/rate\W*:1\.25/);
    await code().reload();
    // The tab that is in front may have been stored before that.
    await code().editorTab(name).click();
    await eventually('it stands', async () => (await playback(video())).paused);
    await video().click();
    await waitUntilPlaying(video());
    await eventually('it is heard again', heard);
  });

  it('goes on after a seek and at another speed', async () => {
    await pause(video());
    for (const key of ['Home', 'ArrowRight', ']', '.']) await code().page.keyboard.press(key);
    await video().click();
    await waitUntilPlaying(video());
    await eventually('it is heard', heard);
  });

  it('is ready before the clip of another job is opened, and heard in a comparison of both', async () => {
    const other = 'A gull at noon';
    const before = copies().length;
    await createVideo(code(), { prompt: other });
    await says(code().row(other), /completed/i);
    await eventually('its copy is there', async () => copies().length > before);
    await code()
      .row(name)
      .click({ modifiers: ['Control'] });
    await code()
      .row(other)
      .click({ modifiers: ['Control'] });
    await code().contextMenu(code().row(other), 'Compare Clips…');
    await code().editorTab('Compare: ').waitFor();
    await waitUntilPlaying(video().first());
    await code().webview.getByRole('button', { name: 'Play this clip’s audio' }).first().click();
    await eventually('it is heard', () =>
      video()
        .first()
        .evaluate(
          (element: Counting & { muted: boolean }) => !element.muted && element.webkitAudioDecodedByteCount > 0,
        ),
    );
    assert.equal(await code().webview.locator('.wrong').count(), 0);
  });
});
