import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { brisk, createVideo, says } from './support/jobs';
import { vscodeForSuite } from './support/suite';

const attack = '[run](command:workbench.action.quit) $(trash) **bold** <img src=x> <https://attacker.invalid>';
const prompt = `Evil ${attack}`;
const label = `Bad ${attack}`;

/** Everything that hostile text could have become; none of our own texts in these places has any of it. */
const markup = 'a[href], a[data-href], img, script, strong, em, code, .codicon-trash, .codicon-trashcan';

describe('hostile text', () => {
  const code = vscodeForSuite({
    settings: {
      ...brisk,
      'videoJobs.providers': [
        { id: 'hostile', label, type: 'sandbox', baseUrl: 'http://127.0.0.1/openai/v1' },
        { id: 'other', label: 'Other', type: 'sandbox', baseUrl: 'http://127.0.0.1/opeai/v1' },
      ],
    },
  });
  const row = () => code().row(/^Evil/).first();

  const isText = async (place: Locator, what: string) => {
    await place.waitFor();
    assert.equal(await place.locator(markup).count(), 0, `${what}: ${await place.innerHTML()}`);
  };
  const hover = async (over: Locator): Promise<Locator> => {
    await over.hover();
    return code().page.locator('.monaco-hover:visible').last();
  };

  it('is text in the rows of the list', async () => {
    await code().openView();
    await createVideo(code(), { prompt, provider: 'Bad', model: 'sandbox-slow' });
    await isText(row(), 'the row');
    await says(row(), /\[run\]\(command:workbench\.action\.quit\)/);
    await isText(code().row(/^Bad/).first(), 'the group');
  });

  it('is text in the status bar, whose links are our own', async () => {
    const tooltip = await hover(code().statusItem('Video: '));
    await tooltip.getByText('1 video job in progress').waitFor();
    await tooltip.getByText('[run](command:workbench.action.quit)').waitFor();
    const links = await tooltip.locator('a[data-href]').allInnerTexts();
    assert.deepEqual(links, ['Open', 'Show in list', 'Refresh', 'Create another video']);
    assert.equal(await tooltip.locator('img, script, code, .codicon-trash').count(), 0);
    // Only the heading is bold.
    assert.deepEqual(await tooltip.locator('strong').allInnerTexts(), ['1 video job in progress']);
  });

  it('is text in the message that tells of the end', async () => {
    const toast = code().notification('is ready');
    await toast.waitFor();
    await isText(toast.locator('.notification-list-item-message'), 'the message');
    assert.match(await toast.innerText(), /command:workbench\.action\.quit/);
  });

  it('is text in the tooltip of the row', async () => {
    const tooltip = await hover(row().locator('.label-name, .monaco-icon-label').first());
    await tooltip.getByText('Status: Completed').waitFor();
    await isText(tooltip.locator('.hover-contents, .markdown-hover').first(), 'the tooltip');
    await tooltip.getByText(`Provider: Bad [run](command:workbench.action.quit)`).waitFor();
  });

  it('is text in the preview and in the question before deleting', async () => {
    await code().openPreview(row(), 'Evil');
    const text = code().webview.locator('.prompt-text');
    await text.waitFor();
    assert.equal(await text.innerText(), prompt);
    await isText(code().webview.locator('.details'), 'the details');
    await code().contextMenu(row(), 'Delete…');
    await isText(code().dialog.locator('.dialog-message-container'), 'the question');
    await code().page.keyboard.press('Escape');
  });
});
