import assert from 'node:assert/strict';
import type { RemoteJob } from '../../../../src/api/types';
import { DurationRecorder, kindOf } from '../../../../src/jobs/intake/durations';
import type { JobRecord, JobStatus } from '../../../../src/jobs/job';

const start = Date.UTC(2026, 0, 1);
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const record = (status: JobStatus): JobRecord => ({
  key: 'k',
  provider: 'lab',
  id: 'a',
  status,
  model: 'm-1',
  seconds: 8,
  createdAt: start,
  media: [],
  watching: true,
  origin: 'https://lab.example',
  mine: true,
  updatedAt: start,
});

const remote = (status: RemoteJob['status'], times: Partial<RemoteJob> = {}): RemoteJob => ({
  id: 'a',
  status,
  raw: {},
  ...times,
});

/** Polls a job at times after its start, the last of which finds it ended. Returns what is learned. */
function learned(polls: readonly number[], end: RemoteJob = remote('completed'), before: JobStatus = 'in_progress') {
  const recorder = new DurationRecorder();
  const running = record('in_progress');
  for (const at of polls.slice(0, -1)) {
    assert.equal(recorder.record(running, running, remote('in_progress'), start + at), undefined);
  }
  const now = start + (polls.at(-1) ?? 0);
  return recorder.record(record(before), record(end.status), end, now);
}

describe('durations of jobs', () => {
  it('are halfway between the last two polls if the server reports none', () => {
    const duration = learned([60 * second, 80 * second, 90 * second]);
    assert.deepEqual(duration, { model: 'm-1', seconds: 8, took: 85 * second, at: start + 90 * second });
  });

  it('are those of the server if they are plausible', () => {
    const times = { createdAt: start - hour, completedAt: start - hour + 70 * second };
    assert.equal(learned([60 * second, 90 * second], remote('completed', times))?.took, 70 * second);
  });

  for (const [name, createdAt, completedAt] of [
    ['negative', start, start - second],
    ['none', start, start],
    ['longer than the job has existed', start, start + 93 * second],
    ['absurd', start - 40 * 24 * hour, start],
  ] as const) {
    it(`ignore the server's if it is ${name}`, () => {
      const end = remote('completed', { createdAt, completedAt });
      assert.equal(learned([60 * second, 90 * second], end)?.took, 75 * second);
    });
  }

  it("accept the server's rounding to whole seconds", () => {
    const end = remote('completed', { createdAt: start, completedAt: start + 91_900 });
    assert.equal(learned([60 * second, 90 * second], end)?.took, 91_900);
  });

  for (const [name, polls, took] of [
    ['a gap of 45 s is close enough', [10 * second, 55 * second], 32_500],
    ['a longer gap of a short job is not', [10 * second, 56 * second], undefined],
    ['a gap of a quarter of a long job is', [hour - 6 * minute, hour + 8 * minute], hour + minute],
    ['a gap of more than a quarter is not', [hour - 20 * minute, hour], undefined],
    ['a job that was never seen in progress is not learned from', [90 * second], undefined],
    ['a job of more than a day is not', [25 * hour, 25 * hour + 10 * second], undefined],
    ['a clock that was set back is not', [90 * second, 60 * second], undefined],
  ] as const) {
    it(`of what was observed: ${name}`, () => assert.equal(learned(polls)?.took, took));
  }

  for (const status of ['failed', 'cancelled', 'expired'] as const) {
    it(`are not learned from a job that is ${status}`, () => {
      assert.equal(learned([60 * second, 90 * second], remote(status)), undefined);
    });
  }

  it('are learned once: not from a job that had ended before', () => {
    assert.equal(learned([60 * second, 90 * second], remote('completed'), 'completed'), undefined);
    assert.equal(learned([60 * second, 90 * second], remote('completed'), 'failed'), undefined);
  });

  it('have a kind without a model or a length, too', () => {
    assert.deepEqual(kindOf({}), { model: '', seconds: 0 });
    assert.deepEqual(kindOf({ model: 'm', seconds: NaN }), { model: 'm', seconds: 0 });
  });
});
