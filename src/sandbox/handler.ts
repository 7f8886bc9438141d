import type { IncomingMessage } from 'node:http';
import { decodeBody, readBytes } from './body';
import type { Clips } from './clips';
import { type Answer, type Body, type Call, json, Refusal, text } from './http';
import type { Clock, Jobs } from './jobs';
import { chain, type Middleware, type SandboxRequest } from './middleware';
import type { Replay } from './replay';
import { type Match, match } from './router';
import type { Storage } from './storage';
import type { SandboxSystem } from './systems';
import type { System } from './systems/system';

/** Components of a sandbox. */
export interface Parts {
  key: string;
  clock: Clock;
  jobs: Record<SandboxSystem, Jobs>;
  clips: Clips;
  storage: Storage;
  middleware: readonly Middleware[];
  /** Recordings being played back, below `/replay/<number>`. */
  replays: Replay[];
}

export interface Received {
  request: Pick<IncomingMessage, 'method' | 'headers'>;
  url: URL;
  bytes: Buffer;
}

/** Reads a complete request. @throws Refusal if it is too large */
export async function receive(request: IncomingMessage, origin: string): Promise<Received> {
  const bytes = await readBytes(request);
  return { request, url: new URL(request.url ?? '/', origin), bytes };
}

/** Returns the API's response to a request. */
export async function answerApi(received: Received, parts: Parts): Promise<Answer> {
  const { request, url, bytes } = received;
  const [base, number] = /^\/replay\/(\d+)(?=\/)/.exec(url.pathname) ?? [];
  const replay = base === undefined ? undefined : parts.replays[Number(number)];
  if (replay) return run(unhandled(received, parts), parts, () => replay.answer(request, url, base!));
  const found = match(request.method ?? '', url);
  if (!found) return run(unhandled(received, parts), parts, async () => text('404 page not found', 'text/plain', 404));
  const { name, system, route, operation, id } = found;
  const body = await decodeBody(bytes, request.headers['content-type'] ?? '').catch((error: unknown) => error as Error);
  const authorised = holdsKey(found, request, url, parts.key);
  const isReadable = !(body instanceof Error);
  const isAllowed = authorised || route?.open === true;
  const world = { jobs: parts.jobs[name], clips: parts.clips, storage: parts.storage };
  const described: SandboxRequest = {
    ...unhandled(received, parts),
    system: name,
    operation,
    id,
    authorised,
    world,
    body: isReadable ? body : undefined,
    handled: isAllowed && isReadable && route !== undefined,
    responseHeaders: { ...system.limits?.(parts.clock.now()), [system.requestIdHeader]: nextRequestId() },
    refuse: (refusal) => system.refuse(refusal),
  };
  const handle = async (asked: SandboxRequest): Promise<Answer> => {
    if (!isAllowed) throw new Refusal('unauthorised');
    if (!route) throw new Refusal('noRoute', `Invalid URL (${request.method} ${url.pathname})`);
    if (!isReadable) throw body;
    const { headers } = request;
    const { origin, searchParams: query } = url;
    const call: Call = { operation: route.operation, id: asked.id, origin, url, query, headers, body: bodyOf(asked) };
    return route.handle(call, world);
  };
  return run(described, parts, async (asked) => {
    const answer = await refusing(system, () => handle(asked));
    return { ...answer, headers: { ...asked.responseHeaders, ...answer.headers } };
  });
}

/** Returns the storage's response to a request. */
export async function answerMedia(received: Received, parts: Parts): Promise<Answer> {
  const { request, url } = received;
  const described: SandboxRequest = {
    ...unhandled(received, parts),
    operation: 'media',
    handled: true,
    refuse: ({ facts }) => text('<Error><Code>InternalError</Code></Error>', 'application/xml', facts.status ?? 500),
  };
  return run(described, parts, () => parts.storage.answer(url, request.headers));
}

const run = (request: SandboxRequest, { middleware }: Parts, last: (request: SandboxRequest) => Promise<Answer>) =>
  chain(middleware, last)(request);

/** A request that no system has a handler for. */
function unhandled({ request, url, bytes }: Received, { clock, clips, storage }: Parts): SandboxRequest {
  return {
    method: request.method ?? '',
    url,
    headers: request.headers,
    bytes,
    id: '',
    authorised: false,
    handled: false,
    now: clock.now(),
    world: { clips, storage },
    responseHeaders: {},
    refuse: ({ message, facts }) => text(message, 'text/plain', facts.status ?? 500),
  };
}

const bodyOf = ({ body }: SandboxRequest): Body => body ?? { encoding: 'none', fields: {}, files: {} };

/** Turns a thrown error into a response in the system's own format. */
async function refusing(system: System, answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refusal) return system.refuse(error);
    return json({ error: { message: `The sandbox broke: ${String(error)}`, type: 'sandbox_error' } }, 500);
  }
}

function holdsKey({ system }: Match, { headers }: Received['request'], url: URL, key: string): boolean {
  return system.keys(headers, url.pathname).includes(key);
}

let requests = 0;

function nextRequestId(): string {
  requests += 1;
  return `req_sandbox_${requests}`;
}
