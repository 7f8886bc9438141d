import type { JobRecord } from '../job';

/** The identifiers children may refer to a job by. The job may have been removed. */
export type FamilyLink = Pick<JobRecord, 'key' | 'id'> & { provider?: string };

/** A term of a `WHERE` clause. */
export interface Condition {
  sql: string;
  values: (string | number)[];
}

/**
 * Subquery of (child, parent) keys of jobs whose parent is in the list: by our key, else by the provider's ID. Reads indexes
 * only, and drives the join from the side that is constrained.
 */
function links(first: 'child' | 'parent'): string {
  const both =
    first === 'child' ? 'jobs AS child CROSS JOIN jobs AS parent' : 'jobs AS parent CROSS JOIN jobs AS child';
  return `(
    SELECT child.key AS child, parent.key AS parent, child.number AS child_number, parent.number AS parent_number FROM ${both}
      WHERE child.parent_key IS NOT NULL AND child.parent_key = parent.key
    UNION ALL
    SELECT child.key, parent.key, child.number, parent.number FROM ${both}
      WHERE child.parent_id IS NOT NULL AND child.provider = parent.provider AND child.parent_id = parent.id
        AND NOT EXISTS (SELECT 1 FROM jobs AS named WHERE named.key = child.parent_key))`;
}

/** Restricts a column to the search results. The unary plus stops SQLite from scanning the results once per job. */
const matching = (column: string, searched: boolean) =>
  searched ? `+${column} IN (SELECT number FROM temp.matches)` : 'TRUE';

/** Condition: the job has no parent, or none among the search results. */
export const isTop = (searched: boolean): string =>
  `NOT EXISTS (SELECT 1 FROM jobs AS parent WHERE parent.key = jobs.parent_key AND ${matching('parent.number', searched)})
  AND NOT EXISTS (SELECT 1 FROM jobs AS parent WHERE parent.provider = jobs.provider AND parent.id = jobs.parent_id
    AND ${matching('parent.number', searched)} AND NOT EXISTS (SELECT 1 FROM jobs AS named WHERE named.key = jobs.parent_key))`;

/** Counts jobs with a parent, which is faster than testing each job with `isTop`. */
export const countLinked = (searched: boolean): string =>
  `SELECT count(*) AS count FROM ${links('child')} WHERE ${matching('child_number', searched)} AND ${matching('parent_number', searched)}`;

/** Selects `parent` and `count`; binds the parents' keys as a JSON array. */
export const countChildren = (searched: boolean): string =>
  `SELECT parent, count(*) AS count FROM ${links('parent')}
    WHERE parent IN (SELECT value FROM json_each(?)) AND ${matching('child_number', searched)} GROUP BY parent`;

export function isChildOf({ key, provider, id }: FamilyLink): Condition {
  const byKey = 'SELECT key FROM jobs WHERE parent_key = ?';
  if (provider === undefined || id === undefined) return { sql: `key IN (${byKey})`, values: [key] };
  const byId = `SELECT key FROM jobs AS child WHERE provider = ? AND parent_id = ?
    AND NOT EXISTS (SELECT 1 FROM jobs AS named WHERE named.key = child.parent_key)`;
  return { sql: `key IN (${byKey} UNION ${byId})`, values: [key, provider, id] };
}
