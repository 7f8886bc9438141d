import type { Cell } from './expectation';
import { faultRows } from './faults';
import { systems } from './systems';

/** Faults down, systems across: how many operations went as expected, of how many. */
export async function table(results: ReadonlyMap<Cell, Promise<string | undefined>>): Promise<string> {
  const all: { cell: Cell; ok: boolean }[] = [];
  for (const [cell, failure] of results) all.push({ cell, ok: (await failure) === undefined });
  const rows = faultRows.map(({ name }) => {
    const some = all.filter(({ cell }) => cell.row.name === name);
    return line(
      name,
      systems.map((system) => count(some.filter(({ cell }) => cell.system === system))),
    );
  });
  const sums = systems.map((system) => count(all.filter(({ cell }) => cell.system === system)));
  return ['\n', line('fault', [...systems]), ...rows, line('all', sums), line('cells', [count(all)]), '\n'].join('');
}

function count(some: readonly { ok: boolean }[]): string {
  const good = some.filter(({ ok }) => ok).length;
  if (some.length === 0) return '-';
  return good === some.length ? `${good} ok` : `${good} of ${some.length}`;
}

const line = (name: string, columns: readonly string[]): string =>
  `  ${name.padEnd(20)}${columns.map((column) => column.padStart(12)).join('')}\n`;
