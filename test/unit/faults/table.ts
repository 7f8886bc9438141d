import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sandboxSystems as systems } from '../../../src/sandbox';
import { inFull } from '../support/effort';
import type { Cell } from './expectation';
import { faultRows } from './faults';
import type { Facts } from './run';

/** One or the other. */
export interface Result {
  facts?: Facts;
  failure?: string;
}

/** Faults down, systems across: how many operations went as expected, of how many. */
export async function table(results: ReadonlyMap<Cell, Promise<Result>>): Promise<string> {
  const all: { cell: Cell; ok: boolean }[] = [];
  for (const [cell, result] of results) all.push({ cell, ok: (await result).failure === undefined });
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

/** The whole table as a file: a line for each cell. Gives its path, from the project's root. */
export async function writeCells(results: ReadonlyMap<Cell, Promise<Result>>): Promise<string> {
  const file = path.join('out', inFull ? 'fault-matrix.tsv' : 'fault-matrix.sample.tsv');
  const lines = ['system\toperation\tfault\ttold\tledger\tdisk'];
  for (const [{ system, operation, row }, result] of results) {
    const { facts, failure = '' } = await result;
    const cells = facts ? [facts.told, facts.ledger, facts.disk] : [failure];
    lines.push([system, operation, row.name, ...cells].map((text) => text.replace(/\s+/g, ' ')).join('\t'));
  }
  mkdirSync('out', { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
