import { decodePage } from '../../../src/api/decode/job';
import type { RemoteJob } from '../../../src/api/types';
import { Tracker } from '../../../src/jobs/intake/tracker';
import { ledgerFile } from '../../../src/jobs/ledger/file';
import { openLedger } from '../../../src/jobs/ledger/openLedger';
import type { SearchWord } from '../../../src/jobs/ledger/search';
import { JobStore } from '../../../src/jobs/ledger/store';
import { answer } from '../support/child';
import { fillLedger, sampleJobs } from '../support/sampleJobs';

export interface SearchTimes {
  /** Longest of the key strokes of a word, in ms: search, first page, and counts by provider. */
  keystroke: number;
  /** The same for a word that few jobs hold. */
  rareKeystroke: number;
  /** The same for one or two letters that few jobs hold: too short for the index. */
  shortKeystroke: number;
  /** Counts by day of a search, in ms. */
  byDay: number;
}

export interface PageTimes {
  /** One page of remixes, each made from the one before, in ms. */
  chain: number;
  /** One page of many more jobs than were requested, in ms. */
  large: number;
}

/** Days of which each is a query: a few are enough to know what all of them take. */
const measuredDays = 10;

const common = ['h', 'he', 'her', 'hero', 'heron'];
const rare = ['take 47', 'take 471', 'take 4711'];
const short = ['z', 'zq', '狐', '狐狸'];
const [which, folder, count] = process.argv.slice(2) as [string, string, string];

/** Prompts of which some share a word, as those of a user do. */
function fill(): void {
  const subjects = ['heron', 'fox', 'owl', 'harbour', 'market', 'glacier', 'train', 'lantern'];
  const jobs = sampleJobs(Number(count)).map((job, index) => {
    const few = index === 7 ? ' 狐狸 zq' : '';
    const prompt = `A ${subjects[index % subjects.length]!} at dawn, the camera follows slowly, take ${index}${few}`;
    return { ...job, prompt, request: { ...job.request, prompt } };
  });
  fillLedger(folder, jobs);
  answer({});
}

const timed = (work: () => void): number => {
  const started = performance.now();
  work();
  return performance.now() - started;
};
const longest = (texts: readonly string[], work: (text: string) => void) =>
  Math.max(...texts.map((text) => timed(() => work(text))));

function indexed(): void {
  const { ledger } = openLedger(folder);
  const words = (text: string): SearchWord[] => [
    { text, in: ['prompt', 'model', 'id', 'providerStatus'], providers: [], states: [] },
  ];
  const stroke = (text: string) => {
    ledger.list.page({ words: words(text) }, 50);
    ledger.list.byProvider(words(text));
  };
  stroke('warm');
  const keystroke = longest(common, stroke);
  const rareKeystroke = longest(rare, stroke);
  const shortKeystroke = longest(short, stroke);
  stroke('heron');
  const byDay = timed(() => ledger.list.byDay(words('heron')));
  ledger.close();
  answer({ keystroke, rareKeystroke, shortKeystroke, byDay } satisfies SearchTimes);
}

/** The way of 0.1.0: every record is read for each search, and each day is a query. */
function scanned(): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const db = new DatabaseSync(ledgerFile(folder));
  db.exec('CREATE TEMP TABLE found (key TEXT PRIMARY KEY) WITHOUT ROWID');
  const fields = ["body ->> '$.prompt'", "body ->> '$.model'", 'id', "body ->> '$.providerStatus'"];
  const tests = fields.map((field) => `instr(lower(${field}), ?1) > 0`).join(' OR ');
  const search = (text: string) => {
    db.exec('DELETE FROM temp.found');
    db.prepare(`INSERT INTO temp.found SELECT key FROM jobs WHERE instr(lower(body), ?1) > 0 AND (${tests})`).run(text);
  };
  const inFound = 'key IN (SELECT key FROM temp.found)';
  const stroke = (text: string) => {
    search(text);
    db.prepare(`SELECT body FROM jobs WHERE ${inFound} ORDER BY created_at DESC, key DESC LIMIT 50`).all();
    db.prepare(`SELECT provider, count(*) FROM jobs WHERE ${inFound} GROUP BY provider`).all();
  };
  stroke('warm');
  const keystroke = longest(common, stroke);
  const rareKeystroke = longest(rare, stroke);
  const shortKeystroke = longest(short, stroke);
  stroke('heron');
  const newest = db.prepare(`SELECT max(created_at) AS time FROM jobs WHERE created_at < ? AND ${inFound}`);
  const counted = db.prepare(`SELECT count(*) FROM jobs WHERE created_at >= ? AND created_at < ? AND ${inFound}`);
  const byDay = timed(() => {
    let days = 0;
    for (let before = Number.MAX_SAFE_INTEGER; days < measuredDays; days++) {
      const time = newest.get(before)?.['time'];
      if (typeof time !== 'number') break;
      const from = new Date(time).setHours(0, 0, 0, 0);
      counted.get(from, before);
      before = from;
    }
  });
  db.close();
  // The jobs are an hour apart.
  const allDays = (byDay / measuredDays) * (Number(count) / 24);
  answer({ keystroke, rareKeystroke, shortKeystroke, byDay: allDays } satisfies SearchTimes);
}

/** Pages of a provider's list: `folder` is empty, `count` says how many jobs the large one holds. */
function pages(): void {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const store = new JobStore(
    folder,
    log,
    () => {},
    () => {},
  );
  const tracker = new Tracker({ store, autoDownload: () => false, onClip: () => {}, onEnd: () => {} });
  const remote = (index: number): RemoteJob => ({
    id: `v${index}`,
    status: 'completed',
    prompt: `Remix ${index}`,
    createdAt: 1_700_000_000_000 + index,
    ...(index > 0 && { parentId: `v${index - 1}` }),
    raw: { id: `v${index}` },
  });
  store.open();
  const chained = Array.from({ length: Number(count) / 12.5 }, (_, index) => remote(index)).reverse();
  const chain = timed(() => tracker.recordPage('lab', 'https://lab.example', chained));
  const data = Array.from({ length: Number(count) }, (_, index) => ({
    id: `w${index}`,
    status: 'queued',
    created_at: 1,
  }));
  const large = timed(() => {
    const page = decodePage({ data }, { baseUrl: 'https://lab.example/v1', limit: 50 });
    tracker.recordPage('lab', 'https://lab.example', page.jobs);
  });
  store.close();
  answer({ chain, large } satisfies PageTimes);
}

({ fill, indexed, scanned, pages })[which as 'fill']();
