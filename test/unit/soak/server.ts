import type { IncomingMessage } from 'node:http';
import type { HttpBody, HttpClient, HttpRequest, HttpResponse } from '../../../src/api/http/http';
import { Clips } from '../../../src/sandbox/clips';
import { answerApi, answerMedia, type Parts } from '../../../src/sandbox/handler';
import { Jobs } from '../../../src/sandbox/jobs';
import type { Middleware } from '../../../src/sandbox/middleware';
import { Storage } from '../../../src/sandbox/storage';
import { type SandboxSystem, sandboxSystems, systems } from '../../../src/sandbox/systems';
import { Faults } from '../../support/sandbox/faults';
import type { FaultyAnswer } from '../../support/sandbox/faults/wire';
import { clipsFolder } from '../sandbox/helpers';

const clips = new Clips(clipsFolder);
/** Clips are kept at another origin, so much further on. */
const mediaPorts = 1000;

/** A provider of the sandbox that is reached without a network, so that its time is the test's. */
export class SoakServer {
  readonly faults = new Faults();
  readonly baseUrl: string;
  readonly key: string;
  /** Requests, by operation. */
  readonly requests = new Map<string, number>();
  readonly #parts: Parts;

  constructor(
    readonly id: string,
    readonly system: SandboxSystem,
    readonly port: number,
  ) {
    const clock = { now: () => Date.now(), speed: 1 };
    const origin = `http://127.0.0.1:${port}`;
    this.key = `sandbox-key-of-${id}-0123456789`;
    this.baseUrl = `${origin}${systems[system].baseUrlPath}`;
    const storage = new Storage(clips, `secret of ${id}`, clock.now);
    storage.origin = `http://127.0.0.1:${port + mediaPorts}`;
    const count: Middleware = (request, next) => {
      const { operation = 'other' } = request;
      this.requests.set(operation, (this.requests.get(operation) ?? 0) + 1);
      return next(request);
    };
    this.#parts = {
      key: this.key,
      clock,
      clips,
      storage,
      middleware: [count, this.faults.middleware],
      replays: [],
      jobs: Object.fromEntries(
        sandboxSystems.map((name) => [name, new Jobs(systems[name].idPrefix, clock)]),
      ) as Parts['jobs'],
    };
  }

  async answer(request: HttpRequest): Promise<FaultyAnswer> {
    const url = new URL(request.url);
    const { bytes, contentType } = await encoded(request.body);
    const headers = {
      // Names as Node's server has them.
      ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
      host: url.host,
      ...(contentType !== undefined && { 'content-type': contentType }),
    };
    const received = { request: { method: request.method, headers } as unknown as IncomingMessage, url, bytes };
    if (Number(url.port) === this.port + mediaPorts) return answerMedia(received, this.#parts);
    return answerApi(received, this.#parts);
  }

  /** What it calls the jobs that it made of requests with this prompt, whatever it answered. */
  made(prompt: string): string[] {
    const all = this.#parts.jobs[this.system].list();
    return all.filter((job) => job.prompt === prompt).map((job) => systems[this.system].nameOf?.(job) ?? job.id);
  }

  get paid(): number {
    return this.#parts.jobs[this.system].list().length;
  }

  /** How the server says that a job has ended, or not. */
  job(id: string) {
    return this.#parts.jobs[this.system].find(id.slice(id.lastIndexOf('/') + 1));
  }
}

async function encoded(body: HttpBody | undefined): Promise<{ bytes: Buffer; contentType?: string }> {
  if (!body) return { bytes: Buffer.alloc(0) };
  if (body.kind === 'text') return { bytes: Buffer.from(body.text), contentType: body.contentType };
  const form = new FormData();
  for (const part of body.parts) {
    if ('file' in part) form.append(part.name, part.file.blob, part.file.name);
    else form.append(part.name, part.value);
  }
  const response = new Response(form);
  return {
    bytes: Buffer.from(await response.arrayBuffer()),
    contentType: response.headers.get('content-type') ?? undefined,
  };
}

const closed = () => Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });

/** The door to all of them. */
export class SoakDoor implements HttpClient {
  /** Requests and bodies on their way. */
  busy = 0;

  readonly #servers: readonly SoakServer[];

  constructor(servers: readonly SoakServer[]) {
    this.#servers = servers;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const port = Number(new URL(request.url).port);
    const server = this.#servers.find((each) => each.port === port || each.port + mediaPorts === port);
    if (!server) throw Object.assign(new Error(`Nobody is at port ${port}`), { code: 'ECONNREFUSED' });
    request.onSent?.();
    this.busy++;
    try {
      const { status, headers, body, wire: { cutAfter, reset } = {} } = await server.answer(request);
      if (reset) throw closed();
      const sent = cutAfter === undefined ? body : body.subarray(0, cutAfter);
      const chunks = async function* () {
        for (let at = 0; at < sent.length; at += 16_384) yield sent.subarray(at, at + 16_384);
        if (cutAfter !== undefined) throw closed();
      };
      const own = { ...headers, 'content-length': String(body.length) };
      return { status, headers: own, body: chunks(), discard() {} };
    } finally {
      this.busy--;
    }
  }

  async close(): Promise<void> {}
}
