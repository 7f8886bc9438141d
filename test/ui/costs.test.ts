import assert from 'node:assert/strict';
import { brisk, createVideo, says, title } from './support/jobs';
import { vscodeForSuite } from './support/suite';

const day = { currency: 'USD', unknown: 'allow' };

/** A second costs $0.05 in 720p and $0.08 in 1080p, and clips are of 4, 8 or 12 seconds. */
describe('what a model allows and costs', () => {
  const code = vscodeForSuite({
    settings: {
      ...brisk,
      'videoJobs.notifications': 'off',
      'videoJobs.providers': [
        { id: 'router', label: 'Router', type: 'sandbox', baseUrl: 'http://127.0.0.1/openrouter/api/v1' },
      ],
      'videoJobs.budget': [
        { ...day, provider: 'router', amount: 1, over: 'ask' },
        { ...day, amount: 1.5, over: 'refuse' },
      ],
    },
  });
  const shot = (name: string) => code().screenshot(`costs-${name}`);

  before(() => code().openView());

  it('is said at each step, as the provider tells it', async () => {
    const { quickInput } = code();
    await code().command(title('create'));
    await quickInput.step('Describe the video');
    await quickInput.enter('A kite over dunes');
    await quickInput.step('Which model?');
    await quickInput.row('sandbox-video').filter({ hasText: 'from $0.05/s' }).waitFor();
    await shot('1-models');
    await quickInput.enter('sandbox-video');
    await quickInput.step('How long?');
    await quickInput.row('12 s').waitFor();
    await shot('2-lengths');
    await quickInput.enter('5');
    await quickInput.step('Which size?');
    await quickInput.row('1920x1080').filter({ hasText: 'about $0.40' }).waitFor();
    await shot('3-sizes');
  });

  it('fields of its own are sent beside the others, once they are JSON', async () => {
    const { quickInput } = code();
    await quickInput.button('More Parameters');
    await quickInput.step('Which parameter?');
    await quickInput.row('cfg_scale').waitFor();
    await shot('4-parameters');
    await quickInput.input.fill('Seed');
    await quickInput.row('Seed').waitFor();
    await quickInput.row('cfg_scale').waitFor({ state: 'detached' });
    await quickInput.accept();
    await quickInput.step('the same one gives similar results');
    await quickInput.enter('1.5');
    await quickInput.step('Enter an integer');
    await quickInput.enter('42');
    await quickInput.step('Which size?');
    await quickInput.button('More Parameters');
    await quickInput.step('Which parameter?');
    await quickInput.row('Seed').filter({ hasText: '42' }).waitFor();
    await quickInput.input.fill('Enter JSON');
    await quickInput.row('cfg_scale').waitFor({ state: 'detached' });
    await quickInput.accept();
    await quickInput.step('A JSON object');
    await quickInput.enter('{"seed":');
    await quickInput.step('Not valid JSON');
    await shot('5-json');
    await quickInput.enter('');
    await quickInput.step('Which size?');
  });

  it('what it does not make is said before it is sent, and can be changed', async () => {
    const { quickInput } = code();
    await quickInput.enter('1280x720');
    await quickInput.step(/image/i);
    await quickInput.accept();
    await quickInput.row('Send anyway').waitFor();
    await quickInput.row('sandbox-video supports clips of 4, 8, or 12 seconds, not 5').waitFor();
    await shot('6-limits');
    await quickInput.accept();
    await quickInput.step(/image/i);
    await quickInput.back();
    await quickInput.step('Which size?');
    await quickInput.back();
    await quickInput.step('How long?');
    await quickInput.enter('4');
    await quickInput.step('Which size?');
    await quickInput.row('1280x720').filter({ hasText: 'about $0.20' }).waitFor();
    await quickInput.enter('1280x720');
    await quickInput.step(/image/i);
    await quickInput.title.filter({ hasText: 'about $0.20' }).waitFor();
    await quickInput.accept();
    await says(code().row('A kite over dunes'), /completed/i);
  });

  it('a budget asks, and sends nothing unless that is agreed to', async () => {
    const { dialog } = code();
    const dear = { prompt: 'A comet in high resolution', seconds: '12', size: '1920x1080' };
    await createVideo(code(), dear);
    await dialog.getByText('Today’s budget of $1.00 would be exceeded').waitFor();
    await shot('7-budget-asks');
    await code().page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await code().row(dear.prompt).count(), 0);
    await createVideo(code(), dear);
    await dialog.getByRole('button', { name: 'Send Anyway' }).click();
    await says(code().row(dear.prompt), /completed/i);
  });

  it('a budget refuses, and says which setting does', async () => {
    const prompt = 'One too many';
    await createVideo(code(), { prompt, seconds: '8' });
    await code().notification('Today’s budget of $1.50 would be exceeded').waitFor();
    await shot('8-budget-refuses');
    assert.equal(await code().row(prompt).count(), 0);
    await code().command('Notifications: Clear All Notifications');
  });

  it('what was spent is a page, with today’s budgets', async () => {
    await code().command(title('showCosts'));
    await code().editorTab('Costs').waitFor();
    const page = code().webview;
    await page.getByRole('heading', { name: 'Today’s Budget' }).waitFor();
    await page.getByRole('row', { name: /Router.*\$1\.00.*\$1\.16/ }).waitFor();
    await page
      .getByRole('row', { name: /Today.*2.*\$1\.16/ })
      .first()
      .waitFor();
    await code().inEachTheme('costs-9-page');
  });

  it('a test of the provider says what its key may still spend', async () => {
    const { dialog } = code();
    await code().command(title('testProvider'));
    await dialog.getByText('Credit left on the key: $98.84 of $100.00 (monthly)').waitFor();
    await shot('10-credits');
    await code().page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('what it does not make is sent all the same where a user says so, for a catalogue may be wrong', async () => {
    const { quickInput, dialog } = code();
    const prompt = 'A length that nobody makes';
    await createVideo(code(), { prompt, seconds: '5' });
    await quickInput.row('Send anyway').waitFor();
    await quickInput.input.fill('Send anyway');
    await quickInput.row('Change It').waitFor({ state: 'detached' });
    await quickInput.accept();
    await dialog.getByText('Today’s budget of $1.00 would be exceeded').waitFor();
    await dialog.getByRole('button', { name: 'Send Anyway' }).click();
    await says(code().row(prompt), /completed/i);
    await shot('11-sent-anyway');
  });
});
