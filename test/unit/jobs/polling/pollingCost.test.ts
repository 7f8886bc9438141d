import assert from 'node:assert/strict';
import type { JobRecord } from '../../../../src/jobs/job';
import type { Forecast } from '../../../../src/jobs/polling/forecast';
import { Curve, type Observation } from '../../../../src/jobs/polling/hazard';
import { PollSchedule } from '../../../../src/jobs/polling/pollSchedule';

/** A number from 0 to 1, the same ones in each run. */
const chance = (seed: number) => () => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;

interface World {
  lists: boolean;
  /** Ms between one create and the next. */
  apart?: number;
  /** Jobs that ended before. */
  known?: number;
  seed: number;
}

interface Outcome {
  /** Requests, as a part of those that a question every 5 s about each job takes. */
  share: number;
  /** Ms from an end to the answer that tells of it. */
  median: number;
}

const settings = { minPollSeconds: 4, maxPollSeconds: 30 } as never;

/** Follows 100 jobs of 60 to 600 s by the poller's own plans, in time that is only counted. */
function follow({ lists, apart = 0, known = 0, seed }: World): Outcome {
  const random = chance(seed);
  const length = () => 60_000 + 540_000 * random();
  const ended: Observation[] = Array.from({ length: known }, () => ({ from: 0, to: length(), ended: true }));
  const jobs = Array.from({ length: 100 }, (_, index) => {
    const start = index * apart;
    const record = { key: `${index}`, createdAt: start, updatedAt: start } as JobRecord;
    return { record, start, end: start + length(), seen: start, done: false };
  });
  let now = 0;
  let curve: { at: number; curve: Curve } | undefined;
  const running = () => jobs.filter(({ done, start }) => !done && start <= now);
  const curveOf: Forecast['curveOf'] = () => {
    if (curve?.at !== now) {
      const going = running().map(({ start }) => ({ from: 0, to: now - start, ended: false }));
      curve = { at: now, curve: new Curve([...ended.slice(-100), ...going]) };
    }
    return curve.curve;
  };
  const plans = new PollSchedule({ forecast: { curveOf }, settings: () => settings, random });
  let requests = 0;
  const delays: number[] = [];
  const next = () => Math.min(plans.next, ...jobs.map(({ start }) => start).filter((start) => start > now));
  for (let left = true; left; left = jobs.some(({ done }) => !done)) {
    for (const { record } of running()) plans.add(record, now);
    const { byList, single } = plans.take(lists, now);
    const due = [...byList, ...single];
    requests += (byList.length > 0 ? 1 : 0) + single.length;
    for (const record of due) {
      const job = jobs[Number(record.key)]!;
      if (job.end <= now) {
        job.done = true;
        delays.push(now - job.end);
        ended.push({ from: 0, to: (now + job.seen) / 2 - job.start, ended: true });
      }
      job.seen = now;
    }
    for (const record of due) {
      if (jobs[Number(record.key)]!.done) plans.delete(record.key);
      else plans.plan(record, now);
    }
    if (lists && due.length > 0) plans.planList(now);
    now = next();
  }
  const fixed = jobs.reduce((sum, { start, end }) => sum + Math.ceil((end - start) / 5_000), 0);
  return { share: requests / fixed, median: delays.sort((a, b) => a - b)[delays.length >> 1]! };
}

describe('polling cost', () => {
  /** One run is a throw of dice; several are the expectation. */
  const average = (world: Omit<World, 'seed'>): Outcome => {
    const runs = Array.from({ length: 16 }, (_, index) => follow({ ...world, seed: 7919 * (index + 1) }));
    const mean = (pick: (run: Outcome) => number) => runs.reduce((sum, run) => sum + pick(run), 0) / runs.length;
    return { share: mean(({ share }) => share), median: mean(({ median }) => median) };
  };

  /** The goal is a third and five seconds; a few runs lie a little to either side of it. */
  const third = { share: 0.34, median: 5_300 };
  const tenth = { share: 1 / 10, median: 5_000 };
  const rows: [string, Omit<World, 'seed'>, Outcome][] = [
    ['by list, all at once', { lists: true }, tenth],
    ['by list, one after the other', { lists: true, apart: 10_000 }, tenth],
    ['singly, all at once', { lists: false }, third],
    ['singly, one after the other', { lists: false, apart: 10_000 }, third],
    ['singly, all at once, times known', { lists: false, known: 100 }, third],
    ['singly, one after the other, times known', { lists: false, apart: 10_000, known: 100 }, third],
  ];
  for (const [name, world, most] of rows) {
    it(`${name}: at most ${most.share.toFixed(2)} of a fixed 5 s poll, noticed within ${most.median / 1000} s`, () => {
      const { share, median } = average(world);
      assert.ok(share <= most.share, `${share.toFixed(3)} of the requests`);
      assert.ok(median <= most.median, `noticed after ${Math.round(median)} ms`);
    });
  }
});
