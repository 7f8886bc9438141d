import type { Followed } from './programs/following';
import { answerOf } from './support/child';
import { number, type Section } from './support/report';
import type { Scale } from './support/scale';

/** Cost of an answer in one window that follows many jobs, and the longest time that its thread is held. */
export async function following({ activeJobs }: Scale): Promise<Section> {
  const rows: string[][] = [];
  const costs: number[] = [];
  let longest = 0;
  for (const jobs of activeJobs) {
    const { answers, cpuMs, longestMs } = await answerOf<Followed>('following', [String(jobs)]);
    costs.push(cpuMs / answers);
    longest = Math.max(longest, longestMs);
    rows.push([`${jobs}`, number(cpuMs), number(cpuMs / answers), number(longestMs)]);
  }
  const [few = NaN] = costs;
  const many = costs.at(-1) ?? NaN;
  const [least, most] = [activeJobs[0], activeJobs.at(-1)];
  return {
    title: 'Following many jobs',
    how: 'One window follows jobs at a provider without a list, and polls each once. Processor time of the process, with the ledger and the HTTP client but without a network. The first answers include the start.',
    columns: ['Active jobs', 'Processor, ms', 'An answer, ms', 'Longest block, ms'],
    rows,
    goals: [
      {
        what: `Following: an answer among ${most} jobs`,
        goal: `no more than among ${least}`,
        measured: `${number(many)} ms, ${number(few)} ms`,
        met: many <= few * 1.2,
      },
      {
        what: `Following: longest block with ${most} jobs`,
        goal: '≤ 50 ms',
        measured: `${number(longest)} ms`,
        met: longest <= 50,
      },
    ],
  };
}
