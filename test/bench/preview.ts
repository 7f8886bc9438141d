import { copyFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeClip, repeatClip } from './support/clips';
import { remove, temporaryFolder } from './support/folders';
import { type Clip, inMemory, type Look, look, open, type Way, ways } from './support/looks';
import { type Goal, number, type Section, spread } from './support/report';
import { sampleJobs } from './support/sampleJobs';
import type { Scale } from './support/scale';
import { type Held, Screen } from './support/screen';
import { inTurn, median } from './support/stats';

const labels = {
  ours: 'Video Jobs',
  direct: 'a page with a video and nothing else',
  builtin: 'built-in media preview',
};

type Looks = Record<Way, Look[]>;

interface Measured {
  small: Looks;
  large: Looks;
  bytes: { small: number; large: number };
  /** Before and after the panels, and with the large clip open. */
  held: { before: Held; after: Held; large: Held };
  /** How far apart the clips of a comparison are, s. */
  apart: number[];
}

/** Frames a second of the clips. */
const rate = 30;
const outputs = ['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4'];

export async function preview(scale: Scale): Promise<Section> {
  const folder = temporaryFolder();
  try {
    const [first, ...others] = outputs.map((name) => path.join(folder, name)) as [string, ...string[]];
    const largeFile = path.join(folder, 'large.mp4');
    await makeClip(first);
    for (const other of others) copyFileSync(first, other);
    await repeatClip(first, scale.repeated, largeFile);
    const jobs = [[first, ...others], [largeFile]].map((files, at) => ({
      ...sampleJobs(2)[at]!,
      media: files.map((file, index) => ({
        variant: 'video' as const,
        index,
        path: file,
        bytes: statSync(file).size,
        contentType: 'video/mp4',
        sha256: '',
      })),
    }));
    const [small, large] = jobs.map(({ key, media }) => ({ key, file: media[0]!.path, other: others[0]! })) as [
      Clip,
      Clip,
    ];
    const bytes = { small: statSync(first).size, large: statSync(largeFile).size };
    const screen = await Screen.open(folder, jobs);
    try {
      return section({ ...(await measure(screen, small, large, scale)), bytes }, scale);
    } finally {
      await screen.close();
    }
  } finally {
    remove(folder);
  }
}

async function measure(screen: Screen, small: Clip, large: Clip, scale: Scale): Promise<Omit<Measured, 'bytes'>> {
  // The first look of a session loads what later ones have.
  for (const way of ways) await look(screen, way, small);
  const looks = await inTurn(ways, scale.views, (way) => look(screen, way, small));
  const largeLooks = await inTurn(ways, scale.largeViews, async (way) => {
    const { at, shown } = await open(screen, way, large);
    await screen.clear();
    return { first: shown - at };
  });
  const before = await screen.held();
  for (let count = 0; count < scale.panels; count++) {
    await open(screen, 'ours', small);
    await inMemory(screen);
    await screen.clear();
  }
  const after = await screen.held();
  await open(screen, 'ours', large);
  await screen.inside.locator('dt', { hasText: 'Picture' }).waitFor();
  const held = { before, after, large: await screen.held() };
  await screen.clear();
  return { small: looks, large: largeLooks, held, apart: await compared(screen, small) };
}

/** Four clips side by side: how far the first and the last of them are apart, looked at sixty times as they play. */
async function compared(screen: Screen, { key }: Clip): Promise<number[]> {
  const rows = outputs.map((_name, index) => ({ key, variant: 'video', index }));
  await screen.sight(() => screen.command('videoJobs.compare', rows[0], { by: 'person', rows }));
  await screen.inside
    .locator('video')
    .nth(rows.length - 1)
    .waitFor();
  const apart = await screen.inside.locator('main').evaluate(async (main: unknown) => {
    interface Clock {
      currentTime: number;
      paused: boolean;
      readyState: number;
    }
    const { querySelectorAll } = main as { querySelectorAll(selector: string): Iterable<Clock> };
    const all = () => [...querySelectorAll.call(main, 'video')];
    const found: number[] = [];
    for (const end = performance.now() + 30_000; found.length < 60 && performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const clips = all();
      if (clips.some(({ paused, readyState }) => paused || readyState < 3)) continue;
      const times = clips.map(({ currentTime }) => currentTime);
      found.push(Math.max(...times) - Math.min(...times));
    }
    return found;
  });
  await screen.clear();
  return apart;
}

function section({ small, large, bytes, held, apart }: Measured, { panels }: Scale): Section {
  const of = (looks: readonly Look[], what: 'first' | 'warm' | 'filmstrip') =>
    looks.flatMap((each) => each[what] ?? []);
  const seeks = (way: Way) => small[way].flatMap((each) => each.seeks ?? []);
  const cell = (values: readonly number[]) => (values.length > 0 ? spread(values) : '');
  const mb = (size: number) => `${number(size / 1e6)} MB`;
  const ratio = (
    what: string,
    most: number,
    ours: readonly number[],
    theirs: readonly number[],
    than: string,
  ): Goal => ({
    what: `Preview, ${what}`,
    goal: `at most ${number(most)} × ${than} (${number(most * median(theirs))} ms)`,
    measured: `${number(median(ours))} ms, × ${number(median(ours) / median(theirs))}`,
    met: median(ours) <= most * median(theirs),
  });
  const strips = of(small.ours, 'filmstrip');
  const grown = (what: 'host' | 'window' | 'browser') => (held.after[what] ?? 0) - (held.before[what] ?? 0);
  return {
    title: 'Preview of a clip',
    how: `In one session of VS Code (the build of code-server, in Chromium without a graphics card), in turn: our preview, VS Code's own, and a page of a small extension that has a video element and nothing else; clips of ${mb(bytes.small)} (1280 × 720, H.264, a whole picture every 250) and ${mb(bytes.large)}. "First frame": from the command until the picture can be seen. "Another clip": from its address until its first frame, in a page that is there. "Seek": six all over the clip, ours when it is in memory.`,
    columns: ['Who', 'First frame, ms', 'Another clip, ms', 'Seek, ms', 'Filmstrip, ms', 'Large clip, ms'],
    rows: ways.map((way) => [
      labels[way],
      cell(of(small[way], 'first')),
      cell(of(small[way], 'warm')),
      cell(seeks(way)),
      cell(of(small[way], 'filmstrip')),
      cell(of(large[way], 'first')),
    ]),
    goals: [
      ratio('first frame', 1.1, of(small.ours, 'first'), of(small.direct, 'first'), 'the plain page'),
      ratio('first frame of another clip', 1.1, of(small.ours, 'warm'), of(small.direct, 'warm'), 'the plain page'),
      ratio('seek', 0.3, seeks('ours'), seeks('direct'), 'the plain page'),
      ratio(
        'first frame of the large clip',
        1,
        of(large.ours, 'first'),
        of(large.builtin, 'first'),
        'the built-in preview',
      ),
      {
        what: 'Preview, filmstrip',
        goal: 'at most 1200 ms',
        measured: `${number(median(strips))} ms`,
        met: median(strips) <= 1200,
      },
      {
        what: 'Preview, the large clip open: memory',
        goal: 'JavaScript holds at most 30 MB more than without',
        measured: `${number(held.large.window - held.after.window)} MB in the window, ${number((held.large.browser ?? 0) - (held.after.browser ?? 0))} MB in all processes of the browser`,
        met: held.large.window - held.after.window <= 30,
      },
      {
        what: `Preview, ${panels} opened and closed: memory`,
        goal: 'no page left; JavaScript within 5 MB of before, in the extension host and in the window',
        measured: `${held.after.documents - held.before.documents} pages, ${number(grown('host'))} MB, ${number(grown('window'))} MB; all processes of the browser ${number(grown('browser'))} MB`,
        met: held.after.documents <= held.before.documents && grown('host') <= 5 && grown('window') <= 5,
      },
      {
        what: 'Comparison of four clips',
        goal: `within a frame of each other (${number(1000 / rate)} ms)`,
        measured:
          apart.length > 0
            ? `median ${number(1000 * median(apart))} ms, at most ${number(1000 * Math.max(...apart))} ms`
            : 'they did not play together',
        met: apart.length > 0 && median(apart) <= 1 / rate,
      },
    ],
  };
}
