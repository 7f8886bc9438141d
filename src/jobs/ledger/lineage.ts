import type { JobRecord } from '../job';

/** A job by all that its children may name it by. It need not be in the list any more. */
export type FamilyLink = Pick<JobRecord, 'key' | 'id'> & { provider?: string };

/** A part of a `WHERE`. */
export interface Condition {
  sql: string;
  values: (string | number)[];
}

/**
 * Who has a parent in the list: named by our key, else by the provider's id. Read from the indexes alone, and from the side
 * that is known.
 */
function links(first: 'child' | 'parent'): string {
  const both =
    first === 'child' ? 'jobs AS child CROSS JOIN jobs AS parent' : 'jobs AS parent CROSS JOIN jobs AS child';
  return `(
    SELECT child.key AS child, parent.key AS parent FROM ${both}
      WHERE child.parent_key IS NOT NULL AND child.parent_key = parent.key
    UNION ALL
    SELECT child.key, parent.key FROM ${both}
      WHERE child.parent_id IS NOT NULL AND child.provider = parent.provider AND child.parent_id = parent.id
        AND NOT EXISTS (SELECT 1 FROM jobs AS named WHERE named.key = child.parent_key))`;
}

/** Where there is a search, only what it found counts. The plus keeps the finds from being gone through for each job. */
const found = (column: string, searched: boolean) => (searched ? `+${column} IN (SELECT key FROM temp.found)` : 'TRUE');

/** Jobs without a parent, or none that was found. */
export const isTop = (searched: boolean): string =>
  `NOT EXISTS (SELECT 1 FROM jobs AS parent WHERE parent.key = jobs.parent_key AND ${found('parent.key', searched)})
  AND NOT EXISTS (SELECT 1 FROM jobs AS parent WHERE parent.provider = jobs.provider AND parent.id = jobs.parent_id
    AND ${found('parent.key', searched)} AND NOT EXISTS (SELECT 1 FROM jobs AS named WHERE named.key = jobs.parent_key))`;

/** How many are no tops: quicker than to look at each of many. */
export const countLinked = (searched: boolean): string =>
  `SELECT count(*) AS count FROM ${links('child')} WHERE ${found('child', searched)} AND ${found('parent', searched)}`;

/** Rows of `parent` and `count` for those that have children; of keys as a JSON array. */
export const countChildren = (searched: boolean): string =>
  `SELECT parent, count(*) AS count FROM ${links('parent')}
    WHERE parent IN (SELECT value FROM json_each(?)) AND ${found('child', searched)} GROUP BY parent`;

export function isChildOf({ key, provider, id }: FamilyLink): Condition {
  const byKey = 'SELECT key FROM jobs WHERE parent_key = ?';
  if (provider === undefined || id === undefined) return { sql: `key IN (${byKey})`, values: [key] };
  const byId = `SELECT key FROM jobs AS child WHERE provider = ? AND parent_id = ?
    AND NOT EXISTS (SELECT 1 FROM jobs AS named WHERE named.key = child.parent_key)`;
  return { sql: `key IN (${byKey} UNION ${byId})`, values: [key, provider, id] };
}
