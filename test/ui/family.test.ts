import assert from 'node:assert/strict';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';

const first = 'A kite over the dunes';
const remixed = 'A kite over a town';
const repeated = 'A kite in a storm';

describe('a family', () => {
  const code = vscodeForSuite({ settings: { ...brisk, 'videoJobs.notifications': 'off' } });
  const tree = () => code().webview.getByRole('tree', { name: 'Family' });
  const relative = (prompt: string) => tree().getByRole('treeitem', { name: prompt });
  const level = (prompt: string) => code().row(prompt).getAttribute('aria-level');
  const clips = () => code().clips.length;
  /** Completed, and its clip is on disk. */
  const done = async (prompt: string, count: number) => {
    await says(code().row(prompt), /completed/i);
    await eventually('the clip is on disk', async () => clips() === count);
  };
  const inEachTheme = (name: string) =>
    code().inEachTheme(name, async () => {
      await code().command('Notifications: Clear All Notifications');
      await relative(repeated).scrollIntoViewIfNeeded();
    });

  before(async () => {
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    await createVideo(code(), { prompt: first });
    await done(first, 1);
  });

  it('grows by a remix, and by settings that are used again', async () => {
    const { quickInput } = code();
    await code().contextMenu(code().row(first), 'Remix…');
    await quickInput.step('What should be different?');
    await quickInput.enter(remixed);
    await done(remixed, 2);
    await code().contextMenu(code().row(remixed), 'Create Again…');
    await quickInput.step('Describe the video');
    assert.equal(await quickInput.input.inputValue(), remixed);
    await quickInput.enter(repeated);
    for (const step of ['Which model?', 'How long?', 'Which size?', /image/i]) {
      await quickInput.step(step);
      await quickInput.accept();
    }
    await done(repeated, 3);
  });

  it('stands in the sidebar as a tree, which is walked by keyboard', async () => {
    const { page } = code();
    await code().contextMenu(code().row(repeated), 'Show Family');
    await eventually('each is below its parent', async () => {
      const levels = await Promise.all([first, remixed, repeated].map(level));
      return levels.join() === '1,2,3';
    });
    await says(code().row(remixed), /Remix/);
    await says(code().row(repeated), /Created again/);
    await eventually('it is selected', async () => {
      return (await code().row(repeated).getAttribute('aria-selected')) === 'true';
    });
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await code().row(repeated).waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowRight');
    await code().row(repeated).waitFor();
  });

  it('is shown in the preview, with what changed in words, and walked there as well', async () => {
    const { page } = code();
    await code().contextMenu(code().row(repeated), 'Go to Parent');
    await code().editorTab(remixed).waitFor();
    await relative(remixed).and(tree().locator('[aria-current=true]')).waitFor();
    assert.deepEqual(
      await tree()
        .getByRole('treeitem')
        .evaluateAll((all: { ariaLevel: string }[]) => all.map(({ ariaLevel }) => ariaLevel)),
      ['1', '2', '3'],
    );
    await relative(remixed).getByText(/Remix/).waitFor();
    await relative(repeated)
      .getByText(/Created again · .*\+in \+storm −over −town/)
      .waitFor();
    await inEachTheme('family');
    await relative(remixed).focus();
    for (const key of ['ArrowUp', 'End', 'Enter']) await page.keyboard.press(key);
    await code().editorTab(repeated).waitFor();
    await relative(repeated).and(tree().locator('[aria-current=true]')).waitFor();
  });

  it('shows a gap where one was removed', async () => {
    await code().contextMenu(code().row(remixed), 'Delete…');
    await code().dialog.getByRole('button', { name: 'Remove from List' }).click();
    await eventually('its row is gone', async () => (await code().row(remixed).count()) === 0);
    await tree().getByText('Not in the list').waitFor();
    await code().choose(title('groupBy'), 'Provider');
    await code().row(first).waitFor();
    assert.equal(await level(repeated), '1');
  });
});
