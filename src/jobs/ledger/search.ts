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

/** Full-text search. The numbers of the jobs that match are kept in the temporary table `matches` until the next search. */
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
    const { sql, values } = allOf(words);
    return this.#db.run(`INSERT INTO temp.matches ${sql}`, ...values);
  }

  /** Tests the jobs that changed. A job that was removed keeps its number, which joins with no row of `jobs`. */
  #update(words: readonly SearchWord[], since: number): void {
    this.#db.run('DELETE FROM temp.matches WHERE number IN (SELECT number FROM jobs WHERE rev > ?)', since);
    const { sql, values } = conditionOf(words);
    this.#db.run(`INSERT INTO temp.matches SELECT number FROM jobs WHERE rev > ? AND ${sql}`, since, ...values);
  }
}

/** Selects the numbers of the jobs that match all words. */
function allOf(words: readonly SearchWord[]): Condition {
  const isTextOnly = (word: SearchWord) =>
    isIndexed(word) && word.in.length > 0 && word.providers.length + word.states.length === 0;
  const texts = words.filter(isTextOnly);
  const others = words.filter((word) => !isTextOnly(word));
  const parts = others.map(anyOf);
  // The index intersects texts faster than SQL does.
  if (texts.length > 0) parts.unshift(indexed(texts.map(phrase).join(' AND ')));
  return {
    sql: parts.map(({ sql }) => `SELECT number FROM (${sql})`).join(' INTERSECT '),
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
function scan({ text, in: fields }: SearchWord): Condition {
  const { lower, value } = foldedOf(text);
  const tests = fields.map((field) => `instr(${lower}(${columns[field].content}), ?) > 0`);
  return {
    sql: `SELECT id AS number FROM job_texts_content WHERE ${tests.join(' OR ')}`,
    values: fields.map(() => value),
  };
}

/** The same as `allOf`, as a condition on a row of `jobs`. */
function conditionOf(words: readonly SearchWord[]): Condition {
  const parts = words.map(({ text, in: fields, providers, states }): Condition => {
    const { lower, value } = foldedOf(text);
    const tests = fields.map((field) => `instr(${lower}(${columns[field].indexed}), ?) > 0`);
    const lists = ['provider', 'state'].map((column) => `${column} IN (SELECT value FROM json_each(?))`);
    return {
      sql: `(${[...tests, ...lists].join(' OR ')})`,
      values: [...fields.map(() => value), JSON.stringify(providers), JSON.stringify(states)],
    };
  });
  return { sql: parts.map(({ sql }) => sql).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

/** SQLite's own `lower` is faster, and enough unless a letter beyond ASCII has a case. */
function foldedOf(text: string): { lower: 'lower' | 'folded'; value: string } {
  const value = fold(text);
  return { lower: /^[\0-\x7f]*$/.test(value) || value.toUpperCase() === value ? 'lower' : 'folded', value };
}
