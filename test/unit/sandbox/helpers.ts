import path from 'node:path';
import type { SandboxOptions, SandboxSystem } from '../../../src/sandbox';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { type CreateFields, createRequest, headersOf, jobPath, queryOf } from '../../support/sandbox/systems';

export const clipsFolder = path.resolve('media/sandbox');

/** A clock that stands still until it is moved. */
export class TestClock {
  time = Date.UTC(2026, 10, 1);
  readonly now = (): number => this.time;
  advance(ms: number): void {
    this.time += ms;
  }
}

export interface Reply {
  status: number;
  headers: Headers;
  bytes: Buffer;
  /** Parsed where it is JSON. */
  json: { [name: string]: unknown; error: Record<string, unknown> };
}

/** Asks a sandbox over real HTTP, as one of its systems, with the right key unless told otherwise. */
export class Caller {
  constructor(
    readonly sandbox: TestSandbox,
    readonly system: SandboxSystem,
    public headers: Record<string, string> = headersOf(system, sandbox.key),
  ) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return reply(await fetch(this.#address(path), { headers: { ...this.headers, ...headers }, redirect: 'manual' }));
  }

  async delete(path: string): Promise<Reply> {
    return reply(await fetch(this.#address(path), { method: 'DELETE', headers: this.headers }));
  }

  async postJson(path: string, body: unknown, more: Record<string, string> = {}): Promise<Reply> {
    const headers = { ...this.headers, 'content-type': 'application/json', ...more };
    return reply(await fetch(this.#address(path), { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  async postForm(path: string, fields: Record<string, string | File>): Promise<Reply> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return reply(await fetch(this.#address(path), { method: 'POST', headers: this.headers, body }));
  }

  /** Makes a job in the way its system documents, and gives its id. */
  async create(fields: { prompt?: string; model?: string; size?: string } = {}): Promise<string> {
    const { prompt = 'a paper boat', model = 'sandbox-video', size } = fields;
    const made = await this.#createWith({ prompt, model, ...(size !== undefined && { size }) });
    if (made.status >= 300) throw new Error(`create answered ${made.status}: ${made.bytes.toString()}`);
    const { data, output } = made.json as Record<string, { id?: unknown; task_id?: unknown } | undefined>;
    const { id, task_id, request_id, name } = made.json;
    return String(id ?? task_id ?? output?.task_id ?? data?.id ?? request_id ?? name);
  }

  #createWith(fields: CreateFields): Promise<Reply> {
    const { path, json, form, headers } = createRequest(this.system, fields);
    return form ? this.postForm(path, form) : this.postJson(path, json, headers);
  }

  job(id: string): Promise<Reply> {
    return this.get(jobPath(this.system, id));
  }

  content(id: string, query = '', headers: Record<string, string> = {}): Promise<Reply> {
    return this.get(`/videos/${encodeURIComponent(id)}/content${query}`, headers);
  }

  #address(path: string): string {
    const query = queryOf(this.system);
    return `${this.sandbox.baseUrl(this.system)}${path}${query && `?${query}`}`;
  }
}

export async function reply(response: Response): Promise<Reply> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  const json = isJson ? (parse(bytes.toString()) as Reply['json']) : ({} as Reply['json']);
  return { status: response.status, headers: response.headers, bytes, json };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Each test's own sandbox on a clock of its own, closed after it. */
export function useSandbox(options: Partial<SandboxOptions> = {}): {
  sandbox: TestSandbox;
  clock: TestClock;
  as(system: SandboxSystem): Caller;
} {
  const context = {
    sandbox: undefined as unknown as TestSandbox,
    clock: new TestClock(),
    as: (system: SandboxSystem) => new Caller(context.sandbox, system),
  };
  beforeEach(async () => {
    context.clock = new TestClock();
    context.sandbox = await startTestSandbox({ clipsFolder, now: context.clock.now, ...options });
  });
  afterEach(() => context.sandbox.close());
  return context;
}

/** Width and height are in the header; nothing else of a PNG is looked at. */
export function png(width: number, height: number, contentType = 'image/png'): File {
  const bytes = Buffer.alloc(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return new File([bytes], 'reference.png', { type: contentType });
}
