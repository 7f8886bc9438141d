import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../../../src/sandbox/http';

/** How a response reaches the socket, where that is not whole and at once. */
interface WireFault {
  /** Bytes of the body after which the connection is closed. */
  cutAfter?: number;
  bytesPerSecond?: number;
  /** Bytes of the body sent before that pace begins. */
  atOnce?: number;
  /** ms between headers that never end, with no body after them. */
  headersEvery?: number;
  /** Closes the connection before anything is sent. */
  reset?: boolean;
  /** Sends no length. */
  chunked?: boolean;
  /** Sends status 102 first. */
  provisional?: boolean;
}

export interface FaultyAnswer extends Answer {
  wire?: WireFault;
}

export const onWire = (answer: FaultyAnswer, fault: WireFault): FaultyAnswer => {
  const wire = { ...answer.wire, ...fault };
  return { ...answer, wire, send: (response, whole) => send(response, whole, wire) };
};

async function send(response: ServerResponse, { status, headers, body }: Answer, wire: WireFault): Promise<void> {
  const { cutAfter, bytesPerSecond, atOnce, headersEvery, reset, chunked, provisional } = wire;
  if (reset) {
    response.destroy();
    return;
  }
  if (headersEvery !== undefined) return headersOnly(response, headersEvery);
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

/** Written to the socket itself, as Node sends headers only when they are complete. */
async function headersOnly({ socket }: ServerResponse, every: number): Promise<void> {
  socket?.write('HTTP/1.1 200 OK\r\n');
  for (let count = 0; socket && !socket.destroyed; count++) {
    socket.write(`x-wait-${count}: 1\r\n`);
    await sleep(every);
  }
}
