import assert from 'node:assert/strict';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { waitUntilPlaying } from './support/video';

describe('the library', () => {
  const code = vscodeForSuite({ settings: brisk });
  const clips = () => code().clips;
  const heron = () => code().row('A heron on the lake');

  before(async () => {
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    await createVideo(code(), { prompt: 'A heron on the lake' });
    await createVideo(code(), { prompt: 'Frost growing on a window' });
    await says(heron(), /completed/i);
    await eventually('both clips are on disk', async () => clips().length === 2);
  });

  const choose = async () => {
    await code().command(title('manageLibrary'));
    await code().quickInput.step('Library: 2 clips');
    await code().quickInput.pick('Select clips to delete');
    await code().quickInput.step('oldest first');
    await code().quickInput.pick('A heron on the lake');
    await code().quickInput.accept();
    await code().dialog.getByText('Delete 1 clip').waitFor();
    await code().screenshot('library-question');
  };

  it('clears nothing when the question is declined', async () => {
    await choose();
    await code().dialog.getByRole('button', { name: 'Cancel' }).click();
    await code().dialog.waitFor({ state: 'detached' });
    assert.equal(clips().length, 2);
  });

  it('clears the clip that was chosen, keeps its job, and fetches it again when asked', async () => {
    await choose();
    await code().dialog.getByRole('button', { name: 'Delete from Disk' }).click();
    const forGood = code().dialog.getByRole('button', { name: 'Delete Permanently' });
    const cleared = code().notification('Deleted: 1 clip.');
    await forGood.or(cleared).first().waitFor();
    // Where there is a trash, nobody is asked.
    if (await forGood.isVisible()) await forGood.click();
    await cleared.waitFor();
    assert.equal(clips().length, 1);
    assert.doesNotMatch(clips()[0]!, /heron/);
    await says(heron(), /Clip deleted from disk/);

    await code().openPreview(heron(), 'A heron on the lake');
    await code().webview.getByRole('heading', { name: 'Clip deleted from disk' }).waitFor();
    await code().screenshot('library-cleared');
    await code().webview.getByRole('button', { name: 'Download', exact: true }).click();
    await waitUntilPlaying(code().webview.locator('video'));
    assert.equal(clips().length, 2);
  });
});
