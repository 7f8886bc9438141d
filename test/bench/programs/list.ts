import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobRecord } from '../../../src/jobs/job';
import { answer } from '../support/child';
import { median } from '../support/stats';
import { inMemory, View } from '../support/view';
import { openWindow } from '../support/window';

export interface ListTimes {
  /** From nothing to the first rows, ms. */
  open: number;
  /** One job changed, written down and drawn, ms. */
  change: number;
  /** Rows drawn for it. */
  rows: number;
}

const changes = 20;

/** The ledger, or the same jobs as a JSON file. Arguments: which, the folder. */
const [which, folder] = process.argv.slice(2) as ['ledger' | 'json', string];

function measure(open: () => View, change: (take: number) => void): void {
  const started = performance.now();
  const view = open();
  view.firstPage();
  const opened = performance.now() - started;
  let rows = 0;
  const times = Array.from({ length: changes }, (_, take) => {
    const begun = performance.now();
    change(take);
    rows = view.update();
    return performance.now() - begun;
  });
  answer({ open: opened, change: median(times), rows } satisfies ListTimes);
}

function ledger(): void {
  const provider = { type: 'openai', baseUrl: 'https://lab.example/v1' };
  const quiet = { minPollSeconds: 3600, maxPollSeconds: 3600 };
  const window = openWindow({ folder, provider, settings: quiet });
  measure(
    () => new View(window),
    (take) => {
      const job = window.list.page({}, 1)[0]!;
      if (take % 2) window.resumeWatching(job);
      else window.stopWatching(job);
    },
  );
}

/** What keeping the list in one file costs: it is read whole and written whole. */
function json(): void {
  const file = path.join(folder, 'jobs.json');
  let jobs: JobRecord[] = [];
  measure(
    () => {
      jobs = (JSON.parse(readFileSync(file, 'utf8')) as JobRecord[]).sort((a, b) => b.createdAt - a.createdAt);
      return new View(inMemory(() => jobs));
    },
    (take) => {
      jobs = jobs.map((job, at) => (at === 0 ? { ...job, watching: take % 2 === 1 } : job));
      writeFileSync(`${file}.part`, JSON.stringify(jobs));
      renameSync(`${file}.part`, file);
    },
  );
}

({ ledger, json })[which]();
