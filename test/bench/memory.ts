import type { MemoryPoint } from './programs/memory';
import { answerOf } from './support/child';
import { mebibyte } from './support/clip';
import { remove, temporaryFolder } from './support/folders';
import { number, type Section } from './support/report';
import { fillLedger, sampleJobs } from './support/sampleJobs';
import type { Scale } from './support/scale';

const nursery =
  'Memory: about 9 MB of it is V8’s room for new objects, which grows once in the hour. Where V8 is told to keep that small (`--max-semi-space-size=2`), the same hour takes 18 MB in all; an extension cannot tell it.';

export async function memory({ listed }: Scale): Promise<Section> {
  const all: MemoryPoint[][] = [];
  for (const count of listed) {
    const folder = temporaryFolder();
    fillLedger(folder, sampleJobs(count));
    all.push(await answerOf('memory', [folder], ['--expose-gc']));
    remove(folder);
  }
  const series = all.at(-1)!;
  const mb = (bytes: number) => bytes / mebibyte;
  const more = Math.max(...series.map((point) => mb(point.process - series[0]!.process)));
  const grown = mb(series.at(-1)!.held - series[0]!.held);
  return {
    title: `Memory over an hour with ${listed.at(-1)} jobs`,
    how: 'The jobs, the poller and the rows of the view in a process of their own, on a clock that is turned by hand: a new job every half minute, followed to its end. Measured after collecting garbage, first when the list is open and its first page drawn. The half minutes make 120 more jobs, which are kept.',
    columns: ['Minute', ...series.map(({ minute }) => String(minute))],
    rows: [
      ['Process, MB', ...series.map((point) => number(mb(point.process)))],
      ['Held by JavaScript, MB', ...series.map((point) => number(mb(point.held)))],
    ],
    goals: [
      {
        what: `Memory with ${listed.at(-1)} jobs, over an hour`,
        goal: 'flat, at most 30 MB above the start',
        measured: `at most ${number(more)} MB above; JavaScript holds ${number(grown)} MB more at the end`,
        met: more <= 30,
        reason: nursery,
      },
    ],
    growth: [
      {
        what: 'memory of the process at the end',
        unit: 'MB',
        steps: all.map((points, at) => ({
          work: `${listed[at]} jobs`,
          times: listed[at]! / listed[0],
          cost: mb(points.at(-1)!.process),
        })),
      },
    ],
  };
}
