import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import type { Life } from '../life';
import { serve } from '../media';
import { checkGeneration, modelList, perSecond } from './openrouterInput';
import { bearer, clipOf, failureOf, requireMedia, type System, type World } from './system';

const base = '/openrouter/api/v1';

/** OpenRouter's video generation: no list, no delete; a job says neither its progress nor its time, model or prompt. */
export const openrouter: System = {
  base,
  baseUrlPath: base,
  idPrefix: 'job-',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  limits: (now) => ({
    'x-ratelimit-limit': '200',
    'x-ratelimit-remaining': '199',
    'x-ratelimit-reset': String(Math.ceil(now / 60_000) * 60_000),
  }),
  routes: [
    { method: 'POST', path: '/videos', operation: 'create', handle: create },
    { method: 'GET', path: '/videos/models', operation: 'models', handle: () => json(modelList()), open: true },
    { method: 'GET', path: '/key', operation: 'account', handle: account },
    { method: 'GET', path: '/videos/{id}', operation: 'get', handle: get },
    { method: 'GET', path: '/videos/{id}/content', operation: 'content', handle: content },
  ],
};

const words: Record<Life['phase'], string> = {
  queued: 'pending',
  running: 'in_progress',
  stuck: 'contemplating',
  completed: 'completed',
  failed: 'failed',
};

function create(call: Call, { jobs }: World): Answer {
  const { previous, ...input } = checkGeneration(call.body);
  if (previous !== undefined) {
    const source = jobs.find(previous);
    if (source.life.phase !== 'completed') throw new Refusal('conflict', 'The previous job is not completed.');
    if (source.ticket.model !== input.model) {
      throw new Refusal('invalid', 'The previous job was made with another model.');
    }
  }
  const { id } = jobs.create({ ...input, parent: previous });
  return json({ id, generation_id: generation(id), polling_url: pollingPath(id), status: 'pending' }, 202);
}

/** The polling address is relative in a create's answer and absolute here: both are seen in the wild. */
function get(call: Call, { jobs }: World): Answer {
  const job = jobs.find(call.id);
  const { id, life } = job;
  const common = { id, polling_url: `${call.origin}${pollingPath(id)}`, generation_id: generation(id) };
  if (life.gone) return json({ ...common, status: 'expired' });
  if (life.phase === 'failed') {
    return json({ ...common, status: 'failed', error: failureOf(job).message });
  }
  if (life.phase !== 'completed') return json({ ...common, status: words[life.phase] });
  return json({
    ...common,
    status: 'completed',
    unsigned_urls: outputs(job).map((index) => `${call.origin}${pollingPath(id)}/content?index=${index}`),
    usage: { cost: Number((perSecond(job.ticket.size) * job.ticket.seconds).toFixed(2)), is_byok: false },
  });
}

/** The key has a limit of 100 dollars a month, of which all that was made here is taken off. */
function account(_call: Call, { jobs }: World): Answer {
  const usage = jobs
    .list()
    .filter(({ life }) => life.phase === 'completed')
    .reduce((sum, { ticket }) => sum + perSecond(ticket.size) * ticket.seconds, 0);
  const data = { label: 'sandbox', usage, limit: 100, limit_remaining: 100 - usage, limit_reset: 'monthly' };
  return json({ data: { ...data, is_free_tier: false } });
}

async function content(call: Call, { jobs, clips }: World): Promise<Answer> {
  const job = jobs.find(call.id);
  const index = call.query.get('index') ?? '0';
  if (!/^\d{1,6}$/.test(index)) throw new Refusal('invalid', 'Invalid request parameters');
  requireMedia(job);
  if (!outputs(job).includes(Number(index))) throw new Refusal('contentNotFound');
  return serve(await clips.get(clipOf(job, Number(index)), 'video'), call.headers);
}

function outputs({ scenario }: Job): number[] {
  return scenario.withoutMedia ? [] : Array.from({ length: scenario.outputs ?? 1 }, (_, index) => index);
}

const pollingPath = (id: string): string => `${base}/videos/${encodeURIComponent(id)}`;
const generation = (id: string): string => `gen-${id.slice(-12)}`;

const says: Record<Reason, { status: number; message?: string }> = {
  unauthorised: { status: 401, message: 'Missing Authentication header' },
  noRoute: { status: 404, message: 'Resource not found' },
  notFound: { status: 404, message: 'Resource not found' },
  contentNotFound: { status: 404, message: 'Resource not found' },
  notReady: { status: 404, message: 'Resource not found' },
  gone: { status: 404, message: 'Resource not found' },
  invalid: { status: 400 },
  moderated: { status: 400 },
  conflict: { status: 409 },
  tooLarge: { status: 413 },
  fault: { status: 500, message: 'Internal Server Error' },
};

/** `{"error":{code,message}}`, the code being the HTTP status as a number. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const said = says[reason];
  const status = facts.status ?? said.status;
  const metadata = facts.code === undefined ? {} : { metadata: { error_type: facts.code } };
  const own = reason === 'notReady' ? undefined : message || undefined;
  return json(
    { error: { code: status, message: own ?? said.message ?? 'Invalid request parameters', ...metadata } },
    status,
  );
}
