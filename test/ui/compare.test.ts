import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { brisk, createVideo, eventually, says } from './support/jobs';
import { vscodeForSuite } from './support/suite';
import { waitUntilPlaying } from './support/video';
import type { Theme } from './support/vscode';

const prompts = ['A reed in the wind', 'A reed in the rain', 'A reed in the fog', 'A reed in the snow'];

describe('several clips', () => {
  const code = vscodeForSuite({ settings: { ...brisk, 'videoJobs.notifications': 'off' } });
  const seats = () => code().webview.locator('.seats');
  const seat = (at: number) => code().webview.locator('.seat').nth(at);
  const video = (at: number) => seat(at).locator('video');
  const button = (name: string) => code().webview.getByRole('button', { name, exact: true });
  const clips = () => readdirSync(code().library).filter((name) => name.endsWith('.mp4'));
  const inEachTheme = async (name: string) => {
    for (const theme of ['light', 'highContrast', 'dark'] as Theme[]) {
      await code().setTheme(theme);
      await video(0).waitFor();
      await code().screenshot(`${name}-${theme}`);
    }
  };
  const select = async (count: number) => {
    await code().command('View: Close All Editors');
    const isSelected = async (prompt: string) => (await code().row(prompt).getAttribute('aria-selected')) === 'true';
    const wanted = prompts.slice(0, count);
    // What is being drawn anew may lose a click.
    await eventually('all are selected', async () => {
      for (const prompt of wanted) {
        if (await isSelected(prompt)) continue;
        await code()
          .row(prompt)
          .click({ modifiers: ['Control'] });
        await delay(300);
      }
      return (await Promise.all(wanted.map(isSelected))).every(Boolean);
    });
  };

  before(async () => {
    await code().openView();
    await code().welcome.getByText('Try the sandbox').click();
    await code().notification('The sandbox is ready').waitFor();
    for (const prompt of prompts) await createVideo(code(), { prompt });
    for (const prompt of prompts) await says(code().row(prompt), /completed/i);
    await eventually('all clips are on disk', async () => clips().length === prompts.length, 30_000);
  });

  it('that are selected play together, within one frame of each other', async () => {
    await select(4);
    await code().screenshot('compare-selected');
    await code().contextMenu(code().row(prompts[3]!), 'Compare Clips…');
    await code().editorTab('Compare: ').waitFor();
    for (const at of [0, 1, 2, 3]) await waitUntilPlaying(video(at));
    const tally = (): Promise<Record<string, string>> =>
      seats().evaluate(({ dataset }: { dataset: Record<string, string> }) => ({ ...dataset }));
    await eventually('enough was looked at', async () => Number((await tally())['moments']) > 120, 30_000);
    const { moments, together, worst } = await tally();
    process.stdout.write(`      within one frame: ${together} of ${moments} moments, ${worst} frames at worst\n`);
    assert.ok(Number(together) > 0);
    await inEachTheme('compare-side');
  });

  it('are wiped and blinked between, by keys', async () => {
    await video(0).click();
    await button('Play').waitFor();
    await code().page.keyboard.press('w');
    const divider = code().webview.getByRole('slider', { name: 'Divider' });
    await divider.focus();
    for (let count = 0; count < 5; count++) await code().page.keyboard.press('ArrowLeft');
    assert.match((await divider.getAttribute('aria-valuetext'))!, /45%.*55%/);
    await inEachTheme('compare-wipe');
    await button('Blink').click();
    await seats().locator('.unseen').first().waitFor({ state: 'attached' });
    await button('Show the other one').click();
    await code().webview.getByRole('button', { name: 'By turns', pressed: false }).waitFor();
    await code().screenshot('compare-blink');
    await button('Wipe').click();
  });
});
