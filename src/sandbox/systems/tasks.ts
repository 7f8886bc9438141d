import { type Call, Refusal } from '../http';
import type { Job } from '../jobs';
import { scenarios } from '../scenarios';
import type { World } from './system';

/** What Ark, MiniMax, DashScope and Kling have in common: a body of typed items, pages by number, one call to cancel and delete. */

export type Items = readonly Readonly<Record<string, unknown>>[];

/** @throws Refusal unless the field is a list of objects with a type. */
export function itemsIn(fields: Readonly<Record<string, unknown>>, name: string): Items {
  const items = fields[name];
  const isList =
    Array.isArray(items) && items.every((item) => typeof (item as { type?: unknown } | null)?.type === 'string');
  if (!isList) {
    throw new Refusal('invalid', `The parameter \`${name}\` specified in the request is not valid.`, { param: name });
  }
  return items as Items;
}

/** @throws Refusal for an address that is none, as far as can be told. */
export function requireAddress(value: unknown, name: string): void {
  if (typeof value === 'string' && URL.canParse(value)) return;
  throw new Refusal('invalid', `The parameter \`${name}\` specified in the request is not valid: invalid url.`, {
    param: name,
  });
}

/** @throws Refusal unless the field is absent or a list of addresses. */
export function requireAddresses(value: unknown, name: string): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) throw new Refusal('invalid', `${name}: Input should be a valid list`, { param: name });
  for (const each of value as unknown[]) requireAddress(each, name);
}

/** @throws Refusal for a field that is there and neither true nor false, or no integer. */
export function requireSettings(fields: Readonly<Record<string, unknown>>, sound: string, seed = 'seed'): void {
  const has = (name: string): boolean => fields[name] !== undefined;
  if (has(sound)) requireOneOf(fields[sound], sound, [true, false]);
  if (has(seed)) requireOneOf(Number.isInteger(fields[seed]), seed, [true]);
}

/** @throws Refusal unless the field is absent or one of these. */
export function requireOneOf(value: unknown, name: string, values: readonly unknown[]): void {
  if (value === undefined || values.includes(value)) return;
  throw new Refusal('invalid', `The parameter \`${name}\` specified in the request is not valid.`, { param: name });
}

/** Scenario that a model's name holds, `kling-3.0-sandbox-fails` included; the name itself, if there is none. */
export function scenarioIn(model: string): string {
  const names = Object.keys(scenarios).sort((a, b) => b.length - a.length);
  return names.find((name) => model.endsWith(name)) ?? model;
}

/** Jobs of a numbered page, newest first. */
export function pageOf({ query }: Call, { jobs }: World): { jobs: Job[]; total: number } {
  const [number, size] = ['page_num', 'page_size'].map((name) => Number(query.get(name) ?? 1));
  const all = jobs.list();
  const start = ((number ?? 1) - 1) * (size ?? 1);
  return { jobs: all.slice(start, start + (size ?? 1)), total: all.length };
}

/** Cancels a queued job and deletes one that has ended. @throws Refusal for one that runs or was cancelled. */
export function cancelOrDelete({ id }: Call, { jobs }: World): 'cancelled' | 'deleted' {
  const { life, cancelled } = jobs.find(id);
  if (cancelled || life.phase === 'running' || life.phase === 'stuck') {
    throw new Refusal('conflict', 'The task cannot be deleted in its current state.', { id });
  }
  if (life.phase === 'queued') {
    jobs.cancel(id);
    return 'cancelled';
  }
  jobs.delete(id);
  return 'deleted';
}
