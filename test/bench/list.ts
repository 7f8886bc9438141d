import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ListTimes } from './programs/list';
import { answerOf } from './support/child';
import { remove, temporaryFolder } from './support/folders';
import { number, type Section, spread } from './support/report';
import { fillLedger, sampleJobs } from './support/sampleJobs';
import type { Scale } from './support/scale';
import { inTurn, median } from './support/stats';

const kinds = ['ledger', 'json'] as const;
const labels = { ledger: 'Video Jobs', json: 'a JSON file of the same jobs' };

export async function list({ rounds, listed }: Scale): Promise<Section> {
  const folder = temporaryFolder();
  try {
    const all = [];
    for (const count of listed) all.push(await measure(path.join(folder, String(count)), count, rounds));
    return section(listed, all);
  } finally {
    remove(folder);
  }
}

type Times = Record<(typeof kinds)[number], ListTimes[]>;

function measure(folder: string, count: number, rounds: number): Promise<Times> {
  mkdirSync(folder);
  // One in progress, so that there is something to change.
  const jobs = sampleJobs(count).map((job, at) =>
    at < count - 1 ? job : { ...job, status: 'in_progress' as const, watching: true, media: [] },
  );
  fillLedger(folder, jobs);
  writeFileSync(path.join(folder, 'jobs.json'), JSON.stringify(jobs));
  return inTurn(kinds, rounds, (kind) => answerOf<ListTimes>('list', [kind, folder]));
}

function section(listed: Scale['listed'], all: readonly Times[]): Section {
  const of = (times: readonly ListTimes[], what: keyof ListTimes) => times.map((each) => each[what]);
  const largest = all.at(-1)!;
  const count = listed.at(-1)!;
  const open = median(of(largest.ledger, 'open'));
  const change = median(of(largest.ledger, 'change'));
  const rows = median(of(largest.ledger, 'rows'));
  const grown = (what: 'open' | 'change') =>
    all.map(({ ledger }, at) => ({
      work: `${listed[at]} jobs`,
      times: listed[at]! / listed[0],
      cost: median(of(ledger, what)),
    }));
  return {
    title: `A list of ${count} jobs`,
    how: 'Each in a process of its own, files in the cache of the system. "Open": from nothing to the first rows of the view. "One change": the newest job is changed, written down, and its row drawn again (median of 20). The JSON file is read and written whole, without waiting for the disk.',
    columns: ['Who', 'Open and first page, ms', 'One change, ms', 'Rows drawn for it'],
    rows: kinds.map((kind) => [
      labels[kind],
      spread(of(largest[kind], 'open')),
      spread(of(largest[kind], 'change')),
      number(median(of(largest[kind], 'rows'))),
    ]),
    goals: [
      {
        what: `${count} jobs: open and first page`,
        goal: 'under 50 ms',
        measured: `${number(open)} ms (a JSON file: ${number(median(of(largest.json, 'open')))} ms)`,
        met: open < 50,
        reason:
          'A list: about a third of opening it is the first number and the first date that the process formats, for which ICU reads its data; the database takes a quarter.',
      },
      {
        what: `${count} jobs: one change`,
        goal: 'under 50 ms; only the changed rows',
        measured: `${number(change)} ms, ${rows} row (a JSON file: ${number(median(of(largest.json, 'change')))} ms)`,
        met: change < 50 && rows === 1,
      },
    ],
    growth: [
      { what: 'open and first page', unit: 'ms', steps: grown('open') },
      { what: 'one change', unit: 'ms', steps: grown('change') },
    ],
  };
}
