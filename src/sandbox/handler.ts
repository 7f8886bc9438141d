import type { IncomingMessage } from 'node:http';
import { decodeBody, readBytes } from './body';
import { clipNames, type Clips } from './clips';
import { effects, type Fault, type Faults } from './faults';
import { json, Refusal, text, type Answer, type Call } from './http';
import type { Clock, Jobs } from './jobs';
import { hasCredentials, summarise, withoutCredentials, withoutSignature, type RecordedRequest } from './recorder';
import { match, type Match } from './router';
import type { Replay } from './replay';
import type { Storage } from './storage';
import type { SandboxSystem } from './systems';
import { clipOf, type System, type World } from './systems/system';

/** All that a sandbox is made of. */
export interface Parts {
  key: string;
  clock: Clock;
  jobs: Record<SandboxSystem, Jobs>;
  clips: Clips;
  storage: Storage;
  faults: Faults;
  /** What is played back, below `/replay/<number>`. */
  replays: Replay[];
  record(request: RecordedRequest): void;
}

export interface Received {
  request: IncomingMessage;
  url: URL;
  bytes: Buffer;
}

/** Reads a request whole. @throws Refusal if it is too large. */
export async function receive(request: IncomingMessage, origin: string): Promise<Received> {
  const bytes = await readBytes(request);
  return { request, url: new URL(request.url ?? '/', origin), bytes };
}

/** The API's answer to a request, with the fault that befalls it. */
export async function answerApi({ request, url, bytes }: Received, parts: Parts): Promise<Answer> {
  const [base, number] = /^\/replay\/(\d+)(?=\/)/.exec(url.pathname) ?? [];
  const replay = base === undefined ? undefined : parts.replays[Number(number)];
  if (replay) return replay.answer(request, url, base!);
  const found = match(request.method ?? '', url);
  if (!found) {
    parts.record({ ...describe(request, url), authorised: false });
    return text('404 page not found', 'text/plain', 404);
  }
  const { name, system, route, operation } = found;
  const body = await decodeBody(bytes, request.headers['content-type'] ?? '').catch((error: unknown) => error as Error);
  const authorised = holdsKey(found, request, url, parts.key);
  parts.record({
    ...describe(request, url),
    system: name,
    operation,
    authorised,
    ...(found.id !== '' && { id: found.id }),
    ...(!(body instanceof Error) && { body: summarise(body) }),
  });
  const answer = async (): Promise<Answer> => {
    if (!authorised && !route?.open) throw new Refusal('unauthorised');
    if (!route) throw new Refusal('noRoute', `Invalid URL (${request.method} ${url.pathname})`);
    if (body instanceof Error) throw body;
    const { headers } = request;
    const { origin, searchParams: query } = url;
    const call: Call = { operation: route.operation, id: found.id, origin, url, query, headers, body };
    const world: World = { jobs: parts.jobs[name], clips: parts.clips, storage: parts.storage };
    const made = () => refusing(system, async () => route.handle(call, world));
    const fault = parts.faults.take({ system: name, operation: call.operation, id: call.id });
    return fault ? befall(fault, made, call, system, world, parts.clock) : made();
  };
  const answered = withRequestId(await refusing(system, answer), system.requestIdHeader);
  return { ...answered, headers: { ...system.limits?.(parts.clock.now()), ...answered.headers } };
}

/** The storage's answer, with the fault that befalls it. */
export async function answerMedia({ request, url }: Received, parts: Parts): Promise<Answer> {
  parts.record({ ...describe(request, url), operation: 'media', authorised: false });
  const made = () => parts.storage.answer(url, request.headers);
  const fault = parts.faults.take({ operation: 'media' });
  if (!fault) return made();
  return effects[fault.kind](made, {
    ...fault,
    url,
    operation: 'media',
    jobId: '',
    now: parts.clock.now(),
    ...assets(parts, () => clipNames.find((name) => url.pathname.startsWith(`/media/${name}/`))),
    refuse: ({ facts }) => text('<Error><Code>InternalError</Code></Error>', 'application/xml', facts.status ?? 500),
  });
}

function befall(
  fault: Fault,
  made: () => Promise<Answer>,
  call: Call,
  system: System,
  world: World,
  clock: Clock,
): Promise<Answer> {
  return effects[fault.kind](made, {
    ...fault,
    url: call.url,
    operation: call.operation,
    jobId: call.id,
    now: clock.now(),
    ...assets(world, () =>
      call.id === '' ? undefined : clipOf(world.jobs.find(call.id), Number(call.query.get('index') ?? 0)),
    ),
    refuse: (refused) => system.refuse(refused),
  });
}

/** A clip for a fault to work with, its address, and what it may be taken for. */
function assets({ clips, storage }: Pick<World, 'clips' | 'storage'>, name: () => string | undefined) {
  const chosen = () => name() ?? clipNames[0]!;
  return {
    clip: async () => ({ asset: await clips.get(chosen(), 'video'), address: storage.address(chosen()) }),
    other: () =>
      clips.get(
        clipNames.find((each) => each !== chosen())!,
        'video',
      ),
  };
}

/** What is thrown becomes an answer in the system's own shape. */
async function refusing(system: System, answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refusal) return system.refuse(error);
    return json({ error: { message: `The sandbox broke: ${String(error)}`, type: 'sandbox_error' } }, 500);
  }
}

function holdsKey({ system }: Match, { headers }: IncomingMessage, url: URL, key: string): boolean {
  return system.keys(headers, url.pathname).includes(key);
}

function describe({ method = '', headers }: IncomingMessage, url: URL) {
  return {
    method,
    path: withoutSignature(url),
    headers: withoutCredentials(headers),
    credentials: hasCredentials(headers),
  };
}

let requests = 0;

function withRequestId(answer: Answer, header: string): Answer {
  requests += 1;
  return { ...answer, headers: { [header]: `req_sandbox_${requests}`, ...answer.headers } };
}
