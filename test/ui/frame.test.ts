import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageSize } from 'image-size';
import { canary } from '../../scripts/lib/canary.mjs';
import { startTestSandbox, type TestSandbox } from '../support/sandbox';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { pause, playback, waitUntilPlaying } from './support/video';

interface Canvas {
  getContext(kind: '2d', options: { alpha: boolean }): { drawImage(picture: unknown, x: number, y: number): void };
  convertToBlob(options: { type: string }): Promise<Blob>;
}

/** Hash of the picture on the page as PNG; runs there. Drawn again, for the page may not fetch what it shows. */
const shownHash = async (picture: unknown): Promise<string> => {
  const { naturalWidth, naturalHeight } = picture as { naturalWidth: number; naturalHeight: number };
  const page = globalThis as unknown as { OffscreenCanvas: new (width: number, height: number) => Canvas };
  const canvas = new page.OffscreenCanvas(naturalWidth, naturalHeight);
  canvas.getContext('2d', { alpha: false }).drawImage(picture, 0, 0);
  const png = await canvas.convertToBlob({ type: 'image/png' });
  const hash = await crypto.subtle.digest('SHA-256', await png.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
};

describe('a frame of a clip', () => {
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startTestSandbox({ clipsFolder: join('media', 'sandbox'), speed: 10, key: canary });
  });
  after(() => sandbox.close());
  const code = vscodeForSuite(() => ({
    settings: {
      ...brisk,
      'videoJobs.notifications': 'off',
      'videoJobs.providers': [{ id: 'studio', label: 'Studio', type: 'openai', baseUrl: sandbox.baseUrl('openai') }],
    },
  }));
  const video = () => code().webview.locator('video');
  const result = () => code().webview.locator('.result');
  const frames = () => join(code().workspace, 'assets', 'frames');
  const clips = () => code().clips.length;
  /** The steps before the image; what they offer first is taken. */
  const answer = async (...steps: string[]) => {
    for (const step of steps) {
      await code().quickInput.step(step);
      await code().quickInput.accept();
    }
  };

  before(async () => {
    await code().openView();
    await code().command(title('setApiKey'));
    await code().quickInput.step('VS Code’s secret storage');
    await code().quickInput.enter(canary);
    await createVideo(code(), { prompt: 'A reed in the wind' });
    await says(code().row('A reed in the wind'), /completed/i);
    await eventually('the clip is on disk', async () => clips() === 1);
    await code().openPreview(code().row('A reed in the wind'), 'A reed in the wind');
    await waitUntilPlaying(video());
  });

  it('is saved into the workspace at the clip’s size, and again under another name', async () => {
    await pause(video());
    await code().page.keyboard.press('s');
    await code().notification('Saved as').waitFor();
    await code().screenshot('frame-saved');
    const [name = ''] = readdirSync(frames());
    assert.match(name, /^A reed in the wind \d+\.\d{3}s\.png$/);
    const { videoWidth: width, videoHeight: height } = await playback(video());
    assert.deepEqual(imageSize(readFileSync(join(frames(), name))), { width, height, type: 'png' });
    await code().webview.getByRole('button', { name: 'Save Frame' }).click();
    await eventually('there are two', async () => readdirSync(frames()).length === 2);
    assert.ok(existsSync(join(frames(), name.replace('.png', ' (2).png'))));
    await code().command('Notifications: Clear All Notifications');
  });

  it('begins a new video as it is shown: cropped to the size, with its job remembered', async () => {
    const { quickInput } = code();
    await code().contextMenu(code().row('A reed in the wind'), 'Continue from Last Frame…');
    await answer('Describe the video', 'Which model?', 'How long?');
    await quickInput.step('Which size?');
    await quickInput.enter('720x1280');
    await quickInput.step('the video will be 720×1280');
    await code().screenshot('frame-question');
    await quickInput.pick('Crop or fit');
    await result().waitFor();
    await eventually(
      'the picture is drawn',
      async () => (await result().evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth)) === 720,
    );
    await code().inEachTheme('frame-fit');
    const shown = await result().evaluate(shownHash);
    await code().webview.getByRole('button', { name: 'Use this image' }).click();
    await eventually('the second clip is on disk', async () => clips() === 2);
    const sent = sandbox.requests.findLast(({ operation }) => operation === 'create')?.body?.files.input_reference;
    assert.equal(sent?.sha256, shown, 'what was sent is what was shown');
    const notes = () => readdirSync(code().library).filter((name) => name.endsWith('.mp4.json'));
    await eventually('the note beside the clip says what it continues', async () =>
      notes().some((name) => /"continue"/.test(readFileSync(join(code().library, name), 'utf8'))),
    );
  });

  it('has a tab to bring an image to, which leads back to the choice', async () => {
    const { quickInput, webview } = code();
    await code().command(title('create'));
    await quickInput.step('Describe the video');
    await quickInput.enter('A lantern');
    await answer('Which model?', 'How long?', 'Which size?');
    await quickInput.step('Start image');
    await quickInput.pick('Drop or paste an image');
    await webview.getByText('Drop or paste an image').waitFor();
    await code().screenshot('frame-drop');
    await webview.getByRole('button', { name: 'Go back' }).click();
    await quickInput.step('Start image');
    await quickInput.cancel();
  });
});
