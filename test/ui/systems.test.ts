import assert from 'node:assert/strict';
import { sandboxSystems } from '../../src/sandbox';
import { brisk, createVideo, says, title } from './support/jobs';
import { vscodeForSuite } from './support/suite';
import { waitUntilPlaying } from './support/video';

describe('each system, from Add Provider to a clip that plays', () => {
  /** Lengths where 4 seconds are not offered. */
  const seconds: Partial<Record<(typeof sandboxSystems)[number], string>> = { luma: '5' };

  /** With one provider alone nobody is asked which. */
  let added = 0;
  const begin = async () => {
    added = 0;
    await code().openView();
  };
  const code = vscodeForSuite({ settings: { ...brisk, 'videoJobs.notifications': 'off' } }, { alone: begin });

  before(begin);

  for (const system of sandboxSystems) {
    const label = system === 'openai' ? 'Sandbox' : `Sandbox (${system})`;
    it(system, async () => {
      const { quickInput } = code();
      // The list draws only what is in sight: the others make room. A single provider has no row.
      if (added > 1) await code().viewAction('Collapse All');
      await code().command(title('addProvider'));
      await quickInput.step('Which server generates your videos?');
      await quickInput.input.fill(label);
      await quickInput.pick(new RegExp(`^${label.replace(/[()]/g, '\\$&')}Built in`));
      await code().notification(`${label} responded`).waitFor();
      added += 1;

      const prompt = `Lanterns by ${system}`;
      await createVideo(code(), { prompt, seconds: seconds[system], ...(added === 1 ? {} : { provider: label }) });
      const row = code().row(prompt);
      await says(row, /completed/i);
      await code().openPreview(row, prompt);
      await code().webview.getByText(prompt, { exact: true }).waitFor();
      const { videoWidth } = await waitUntilPlaying(code().webview.locator('video'));
      assert.ok(videoWidth > 0);
    });
  }
});
