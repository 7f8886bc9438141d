import type { Noticed, Scenario } from './programs/polling';
import { answerOf } from './support/child';
import { type Goal, number, type Section } from './support/report';
import type { Scale } from './support/scale';
import { median, quantile } from './support/stats';

const fixedMs = 5000;

/** What it costs to ask for each job every five seconds, whatever else is known. */
function fixedPoll(lengths: readonly number[]): Pick<Noticed, 'requests' | 'delays'> {
  const asked = lengths.map((length) => Math.ceil(length / fixedMs));
  return {
    requests: asked.reduce((sum, count) => sum + count, 0),
    delays: lengths.map((length, at) => asked[at]! * fixedMs - length),
  };
}

interface Case extends Omit<Scenario, 'jobs' | 'seed'> {
  name: string;
}

const both = [true, false];
const cases: readonly Case[] = [
  ...both.flatMap((list) =>
    both.flatMap((learned) =>
      both.map((progress) => {
        const facts = [learned ? 'after as many jobs' : 'the first jobs', progress ? 'progress told' : 'no progress'];
        return { list, learned, progress, name: [list ? 'list' : 'no list', ...facts].join(', ') };
      }),
    ),
  ),
  ...both.map((list) => ({
    list,
    learned: true,
    progress: false,
    anyLength: true,
    name: `${list ? 'list' : 'no list'}, any length for any model, after as many jobs, no progress`,
  })),
];

const follow = (jobs: number, { name, ...scenario }: Case) =>
  answerOf<Noticed>('polling', [JSON.stringify({ ...scenario, jobs, seed: 7 } satisfies Scenario)]);

const percent = (share: number) => `${number(100 * share)} %`;
const seconds = (values: readonly number[], part: number) => number(quantile(values, part) / 1000);

const anyLengthReason =
  'Polling, any length: where nothing tells when a job ends, a median delay of 5 s takes a question every 10 s between 60 and 600 s. That is 27 for a job on average, 41 % of those every five seconds.';
const noProgressReason =
  'Polling without progress: an end is known only as well as the jobs of a model are alike (here within a fifth), and the first of a model by what those of others took.';

export async function polling({ followed, followedMore }: Scale): Promise<Section> {
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const one of cases) {
    const { requests, delays, lengths } = await follow(followed, one);
    const fixed = fixedPoll(lengths);
    const share = requests / fixed.requests;
    const most = one.list ? 1 / 10 : 1 / 3;
    const delay = median(delays) / 1000;
    rows.push([
      one.name,
      `${requests}`,
      `${fixed.requests}`,
      percent(share),
      `${seconds(delays, 0.5)}, ${seconds(delays, 0.9)}`,
      `${seconds(fixed.delays, 0.5)}, ${seconds(fixed.delays, 0.9)}`,
    ]);
    goals.push({
      what: `${followed} jobs: ${one.name}`,
      goal: `at most ${percent(most)} of the requests, median delay at most 5 s`,
      measured: `${percent(share)}, ${number(delay)} s`,
      met: share <= most && delay <= 5,
      reason: one.progress ? undefined : one.anyLength ? anyLengthReason : noProgressReason,
    });
  }
  const growth = [];
  for (const list of both) {
    const one = { list, learned: true, progress: true, name: '' };
    const steps = [];
    for (const jobs of followedMore) {
      const { requests } = await follow(jobs, one);
      steps.push({ work: `${jobs} jobs`, times: jobs / followedMore[0], cost: requests });
    }
    growth.push({ what: `requests, ${list ? 'list' : 'no list'}`, unit: 'requests' as const, steps });
  }
  return {
    title: 'Requests until jobs are seen completed',
    how:
      `${followed} jobs of 60 to 600 s, begun within ten minutes, at a provider that answers at once, on a clock that is turned by hand. Five models, whose jobs take 75, 120, 200, 320 and 500 s, a fifth more or less; in the last two rows any job of any model takes any time from 60 to 600 s. ` +
      '"After as many jobs": as many were followed to their end before. Compared with one question for each job every five seconds, for the same jobs.',
    columns: ['Provider', 'Requests', 'Every 5 s', 'Share', 'Delay, s: median, 90 %', 'Every 5 s'],
    rows,
    goals,
    growth,
  };
}
