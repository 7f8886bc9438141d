import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { answerOf, withServer } from './support/child';
import { mebibyte } from './support/clip';
import { remove, temporaryFolder } from './support/folders';
import { number, type Section, spread } from './support/report';
import type { Scale } from './support/scale';
import { inTurn, median } from './support/stats';

interface Run {
  ms: number;
  /** Memory above what the process had before, or of the whole process where it is not ours; bytes. */
  above?: number;
}

const labels = {
  ours: 'Video Jobs: on the disk, checked, hashed',
  curl: 'curl',
  sha256sum: 'sha256sum of the file',
  hash: 'the same hash in Node',
  stream: '`openai` package, streamed to a file',
  blob: '`openai` package, `blob()` written to a file',
} as const;
type Contender = keyof typeof labels;

export async function download({ rounds, downloadMib }: Scale): Promise<Section> {
  const [small, middle, large] = downloadMib;
  const installed = (command: string) => {
    try {
      execFileSync(command, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  const present = (Object.keys(labels) as Contender[]).filter(
    (name) => (name !== 'curl' && name !== 'sha256sum') || installed(name),
  );
  const whole = temporaryFolder();
  return withServer(async (origin) => {
    await answerOf('download', ['stream', origin, `${large}MiB`, whole]);
    const runs = await inTurn(present, rounds, (name) => {
      if (name === 'hash') return answerOf<Run>('download', [name, origin, '', whole]);
      if (name === 'sha256sum') return command('sha256sum', [path.join(whole, 'clip.mp4')]);
      return once(name, origin, large);
    });
    const growth: Run[] = [];
    for (const mib of [small, middle, large]) {
      const some = (await inTurn(['ours'], rounds, () => once('ours', origin, mib))).ours;
      growth.push({ ms: median(some.map(({ ms }) => ms)), above: median(some.map(({ above }) => above!)) });
    }
    return section(runs, growth, downloadMib);
  }).finally(() => remove(whole));
}

function section(runs: Partial<Record<Contender, Run[]>>, growth: readonly Run[], mib: Scale['downloadMib']): Section {
  const ms = (name: Contender) => runs[name]?.map((run) => run.ms);
  const above = (name: Contender) => runs[name]?.flatMap((run) => run.above ?? []);
  const seconds = (values: readonly number[]) => spread(values.map((value) => value / 1000));
  const mb = (values: readonly number[]) => spread(values.map((value) => value / mebibyte));
  const rows = (Object.keys(labels) as Contender[]).map((name) => {
    const memory = above(name) ?? [];
    const times = ms(name);
    return [labels[name], times ? seconds(times) : 'not installed', memory.length > 0 ? mb(memory) : '–'];
  });
  const took = median(ms('ours')!);
  const more = median(above('ours')!) / mebibyte;
  const curl = ms('curl');
  // The quicker of the two: not every sha256sum uses what the processor has for it.
  const hashing = Math.min(...[ms('hash')!, ms('sha256sum') ?? []].filter(({ length }) => length > 0).map(median));
  const most = curl && 1.3 * median(curl) + hashing;
  const size = `${mib[2]} MiB download`;
  return {
    title: `Download of ${mib[2]} MiB`,
    how:
      'A whole mp4 from a server on loopback, each in a process of its own, to the same disk. Memory is the most the process had, above what it had before it asked; of curl, the whole process. ' +
      'Ours looks at the first bytes, follows the boxes of the file, hashes it, and returns when it is on the disk itself (fsync) under its name; the others return when it is written to the cache of the system.',
    columns: ['Who', 'Time, s', 'Memory, MB'],
    rows,
    goals: [
      {
        what: `${size}: time`,
        goal: most ? `1.3 × curl + hashing (${number(most / 1000)} s)` : '1.3 × curl + hashing',
        measured: most ? `${number(took / 1000)} s` : `${number(took / 1000)} s; curl is not installed`,
        met: most !== undefined && took <= most,
      },
      {
        what: `${size}: memory`,
        goal: 'at most 60 MB above the idle process',
        measured: `${number(more)} MB`,
        met: more <= 60,
      },
    ],
    growth: [
      {
        what: 'download, time',
        unit: 'ms',
        steps: growth.map(({ ms }, at) => ({ work: `${mib[at]} MiB`, times: mib[at]! / mib[0], cost: ms })),
      },
      {
        what: 'download, memory above idle',
        unit: 'MB',
        steps: growth.map(({ above }, at) => ({
          work: `${mib[at]} MiB`,
          times: mib[at]! / mib[0],
          cost: above! / mebibyte,
        })),
      },
    ],
  };
}

async function once(name: Contender, origin: string, mib: number): Promise<Run> {
  const folder = temporaryFolder();
  const file = path.join(folder, 'clip.mp4');
  try {
    if (name === 'curl') return await command('curl', ['-sS', '-o', file, `${origin}/v1/videos/${mib}MiB/content`]);
    return await answerOf<Run>('download', [name, origin, `${mib}MiB`, folder]);
  } finally {
    remove(folder);
  }
}

/** Another program, with the most memory it had where the system tells (Linux). */
async function command(name: string, args: readonly string[]): Promise<Run> {
  const started = performance.now();
  const child = spawn(name, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let above: number | undefined;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      above = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024 || above;
    } catch {
      // Another system, or it has just ended.
    }
  }, 5);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`${name} ended with exit code ${String(code)}.`);
  return { ms: performance.now() - started, above };
}
