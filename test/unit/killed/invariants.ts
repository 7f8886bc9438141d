import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { JobRecord } from '../../../src/jobs/job';
import { ledgerFile } from '../../../src/jobs/ledger/file';
import { openLedger } from '../../../src/jobs/ledger/openLedger';
import { clipHashes, sha256 } from '../faults/machine';
import type { Lane } from './lane';

/** The ledger as a new process finds it; and it is sound. */
function recordsIn(folder: string): JobRecord[] {
  const { ledger, setAside } = openLedger(folder);
  const jobs = ledger.list.all();
  ledger.close();
  assert.equal(setAside, undefined, 'the ledger was damaged');
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const db = new DatabaseSync(ledgerFile(folder), { readOnly: true });
  try {
    assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), []);
  } finally {
    db.close();
  }
  return jobs;
}

/** What holds at any instant, whatever was killed. */
export function checkInstant(lane: Lane): JobRecord[] {
  const jobs = recordsIn(lane.ledger);
  checkPaid(lane, jobs);
  checkFiles(lane, jobs);
  return jobs;
}

/** Each job that the server made is in the ledger once, by its id or as one of unknown fate; and was made once. */
function checkPaid(lane: Lane, jobs: readonly JobRecord[]): void {
  for (const [prompt, ids] of lane.made) {
    assert.equal(ids.length, 1, `${prompt} was made ${ids.length} times`);
    const records = jobs.filter((job) => job.prompt === prompt || job.id === ids[0]);
    assert.equal(records.length, 1, `${prompt} is ${records.length} times in the list`);
    const { id, status } = records[0]!;
    const open = id === undefined && (status === 'uncertain' || status === 'submitting');
    assert.ok(open || id === ids[0], `${prompt} was paid for, and is ${status} as ${id}`);
  }
}

/** What has the name of a clip is one, whole, and there once; and what the ledger calls a clip is there. */
function checkFiles(lane: Lane, jobs: readonly JobRecord[]): void {
  for (const name of readdirSync(lane.library)) {
    if (name.endsWith('.part')) continue;
    assert.doesNotMatch(name, / \(\d+\)\.mp4$/, 'a clip is there twice, or its name was not free');
    const bytes = readFileSync(path.join(lane.library, name));
    if (name.endsWith('.json')) JSON.parse(bytes.toString());
    else if (name.endsWith('.mp4')) assert.ok(clipHashes.has(sha256(bytes)), `${name} is not what the server gave`);
  }
  for (const { media } of jobs) {
    for (const { path: file, sha256: hash } of media) {
      assert.ok(!file.endsWith('.part'), file);
      assert.equal(sha256(readFileSync(file)), hash, `${file} is not what it was`);
    }
  }
}

/** How all must have ended once a window had the time. Gives how many jobs there are, and how many nobody knows about. */
export function checkEnd(lane: Lane): { made: number; uncertain: number; clips: number } {
  const jobs = checkInstant(lane);
  assert.deepEqual(
    jobs.filter(({ status }) => !['completed', 'uncertain', 'failed'].includes(status)).map(({ status }) => status),
    [],
  );
  const completed = jobs.filter(({ status }) => status === 'completed');
  for (const { prompt, media } of completed) {
    assert.ok(
      media.some(({ variant }) => variant === 'video'),
      `${prompt} has no clip`,
    );
  }
  const left = readdirSync(lane.library).filter((name) => name.endsWith('.part'));
  assert.deepEqual(left, [], 'half a clip was left behind');
  const known = jobs.flatMap(({ media }) => media.map(({ path: file }) => path.basename(file)));
  const orphans = readdirSync(lane.library).filter((name) => name.endsWith('.mp4') && !known.includes(name));
  assert.deepEqual(orphans, [], 'a clip that no job knows of');
  const uncertain = jobs.filter(({ status }) => status === 'uncertain').length;
  const clips = readdirSync(lane.library).filter((name) => name.endsWith('.mp4')).length;
  return { made: lane.made.size, uncertain, clips };
}
