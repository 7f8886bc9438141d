import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Files of responses that are too large for the ledger, in a folder beside it. Each has a name of its own. */
export class AnswerFiles {
  readonly #folder: string;

  constructor(ledgerFolder: string) {
    this.#folder = path.join(ledgerFolder, 'answers');
  }

  /** Writes a response, flushed to the disk. Returns its name. @throws the file system's errors */
  write(content: string | Uint8Array): string {
    mkdirSync(this.#folder, { recursive: true });
    const name = `${randomUUID()}${typeof content === 'string' ? '.json' : '.bin'}`;
    const file = openSync(this.path(name), 'wx', 0o600);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return name;
  }

  /** Returns the content of a JSON file, or undefined if it cannot be read. */
  read(name: string): string | undefined {
    try {
      return readFileSync(this.path(name), 'utf8');
    } catch {
      return undefined;
    }
  }

  remove(names: readonly string[]): void {
    for (const name of names) {
      try {
        rmSync(this.path(name), { force: true });
      } catch {
        // The sweep of a later start deletes it.
      }
    }
  }

  /** Deletes files without a row, older than `before` (ms since the epoch): a crash or a rollback leaves them. */
  sweep(before: number, isReferenced: (name: string) => boolean): void {
    for (const name of this.#names()) {
      const { mtimeMs } = statSync(this.path(name), { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
      if (mtimeMs < before && !isReferenced(name)) this.remove([name]);
    }
  }

  path(name: string): string {
    return path.join(this.#folder, path.basename(name));
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => /^[0-9a-f-]{36}\.(json|bin)$/.test(name));
    } catch {
      return [];
    }
  }
}
