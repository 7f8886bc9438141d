import type { JobState } from '../job';
import { type Database, fold } from './database';
import type { Condition } from './lineage';

/** A search term. It matches a job by a case-insensitive substring of one of these fields, or by provider or state. */
export interface SearchWord {
  text: string;
  in: readonly TextField[];
  providers: readonly string[];
  states: readonly JobState[];
}
export type TextField = 'prompt' | 'model' | 'id' | 'providerStatus';

/** Columns of the index and of `jobs` that hold the fields. */
const columns: Record<TextField, { indexed: string; content: string }> = {
  prompt: { indexed: 'prompt', content: 'c0' },
  model: { indexed: 'model', content: 'c1' },
  id: { indexed: 'id', content: 'c2' },
  providerStatus: { indexed: 'word', content: 'c3' },
};

/** Length in characters from which the index knows a text: it holds sequences of three. */
const indexedLength = 3;

/** Largest number of jobs that a search finds, the newest ones: enough to look through, and found in a few milliseconds. */
export const mostMatches = 5_000;

/** Full-text search. The numbers of the newest jobs that match are kept in the temporary table `matches` until the next search. */
export class Search {
  readonly #db: Database;
  readonly #rev: () => number;
  #last: { words: string; rev: number; count: number } | undefined;

  constructor(db: Database, rev: () => number) {
    this.#db = db;
    this.#rev = rev;
  }

  /** Fills `matches` for these words, unless it is up to date. Returns the number of matches. */
  run(words: readonly SearchWord[]): number {
    const last = this.#last;
    const next = { words: JSON.stringify(words), rev: this.#rev(), count: last?.count ?? 0 };
    const isRepeated = last?.words === next.words;
    if (isRepeated && last.rev === next.rev) return last.count;
    this.#last = undefined;
    if (isRepeated) this.#update(words, last.rev);
    else next.count = this.#fill(words);
    this.#last = next;
    return next.count;
  }

  #fill(words: readonly SearchWord[]): number {
    this.#db.run('CREATE TEMP TABLE IF NOT EXISTS matches (number INTEGER PRIMARY KEY)');
    this.#db.run('DELETE FROM temp.matches');
    const { sql, values } = newestOf(words);
    return this.#db.run(`INSERT INTO temp.matches ${sql} LIMIT ${mostMatches}`, ...values);
  }

  /** Tests the jobs that changed. A job that was removed keeps its number, which joins with no row of `jobs`. */
  #update(words: readonly SearchWord[], since: number): void {
    this.#db.run('DELETE FROM temp.matches WHERE number IN (SELECT number FROM jobs WHERE rev > ?)', since);
    const { sql, values } = conditionOf(words);
    this.#db.run(`INSERT INTO temp.matches SELECT number FROM jobs WHERE rev > ? AND ${sql}`, since, ...values);
  }
}

const isTextOnly = (word: SearchWord): boolean =>
  word.in.length > 0 && word.providers.length + word.states.length === 0;

/**
 * Selects the numbers of the newest jobs that match all words. The index and its copy of the texts are walked from the
 * newest job on, so that a word that most jobs hold costs no more than the jobs that are returned.
 */
function newestOf(words: readonly SearchWord[]): Condition {
  const texts = words.filter(isTextOnly);
  const phrases = texts.filter(isIndexed).map(phrase);
  const parts = texts.filter((word) => !isIndexed(word)).map((word) => textTest(word, phrases.length > 0));
  // The index intersects texts faster than SQL does.
  if (phrases.length > 0) parts.unshift({ sql: 'job_texts MATCH ?', values: [phrases.join(' AND ')] });
  const [table, number] = phrases.length > 0 ? ['job_texts', 'rowid'] : ['job_texts_content', 'id'];
  for (const word of words.filter((each) => !isTextOnly(each))) {
    const { sql, values } = anyOf(word);
    parts.push({ sql: `${number} IN (${sql})`, values });
  }
  return {
    sql: `SELECT ${number} FROM ${table} WHERE ${parts.map(({ sql }) => sql).join(' AND ')} ORDER BY ${number} DESC`,
    values: parts.flatMap(({ values }) => values),
  };
}

/** Selects the numbers of the jobs that match a word by a text, or by provider or state. */
function anyOf(word: SearchWord): Condition {
  const parts: Condition[] = [];
  if (word.in.length > 0) parts.push(isIndexed(word) ? indexed(phrase(word)) : scan(word));
  const byValue = (column: string, list: readonly string[]) => {
    if (list.length === 0) return;
    const sql = `SELECT number FROM jobs WHERE ${column} IN (SELECT value FROM json_each(?))`;
    parts.push({ sql, values: [JSON.stringify(list)] });
  };
  byValue('provider', word.providers);
  byValue('state', word.states);
  if (parts.length === 0) return { sql: 'SELECT number FROM jobs WHERE FALSE', values: [] };
  return { sql: parts.map(({ sql }) => sql).join(' UNION '), values: parts.flatMap(({ values }) => values) };
}

const isIndexed = ({ text }: SearchWord): boolean => [...text].length >= indexedLength && !text.includes('\0');

const indexed = (query: string): Condition => ({
  sql: 'SELECT rowid AS number FROM job_texts WHERE job_texts MATCH ?',
  values: [query],
});

/** FTS5 query: the text as a phrase in some columns (sqlite.org/fts5.html#full_text_query_syntax). */
const phrase = (word: SearchWord): string =>
  `({${word.in.map((field) => columns[field].indexed).join(' ')}} : "${word.text.replaceAll('"', '""')}")`;

/** Reads the texts of all jobs, from the index's own narrow copy: for texts too short for the index. */
function scan(word: SearchWord): Condition {
  const { sql, values } = textTest(word, false);
  return { sql: `SELECT id AS number FROM job_texts_content WHERE ${sql}`, values };
}

/** Condition on a row of the index, or of its copy of the texts. */
function textTest({ text, in: fields }: SearchWord, ofIndex: boolean): Condition {
  const { contains, value } = containsTest(text);
  const tests = fields.map((field) => contains(columns[field][ofIndex ? 'indexed' : 'content']));
  return { sql: `(${tests.join(' OR ')})`, values: fields.map(() => value) };
}

/**
 * Test that finds a text in a column, ignoring case, with the fastest of SQLite's functions for it: `instr` for a text
 * without case, `LIKE` for ASCII, and a function of ours for a letter beyond ASCII that has a case.
 */
function containsTest(text: string): { contains: (column: string) => string; value: string } {
  const folded = fold(text);
  if (folded.toUpperCase() === folded) return { contains: (column) => `instr(${column}, ?) > 0`, value: folded };
  if (/^[\x01-\x7f]*$/.test(folded)) {
    const pattern = folded.replace(/[\\%_]/g, '\\$&');
    return { contains: (column) => `${column} LIKE ? ESCAPE '\\'`, value: `%${pattern}%` };
  }
  return { contains: (column) => `instr(folded(${column}), ?) > 0`, value: folded };
}

/** The same as `newestOf`, as a condition on a row of `jobs`. */
function conditionOf(words: readonly SearchWord[]): Condition {
  const parts = words.map(({ text, in: fields, providers, states }): Condition => {
    const { contains, value } = containsTest(text);
    const tests = fields.map((field) => contains(columns[field].indexed));
    const lists = ['provider', 'state'].map((column) => `${column} IN (SELECT value FROM json_each(?))`);
    return {
      sql: `(${[...tests, ...lists].join(' OR ')})`,
      values: [...fields.map(() => value), JSON.stringify(providers), JSON.stringify(states)],
    };
  });
  return { sql: parts.map(({ sql }) => sql).join(' AND '), values: parts.flatMap(({ values }) => values) };
}
