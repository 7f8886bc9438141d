import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { brisk, createVideo, says, title, type Wish } from './jobs';
import { waitUntilPlaying } from './video';
import { type Theme, VSCode } from './vscode';

/** `npm run screenshots`: the extension in three themes, into `out/screenshots`; the best are the README's pictures. */
const themes: Theme[] = ['light', 'highContrast', 'dark'];
const images = join('docs', 'images');

const systems = { studio: '/openai/v1', openrouter: '/openrouter/api/v1', chainhub: '/chainhub/v1' };
const labels = { studio: 'Studio', openrouter: 'OpenRouter', chainhub: 'chainhub' };
const providers = Object.entries(systems).map(([id, path]) => ({
  id,
  label: labels[id as keyof typeof labels],
  type: 'sandbox',
  baseUrl: `http://127.0.0.1${path}`,
}));

const hero = 'Northern lights over a frozen bay, the camera drifting slowly';
const short = 'Northern lights';
const sunset = 'A low sun over a calm sea';
const jobs: Wish[] = [
  { provider: 'chainhub', prompt: 'Petals falling past a red gate', size: '720x1280' },
  { provider: 'chainhub', prompt: 'A crowd in front of a stage', model: 'sandbox-moderated-late' },
  { provider: 'OpenRouter', prompt: 'A heron takes off from a misty lake', model: 'sandbox-many' },
  { provider: 'Studio', prompt: 'A glass city folding into itself', model: 'sandbox-fails' },
];

async function main(): Promise<void> {
  mkdirSync(images, { recursive: true });
  const code = await VSCode.open({
    env: { VIDEO_JOBS_SANDBOX_SPEED: '1' },
    settings: { ...brisk, 'videoJobs.notifications': 'off' },
  });
  try {
    await code.page.setViewportSize({ width: 1600, height: 1000 });
    await code.openView();
    await widenSideBar(code);
    await code.welcome.first().waitFor();
    await inEachTheme(code, 'welcome');

    await code.configure({ 'videoJobs.providers': providers });
    await code.openView();
    for (const job of jobs) await createVideo(code, job);
    await createWith(code, 'aurora', short, { provider: 'Studio', prompt: hero, model: 'sandbox-video' });
    await createWith(code, 'tides', sunset, { provider: 'Studio', prompt: sunset });
    await createVideo(code, { provider: 'Studio', prompt: 'Paper boat, rainy street', model: 'sandbox-slow' });

    await code.command(title('create'));
    await code.quickInput.step('Which provider');
    await code.quickInput.pick('OpenRouter');
    await code.quickInput.step('Describe the video');
    await code.quickInput.enter('A heron takes off from a misty lake at dawn');
    await code.quickInput.step('Which model?');
    await code.quickInput.row('sandbox-expires').waitFor();
    await shot(code, 'create-dark');
    await code.page.screenshot({
      path: join(images, 'create.png'),
      clip: { x: 0, y: 0, width: 1200, height: 330 },
      animations: 'disabled',
    });
    await code.quickInput.cancel();

    await code.row('A glass city').click();
    await code.webview.getByText('video_generation_failed').waitFor();
    await inEachTheme(code, 'failed');
    await code.command('View: Close All Editors');

    await code.row(short).click();
    const video = code.webview.locator('video');
    await waitUntilPlaying(video);
    await code.webview.getByRole('button', { name: /^Loop/ }).click();
    await says(code.row('Paper boat'), /\d\d%/);
    const pictures = await inEachTheme(code, 'preview', async () => {
      await video.evaluate((element: { currentTime: number; play(): void }) => {
        element.currentTime = 1.4;
        element.play();
      });
      await waitUntilPlaying(video);
    });
    copyFileSync(pictures.dark, join(images, 'preview-dark.png'));
    copyFileSync(pictures.light, join(images, 'preview-light.png'));

    await code.row('Paper boat').click();
    await code.webview.getByRole('progressbar').waitFor();
    await inEachTheme(code, 'progress');

    await compareClips(code, [short, sunset]);
    copyFileSync(await shot(code, 'compare-dark'), join(images, 'compare.png'));
  } finally {
    await code.close();
  }
  shrink();
}

/** Clips are handed out by chance: makes one until the picture is that of the prompt. @param name of the job's row and file */
async function createWith(code: VSCode, clip: string, name: string, wish: Wish): Promise<void> {
  const wanted = readFileSync(join('media', 'sandbox', `${clip}.mp4`));
  const row = code.row(name);
  for (;;) {
    await createVideo(code, wish);
    await says(row, /completed/i);
    const seen = () => readdirSync(code.library).filter((file) => file.includes(name) && file.endsWith('.mp4'));
    while (seen().length === 0) await delay(200);
    const newest = seen().sort((a, b) => age(code, a) - age(code, b))[0]!;
    if (readFileSync(join(code.library, newest)).equals(wanted)) return;
    await code.contextMenu(row, 'Delete…');
    await code.dialog.getByRole('button', { name: 'Also Delete at the Provider' }).click();
    await row.waitFor({ state: 'detached' });
  }
}

/** Two clips with a line between them. */
async function compareClips(code: VSCode, prompts: readonly string[]): Promise<void> {
  const [first, ...others] = prompts;
  await code.row(first!).click();
  for (const prompt of others) await code.row(prompt).click({ modifiers: ['Control'] });
  await code.contextMenu(code.row(first!), 'Compare Clips…');
  await code.editorTab('Compare: ').waitFor();
  await code.webview.getByRole('button', { name: 'Wipe', exact: true }).click();
  for (const at of prompts.keys()) await waitUntilPlaying(code.webview.locator('video').nth(at));
}

const age = (code: VSCode, name: string): number => -statSync(join(code.library, name)).mtimeMs;

async function widenSideBar({ page }: VSCode): Promise<void> {
  const { x, width } = (await page.locator('.part.sidebar').boundingBox())!;
  await page.mouse.move(x + width, 500);
  await page.mouse.down();
  await page.mouse.move(x + width + 90, 500, { steps: 5 });
  await page.mouse.up();
}

async function inEachTheme(code: VSCode, name: string, before?: () => Promise<void>): Promise<Record<Theme, string>> {
  const made: Partial<Record<Theme, string>> = {};
  for (const theme of themes) {
    await code.setTheme(theme);
    await before?.();
    made[theme] = await shot(code, `${name}-${theme}`);
  }
  return made as Record<Theme, string>;
}

/** With the pointer where it lights nothing up. */
async function shot(code: VSCode, name: string): Promise<string> {
  await code.page.mouse.move(700, 985);
  await delay(400);
  return code.screenshot(name, true);
}

/** A palette takes two thirds off a picture of an editor. */
function shrink(): void {
  const files = readdirSync(images).map((name) => join(images, name));
  const { error } = spawnSync('pngquant', ['--force', '--skip-if-larger', '--ext', '.png', '--speed', '1', ...files]);
  if (error) process.stderr.write('The pictures are larger than need be: pngquant is not installed.\n');
  for (const file of files) process.stdout.write(`${file}: ${Math.round(statSync(file).size / 1000)} kB\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
