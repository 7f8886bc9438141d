import assert from 'node:assert/strict';
import { brisk, createVideo, says } from './support/jobs';
import { vscodeForSuite } from './support/suite';

describe('canceling jobs', () => {
  const code = vscodeForSuite({
    settings: {
      ...brisk,
      'videoJobs.notifications': 'off',
      'videoJobs.providers': [
        { id: 'queue', label: 'Queue', type: 'sandbox', baseUrl: 'http://127.0.0.1/replicate/v1' },
      ],
    },
  });
  const prompt = 'A lighthouse in the rain';

  before(async () => {
    await code().openView();
    await createVideo(code(), { prompt, model: 'sandbox-stuck' });
    await code().row(prompt).waitFor();
  });

  it('says whether it is charged, and sends nothing when that is declined', async () => {
    await code().contextMenu(code().row(prompt), 'Cancel Job…');
    const { dialog } = code();
    await dialog.getByText(`Cancel “${prompt}”?`).waitFor();
    await dialog.getByText(/Queue (charges|does not charge)|Whether Queue charges/).waitFor();
    await code().screenshot('cancel-1-asked');
    await code().page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.doesNotMatch((await code().row(prompt).getAttribute('aria-label')) ?? '', /canceled/i);
  });

  it('ends the job at the provider, and says so in the list', async () => {
    await code().contextMenu(code().row(prompt), 'Cancel Job…');
    await code().dialog.getByRole('button', { name: 'Cancel Job' }).click();
    await says(code().row(prompt), /canceled/i);
    await code().openPreview(code().row(prompt), prompt);
    await code().webview.getByText('Canceled').first().waitFor();
    await code().inEachTheme('cancel-2-canceled');
  });
});
