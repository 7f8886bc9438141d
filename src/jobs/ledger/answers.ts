import { AnswerFiles } from './answerFiles';
import type { Database, Row } from './database';
import type { KnownContent } from './records';

/** Longest response kept in the database, in characters; a longer one goes to a file. */
const rowLimit = 256 * 1024;

/** The last response about each job, kept whole, and what was read from it. */
export class Answers {
  readonly #db: Database;
  readonly #files: AnswerFiles;
  /** Files written, and files replaced, by the transaction in progress. */
  readonly #written: string[] = [];
  #replaced: string[] = [];

  constructor(db: Database, folder: string) {
    this.#db = db;
    this.#files = new AnswerFiles(folder);
  }

  /** Stores a response that was read as a job. @throws VideoJobsError `disk` */
  save(key: string, raw: unknown, known: KnownContent): void {
    this.#put(key, raw, JSON.stringify(known));
  }

  /**
   * Stores a response as it came (JSON, text or bytes) whatever can be read from it, and keeps what was read before.
   * @throws VideoJobsError `disk`
   */
  keep(key: string, raw: unknown): void {
    this.#put(key, raw, undefined);
  }

  /** Returns the stored response; bytes as the file they are in. */
  get(key: string): { raw: unknown; known: KnownContent } | undefined {
    const row = this.#db.one('SELECT raw, file, known FROM answers WHERE key = ?', key);
    return row && { raw: this.#rawOf(row), known: JSON.parse(String(row['known'])) as KnownContent };
  }

  /** Call before a job is removed: its file goes with the commit. */
  forget(key: string): void {
    const file = this.#fileOf(key);
    if (file !== undefined) this.#replaced.push(file);
  }

  committed(): void {
    this.#files.remove(this.#replaced.splice(0));
    this.#written.length = 0;
  }

  rolledBack(): void {
    this.#files.remove(this.#written.splice(0));
    this.#replaced = [];
  }

  /** Deletes files older than `before` (ms since the epoch) that no row names. */
  sweep(before: number): void {
    this.#files.sweep(before, (name) => this.#db.one('SELECT 1 FROM answers WHERE file = ?', name) !== undefined);
  }

  #put(key: string, raw: unknown, known: string | undefined): void {
    const isBytes = raw instanceof Uint8Array;
    const text = isBytes ? '' : (JSON.stringify(raw) ?? 'null');
    const isLarge = isBytes || text.length > rowLimit;
    const previous = this.#fileOf(key);
    // A poll that brings the same large body again writes nothing.
    const isSame = previous !== undefined && !isBytes && this.#files.read(previous) === text;
    const file = isSame ? previous : isLarge ? this.#files.write(isBytes ? raw : text) : null;
    if (file !== null && !isSame) this.#written.push(file);
    if (previous !== undefined && !isSame) this.#replaced.push(previous);
    this.#db.run(
      `INSERT INTO answers (key, raw, file, known) VALUES (?1, ?2, ?3, coalesce(?4, '{}'))
       ON CONFLICT (key) DO UPDATE SET raw = excluded.raw, file = excluded.file, known = coalesce(?4, known)
       WHERE raw IS NOT excluded.raw OR file IS NOT excluded.file OR known IS NOT coalesce(?4, known)`,
      key,
      isLarge ? 'null' : text,
      file,
      known ?? null,
    );
  }

  #rawOf({ raw, file }: Row): unknown {
    if (typeof file !== 'string') return JSON.parse(String(raw));
    if (file.endsWith('.bin')) return { file: this.#files.path(file) };
    const text = this.#files.read(file);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  #fileOf(key: string): string | undefined {
    const file = this.#db.one('SELECT file FROM answers WHERE key = ?', key)?.['file'];
    return typeof file === 'string' ? file : undefined;
  }
}
