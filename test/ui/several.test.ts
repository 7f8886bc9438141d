import assert from 'node:assert/strict';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';

const sandbox = (system: string, label: string, more: object = {}) => ({
  id: system,
  label,
  type: 'sandbox',
  baseUrl: `http://127.0.0.1/${system}`,
  model: 'sandbox-fast',
  ...more,
});
const providers = [
  sandbox('openai', 'Studio'),
  sandbox('gemini', 'Veo'),
  sandbox('openrouter', 'Router', { baseUrl: 'http://127.0.0.1/openrouter/api/v1' }),
];
const prompt = 'A lighthouse in a storm';

/** One prompt to three servers, each of which has its own words for a size. */
describe('one prompt, several servers', () => {
  const code = vscodeForSuite({
    settings: {
      ...brisk,
      'videoJobs.providers': providers,
      'videoJobs.prices': [{ provider: 'gemini', perSecond: 0.1, currency: 'EUR' }],
    },
  });
  const shot = (name: string) => code().screenshot(`several-${name}`);
  const rows = () => code().row(prompt);

  before(() => code().openView());

  it('shows what each of them would be asked for, before anything is sent', async () => {
    const { quickInput } = code();
    await code().command(title('createWithSeveral'));
    await quickInput.step('Describe the video');
    await quickInput.enter(prompt);
    await quickInput.step('Which servers and models');
    for (const { label } of providers) {
      await quickInput.input.fill(label);
      const row = quickInput.row('sandbox-fast').filter({ hasText: label });
      await row.waitFor();
      await row.click();
      await row.locator('.monaco-checkbox.checked, input:checked').first().waitFor({ state: 'attached' });
    }
    await quickInput.input.fill('');
    await shot('1-targets');
    await quickInput.accept();
    await quickInput.step('How long?');
    await quickInput.enter('4');
    await quickInput.step('Which size?');
    await quickInput.enter('1280x720');
    await quickInput.step(/image/i);
    await quickInput.accept();
    await quickInput.step('Nothing has been sent yet');
    await quickInput.row('Create 3 videos').waitFor();
    await quickInput
      .row('Veo')
      .filter({ hasText: '720p 16:9 for 1280x720' })
      .filter({ hasText: 'about €0.40' })
      .waitFor();
    await shot('2-summary');
    assert.equal(await rows().count(), 0);
  });

  it('takes one out and puts it back, and the total with it', async () => {
    const { quickInput } = code();
    // A row keeps words of what it was before, out of sight.
    const toggle = () => quickInput.row(/^sandbox-fastVeo/).click();
    await toggle();
    await quickInput.row('Create 2 videos').waitFor();
    await toggle();
    await quickInput.row('Create 3 videos').filter({ hasText: 'about €0.40' }).waitFor();
    await shot('3-back-in');
  });

  it('sends them all with one confirmation, and tells of their end once', async () => {
    const { quickInput } = code();
    // In the first moment nothing is sent: it may be a double click.
    await eventually('it is taken', async () => {
      const row = quickInput.row('Create 3 videos');
      await row.click({ timeout: 2000 }).catch(() => undefined);
      return (await row.count()) === 0;
    });
    await code().notification('3 requests were sent').waitFor();
    await shot('4-sent');
    const done = code().notification('3 video jobs are ready');
    await done.waitFor();
    for (let at = 0; at < 3; at++) await says(rows().nth(at), /completed/i);
    await shot('5-ended');
    await done.getByRole('button', { name: 'Compare' }).click();
    await code().webview.locator('video').nth(2).waitFor();
    await shot('6-compare');
    // A page that is being shown takes the focus, and with it closes what is asked.
    await code().command('View: Close All Editors');
    await code().editorTab(prompt).waitFor({ state: 'detached' });
  });

  it('shows them together, where the list is grouped by family', async () => {
    await code().choose(title('groupBy'), 'Family');
    await rows().filter({ hasText: '2 derived' }).waitFor();
    assert.equal(await rows().count(), 1);
    await shot('7-family');
    await code().choose(title('groupBy'), 'Provider');
    await rows().nth(2).waitFor();
  });

  it('moves a failed job to another provider, and shows the settings that change', async () => {
    const { quickInput } = code();
    await createVideo(code(), { provider: 'Studio', prompt: 'A lighthouse that fails', model: 'sandbox-fails' });
    await says(code().row('A lighthouse that fails'), /failed/i);
    await code().command(title('moveTo'));
    await quickInput.step('Select a job');
    await quickInput.pick('A lighthouse that fails');
    await quickInput.step('Which provider should create it instead of Studio?');
    await quickInput.pick('Veo');
    await quickInput.step('Describe the video');
    await quickInput.enter('The lighthouse, moved');
    await quickInput.step('Which model?');
    await quickInput.enter('sandbox-fast');
    await quickInput.step('How long?');
    await quickInput.accept();
    await quickInput.step('Which size?');
    await quickInput.row('720p 16:9').first().waitFor();
    await quickInput.accept();
    await quickInput.step(/image/i);
    await quickInput.accept();
    await quickInput.step('For Veo: 720p 16:9 for 1280x720');
    await shot('8-move');
    await quickInput.accept();
    await says(code().row('The lighthouse, moved'), /completed/i);
  });
});
