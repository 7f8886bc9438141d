import { VideoJobsError } from '../api/errors';
import type { Provider } from '../api/provider';
import type { ModelInfo } from '../api/types';
import { budgetAsks, isOfBudget } from '../jobs/costs/budget';
import { parseRequest } from '../jobs/parseRequest';
import type { CreateRequest, Once } from '../jobs/requests';
import { BadInput, Fields } from './fields';
import { cut, jobResult } from './jobResult';
import { providersFor } from './modelsTool';
import type { Ports, Tool, ToolCall } from './tool';

const fields = [
  'prompt',
  'provider',
  'model',
  'seconds',
  'size',
  'image',
  'sound',
  'seed',
  'negativePrompt',
  'extra',
  'take',
] as const;

/** Longest time in ms that a call waits for the provider to name the job. */
const patience = 40_000;

/** Longest message of an error in a result, in characters. */
const longestMessage = 1000;

/** Most takes of one request. */
const mostTakes = 1000;

/** Starts a paid job. */
export const createTool: Tool = {
  description:
    'Starts a paid video job and returns at once, with the key of the job. The same arguments always return the same job, so repeating a call is safe and free; use another take only if the user wants another version of the same. Then call videojobs_wait once. A length, size or model that the server does not take is answered with needs_choice, and nothing is sent.',
  schema: {
    type: 'object',
    properties: {
      prompt: { type: 'string', description: 'What the video shows.' },
      provider: { type: 'string', description: 'ID of a provider; the usual one if absent.' },
      model: { type: 'string' },
      seconds: { type: 'number', description: 'Length.' },
      size: { type: 'string', description: '1280x720, 720p, 16:9, or 720p 16:9.' },
      image: { type: 'string', description: 'First frame: a path in the workspace, or an https URL.' },
      sound: { type: 'boolean' },
      seed: { type: 'integer' },
      negativePrompt: { type: 'string', description: 'What to avoid.' },
      extra: { type: 'object', description: "Further fields, in the server's own spelling." },
      take: { type: 'integer', minimum: 1, description: 'Number of the rendering of the same request; 1 if absent.' },
    },
    required: ['prompt'],
    additionalProperties: false,
  },
  async run(input, call) {
    const { request, take } = await readCreate(input, call.ports);
    const provider = call.ports.providers.all.find(({ id }) => id === request.provider)!;
    const choice = await choicesFor(call.ports, provider, request);
    if (choice) return choice;
    // The same call at the same time shares one request, and one dialog.
    const name = JSON.stringify([request, take]);
    let running = inFlight.get(name);
    if (!running) {
      const progress: Progress = { asks: false };
      const sent = send(request, take, call, progress).finally(() => inFlight.delete(name));
      inFlight.set(name, (running = { sent, progress }));
    }
    return inTime(running);
  },
};

const inFlight = new Map<string, { sent: Promise<object>; progress: Progress }>();

/** Reads the request of an agent. @throws BadInput, VideoJobsError `rejected` */
export async function readCreate(input: unknown, ports: Ports): Promise<{ request: CreateRequest; take: number }> {
  const read = new Fields(input, fields);
  const prompt = read.required('prompt', 100_000);
  const { id } = providerFor(ports, read.text('provider', 200));
  const image = read.text('image', 4000);
  const request = parseRequest({
    provider: id,
    prompt,
    model: read.text('model', 300),
    seconds: read.number('seconds', [0.1, 3600]),
    size: read.text('size', 60),
    reference: image === undefined ? undefined : await ports.inputPath(image),
    sound: read.truth('sound'),
    seed: read.number('seed', [0, Number.MAX_SAFE_INTEGER], { whole: true }),
    negativePrompt: read.text('negativePrompt', 10_000),
    extra: read.object('extra'),
  });
  return { request, take: read.number('take', [1, mostTakes], { whole: true }) ?? 1 };
}

/** @throws BadInput if it is not clear which one */
function providerFor(ports: Ports, id: string | undefined): Provider {
  const { all, usual } = ports.providers;
  const [only, ...others] = providersFor(ports, id ?? (all.some((one) => one.id === usual) ? usual : undefined));
  if (!only) throw new BadInput('There is no provider yet. Ask the user to run "Video Jobs: Add Provider…".');
  if (others.length > 0) {
    throw new BadInput(`"provider" is required. There are: ${all.map((one) => one.id).join(', ')}.`);
  }
  return only;
}

/** Lengths, sizes and models to choose from, where the model does not take what was stated; nothing is changed silently. */
async function choicesFor(ports: Ports, provider: Provider, request: CreateRequest): Promise<object | undefined> {
  const models = await ports.models(provider);
  const name = request.model ?? provider.model;
  const model = models.find(({ id }) => id === name);
  const choices = {
    ...(name === undefined && models.length > 0 && { model: models.slice(0, 12).map(({ id }) => id) }),
    ...(model && valuesFor(model, request)),
  };
  if (Object.keys(choices).length === 0) return undefined;
  return { state: 'needs_choice', choices, note: 'Nothing was sent. Choose one of these, or ask the user.' };
}

function valuesFor({ seconds, sizes }: ModelInfo, { seconds: length, size }: CreateRequest): object {
  const isPixels = size !== undefined && /^\d+x\d+$/i.test(size);
  return {
    ...(length !== undefined && seconds && !seconds.includes(length) && { seconds: nearest(seconds, length) }),
    ...(isPixels && sizes && !sizes.includes(size.toLowerCase()) && { size: sizes.slice(0, 12) }),
  };
}

const nearest = (values: readonly number[], wanted: number): number[] =>
  values.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted)).slice(0, 12);

/** Returns the result, or how far the call is after some time; it goes on then. */
async function inTime({ sent, progress }: { sent: Promise<object>; progress: Progress }): Promise<object> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patience)));
  try {
    const done = await Promise.race([sent, late]);
    if (done) return done;
    // Nobody listens to a late failure: it is in the list.
    sent.catch(() => undefined);
    return progress.asks ? waitingForUser : submitting(progress.key);
  } finally {
    clearTimeout(timer);
  }
}

/** How far a call is. */
interface Progress {
  /** Key of the job, once it is on the disk. */
  key?: string;
  /** The user is being asked. */
  asks: boolean;
}

const waitingForUser = {
  state: 'waiting_for_user',
  note: 'Video Jobs asks the user in VS Code whether this may be sent. Nothing was sent yet. Tell the user, and call again with the same arguments only once they have answered.',
};

const submitting = (job: string | undefined): object => ({
  job,
  state: 'submitting',
  note:
    job === undefined
      ? 'Nothing was sent yet: the inputs are on their way, or the server has to be waited for. The call goes on; call again with the same arguments.'
      : 'The server has not answered yet. The request goes on; call videojobs_wait.',
});

async function send(
  request: CreateRequest,
  take: number,
  { ports, client, signal }: ToolCall,
  progress: Progress,
): Promise<object> {
  const by = { kind: 'agent' as const, ...(client !== undefined && { client }) };
  const once = (agreed: boolean): Promise<Once> => {
    if (signal.aborted) throw new VideoJobsError('cancelled', 'Cancelled before anything was sent.');
    return ports.jobs.createOnce(request, {
      take,
      by,
      onWritten: (key) => (progress.key = key),
      ...(agreed && { consent: { overBudget: true as const } }),
    });
  };
  try {
    return resultOf(ports, await once(false));
  } catch (caught) {
    const error = asError(caught);
    if (error.code !== budgetAsks) return failed(ports, error);
    progress.asks = true;
    const agreed = await ports.mayExceed(request, error);
    progress.asks = false;
    if (!agreed) {
      return {
        state: 'declined',
        note: 'The user did not agree. Nothing was sent. Do not ask again unless the user says so.',
      };
    }
  }
  try {
    return resultOf(ports, await once(true));
  } catch (caught) {
    return failed(ports, asError(caught));
  }
}

function asError(caught: unknown): VideoJobsError {
  if (caught instanceof VideoJobsError) return caught;
  throw caught;
}

function resultOf({ jobs }: Ports, { job, existed }: Once): object {
  const end = jobs.estimate({ key: job.key })?.endsAt;
  const seconds = end === undefined ? undefined : Math.max(1, Math.round((end - Date.now()) / 1000));
  return {
    ...jobResult(job),
    ...(existed && { existing: true }),
    ...(seconds !== undefined && { eta_seconds: seconds }),
    next: 'videojobs_wait',
  };
}

/** Failures before anything was recorded are thrown where the agent can mend them; all others are results. */
function failed({ jobs }: Ports, error: VideoJobsError): object {
  const job = error.job === undefined ? undefined : jobs.find({ key: error.job });
  if (job && !isOfBudget(error)) return { ...jobResult(job), message: cut(error.message, longestMessage) };
  if (error.kind === 'rejected' || error.kind === 'unsupported' || error.kind === 'cancelled') throw error;
  const { retryAfterMs } = error;
  return {
    state: 'failed',
    message: cut(error.message, longestMessage),
    ...(error.code !== undefined && { code: error.code }),
    ...(retryAfterMs !== undefined && { retry_after_seconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
    note: 'Nothing was sent. Tell the user.',
  };
}
