import assert from 'node:assert/strict';
import { join } from 'node:path';
import { canary } from '../../scripts/lib/canary.mjs';
import { startTestSandbox, type TestSandbox } from '../support/sandbox';
import { brisk, createVideo, says, title } from './support/jobs';
import { vscodeForSuite } from './support/suite';

describe('a pasted command', () => {
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startTestSandbox({ clipsFolder: join('media', 'sandbox'), speed: 10, key: canary });
  });
  after(() => sandbox.close());
  const code = vscodeForSuite({ settings: brisk });

  it('becomes a provider with its key, which nobody sees', async () => {
    const { quickInput } = code();
    await code().openView();
    await code().command(title('addProvider'));
    await quickInput.step('Which server generates your videos?');
    await quickInput.row('Paste a URL or curl Command').waitFor();
    await quickInput.accept();
    await quickInput.step('Base URL, endpoint');
    await quickInput.paste('a cat on a piano');
    await quickInput.accept();
    await quickInput.step('It contains no URL');
    await quickInput.input.fill('');
    await quickInput.paste(
      `curl -X POST "${sandbox.baseUrl('openai')}/videos" \\   -H "Authorization: Bearer ${canary}" \\   -H "Cookie: a=b" -d '{"model":"sandbox-fast","prompt":"x"}'`,
    );
    await quickInput.input.and(code().page.locator('input')).waitFor();
    for (let value = ''; !value.includes('••••••••'); value = await quickInput.input.inputValue()) {
      assert.ok(value === '' || value.includes('curl'), value);
    }
    assert.ok(!(await quickInput.input.inputValue()).includes(canary));
    await code().screenshot('paste-1-hidden');
    await quickInput.accept();
    await quickInput.step('Is this correct?');
    await quickInput.row('Add and Test').filter({ hasText: 'the key from the text' }).waitFor();
    await quickInput.row('Ignored').or(quickInput.row('Cookie')).first().waitFor();
    await code().screenshot('paste-2-right');
    await quickInput.accept();
    await code().notification('responded and accepted the key').waitFor();
  });

  it('makes videos, with the model that was in it offered first', async () => {
    const { quickInput } = code();
    await code().command(title('create'));
    await quickInput.step('Describe the video');
    await quickInput.enter('A heron');
    await quickInput.step('Which model?');
    await quickInput.row('sandbox-fast').first().waitFor();
    await quickInput.cancel();
    await createVideo(code(), { prompt: 'A heron' });
    await says(code().row('A heron'), /completed/i);
  });
});
