import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, Refusal, text } from './http';

interface Listening {
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
  // The client closes idle connections. A server that did so might cut off a request that is on its way.
  server.keepAliveTimeout = 0;
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
  if (answer.send) return answer.send(response, answer);
  const { status, headers, body } = answer;
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
