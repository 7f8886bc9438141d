import { rmSync } from 'node:fs';
import type { Screen, Sight } from './screen';
import { until } from './screen';

/** Ways to look at a clip. */
export const ways = ['ours', 'direct', 'builtin'] as const;
export type Way = (typeof ways)[number];

export interface Clip {
  /** Of the job whose outputs they are. */
  key: string;
  /** The clip, and another output. */
  file: string;
  other: string;
}

/** One look at a clip, ms. */
export interface Look {
  /** From the command to the first frame in sight. */
  first: number;
  /** From the address of another clip, in a page that is there, to its first frame; the built-in preview has no such thing. */
  warm?: number;
  seeks?: number[];
  filmstrip?: number;
}

/** What is known of a `<video>` here, where there is no browser. */
interface Video {
  src: string;
  duration: number;
  currentTime: number;
  pause(): void;
  addEventListener(name: string, listener: () => void, how: { once: boolean }): void;
}

/** Opens it that way, until its first frame is seen. */
export function open(screen: Screen, way: Way, { key, file }: Clip): Promise<Sight & { at: number }> {
  return screen.sight(() => {
    if (way === 'direct') return screen.order('direct', { file });
    if (way === 'builtin') return screen.command('vscode.openWith', { file }, 'vscode.videoPreview');
    return screen.command('videoJobs.preview', { key });
  });
}

/** Looks at it that way as a person does: opens it, seeks about, turns to another one. */
export async function look(screen: Screen, way: Way, clip: Clip): Promise<Look> {
  rmSync(`${clip.file}.strip.webp`, { force: true });
  const { at, shown } = await open(screen, way, clip);
  const found: Look = { first: shown - at };
  if (way === 'ours') {
    await inMemory(screen);
    found.filmstrip = await screen.filmstrip();
  }
  found.seeks = await screen.video.first().evaluate(seekAbout);
  if (way !== 'builtin') {
    const { asked, shown } = await screen.sight(() => another(screen, way, clip));
    found.warm = shown - asked;
  }
  await screen.clear();
  return found;
}

export const inMemory = (screen: Screen): Promise<void> =>
  until('It plays from memory', () => screen.video.first().evaluate((video: Video) => video.src.startsWith('blob:')));

async function another(screen: Screen, way: 'ours' | 'direct', { other }: Clip): Promise<{ at: number }> {
  if (way === 'direct') return screen.order('another', { file: other });
  await screen.inside.locator('.output[aria-pressed="false"]').first().click();
  return { at: 0 };
}

/** Runs in the page: how long each of some seeks takes, forwards and back, ms. */
async function seekAbout(video: Video): Promise<number[]> {
  video.pause();
  const times: number[] = [];
  for (let count = 1; count <= 6; count++) {
    const begun = performance.now();
    const there = new Promise<void>((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    // Parts of the golden ratio: all over the clip, the same in each look.
    video.currentTime = ((count * 0.618) % 1) * video.duration * 0.98;
    await there;
    times.push(performance.now() - begun);
  }
  return times;
}
