import { isJobStatus, type JobRecord } from '../job';
import type { Row } from './database';
import { sqlite } from './file';
import type { Ledger } from './ledger';

/**
 * Copies every readable row of a damaged file, which is not written to, into the ledger: from the start up to the damage, and
 * from the end back to it. Returns the number of jobs.
 */
export function salvage(damaged: string, ledger: Ledger): number {
  const jobs = new Map<string, JobRecord>();
  for (const row of readable(damaged, 'SELECT key, body FROM jobs')) {
    const job = recordOf(row);
    if (job) jobs.set(job.key, job);
  }
  const removed = [...readable(damaged, 'SELECT key, provider, id FROM removed')];
  const spending = [...readable(damaged, 'SELECT * FROM spending')];
  ledger.write(() => {
    for (const { key, provider, id } of removed) {
      ledger.remove({ key: String(key), provider: String(provider), id: typeof id === 'string' ? id : undefined });
    }
    for (const job of jobs.values()) {
      const isThere = ledger.get(job.key) ?? (job.id !== undefined && ledger.getById(job.provider, job.id));
      if (!isThere) ledger.put(job);
    }
    for (const row of spending) ledger.spending.keep(row);
  });
  return jobs.size;
}

function* readable(file: string, select: string): Generator<Row> {
  for (const order of ['ASC', 'DESC']) {
    try {
      const db = new (sqlite().DatabaseSync)(file, { readOnly: true });
      try {
        yield* db.prepare(`${select} NOT INDEXED ORDER BY rowid ${order}`).iterate();
        return;
      } finally {
        db.close();
      }
    } catch {
      // The damage stops this direction.
    }
  }
}

/** Returns the record, or undefined if a field that following it needs is damaged. */
function recordOf({ key, body }: Row): JobRecord | undefined {
  try {
    const job = JSON.parse(String(body)) as Partial<JobRecord> | null;
    const whole =
      job?.key === key &&
      typeof job?.provider === 'string' &&
      typeof job.origin === 'string' &&
      typeof job.createdAt === 'number' &&
      (job.id === undefined || typeof job.id === 'string') &&
      Array.isArray(job.media) &&
      isJobStatus(job.status);
    return whole ? (job as JobRecord) : undefined;
  } catch {
    return undefined;
  }
}
