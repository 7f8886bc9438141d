import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually, untilHeeded } from './support/patience';
import { vscodeForSuite } from './support/suite';

const heron = 'A heron "at dawn" <b>| {{x}}';
const label = 'A heron &#34;at dawn&#34; &#60;b&#62;&#124; &#123;&#123;x&#125;&#125;';
const tag = (folder: string, name: string, what: string) =>
  `<video src="${folder}${name}.mp4" poster="${folder}${name}.webp" controls preload="metadata" aria-label="${what}">` +
  `<a href="${folder}${name}.mp4"><img src="${folder}${name}.webp" alt="${what}"></a></video>`;

describe('clips in a project', () => {
  const code = vscodeForSuite({ settings: { ...brisk, 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 100 } });
  const row = (text = 'A heron') => code().row(text);
  const inWorkspace = (...parts: string[]) => join(code().workspace, ...parts);
  const text = (name: string) => readFileSync(inWorkspace(name), 'utf8');
  const openFile = async (name: string) => {
    await code().quickInput.open('Control+p');
    await code().quickInput.input.fill(name);
    await code().quickInput.row(name).first().click();
    await code().editorTab(name).waitFor();
    await code().page.locator('.editor-instance .view-lines').first().click();
    await code().page.keyboard.press('Control+End');
  };
  const becomes = (name: string, wanted: string) =>
    eventually(`${name} holds ${wanted}`, async () => text(name) === wanted).catch(() =>
      assert.equal(text(name), wanted),
    );

  before(async () => {
    writeFileSync(inWorkspace('page.md'), '# Clips\n\n');
    writeFileSync(inWorkspace('drop.md'), '# Drop\n\n');
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    await createVideo(code(), { prompt: heron });
    await createVideo(code(), { prompt: 'A kite over the sea' });
    await says(row(), /completed/i);
    await says(row('A kite'), /completed/i);
    await eventually('both clips are on disk', async () => code().clips.length === 2);
  });

  it('is inserted into Markdown at the cursor, its file comes along, and one undo takes back both', async () => {
    const inserted = `# Clips\n\n${tag('assets/videos/', 'a-heron-at-dawn-b-x', label)}`;
    await openFile('page.md');
    await code().contextMenu(row(), 'Insert into Document');
    await becomes('page.md', inserted);
    const file = inWorkspace('assets', 'videos', 'a-heron-at-dawn-b-x.mp4');
    await eventually('the file came along', async () => existsSync(file));
    await code().screenshot('insert-markdown');
    await code().page.locator('.editor-instance .view-lines').first().click();
    await code().page.keyboard.press('Control+z');
    await code().screenshot('insert-undone');
    await becomes('page.md', '# Clips\n\n');
    await eventually('both files are gone', async () => readdirSync(inWorkspace('assets', 'videos')).length === 0);
    // VS Code passes over a redo that comes before its undo has ended.
    await untilHeeded(async () => {
      await code().page.keyboard.press('Control+y');
      await eventually('the text is back', async () => text('page.md') === inserted, 10_000);
    });
    await eventually('the file is back', async () =>
      existsSync(inWorkspace('assets', 'videos', 'a-heron-at-dawn-b-x.mp4')),
    );
  });

  it('plays in the Markdown preview of VS Code', async () => {
    await code().command('Markdown: Open Preview to the Side');
    const video = code().webview.locator('video');
    await video.waitFor();
    const width = () => video.evaluate((one) => (one as unknown as { videoWidth: number }).videoWidth);
    await eventually('it has a picture', async () => (await width()) > 0);
    await code().screenshot('insert-markdown-preview');
    await code().command('View: Close All Editors');
  });

  it('is dragged from the list into a document', async () => {
    const { page } = code();
    await openFile('drop.md');
    await row('A kite').click({ modifiers: ['Control'] });
    await row().click({ modifiers: ['Control'] });
    const from = (await row().boundingBox())!;
    const to = (await page.locator('.editor-instance .view-lines').first().boundingBox())!;
    await page.mouse.move(from.x + 40, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 12, { steps: 4 });
    await page.keyboard.down('Shift');
    await page.mouse.move(to.x + 30, to.y + 48, { steps: 15 });
    await code().screenshot('drag-over');
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await eventually('two clips are there', async () => text('drop.md').split('<video').length === 3);
    await code().screenshot('drag-dropped');
    assert.match(text('drop.md'), /src="assets\/videos\/a-kite-over-the-sea\.mp4"/);
    const kite = inWorkspace('assets', 'videos', 'a-kite-over-the-sea.mp4');
    // VS Code moves the files one by one, and one undo takes back what has been done by then.
    const posters = ['a-kite-over-the-sea.webp', 'a-heron-at-dawn-b-x.webp'];
    const files = [kite, ...posters.map((name) => inWorkspace('assets', 'videos', name))];
    await eventually('the files came along', async () => files.every((file) => existsSync(file)));
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+z');
    await becomes('drop.md', '# Drop\n\n');
    await eventually('the file is gone', async () => !existsSync(kite));
    await code().command('View: Close All Editors');
  });

  it('is exported with others that are selected as a page', async () => {
    const { quickInput, page } = code();
    await code().contextMenu(row(), 'Export Gallery Page…');
    await quickInput.file('Export Gallery Page', /\/$/, `${code().workspace}/`, 'Export Here');
    await code().notification('The gallery was exported to').waitFor();
    await code().screenshot('gallery-done');
    const folder = readdirSync(code().workspace).find((name) => name.startsWith('Video gallery'))!;
    assert.equal(readdirSync(inWorkspace(folder)).length, 5, 'two clips, two posters and the page');
    for (const colorScheme of ['light', 'dark'] as const) {
      const gallery = await page.context().newPage();
      await gallery.emulateMedia({ colorScheme });
      await gallery.goto(`file://${inWorkspace(folder)}/index.html`);
      await gallery.locator('video').last().waitFor();
      await gallery.screenshot({ path: `out/screenshots/gallery-${colorScheme}.png` });
      await gallery.close();
    }
    await page.bringToFront();
  });

  it('opens in VS Code’s own media preview', async () => {
    // One row is left; a plain click would open its preview, which takes the focus from the menu.
    await row().click({ modifiers: ['Control'] });
    await code().contextMenu(row('A kite'), 'Open in Media Preview');
    await code().editorTab('A kite over the sea.mp4').waitFor();
    await code().webview.locator('video').waitFor();
    await code().screenshot('media-preview');
    await code().command('View: Close All Editors');
  });

  it('is chosen for a page from the palette', async () => {
    const { quickInput } = code();
    await code().command(title('exportGallery'));
    await quickInput.step('Select jobs');
    await quickInput.pick('A kite');
    await code().screenshot('gallery-choose');
    await quickInput.accept();
    await quickInput.step('Export Gallery Page');
    await quickInput.cancel();
  });

  it('lends its settings to a new one', async () => {
    const { quickInput } = code();
    await code().contextMenu(row('A kite'), 'Create Again…');
    await quickInput.step('Describe the video');
    assert.equal(await quickInput.input.inputValue(), 'A kite over the sea');
    await quickInput.cancel();
  });
});
