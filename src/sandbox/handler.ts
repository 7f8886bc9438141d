import type { IncomingMessage } from 'node:http';
import { decodeBody, readBytes, type Body } from './body';
import type { Clips } from './clips';
import { effects, type Fault, type Faults } from './faults';
import { json, Refusal, text, type Answer, type Call } from './http';
import type { Clock, Jobs } from './jobs';
import { hasCredentials, summarise, withoutCredentials, withoutSignature, type RecordedRequest } from './recorder';
import { match, type Match } from './router';
import type { Storage } from './storage';
import type { SandboxSystem } from './systems';
import { clipOf, type World } from './systems/system';

/** All that a sandbox is made of. */
export interface Parts {
  key: string;
  clock: Clock;
  jobs: Record<SandboxSystem, Jobs>;
  clips: Clips;
  storage: Storage;
  faults: Faults;
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

/** The API's answer to a request, with the fault that befalls it. Never throws. */
export async function answerApi({ request, url, bytes }: Received, parts: Parts): Promise<Answer> {
  const found = match(request.method ?? '', url.pathname);
  const { headers } = request;
  const authorised = found !== undefined && holdsKey(found, request, url, parts.key);
  const note = { system: found?.name, operation: found?.operation, id: found?.id || undefined, authorised };
  const record = (body?: Body) =>
    parts.record({ ...describe(request, url), ...note, ...(body && { body: summarise(body) }) });
  if (!found) {
    record();
    return text('404 page not found', 'text/plain', 404);
  }
  const { system } = found;
  try {
    const body = await decodeBody(bytes, headers['content-type'] ?? '').catch((error: unknown) => {
      record();
      throw error;
    });
    record(body);
    if (!authorised && !found.route?.open) throw new Refusal('unauthorised');
    if (!found.route) throw new Refusal('noRoute', `Invalid URL (${request.method} ${url.pathname})`);
    const { operation, handle } = found.route;
    const call: Call = { operation, id: found.id, origin: url.origin, url, query: url.searchParams, headers, body };
    const world: World = { jobs: parts.jobs[found.name], clips: parts.clips, storage: parts.storage };
    const made = async (): Promise<Answer> => {
      try {
        return await handle(call, world);
      } catch (error) {
        return refusal(error, found);
      }
    };
    const fault = parts.faults.take({ system: found.name, operation, id: found.id });
    const answer = fault ? await befall(fault, made, call, found, world, parts.clock) : await made();
    return withRequestId(answer, system.requestIdHeader);
  } catch (error) {
    return withRequestId(refusal(error, found), system.requestIdHeader);
  }
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
    clip: async () => ({ asset: await parts.clips.get('aurora', 'video'), address: parts.storage.address('aurora') }),
    refuse: ({ facts }) => text('<Error><Code>InternalError</Code></Error>', 'application/xml', facts.status ?? 500),
  });
}

function befall(fault: Fault, made: () => Promise<Answer>, call: Call, found: Match, world: World, clock: Clock) {
  return effects[fault.kind](made, {
    ...fault,
    url: call.url,
    operation: call.operation,
    jobId: call.id,
    now: clock.now(),
    clip: async () => {
      const name = call.id === '' ? 'aurora' : clipOf(world.jobs.find(call.id), Number(call.query.get('index') ?? 0));
      return { asset: await world.clips.get(name, 'video'), address: world.storage.address(name) };
    },
    refuse: (refused) => found.system.refuse(refused),
  });
}

function refusal(error: unknown, { system }: Match): Answer {
  if (error instanceof Refusal) return system.refuse(error);
  return json({ error: { message: `The sandbox broke: ${String(error)}`, type: 'sandbox_error' } }, 500);
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
