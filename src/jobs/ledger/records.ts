import type { ContentRequest, RemoteJob } from '../../api/types';
import type { JobRecord } from '../job';
import type { Row } from './database';

/**
 * Cache of parsed rows. While a record is referenced, an unchanged row returns the same object, so that identity compares
 * content and no row is parsed twice; unreferenced records cost no memory.
 */
export class Records {
  readonly #held = new Map<string, { rev: number; record: WeakRef<JobRecord> }>();
  #sweepAt = 1000;

  /** Returns the record of a row. @throws SyntaxError for a damaged body */
  of({ key, rev, body }: Row): JobRecord {
    const held = this.#held.get(String(key));
    const cached = held?.rev === Number(rev) ? held.record.deref() : undefined;
    if (cached) return cached;
    const record = JSON.parse(String(body)) as JobRecord;
    this.#held.set(String(key), { rev: Number(rev), record: new WeakRef(record) });
    if (this.#held.size > this.#sweepAt) this.#sweep();
    return record;
  }

  /** Call after a rollback, which lets revisions repeat. */
  clear(): void {
    this.#held.clear();
  }

  #sweep(): void {
    for (const [key, { record }] of this.#held) if (!record.deref()) this.#held.delete(key);
    this.#sweepAt = Math.max(1000, 2 * this.#held.size);
  }
}

export type KnownContent = NonNullable<ContentRequest['known']> & Pick<RemoteJob, 'otherIds'>;
