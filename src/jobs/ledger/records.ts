import type { ContentRequest, RemoteJob } from '../../api/types';
import type { JobRecord } from '../job';
import type { Row } from './database';

/**
 * Rows as records. While anyone holds a record, the same content is the same object, so that "another object" means
 * "another content" and nothing is parsed twice; what nobody holds costs no memory.
 */
export class Records {
  readonly #held = new Map<string, { rev: number; record: WeakRef<JobRecord> }>();
  #sweepAt = 1000;

  /** @param row of `key`, `rev` and `body`. @throws SyntaxError for a damaged body */
  of({ key, rev, body }: Row): JobRecord {
    const held = this.#held.get(String(key));
    const known = held?.rev === Number(rev) ? held.record.deref() : undefined;
    if (known) return known;
    const record = JSON.parse(String(body)) as JobRecord;
    this.#held.set(String(key), { rev: Number(rev), record: new WeakRef(record) });
    if (this.#held.size > this.#sweepAt) this.#sweep();
    return record;
  }

  /** After a rollback, whose revisions will be given again. */
  clear(): void {
    this.#held.clear();
  }

  #sweep(): void {
    for (const [key, { record }] of this.#held) if (!record.deref()) this.#held.delete(key);
    this.#sweepAt = Math.max(1000, 2 * this.#held.size);
  }
}

export type KnownContent = NonNullable<ContentRequest['known']> & Pick<RemoteJob, 'otherIds'>;
