import assert from 'node:assert/strict';
import { join } from 'node:path';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { waitUntilPlaying } from './support/video';

describe('a job in the list', () => {
  const code = vscodeForSuite({ settings: brisk });
  const heron = () => code().row('A heron on the lake');
  const failing = () => code().row('Glass that breaks');

  before(async () => {
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    await createVideo(code(), { prompt: 'A heron on the lake' });
    await createVideo(code(), { prompt: 'Glass that breaks', model: 'sandbox-fails' });
    await says(heron(), /completed/i);
    await says(failing(), /failed/i);
  });

  it('shows what the provider said as a JSON document that cannot be changed', async () => {
    const { page } = code();
    await code().contextMenu(heron(), 'Show Details');
    await code().editorTab('A heron on the lake.jsonc').waitFor();
    const text = page.locator('.editor-instance .view-lines');
    await text.getByText('"status": "completed"').waitFor();
    await text.click();
    await page.keyboard.type('x');
    await page.getByRole('alert').getByText('Cannot edit in read-only editor').waitFor({ state: 'attached' });
  });

  it('is copied as curl, which holds no key', async () => {
    await code().contextMenu(heron(), 'Copy', 'Copy as Code…');
    await code().quickInput.step('VIDEO_API_KEY');
    await code().quickInput.pick('curl');
    await eventually('curl is on the clipboard', async () => (await code().clipboard()).startsWith('curl'));
    const copied = await code().clipboard();
    assert.match(copied, /authorization: Bearer \$VIDEO_API_KEY/i);
    assert.match(copied, /A heron on the lake/);
    assert.doesNotMatch(copied, /sandbox-[\w-]{32}/);
  });

  it('tells where its clip is', async () => {
    const path = join(code().library, code().clips[0]!);
    await code().contextMenu(heron(), 'Copy', 'Copy Clip Path');
    await eventually('the path is on the clipboard', async () => (await code().clipboard()) === path);
    // A browser has no file manager to show it in, so the path itself is shown.
    await code().contextMenu(heron(), 'Show in Folder');
    await code().notification(path).getByRole('button', { name: 'Copy Clip Path' }).waitFor();
  });

  it('is grouped by status and by day, and by provider again', async () => {
    const group = async (by: string) => {
      await code().choose(title('groupBy'), by);
    };
    await group('Status');
    await says(code().row(/^Completed/), /Completed, 1 job/);
    await says(code().row(/^Failed/), /Failed, 1 job/);
    await group('Day');
    await says(code().row(/^Today/), /Today, 2 jobs/);
    await group('Provider');
    await code()
      .row(/^Today/)
      .waitFor({ state: 'detached' });
  });

  it('is found by a filter, which is cleared again', async () => {
    const { quickInput } = code();
    await code().command(title('filter'));
    await quickInput.enter('heron');
    await failing().waitFor({ state: 'detached' });
    assert.equal(await heron().count(), 1);
    await code().page.locator('.sidebar').getByText('Filter “heron”: 1 of 2 jobs.').waitFor();
    await code().command(title('filter'));
    await quickInput.enter('no such words');
    await code().welcome.getByText('No jobs match the filter').waitFor();
    await code().welcome.getByRole('button', { name: 'Clear Filter' }).click();
    await failing().waitFor();
    await heron().waitFor();
  });

  it('that was taken out of the list is imported by its ID', async () => {
    const { quickInput, dialog } = code();
    await code().contextMenu(heron(), 'Copy', 'Copy Job ID');
    await eventually('the ID is on the clipboard', async () => (await code().clipboard()).startsWith('video_'));
    const id = await code().clipboard();
    await code().contextMenu(heron(), 'Delete…');
    await dialog.getByRole('button', { name: 'Remove from List' }).click();
    await heron().waitFor({ state: 'detached' });

    await code().command(title('import'));
    await quickInput.step('ID at the provider');
    await quickInput.enter(id);
    await code().editorTab('A heron on the lake').last().waitFor();
    await waitUntilPlaying(code().webview.locator('video'));
    await says(heron(), /completed/i);
  });

  it('says in the preview why it failed, with the code, and how to go on', async () => {
    await code().openPreview(failing(), 'Glass that breaks');
    const page = code().webview;
    await page.getByRole('heading', { name: 'The job failed' }).waitFor();
    await page.getByText('The video could not be rendered. Please try again.').waitFor();
    await page.getByText('video_generation_failed').waitFor();
    await page.getByRole('button', { name: 'Create Again…' }).click();
    await code().quickInput.step('Describe the video');
    assert.equal(await code().quickInput.input.inputValue(), 'Glass that breaks');
    await code().quickInput.cancel();
  });

  it('refused by moderation says that, and what to change', async () => {
    await createVideo(code(), { prompt: 'A crowd in front', model: 'sandbox-moderated-late' });
    const row = code().row('A crowd in front');
    await says(row, /moderation_blocked/);
    await code().openPreview(row, 'A crowd in front');
    await code().webview.getByText('Your request was blocked by our moderation system').waitFor();
    await code().webview.getByText('Change the prompt or the image').waitFor();
    await code().webview.getByText('moderation_blocked').waitFor();
  });
});
