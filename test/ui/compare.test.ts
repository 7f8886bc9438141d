import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import { playback, waitUntilPlaying } from './support/video';

const prompts = ['A reed in the wind', 'A reed in the rain', 'A reed in the fog', 'A reed in the snow'];

describe('several clips', () => {
  const code = vscodeForSuite({ settings: { ...brisk, 'videoJobs.notifications': 'off' } });
  const seats = () => code().webview.locator('.seats');
  const seat = (at: number) => code().webview.locator('.seat').nth(at);
  const video = (at: number) => seat(at).locator('video');
  const button = (name: string) => code().webview.getByRole('button', { name, exact: true });
  const clips = () => code().clips;
  const inEachTheme = (name: string) => code().inEachTheme(name, () => video(0).waitFor());
  /** One after the other, as fast as it goes: none loses those that were selected before. */
  const select = async (...wanted: string[]) => {
    await code().command('View: Close All Editors');
    for (const prompt of wanted) {
      await code()
        .row(prompt)
        .click({ modifiers: ['Control'] });
    }
    for (const prompt of wanted) {
      await code().row(prompt).and(code().page.locator('[aria-selected=true]')).waitFor();
    }
  };

  /** What tells the last two apart, in their order. */
  let left: string[] = [];

  before(async () => {
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    for (const prompt of prompts) await createVideo(code(), { prompt });
    for (const prompt of prompts) await says(code().row(prompt), /completed/i);
    await eventually('all clips are on disk', async () => clips().length === prompts.length);
  });

  it('that are selected play together, within one frame of each other', async () => {
    await select(...prompts);
    await code().screenshot('compare-selected');
    await code().contextMenu(code().row(prompts[3]!), 'Compare Clips…');
    await code().editorTab('Compare: ').waitFor();
    for (const at of [0, 1, 2, 3]) await waitUntilPlaying(video(at));
    const tally = (): Promise<Record<string, string>> =>
      seats().evaluate(({ dataset }: { dataset: Record<string, string> }) => ({ ...dataset }));
    const looked = async () => {
      const { moments, together } = await tally();
      return Number(moments) > 120 && Number(together) > 0;
    };
    await eventually('enough was looked at', looked);
    const { moments, together, worst } = await tally();
    process.stdout.write(`      within one frame: ${together} of ${moments} moments, ${worst} frames at worst\n`);
    await inEachTheme('compare-side');
  });

  it('stand at the same frame, however busy the machine is', async () => {
    await video(0).click();
    await button('Play').waitFor();
    const apart = async () => {
      const at = await Promise.all([0, 1, 2, 3].map(async (place) => (await playback(video(place))).currentTime));
      return Math.max(...at) - Math.min(...at);
    };
    await eventually('all are where the first was', async () => (await apart()) < 0.001);
    await code().page.keyboard.press('.');
    await eventually('all are together one frame on', async () => (await apart()) < 0.001);
  });

  it('are wiped and blinked between, by keys', async () => {
    await code().page.keyboard.press('w');
    const divider = code().webview.getByRole('slider', { name: 'Divider' });
    await divider.focus();
    for (let count = 0; count < 5; count++) await code().page.keyboard.press('ArrowLeft');
    await eventually('it is said where it is', async () =>
      /45%.*55%/.test((await divider.getAttribute('aria-valuetext')) ?? ''),
    );
    await inEachTheme('compare-wipe');
    await button('Blink').click();
    await seats().locator('.unseen').first().waitFor({ state: 'attached' });
    await button('Show the other clip').click();
    await code().webview.getByRole('button', { name: 'Alternate automatically', pressed: false }).waitFor();
    await code().screenshot('compare-blink');
    await button('Wipe').click();
  });

  it('stand as they stood after a reload of the window, and behind another tab', async () => {
    const kept = () =>
      eventually('the divider is where it was', async () =>
        ((await seats().getAttribute('style')) ?? '').includes('--at: 0.45'),
      );
    await kept();
    await code().command('File: New Untitled Text File');
    await code().editorTab('Compare: ').click();
    await kept();
    await code().stored(/divider\W*:0\.45/);
    await code().reload();
    // The other tab may be in front again: VS Code does not store at once which one was.
    await code().editorTab('Compare: ').click();
    await kept();
    await button('Side by side').click();
    for (const at of [0, 1, 2, 3]) await video(at).waitFor();
  });

  it('are asked for with different words, which the diff editor shows', async () => {
    for (const at of [3, 2]) {
      await seat(at).getByRole('button', { name: 'Remove from comparison' }).click();
      await seat(at).waitFor({ state: 'detached' });
    }
    left = await code().webview.locator('.differs').allInnerTexts();
    left = left.map((text) => /wind|rain|fog|snow/.exec(text)![0]);
    await button('Show Differences').click();
    await code().editorTab(' ↔ ').waitFor();
    for (const [side, word] of [
      ['original', left[0]!],
      ['modified', left[1]!],
    ] as const) {
      const lines = code().page.locator(`.monaco-diff-editor .${side} .view-line`);
      await lines.filter({ hasText: word }).first().waitFor();
    }
    await code().screenshot('compare-differences');
  });

  it('lose one that is moved away, and go on', async () => {
    const name = clips().find((one) => one.includes(left[0]!))!;
    renameSync(join(code().library, name), join(code().workspace, name));
    await code().editorTab('Compare: ').click();
    await seat(0).getByText('The file is no longer on disk').waitFor();
    await video(1).waitFor();
    await code().screenshot('compare-gone');
    renameSync(join(code().workspace, name), join(code().library, name));
  });

  it('are chosen from a preview, and from the palette', async () => {
    const { quickInput } = code();
    await code().command('View: Close All Editors');
    await code().openPreview(code().row(prompts[0]!), prompts[0]!);
    await button('Compare Clips…').click();
    await quickInput.step('Select one to three clips');
    await quickInput.pick(prompts[1]!);
    await quickInput.accept();
    await code().editorTab('Compare: ').waitFor();
    await waitUntilPlaying(video(1));
    await code().command(title('compare'));
    await quickInput.step('Select two to four clips');
    await quickInput.pick(prompts[2]!);
    await quickInput.accept();
    await quickInput.step('Select two to four clips');
    await quickInput.pick(prompts[3]!);
    await quickInput.accept();
    await eventually('another tab is there', async () => (await code().editorTab('Compare: ').count()) === 2);
    await seat(0)
      .locator('.differs', { hasText: /fog|snow/ })
      .waitFor();
  });
});
