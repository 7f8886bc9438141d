import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Snip {
  /** How the request begins: `POST `, or the part of its first line that tells. */
  request: RegExp;
  /** Which bytes are counted. */
  way: 'up' | 'down';
  /** So many pass; with the next one `then` is called, and the connection ends. */
  after: number;
  then(): void;
}

/** The line between a window and its server, which can be cut at any byte. */
export class Wire {
  readonly snips: Snip[] = [];

  static async to(origin: string): Promise<Wire> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Wire(server, Number(new URL(origin).port));
  }

  readonly #server: Server;
  readonly #port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
    server.on('connection', (socket) => this.#carry(socket));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  #carry(near: Socket): void {
    const far = connect(this.#port, '127.0.0.1');
    let snip: Snip | undefined;
    let passed = 0;
    const end = () => {
      near.destroy();
      far.destroy();
    };
    const carry = (to: Socket, way: Snip['way'], bytes: Buffer) => {
      if (snip?.way !== way) return void to.write(bytes);
      to.write(bytes.subarray(0, Math.max(0, snip.after - passed)));
      passed += bytes.length;
      if (passed <= snip.after) return;
      const { then } = snip;
      snip = undefined;
      then();
      // What was let through does arrive.
      setTimeout(end, 5);
    };
    near.on('data', (bytes) => {
      const start = bytes.toString('latin1', 0, 200);
      // A connection that is kept has several requests.
      const index = this.snips.findIndex(({ request }) => request.test(start.slice(0, start.indexOf('\r\n'))));
      if (index >= 0) {
        [snip] = this.snips.splice(index, 1);
        passed = 0;
      }
      carry(far, 'up', this.#readdressed(bytes));
    });
    far.on('data', (bytes) => carry(near, 'down', bytes));
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
  }

  /** The sandbox answers to its own name only. */
  #readdressed(bytes: Buffer): Buffer {
    const head = bytes.toString('latin1', 0, 2000);
    const own = new URL(this.origin).host;
    const at = head.indexOf(own);
    if (at < 0) return bytes;
    const there = Buffer.from(`127.0.0.1:${this.#port}`);
    return Buffer.concat([bytes.subarray(0, at), there, bytes.subarray(at + own.length)]);
  }
}
