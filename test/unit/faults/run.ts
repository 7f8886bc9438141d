import assert from 'node:assert/strict';
import path from 'node:path';
import { VideoJobsError } from '../../../src/api/errors';
import type { JobRecord } from '../../../src/jobs/job';
import { arrivesAs } from '../../support/sandbox/systems';
import { type Cell, expect, type Expectation } from './expectation';
import { clipHashes, Machine } from './machine';
import { isPaid, isWrite, perform, prompt } from './systems';

/** What came of a cell, in the words of those who look at it. */
export interface Facts {
  /** What the user was told. */
  told: string;
  /** What the ledger says of the job that was there before, and of the one that was asked for. */
  ledger: string;
  /** What is on the disk. */
  disk: string;
}

/** Runs one cell on a machine of its own. Rejects with an `AssertionError` that says what was otherwise than expected. */
export async function runCell(cell: Cell): Promise<Facts> {
  const expected = expect(cell);
  const machine = await Machine.start(cell.system, cell.row);
  try {
    return await check(cell, expected, machine);
  } finally {
    await machine.close();
  }
}

async function check(cell: Cell, expected: Expectation, machine: Machine): Promise<Facts> {
  const { system, operation, row } = cell;
  const { window, sandbox } = machine;
  const id = await machine.completedJob(row.model);
  if (operation === 'media' || row.unasked) await window.import({ provider: 'lab', id });
  const before = window.find({ provider: 'lab', id })!;
  const asked = sandbox.requests.length;
  if (row.later) machine.pass(row.later);
  if (row.impatient) await machine.loosePatience(isWrite(operation) ? 'writeMs' : 'readMs');
  if (row.fault) sandbox.faults.add({ ...row.fault, match: { operation: arrivesAs(system, operation) } });
  if (row.gone) await sandbox.close();

  const outcome = await perform(window, operation, id).then(
    () => 'ok' as const,
    (error: unknown) => {
      assert.ok(error instanceof VideoJobsError, `threw ${String(error)}`);
      assert.ok(!error.message.includes(sandbox.key), 'the key is in the message');
      return error;
    },
  );
  assert.equal(outcome === 'ok' ? 'ok' : outcome.kind, expected.outcome, outcome === 'ok' ? '' : outcome.message);
  if (row.refreshed) {
    machine.pass(15_000);
    await window.refresh('lab');
  }
  if (row.unasked) await machine.reaches(id, 'noClip');
  if (expected.madeClip) await machine.hasClip(prompt);
  window.dispose();

  const records = machine.records();
  checkSource(records, before, expected);
  checkMade(records, expected);
  const [there, made] = [expected.source !== 'gone', expected.made !== undefined];
  assert.equal(records.length, Number(there) + Number(made) + Number(expected.stranger ?? false), 'jobs in the ledger');
  checkLibrary(machine, records, expected);
  const requests = sandbox.requests.slice(asked);
  const paid = requests.filter(({ method, operation }) => method === 'POST' && isPaid(operation as Cell['operation']));
  assert.equal(paid.length, expected.paidRequests, 'paid requests at the server');
  if (row.resumes) {
    assert.ok(
      requests.some(({ headers }) => headers.range),
      'the rest was not asked for',
    );
  }
  if (expected.gets !== undefined) {
    const gets = requests.filter((each) => each.operation === 'get');
    assert.equal(gets.length, expected.gets, 'questions for the address');
  }
  assert.ok(!requests.some((each) => each.operation === 'media' && each.credentials), 'the key went to the storage');
  assert.ok(!machine.written().includes(sandbox.key), 'the key was written down');
  return {
    told: outcome === 'ok' ? 'done' : `${outcome.kind}: ${outcome.message}`,
    ledger: records
      .map(({ id, status, media }) => [status, !id && 'no id', media.length && 'clip'].filter(Boolean).join(' '))
      .join(', '),
    disk: machine
      .files()
      .map((name) => path.extname(name))
      .join(' '),
  };
}

function checkSource(records: JobRecord[], before: JobRecord, { source, clip, outcome }: Expectation): void {
  const now = records.find(({ key }) => key === before.key);
  if (source === 'gone') return assert.equal(now, undefined, 'a deleted job is still listed');
  assert.ok(now, 'the job was lost');
  assert.equal(now.status, source === 'unchanged' ? before.status : source);
  assert.equal(now.id, before.id);
  assert.equal(now.prompt, before.prompt);
  assert.equal(now.media.length, clip ? 1 : 0);
  if (outcome !== 'ok' && source === 'unchanged' && !now.transfer) {
    assert.deepEqual(now, before, 'a failure changed the job');
  }
  if (now.transfer) assert.equal(now.transfer.error?.kind, outcome);
}

function checkMade(records: JobRecord[], { made, outcome }: Expectation): void {
  const found = records.filter((job) => job.prompt === prompt);
  assert.deepEqual(
    found.map(({ status }) => status),
    made === undefined ? [] : [made],
  );
  const [job] = found;
  if (!job) return;
  assert.equal(job.id !== undefined, outcome === 'ok', 'its id');
  assert.equal(job.error !== undefined, outcome !== 'ok', 'its error');
  assert.equal(job.watching, made === 'queued', 'whether it is followed');
  assert.deepEqual([job.missingSince, job.pollError], [undefined, undefined], 'what came of asking for it');
}

function checkLibrary(machine: Machine, records: JobRecord[], { clip, madeClip, outcome }: Expectation): void {
  // What was cut off is gone on with later, where the server vouches for it.
  const isKept = (name: string) => (outcome === 'network' || outcome === 'timeout') && name.endsWith('.mp4.part');
  const [file, sidecar, ...more] = machine.files().filter((name) => !isKept(name));
  if (!clip && !madeClip) return assert.equal(file, undefined, 'nothing was to be left on the disk');
  assert.deepEqual([file?.slice(-4), sidecar, more], ['.mp4', `${file}.json`, []]);
  const hash = machine.hashOf(file!);
  assert.ok(clipHashes.has(hash), 'the clip is another one');
  assert.deepEqual(
    records.flatMap(({ media }) => media.map(({ sha256 }) => sha256)),
    [hash],
  );
}
