import assert from 'node:assert/strict';
import timers from 'node:timers/promises';
import sinon from 'sinon';
import { sandboxSystems as systems } from '../../../src/sandbox';
import { offers, operations } from '../../support/sandbox/systems';
import { inFull } from '../support/effort';
import { befalls, type Cell } from './expectation';
import { faultRows } from './faults';
import { runCell } from './run';
import { type Result, table, writeCells } from './table';

/** While a server drips, so much passes between two looks at the clock that downloads go by, whatever the machine's pace. ms */
const betweenLooks = 15_000;
/** Most of a cell's time is spent waiting for the disk. */
const atOnce = 12;

const all: readonly Cell[] = systems.flatMap((system) =>
  operations
    .filter((operation) => offers(system, operation))
    .flatMap((operation) => faultRows.map((row) => ({ system, operation, row })).filter(befalls)),
);
/** A sample has every third. Operations differ in how many faults befall them, so each fault is in it. */
const cells = all.filter((_cell, at) => inFull || at % 3 === 0);

/** Each fault, in each operation of each system: what the caller is told, what the ledger says, what is on the disk. */
describe('fault matrix', () => {
  const results = new Map<Cell, Promise<Result>>();
  /** Whether the only cell that runs is one whose server drips, whether it does, and how far the clock of downloads is ahead, ms. */
  let mayDrip = false;
  let drops = 0;
  let passed = 0;

  before(() => {
    const sleep = timers.setTimeout;
    // The pauses between tries of a download, which can be broken off, shrink; a server that waits keeps nobody up.
    sinon.stub(timers, 'setTimeout').callsFake((ms = 0, value, options) => {
      if (options?.signal) return sleep(ms / 1000, value, options);
      if (!mayDrip) return sleep(ms, value, { ...options, ref: false });
      drops++;
      return sleep(1, value).finally(() => drops--);
    });
    const now = performance.now.bind(performance);
    sinon.stub(performance, 'now').callsFake(() => {
      if (drops > 0) passed += betweenLooks;
      return now() + passed;
    });
    const others = start(
      cells.filter((cell) => !runsAlone(cell)),
      results,
    );
    startAlone(others);
  });

  /** One after the other, when all others are through. */
  function startAlone(others: Promise<unknown>): void {
    let before = others.then(() => undefined);
    for (const cell of cells.filter(runsAlone)) {
      const result = before.then(() => {
        mayDrip = cell.row.alone === true;
        return resultOf(cell);
      });
      results.set(cell, result);
      before = result.then(() => undefined);
    }
  }

  after(async () => {
    await Promise.all(results.values());
    sinon.restore();
    process.stdout.write(await table(results));
    process.stdout.write(`  each cell: ${await writeCells(results)}\n`);
  });

  for (const system of systems) {
    for (const operation of operations) {
      const some = cells.filter((cell) => cell.system === system && cell.operation === operation);
      if (some.length === 0) continue;
      it(`${system}: ${operation} (${some.length} faults)`, async () => {
        const failures = await Promise.all(some.map((cell) => results.get(cell)!));
        assert.deepEqual(
          failures.flatMap(({ failure }) => failure ?? []),
          [],
        );
      });
    }
  }

  it('has at least 300 cells', () => {
    assert.ok(cells.length >= 300, `${cells.length} cells`);
  });
});

/** True where time passes by itself, or where another cell's server could take over the port of the one that is gone. */
const runsAlone = ({ row }: Cell): boolean => row.alone === true || row.gone === true;

/** Begins with the cells that wait, a few at once. Each promise gives what came of it, or what was otherwise than expected. */
function start(all: readonly Cell[], results: Map<Cell, Promise<Result>>): Promise<unknown> {
  let running = 0;
  const waiting: (() => void)[] = [];
  const run = async (cell: Cell) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    const result = await resultOf(cell);
    running--;
    waiting.shift()?.();
    return result;
  };
  const impatientFirst = [...all].sort((a, b) => Number(b.row.impatient ?? false) - Number(a.row.impatient ?? false));
  for (const cell of impatientFirst) results.set(cell, run(cell));
  return Promise.all(results.values());
}

async function resultOf(cell: Cell): Promise<Result> {
  try {
    return { facts: await runCell(cell) };
  } catch (error) {
    return { failure: `${cell.row.name}: ${String(error)}` };
  }
}
