import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a test's server answers: a status, headers and a body, or a listener of its own. */
export type Reply =
  | { status?: number; headers?: Record<string, string>; json?: unknown; body?: string | Uint8Array }
  | ((request: Received, response: ServerResponse) => void);

/** A real HTTP server on loopback that remembers what it was asked. */
export class TestServer {
  readonly requests: Received[] = [];
  /** By `METHOD path` without query, or `METHOD *`. A list is used up one by one, its last item again and again. */
  readonly replies = new Map<string, Reply | Reply[]>();
  readonly #sockets = new Set<Socket>();

  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<TestServer> {
    // On a busy machine a client may be slow to use a connection again, and must not find it closed.
    const server = createServer({ keepAliveTimeout: 0 });
    const test = new TestServer(server);
    server.on('request', test.#listener);
    server.on('connection', (socket) => {
      test.#sockets.add(socket);
      socket.on('close', () => test.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return test;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get last(): Received {
    const last = this.requests.at(-1);
    if (!last) throw new Error('Nothing was asked');
    return last;
  }

  on(route: string, ...replies: Reply[]): this {
    this.replies.set(route, replies);
    return this;
  }

  reset(): void {
    this.requests.length = 0;
    this.replies.clear();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  readonly #listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks).toString('latin1') };
      this.requests.push(received);
      this.#answer(received, response);
    });
  };

  #answer(received: Received, response: ServerResponse): void {
    const path = received.url.split('?')[0]!;
    const found = this.replies.get(`${received.method} ${path}`) ?? this.replies.get(`${received.method} *`);
    const reply = Array.isArray(found) ? (found.length > 1 ? found.shift() : found[0]) : found;
    if (typeof reply === 'function') {
      reply(received, response);
      return;
    }
    const {
      status = reply ? 200 : 404,
      headers,
      json,
      body,
    } = reply ?? { json: { error: { message: 'Video not found' } } };
    const bytes = json === undefined ? (body ?? '') : JSON.stringify(json);
    response.writeHead(status, {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      'content-length': String(Buffer.byteLength(bytes)),
      ...headers,
    });
    response.end(bytes);
  }
}
