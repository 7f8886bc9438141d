import assert from 'node:assert/strict';
import { createClient } from '../../../../src/api/client';
import type { CreateInput, Reference, RemoteJob, VideoClient } from '../../../../src/api/types';
import { transportFor } from '../support/connect';
import { type Reply, TestServer } from '../support/server';

/** An operation and what leaves, or what comes and how it is understood; literally as in the documents of the server. */
export interface Exchange {
  title: string;
  /** One of these; the job that `get` requests and the others start from is `id`. */
  does:
    | { create: Partial<CreateInput> }
    | { get: string }
    | { edit: string; model?: string }
    | { extend: string; model?: string; seconds?: number };
  /** Requests in order, the body of the last one. */
  asks?: string[];
  sends?: unknown;
  replies: Record<string, Reply>;
  understood: Partial<RemoteJob>;
}

export const image: Reference = { kind: 'file', name: 'a.png', contentType: 'image/png', blob: new Blob(['PNG']) };
export const lamp: Reference = { kind: 'url', url: 'https://x.example.com/lamp.png' };

/** A client of one type of server, and the server. */
export interface Talk {
  client(): VideoClient;
  server(): TestServer;
  answer(replies: Exchange['replies']): void;
}

/** Tests one type of server by a table, then by `more`. */
export function describeServer(
  type: string,
  path: string,
  rows: readonly Exchange[],
  more?: (talk: Talk) => void,
): void {
  describe(type, () => {
    const transport = transportFor();
    let server: TestServer;
    before(async () => (server = await TestServer.start()));
    beforeEach(() => server.reset());
    after(async () => {
      await transport.close();
      await server.stop();
    });
    const talk: Talk = {
      server: () => server,
      client() {
        const baseUrl = server.origin + path;
        return createClient({ provider: { id: type, label: type, type, baseUrl }, baseUrl, key: 'secret' }, transport);
      },
      answer(replies) {
        for (const [request, reply] of Object.entries(replies)) server.on(request, reply);
      },
    };
    for (const { title, does, asks, sends, replies, understood } of rows) {
      it(title, async () => {
        talk.answer(replies);
        const job = await perform(talk.client(), does);
        if (asks) {
          assert.deepEqual(
            server.requests.map(({ method, url }) => `${method} ${url}`),
            asks,
          );
        }
        if (sends !== undefined) assert.deepEqual(JSON.parse(server.last.body), sends);
        for (const [name, value] of Object.entries(understood)) {
          assert.deepEqual(job[name as keyof RemoteJob], value, name);
        }
      });
    }
    more?.(talk);
  });
}

function perform(client: VideoClient, does: Exchange['does']): Promise<RemoteJob> {
  if ('create' in does) return client.create({ prompt: 'A cat', ...does.create });
  if ('get' in does) return client.get(does.get);
  if ('edit' in does) return client.edit(does.edit, { prompt: 'Make it night', source: { model: does.model } });
  const { extend, model, seconds } = does;
  return client.extend(extend, { prompt: 'Go on', seconds, source: { model } });
}
