import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sameBytes } from '../unit/support/bytes';
import { brisk, createVideo, says } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { pause, playback, waitUntilPlaying } from './support/video';

const ffmpeg = (...args: string[]) => spawnSync('ffmpeg', ['-y', '-loglevel', 'error', ...args]);
const hasFfmpeg = ffmpeg('-version').status === 0;

/** Runs in every frame: an editor that decodes no AAC, as VS Code on a desktop. */
const deaf = () => {
  const scope = globalThis as unknown as Record<string, { prototype: object } | undefined> & { hears?: boolean };
  const media = scope['HTMLMediaElement']?.prototype ?? {};
  const count = Object.getOwnPropertyDescriptor(media, 'webkitAudioDecodedByteCount')?.get;
  Object.assign(scope['OfflineAudioContext']?.prototype ?? {}, { decodeAudioData: () => Promise.reject(new Error()) });
  Object.defineProperty(media, 'webkitAudioDecodedByteCount', {
    get() {
      return scope.hears ? Number(count?.call(this)) : 0;
    },
  });
};

describe('the player', () => {
  const code = vscodeForSuite({ settings: { ...brisk, 'videoJobs.notifications': 'off' } });
  const video = () => code().webview.locator('video');
  const clip = () => join(code().library, code().clips[0]!);
  const fact = (label: string) => code().webview.locator(`dt:text-is("${label}") + dd`);
  let made: string;

  before(async () => {
    made = mkdtempSync(join(tmpdir(), 'clips-'));
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    await createVideo(code(), { prompt: 'A reed in the wind' });
    await says(code().row('A reed in the wind'), /completed/i);
    await eventually('the clip is on disk', async () => code().clips.length > 0);
  });
  after(() => rmSync(made, { recursive: true, force: true }));

  const open = async () => {
    const tab = code().editorTab('A reed in the wind');
    if (await tab.count()) {
      await tab.click({ button: 'middle' });
      await tab.waitFor({ state: 'detached' });
    }
    await code().openPreview(code().row('A reed in the wind'), 'A reed in the wind');
  };
  /** Puts another file in the place of the clip, and opens the preview anew. */
  const replace = async (file: string) => {
    copyFileSync(file, clip());
    await open();
  };
  const make = (name: string, size: string, rate: number, ...args: string[]): string => {
    const file = join(made, name);
    const source = `testsrc2=duration=2:size=${size}:rate=${rate}`;
    const { status, stderr } = ffmpeg('-f', 'lavfi', '-i', source, ...args, file);
    assert.equal(status, 0, String(stderr));
    return file;
  };
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=330:duration=2', '-c:a', 'aac', '-shortest'];
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

  it('takes the clip into memory, and keeps its filmstrip beside it', async () => {
    await open();
    await waitUntilPlaying(video());
    await eventually('it plays from memory', async () =>
      ((await video().getAttribute('src')) ?? '').startsWith('blob:'),
    );
    await eventually('the filmstrip is kept', async () => existsSync(`${clip()}.strip.webp`));
    assert.equal(readFileSync(`${clip()}.strip.webp`).toString('latin1', 8, 12), 'WEBP');
  });

  it('says what the file is, and where that is not what was asked for', async () => {
    await fact('Picture').getByText('24 frames/s').waitFor();
    await fact('Picture').getByText('Requested: 1280 × 720').waitFor();
    assert.match(await fact('Audio').innerText(), /AAC/);
  });

  it('marks a part and repeats it; after a move to another group all is as it was', async () => {
    const { page, webview } = code();
    await pause(video());
    for (const key of ['Home', 'ArrowRight', 'a', 'ArrowRight', 'b', 'g']) await page.keyboard.press(key);
    await webview.getByRole('button', { name: 'Loop from A to B', pressed: true }).waitFor();
    await webview.getByRole('button', { name: 'Background: black' }).waitFor();
    await eventually('it stands at B', async () => (await playback(video())).currentTime === 2);
    await code().command('View: Move Editor into Next Group');
    await webview.getByRole('button', { name: 'Loop from A to B', pressed: true }).waitFor();
    await webview.getByRole('button', { name: 'Background: black' }).waitFor();
    await webview.getByRole('button', { name: 'Clear marks' }).click();
  });

  it('says that a file was cut, or is a web page, and gets the clip again', async () => {
    truncateSync(clip(), 20_000);
    await open();
    await code().webview.getByText('The file is truncated.').waitFor();
    writeFileSync(clip(), '<!DOCTYPE html><html><body>Sign in</body></html>');
    await open();
    await code().webview.getByText('contains a web page').waitFor();
    await code().webview.getByRole('button', { name: 'Download again' }).click();
    await waitUntilPlaying(video());
  });

  describe('with clips of every kind', function () {
    before(function () {
      if (!hasFfmpeg) this.skip();
    });

    const kinds: [string, () => string, RegExp][] = [
      ['an odd size', () => make('odd.mp4', '854x482', 25, ...sound, ...h264), /854 × 482, 25/],
      ['a portrait', () => make('portrait.mp4', '360x640', 24, ...sound, ...h264), /360 × 640, 24/],
      ['60 frames a second', () => make('sixty.mp4', '640x360', 60, ...sound, ...h264), /640 × 360, 60/],
      ['no sound', () => make('silent.mp4', '640x352', 24, ...h264), /640 × 352/],
      [
        'VP9 in WebM',
        () => make('vp9.webm', '320x180', 30, '-c:v', 'libvpx-vp9', '-cpu-used', '8'),
        /30 frames\/s, VP9/,
      ],
    ];
    for (const [what, file, picture] of kinds) {
      it(`plays ${what}`, async () => {
        await replace(file());
        await waitUntilPlaying(video());
        await fact('Picture').getByText(picture).waitFor();
        assert.equal(await code().webview.locator('.remark').count(), 0);
      });
    }

    it('says that it cannot show HEVC', async () => {
      await replace(
        make('hevc.mp4', '320x180', 24, ...sound, '-c:v', 'libx265', '-tag:v', 'hvc1', '-pix_fmt', 'yuv420p'),
      );
      await code().webview.getByText('This editor cannot decode the video of this clip').waitFor();
      await fact('Picture').getByText('H.265').waitFor();
    });

    it('has ffmpeg make a copy with sound that is heard where the sound is no AAC, and leaves the clip alone', async () => {
      const opus = ['-f', 'lavfi', '-i', 'sine=frequency=330:duration=2', '-c:a', 'libopus', '-shortest'];
      const file = make('heard.mp4', '640x360', 24, ...opus, ...h264);
      await code().page.addInitScript(deaf);
      await replace(file);
      const button = code().webview.getByRole('button', { name: 'Make Playable Copy' });
      await button.waitFor();
      await video().evaluate(() => void Object.assign(globalThis, { hears: true }));
      await button.click();
      await eventually(
        'nothing is said of the sound',
        async () => (await code().webview.locator('.remark').count()) === 0,
      );
      await waitUntilPlaying(video());
      sameBytes(readFileSync(clip()), readFileSync(file));
    });
  });
});
