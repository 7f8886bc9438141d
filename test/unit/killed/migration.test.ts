import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ledgerFile } from '../../../src/jobs/ledger/file';
import { Folders } from '../jobs/support';
import { inFull } from '../support/effort';
import { Chance, seed } from '../support/random';
import { recordsIn } from './invariants';
import { buildWindow, Lane } from './lane';
import { writeFirstLedger } from './firstLedger';

const jobs = 3000;
const rounds = inFull ? 36 : 6;

describe('a window that is killed while it brings the list up to date', function () {
  this.timeout(120_000);
  const folders = new Folders();
  const old = path.join(folders.make(), 'old.sqlite');

  before(() => {
    buildWindow();
    writeFirstLedger(old, jobs);
  });

  after(() => folders.clear());

  it(`leaves a list of the first release with all its ${jobs} jobs to the next window`, async () => {
    const lane = await Lane.start('openai');
    const chance = new Chance(seed);
    try {
      const opened = await lane.run([{ do: 'open' }], { atStep: 100_000 });
      let killed = 0;
      for (let round = 0; round < rounds; round++) {
        putBack(lane.ledger, old);
        const most = opened.steps!;
        const death = chance.next() < 0.5 ? { atStep: 1 + chance.below(most) } : { afterMs: chance.next() * 40 };
        const ended = await lane.run([{ do: 'open' }], death);
        assert.deepEqual(ended.errors, []);
        if (ended.killed) killed++;
        const found = recordsIn(lane.ledger);
        assert.equal(found.length, jobs);
        assert.equal(new Set(found.map(({ id }) => id)).size, jobs);
        assert.ok(found.every(({ prompt, status }) => prompt?.startsWith('A cat') && status === 'completed'));
      }
      process.stdout.write(`      killed ${killed} times, ${rounds - killed} times after the end (seed ${seed})\n`);
    } finally {
      await lane.close();
    }
  });
});

function putBack(folder: string, old: string): void {
  mkdirSync(folder, { recursive: true });
  const file = ledgerFile(folder);
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (existsSync(file + suffix)) rmSync(file + suffix);
  }
  copyFileSync(old, file);
}
