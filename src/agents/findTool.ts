import { type JobRecord, jobStates } from '../jobs/job';
import { BadInput, Fields } from './fields';
import { jobResult } from './jobResult';
import type { Tool } from './tool';
import { jobOf } from './waitTool';

const fields = ['job', 'text', 'state', 'provider', 'since', 'limit'] as const;

/** Most characters of a prompt in a result. */
const promptLength = 120;

/** Finds jobs in the list. */
export const findTool: Tool = {
  description:
    'Finds video jobs in the list of this user, the newest first: by key, by text in prompt, model or ID, by state, or since a time. Costs nothing. Call it before create if the user asks for a video that may exist.',
  schema: {
    type: 'object',
    properties: {
      job: { type: 'string', description: 'Key of one job.' },
      text: { type: 'string' },
      state: { type: 'string', enum: [...jobStates] },
      provider: { type: 'string', description: 'ID of a provider.' },
      since: { type: 'string', description: 'ISO 8601 date or time.' },
      limit: { type: 'integer', minimum: 1, maximum: 20, description: '10 if absent.' },
    },
    additionalProperties: false,
  },
  async run(input, { ports }) {
    const read = new Fields(input, fields);
    const key = read.text('job', 200);
    if (key !== undefined) return { jobs: [found(jobOf(ports, key))] };
    const text = read.text('text', 500);
    const state = read.word('state', jobStates);
    const limit = read.number('limit', [1, 20], { whole: true }) ?? 10;
    const since = read.text('since', 60);
    const from = since === undefined ? undefined : Date.parse(since);
    if (from !== undefined && Number.isNaN(from)) throw new BadInput('"since" must be a date, such as 2026-11-30.');
    const words = text?.trim().split(/\s+/).slice(0, 8);
    const jobs = ports.jobs.list.page(
      {
        ...(state && { states: [state] }),
        ...(read.has('provider') && { provider: read.required('provider', 200) }),
        ...(from !== undefined && { from }),
        ...(words && { words: words.map((word) => ({ text: word, in: searched, providers: [], states: [] })) }),
      },
      limit + 1,
    );
    return { jobs: within(jobs.slice(0, limit).map(found)), more: jobs.length > limit };
  },
};

const searched = ['prompt', 'model', 'id'] as const;

/** Largest list of jobs, in characters of JSON. */
const mostText = 3500;

function within<T>(jobs: readonly T[]): T[] {
  let rest = mostText;
  return jobs.filter((job) => (rest -= JSON.stringify(job).length) > 0);
}

function found(job: JobRecord): object {
  const { prompt, seconds, size, createdAt, by } = job;
  const short = prompt !== undefined && prompt.length > promptLength ? `${prompt.slice(0, promptLength)}…` : prompt;
  return {
    ...jobResult(job),
    ...(short !== undefined && { prompt: short }),
    ...(seconds !== undefined && { seconds }),
    ...(size !== undefined && { size }),
    made: new Date(createdAt).toISOString(),
    ...(by && { by: by.client ?? by.kind }),
  };
}
