import { isRecord, type JsonRecord } from './read';

/** Objects deeper than this describe no job. */
const maxDepth = 8;
const maxNames = 200;
const maxItems = 100;

/** Names that are written as one word, and what they are elsewhere. */
const oneWord = /^_?(task|job|video|request|generation|prediction|operation)id$/;

/** Name of a field in snake case: `TaskId`, `task-id` and `TASK_ID` become `task_id`, `VideoURL` becomes `video_url`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[-.\s]+/g, '_')
    .replace(/^_+/, '')
    .replace(oneWord, '$1_id');

/**
 * Copy of a response with the names of its fields in snake case, for servers that spell them otherwise than any other.
 * A name that is there in this spelling wins. MongoDB's `{"$oid": "…"}` becomes the id in it.
 * @returns undefined if that changes nothing
 */
export function respelled(value: unknown): unknown {
  const copy = copyOf(value, 0);
  return copy === value ? undefined : copy;
}

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value.slice(0, maxItems).map((item) => copyOf(item, depth + 1));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const record = value as JsonRecord;
  const names = Object.keys(record).slice(0, maxNames);
  if (names.length === 1 && typeof record['$oid'] === 'string') return record['$oid'];
  const result: JsonRecord = Object.create(null) as JsonRecord;
  let changes = false;
  for (const name of names) {
    const respelledName = snakeCase(name);
    const item = copyOf(record[name], depth + 1);
    changes ||= respelledName !== name || item !== record[name];
    if (respelledName === name || !(respelledName in result || Object.hasOwn(record, respelledName))) {
      result[respelledName] = item;
    }
  }
  return changes ? result : value;
}

/** Names along a path in a respelled copy, as the response has them. */
export function originalNames(response: unknown, names: readonly string[]): string[] {
  let inner = response;
  return names.map((name) => {
    const original = isRecord(inner) ? originalName(inner, name) : name;
    inner = typeof inner === 'object' && inner !== null ? (inner as JsonRecord)[original] : undefined;
    return original;
  });
}

const originalName = (record: JsonRecord, name: string): string =>
  Object.hasOwn(record, name) ? name : (Object.keys(record).find((each) => snakeCase(each) === name) ?? name);
