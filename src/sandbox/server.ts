import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, text, type Answer } from './http';

export interface Listening {
  origin: string;
  close(): Promise<void>;
}

/** Listens on loopback only; requests for another host (DNS rebinding) are refused. Port 0 means any free one. */
export async function listen(
  port: number,
  answer: (request: IncomingMessage, origin: string) => Promise<Answer>,
): Promise<Listening> {
  let origin = '';
  const server: Server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    const allowed = ['127.0.0.1', 'localhost'].map((host) => `${host}:${own}`);
    const answered = allowed.includes(request.headers.host ?? '')
      ? answer(request, origin)
      : Promise.resolve(text('Misdirected request', 'text/plain', 421));
    answered
      .catch(broken)
      .then((ready) => send(response, ready))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => close(server) };
}

function broken(error: unknown): Answer {
  const tooLarge = error instanceof Refusal && error.reason === 'tooLarge';
  return text(error instanceof Error ? error.message : String(error), 'text/plain', tooLarge ? 413 : 500);
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { status, headers, body, cutAfter, bytesPerSecond, atOnce, reset, chunked, provisional } = answer;
  if (reset) {
    response.destroy();
    return;
  }
  if (answer.headersEvery !== undefined) return headersOnly(response, answer.headersEvery);
  if (provisional) response.writeProcessing();
  response.writeHead(status, { ...headers, ...(!chunked && { 'content-length': body.length }) });
  const sent = cutAfter === undefined ? body : body.subarray(0, cutAfter);
  if (bytesPerSecond === undefined) response.write(sent);
  else await trickle(response, sent, bytesPerSecond, atOnce);
  if (cutAfter === undefined) response.end();
  else setImmediate(() => response.destroy());
}

async function trickle(response: ServerResponse, body: Buffer, bytesPerSecond: number, atOnce = 0): Promise<void> {
  const step = Math.max(1, Math.floor(bytesPerSecond / 10));
  if (atOnce > 0) response.write(body.subarray(0, atOnce));
  for (let start = atOnce; start < body.length && !response.destroyed; start += step) {
    response.write(body.subarray(start, start + step));
    await sleep(100);
  }
}

/** What Node would only send whole. */
async function headersOnly({ socket }: ServerResponse, every: number): Promise<void> {
  socket?.write('HTTP/1.1 200 OK\r\n');
  for (let count = 0; socket && !socket.destroyed; count++) {
    socket.write(`x-wait-${count}: 1\r\n`);
    await sleep(every);
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
