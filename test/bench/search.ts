import path from 'node:path';
import type { PageTimes, SearchTimes } from './programs/search';
import { answerOf } from './support/child';
import { remove, temporaryFolder } from './support/folders';
import { number, type Section, spread } from './support/report';
import type { Scale } from './support/scale';
import { inTurn, median } from './support/stats';

const kinds = ['indexed', 'scanned'] as const;
const labels = { indexed: 'Video Jobs', scanned: 'every record read for each search' };

/** A search in many jobs, and large pages of a provider's list. */
export async function search({ rounds, searched, paged }: Scale): Promise<Section> {
  const folder = temporaryFolder();
  try {
    const filled = path.join(folder, 'filled');
    await answerOf('search', ['fill', filled, String(searched)]);
    const times = await inTurn(kinds, rounds, (kind) =>
      answerOf<SearchTimes>('search', [kind, filled, String(searched)]),
    );
    const pages = await answerOf<PageTimes>('search', ['pages', path.join(folder, 'pages'), String(paged)]);
    return section(searched, paged, times, pages);
  } finally {
    remove(folder);
  }
}

function section(
  count: number,
  paged: number,
  times: Record<(typeof kinds)[number], SearchTimes[]>,
  pages: PageTimes,
): Section {
  const of = (kind: (typeof kinds)[number], what: keyof SearchTimes) => times[kind].map((each) => each[what]);
  const goal = (what: keyof SearchTimes, words: string) => {
    const measured = median(of('indexed', what));
    return {
      what: `${count} jobs: ${words}`,
      goal: 'under 50 ms',
      measured: `${number(measured)} ms (reading every record: ${number(median(of('scanned', what)))} ms)`,
      met: measured < 50,
    };
  };
  return {
    title: `A search in ${count} jobs`,
    how: 'Each in a process of its own, files in the cache of the system. "Key stroke": the search, its first page of 50 and its counts by provider, the slowest of the key strokes of a word that one job in eight holds, of one that few hold, and of one or two letters that few hold. A search finds the newest 5,000 jobs. "By day": its counts by day; where each day is a query, ten days are measured.',
    columns: ['Way', 'Key stroke, ms', 'Key stroke of a rare word, ms', 'Of rare letters, ms', 'By day, ms'],
    rows: kinds.map((kind) => [
      labels[kind],
      spread(of(kind, 'keystroke')),
      spread(of(kind, 'rareKeystroke')),
      spread(of(kind, 'shortKeystroke')),
      spread(of(kind, 'byDay')),
    ]),
    goals: [
      goal('keystroke', 'a key stroke of a search'),
      goal('rareKeystroke', 'a key stroke of a search for a rare word'),
      goal('shortKeystroke', 'a key stroke of one or two rare letters'),
      goal('byDay', 'a search by day'),
      {
        what: `a page of ${paged} jobs where 50 were requested`,
        goal: 'under 50 ms',
        measured: `${number(pages.large)} ms`,
        met: pages.large < 50,
      },
      {
        what: `a page of ${paged / 12.5} remixes, each of the one before`,
        goal: 'a millisecond each',
        measured: `${number(pages.chain)} ms`,
        met: pages.chain < paged / 12.5,
      },
    ],
  };
}
