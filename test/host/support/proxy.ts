import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface TestProxy {
  /** `host:port` */
  readonly host: string;
  /** `CONNECT host:port`, or method and address of what was asked in the absolute form. */
  readonly seen: string[];
  /** What it does with a request: lets it through with or without this sign-in, or refuses. */
  mode: { signIn?: string; status?: number };
  close(): Promise<void>;
}

/** A proxy that leads every name to one port of this machine. */
export async function startProxy(target: number, port = 0): Promise<TestProxy> {
  const seen: string[] = [];
  const sockets = new Set<Duplex>();
  const proxy: Pick<TestProxy, 'mode'> = { mode: {} };

  const refusal = ({ headers }: IncomingMessage): number | undefined => {
    const { signIn, status } = proxy.mode;
    if (status !== undefined) return status;
    const expected = signIn && `Basic ${Buffer.from(signIn).toString('base64')}`;
    return expected && headers['proxy-authorization'] !== expected ? 407 : undefined;
  };

  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const status = refusal(request) ?? 502;
    response.writeHead(status, status === 407 ? { 'proxy-authenticate': 'Basic realm="test"' } : {}).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    seen.push(`CONNECT ${request.url}`);
    socket.on('error', () => {});
    const status = refusal(request);
    if (status !== undefined) {
      const challenge = status === 407 ? 'proxy-authenticate: Basic realm="test"\r\n' : '';
      socket.end(`HTTP/1.1 ${status} Refused\r\n${challenge}content-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return Object.assign(proxy, {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  });
}
