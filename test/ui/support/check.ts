import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createVideo, says, title } from './jobs';
import { waitUntilPlaying } from './video';
import { VSCode } from './vscode';

/** `npm start -- --check`: the whole job as a person does it, in a real VS Code, a line for each step. */
const prompt = 'A heron over a misty lake';

async function main(): Promise<void> {
  const began = Date.now();
  const done = (what: string): void => {
    process.stdout.write(`✔ ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`);
  };
  const code = await VSCode.open();
  const shots: string[] = [];
  const shot = async (name: string): Promise<unknown> => shots.push(await code.screenshot(`check-${name}`, true));
  try {
    await code.openView();
    await code.welcome.first().waitFor();
    await shot('1-welcome');
    done('VS Code runs the extension, and its view welcomes a new user');

    await code.command(title('trySandbox'));
    await code.notification('The sandbox is ready').waitFor();
    done('the sandbox provider runs');

    await createVideo(code, { prompt, model: 'sandbox-video' });
    const row = code.row(prompt);
    await row.waitFor();
    await shot('2-created');
    done('a job is created and listed');

    await says(row, /completed/i);
    await shot('3-completed');
    done('it was followed until it was completed');

    const clip = await waitForClip(code.library);
    done(`its clip is on disk: ${clip.path}, ${clip.bytes} bytes, with a note of how it was made`);

    await row.click();
    const { videoWidth, videoHeight, currentTime } = await waitUntilPlaying(code.webview.locator('video'));
    await shot('4-preview');
    done(`its preview plays: ${videoWidth}×${videoHeight}, at ${currentTime.toFixed(1)} s`);
  } catch (error) {
    await shot('failed').catch(() => undefined);
    throw error;
  } finally {
    await code.close();
    if (shots[0]) process.stdout.write(`Screenshots: ${dirname(shots[0])}\n`);
  }
}

/** The one MP4 file in the library, with its sidecar. @throws Error when there is none in time */
async function waitForClip(library: string): Promise<{ path: string; bytes: number }> {
  for (const end = Date.now() + 30_000; Date.now() < end; await delay(250)) {
    const names = readdirSync(library, { recursive: true, encoding: 'utf8' });
    const name = names.find((one) => one.endsWith('.mp4') && names.includes(`${one}.json`));
    if (!name) continue;
    const path = join(library, name);
    const made = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { prompt?: string };
    if (made.prompt !== prompt) throw new Error(`${path}.json tells of another prompt: ${made.prompt}`);
    if (readFileSync(path).toString('latin1', 4, 8) !== 'ftyp') throw new Error(`${path} is not an MP4 file.`);
    return { path, bytes: statSync(path).size };
  }
  throw new Error(`There is no clip in ${library}.`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`✘ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
