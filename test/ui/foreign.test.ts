import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { canary } from '../../scripts/lib/canary.mjs';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { waitUntilPlaying } from './support/video';

const clip = readFileSync(join('media', 'sandbox', 'aurora.mp4'));

/** aimock (MIT, by CopilotKit) is nobody's here; it points to clips on a server of its user's. */
describe('a server of somebody else', () => {
  const mock = new LLMock({ port: 0 });
  const files = createServer((_request, response) => {
    response.setHeader('content-type', 'video/mp4').end(clip);
  });
  before(async () => {
    await new Promise<void>((resolve) => void files.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/clip.mp4`;
    mock.onVideo(/kite/, { video: { id: 'video_kite', status: 'completed', url } });
    mock.onVideo(/boat/, { video: { id: 'boat', status: 'completed', b64: clip.toString('base64'), cost: 0.4 } });
    await mock.start();
  });
  after(async () => {
    await mock.stop();
    files.close();
  });
  const code = vscodeForSuite({ settings: { ...brisk, 'videoJobs.notifications': 'off' } });

  /** "Add Provider…" as a person does with an address from a document. */
  const add = async (pasted: string) => {
    const { quickInput } = code();
    await code().command(title('addProvider'));
    await quickInput.step('Which server generates your videos?');
    await quickInput.row('Paste a URL or curl Command').waitFor();
    await quickInput.accept();
    await quickInput.step('Base URL, endpoint');
    await quickInput.paste(pasted);
    await quickInput.accept();
    await quickInput.step('Is this correct?');
    await quickInput.row('Add and Test').waitFor();
  };
  const plays = async (prompt: string, file: string) => {
    await says(code().row(prompt), /completed/i);
    const clips = () => (existsSync(code().library) ? readdirSync(code().library) : []);
    const name = prompt.replaceAll(' ', '-').toLowerCase();
    await eventually('its clip is on disk', async () =>
      clips().some((each) => each.toLowerCase().replaceAll(' ', '-').includes(name) && each.endsWith('.mp4')),
    );
    await code().openPreview(code().row(prompt), prompt);
    await code().webview.getByText(prompt, { exact: true }).waitFor();
    const { videoWidth } = await waitUntilPlaying(code().webview.locator('video'));
    assert.ok(videoWidth > 0);
    await code().screenshot(file);
  };

  before(async () => {
    // What was pasted may lie in the clipboard, where the extension offers to clear it.
    await code().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await code().openView();
  });

  it('is added by its address, asked for its key, and plays what it made', async () => {
    const { quickInput } = code();
    await add(`${mock.url}/v1/videos`);
    await code().screenshot('foreign-1-right');
    await quickInput.accept();
    await quickInput.step('It is kept in VS Code’s secret storage');
    await quickInput.enter(canary);
    await code().notification('responded').waitFor();
    await code().screenshot('foreign-2-tested');
    await createVideo(code(), { prompt: 'A kite over the sea', model: 'sora-2' });
    await plays('A kite over the sea', 'foreign-3-plays');
  });

  it('is added by an example of another protocol, and its costs are told', async () => {
    const { quickInput } = code();
    await add(
      `curl ${mock.url}/api/v1/videos -H "Authorization: Bearer ${canary}" -d '{"model":"google/veo-3.1","prompt":"x","duration":4,"aspect_ratio":"16:9"}'`,
    );
    await quickInput.row('Type').filter({ hasText: 'openrouter' }).waitFor();
    await quickInput.pick('Name');
    await quickInput.step('Name shown in the list');
    await quickInput.enter('Boatyard');
    await quickInput.step('Is this correct?');
    await quickInput.row('Name').filter({ hasText: 'Boatyard' }).waitFor();
    await quickInput.accept();
    await code().notification('Boatyard responded').waitFor();
    await createVideo(code(), { prompt: 'A paper boat', provider: 'Boatyard', model: 'google/veo-3.1' });
    await plays('A paper boat', 'foreign-4-router');
    await code().webview.getByText('$0.40').first().waitFor();
  });
});
