import type { JobRecord } from '../jobs/job';
import { BadInput, Fields } from './fields';
import { isSettled, jobResult } from './jobResult';
import type { Ports, Tool } from './tool';

const fields = ['jobs', 'seconds', 'until'] as const;

/** Most jobs of a call. */
const mostJobs = 20;

/** Time of a wait in seconds: if none is stated, and the longest. */
const [usual, longest] = [45, 170];

/** Waits for jobs to end. */
export const waitTool: Tool = {
  description:
    'Waits until jobs have ended and their clips are on the disk, or until the time is over, which is no error. Call it once after create; call it again only after next_check_seconds. If the user need not wait, tell them and stop: the jobs are followed in VS Code anyway.',
  schema: {
    type: 'object',
    properties: {
      jobs: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        maxItems: mostJobs,
        description: 'Keys of jobs, as create or find returned them.',
      },
      seconds: { type: 'number', minimum: 1, maximum: longest, description: `${usual} if absent.` },
      until: {
        type: 'string',
        enum: ['first', 'all'],
        description: 'Return at the first end (usual), or when all have ended.',
      },
    },
    required: ['jobs'],
    additionalProperties: false,
  },
  async run(input, { ports, signal }) {
    const read = new Fields(input, fields);
    const keys = [...new Set(read.texts('jobs', mostJobs))];
    const seconds = read.number('seconds', [0, longest]) ?? usual;
    const until = read.word('until', ['first', 'all']) ?? 'first';
    for (const key of keys) jobOf(ports, key);
    await ended(ports, keys, until, seconds, signal);
    const jobs = keys.map((key) => ports.jobs.find({ key })).filter((job) => job !== undefined);
    const pending = jobs.filter((job) => !isSettled(job));
    return {
      jobs: jobs.map((job) => jobResult(job)),
      pending: pending.length,
      ...(pending.length > 0 && { next_check_seconds: nextCheck(ports, pending) }),
    };
  },
};

/** @throws BadInput for an unknown key */
export function jobOf({ jobs }: Pick<Ports, 'jobs'>, key: string): JobRecord {
  const job = jobs.find({ key });
  if (job) return job;
  const known = jobs.list.page({}, 3).map((one) => one.key);
  throw new BadInput(`There is no job "${key.slice(0, 80)}". The latest are: ${known.join(', ') || 'none'}.`);
}

/** Resolves when the first of the jobs or all have ended, or the time is over. */
function ended({ jobs }: Ports, keys: readonly string[], until: 'first' | 'all', seconds: number, signal: AbortSignal) {
  const isDone = (key: string): boolean => {
    const job = jobs.find({ key });
    return !job || isSettled(job);
  };
  const isOver = (): boolean => (until === 'all' ? keys.every(isDone) : keys.some(isDone));
  return new Promise<void>((resolve) => {
    if (isOver() || signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    const subscription = jobs.onDidChange(() => isOver() && end());
    signal.addEventListener('abort', end);
  });
}

/** Shortest and longest time in seconds until the next call is worth it. */
const [soonest, latest] = [10, 120];

function nextCheck({ jobs }: Ports, pending: readonly JobRecord[]): number {
  const ends = pending.map(({ key }) => jobs.estimate({ key })?.endsAt ?? Date.now() + 30_000);
  const seconds = Math.round((Math.min(...ends) - Date.now()) / 1000);
  return Math.min(latest, Math.max(soonest, seconds));
}
