import assert from 'node:assert/strict';
import { createClient } from '../../../../src/api/client';
import type { CreateInput, Reference, RemoteJob, VideoClient } from '../../../../src/api/types';
import { transportFor } from './connect';
import { type Reply, TestServer } from './server';

/** A create and what leaves, or what came and how it is understood; literally as in the documents of the server. */
export interface Exchange {
  title: string;
  create?: Partial<CreateInput>;
  /** Request line and body; for a create. */
  sends?: { request: string; body: unknown };
  /** Id of the job that is requested. */
  get?: string;
  /** Request lines of all that leaves. */
  asks?: string[];
  replies: Record<string, Reply>;
  understood: Partial<RemoteJob>;
}

export const image: Reference = { kind: 'file', name: 'a.png', contentType: 'image/png', blob: new Blob(['PNG']) };
export const lamp: Reference = { kind: 'url', url: 'https://x.example.com/lamp.png' };

/** A server of one type that answers as it is told, for the tests of the `describe` around. */
export class Described {
  readonly #transport = transportFor();
  #server!: TestServer;

  constructor(
    readonly type: string,
    /** Path of the base address. */
    readonly path: string,
  ) {
    before(async () => (this.#server = await TestServer.start()));
    beforeEach(() => this.#server.reset());
    after(async () => {
      await this.#transport.close();
      await this.#server.stop();
    });
  }

  get server(): TestServer {
    return this.#server;
  }

  get client(): VideoClient {
    const { type } = this;
    const baseUrl = this.#server.origin + this.path;
    return createClient({ provider: { id: type, label: type, type, baseUrl }, baseUrl, key: 'k' }, this.#transport);
  }

  answers(replies: Exchange['replies']): void {
    for (const [request, reply] of Object.entries(replies)) this.#server.on(request, reply);
  }

  /** One test for each exchange. */
  exchanges(rows: readonly Exchange[]): void {
    for (const { title, create, sends, get = '', asks, replies, understood } of rows) {
      it(title, async () => {
        this.answers(replies);
        const { client, server } = this;
        const job = await (create ? client.create({ prompt: 'A cat', ...create }) : client.get(get));
        if (sends) {
          assert.equal(`${server.last.method} ${server.last.url}`, sends.request);
          assert.deepEqual(JSON.parse(server.last.body), sends.body);
        }
        if (asks) {
          assert.deepEqual(
            server.requests.map(({ method, url }) => `${method} ${url}`),
            asks,
          );
        }
        for (const [name, value] of Object.entries(understood)) {
          assert.deepEqual(job[name as keyof RemoteJob], value, name);
        }
      });
    }
  }
}
