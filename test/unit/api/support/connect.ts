import assert from 'node:assert/strict';
import { createClient } from '../../../../src/api/client';
import { type ErrorKind, VideoJobsError } from '../../../../src/api/errors';
import type { Connection, Provider } from '../../../../src/api/provider';
import { createTransport, type Transport } from '../../../../src/api/transport/transport';
import type { TransportOptions } from '../../../../src/api/transport/types';
import type { Content, VideoClient } from '../../../../src/api/types';

export const canary = 'sk-canary-1234567890abcdef';

export function transportFor(options: Partial<TransportOptions> = {}): Transport {
  return createTransport({ network: () => ({ proxySupport: 'off' }), userAgent: 'video-jobs/test', ...options });
}

/** Lends a transport to one use. */
export async function using<T>(transport: Transport, use: (transport: Transport) => Promise<T>): Promise<T> {
  try {
    return await use(transport);
  } finally {
    await transport.close();
  }
}

/** The same tests over undici's connections and over those of `fetch`. */
export function overEachDoor(title: string, body: (make: typeof transportFor, client: string) => void): void {
  for (const client of ['undici', 'vscode'] as const) {
    const make: typeof transportFor = (options) =>
      transportFor({ network: () => ({ client, proxySupport: 'off' }), ...options });
    describe(`${title} (${client})`, () => body(make, client));
  }
}

export function connectionTo(
  baseUrl: string,
  provider: Partial<Provider> = {},
  key: string | undefined = canary,
): Connection {
  return { provider: { id: 'test', label: 'Test Server', type: 'openai', baseUrl, ...provider }, baseUrl, key };
}

export function clientFor(baseUrl: string, transport: Transport, provider: Partial<Provider> = {}): VideoClient {
  return createClient(connectionTo(baseUrl, provider), transport);
}

/** Runs what must fail, checks the kind of error and that no key is in it, and gives the error back. */
export async function failure(run: () => unknown, kind: ErrorKind): Promise<VideoJobsError> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof VideoJobsError)) throw error;
    assert.equal(error.kind, kind, error.message);
    const { kind: _, ...facts } = error;
    assert.ok(!`${error.message} ${JSON.stringify(facts)}`.includes(canary), 'the key is in the error');
    return error;
  }
  return assert.fail(`expected ${kind}`);
}

export async function readAll(content: Content): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The smallest thing that looks like an mp4, of any length. */
export function mp4(length = 2000, fill = 7): Buffer {
  const bytes = Buffer.alloc(length, fill);
  bytes.writeUInt32BE(24, 0);
  bytes.write('ftypisom', 4, 'latin1');
  return bytes;
}
