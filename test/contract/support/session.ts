import path from 'node:path';
import { createClient } from '../../../src/api/client';
import type { Provider } from '../../../src/api/provider';
import { createTransport, type Transport } from '../../../src/api/transport/transport';
import type { Content, VideoClient } from '../../../src/api/types';
import type { SandboxSystem } from '../../../src/sandbox';
import { type Exchange, onExchange, startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { typeOf } from '../../support/sandbox/systems';

/** Our client and the sandbox, and all that went between them. The clock moves by hand. */
export class Session {
  readonly exchanges: Exchange[] = [];
  sandbox!: TestSandbox;
  #transport!: Transport;
  #time = Date.now();

  async start(): Promise<void> {
    this.exchanges.length = 0;
    this.sandbox = await startTestSandbox({
      clipsFolder: path.resolve('media/sandbox'),
      now: () => this.#time,
      middleware: [onExchange((exchange) => this.exchanges.push(exchange))],
    });
    this.#transport = createTransport({ network: () => ({}), userAgent: 'video-jobs-tests' });
  }

  async stop(): Promise<void> {
    await this.#transport.close();
    await this.sandbox.close();
  }

  advance(seconds: number): void {
    this.#time += seconds * 1000;
  }

  client(system: SandboxSystem, changes: Partial<Provider> & { key?: string } = {}): VideoClient {
    const { key = this.sandbox.key, ...fields } = changes;
    const baseUrl = this.sandbox.baseUrl(system);
    const provider: Provider = { id: system, type: typeOf(system), baseUrl, ...fields };
    return createClient({ provider, baseUrl, key }, this.#transport);
  }
}

/** Reads a content whole. */
export async function bytesOf({ body }: Content): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
