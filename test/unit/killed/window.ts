// A window in a process of its own, to be killed. Its plan is its only argument.
import timers from 'node:timers/promises';
import { createClient } from '../../../src/api/client';
import { capabilitiesOf } from '../../../src/api/dialects';
import { createTransport } from '../../../src/api/transport/transport';
import type { JobRecord } from '../../../src/jobs/job';
import { createJobService } from '../../../src/jobs/service';
import type { Action, Plan, Word } from './plan';
import { watchSteps } from './steps';

const plan = JSON.parse(process.argv[2]!) as Plan;
const errors: string[] = [];
const sleep = timers.setTimeout;
// The pauses between the tries of a download: those can be broken off.
timers.setTimeout = (ms, value, options) => sleep(options?.signal ? (ms ?? 0) / 50 : ms, value, options);

const provider = { id: 'lab', type: plan.type, baseUrl: plan.baseUrl };
const transport = createTransport({ network: () => ({}), userAgent: `window-${process.pid}` });
const note = (message: string, ...facts: unknown[]) => void errors.push([message, ...facts.map(String)].join(' '));
const quiet = () => {};
const request = { provider: provider.id, model: 'sandbox-video', seconds: 4, size: '720x1280' };

function open() {
  return createJobService({
    folder: plan.folder,
    providers: {
      all: [provider],
      find: (id) => (id === provider.id ? provider : undefined),
      connect: async () => ({ provider, baseUrl: provider.baseUrl, key: plan.key }),
      onDidChange: () => ({ dispose: quiet }),
    },
    clientFor: (connection) => createClient(connection, transport),
    capabilitiesOf,
    settings: () => ({
      libraryFolder: plan.library,
      fileNameTemplate: '{prompt}',
      autoDownload: plan.autoDownload,
      minPollSeconds: 1,
      maxPollSeconds: 1,
    }),
    log: { debug: quiet, info: quiet, warn: quiet, error: note },
    tell: (error) => note(error.message),
  });
}

const isOver = ({ status, media, mine }: JobRecord) =>
  (status === 'completed' && (media.some(({ variant }) => variant === 'video') || !mine)) ||
  !['submitting', 'queued', 'in_progress', 'completed'].includes(status);

async function run(window: ReturnType<typeof open>, action: Action): Promise<void> {
  switch (action.do) {
    case 'open':
      return void window.jobs.length;
    case 'create':
      await window.create({ ...request, prompt: action.prompt, extra: action.extra });
      return;
    case 'poll':
      // The jobs of the sandbox take this long.
      await sleep(130);
      return window.refresh('lab');
    case 'download': {
      const job = window.jobs.find((each) => each.status === 'completed' && each.media.length === 0);
      if (job) await window.download({ provider: 'lab', id: job.id! });
      return;
    }
    case 'finish':
      while (!window.jobs.every(isOver)) {
        await window.refresh('lab').catch((error: unknown) => note(String(error)));
        for (const { id, status } of window.jobs.filter((job) => !isOver(job))) {
          if (status !== 'completed') continue;
          await window.download({ provider: 'lab', id: id! }).catch((error: unknown) => note(String(error)));
        }
        await sleep(20);
      }
      return;
    case 'work':
      for (const prompt of action.prompts) {
        await window.create({ ...request, prompt }).catch((error: unknown) => note(String(error)));
      }
      // Nobody looks at it: what another window leaves behind is noticed all the same.
      while (!window.jobs.every(isOver)) await sleep(100);
  }
}

const say = (word: Word) => new Promise<void>((resolve) => void process.send!(word, () => resolve()));

async function main(): Promise<void> {
  let steps = 0;
  let armed = false;
  if (plan.atStep !== undefined) {
    await watchSteps(() => {
      if (armed && ++steps === plan.atStep) process.kill(process.pid, 'SIGKILL');
    });
  }
  const window = open();
  for (const [index, action] of plan.actions.entries()) {
    if (index === plan.actions.length - 1) {
      await say({ is: 'armed' });
      armed = true;
    }
    await run(window, action).catch((error: unknown) => note(String(error)));
  }
  armed = false;
  await say({ is: 'done', steps, errors });
}

void main();
