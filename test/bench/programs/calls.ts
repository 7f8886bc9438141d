import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import OpenAI from 'openai';
import { createClient } from '../../../src/api/client';
import { createTransport } from '../../../src/api/transport/transport';
import { answer } from '../support/child';
import { inTurn } from '../support/stats';

/** Single requests, one after the other. Arguments: the server's address, how many of each. */
const [origin, count] = [process.argv[2]!, Number(process.argv[3])];
const baseUrl = `${origin}/v1`;
const input = { prompt: 'A heron lifts off from a misty lake at dawn', model: 'sora-2', size: '1280x720' } as const;
const warmUp = Math.min(200, count);

const transport = createTransport({ network: () => ({}), userAgent: 'bench' });
const provider = { id: 'lab', type: 'openai', baseUrl };
const ours = createClient({ provider, baseUrl, key: 'sk-bench' }, transport);
const theirs = new OpenAI({ baseURL: baseUrl, apiKey: 'sk-bench', maxRetries: 0 });

const { hostname, port, host } = new URL(origin);
const body = JSON.stringify({ ...input, seconds: '8' });
const readBytes = `GET /v1/videos/video_1 HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
const writeBytes = `POST /v1/videos HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const opened = () =>
  new Promise<Socket>((resolve) => {
    const socket = connect(Number(port), hostname, () => resolve(socket)).setNoDelay();
  });

/** Writes the bytes of a request and waits for the last byte of its answer. */
function exchange(socket: Socket, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const length = Number(/content-length: (\d+)/.exec(text)?.[1]);
      if (!(text.length >= text.indexOf('\r\n\r\n') + 4 + length)) return;
      socket.off('data', read);
      resolve();
    };
    socket.on('data', read).write(bytes);
  });
}

async function exchangeAnew(bytes: string): Promise<void> {
  const socket = await opened();
  await exchange(socket, bytes);
  socket.destroy();
}

/** What Node itself makes of a request, on a connection of its own as ours. */
function nodeCreate(): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent: false as const, headers: { 'content-type': 'application/json' } };
    request(`${baseUrl}/videos`, options, (response) => response.resume().once('end', () => resolve()))
      .once('error', reject)
      .end(body);
  });
}

async function main(): Promise<void> {
  const kept = await opened();
  const calls = {
    'read: socket': () => exchange(kept, readBytes),
    'read: ours': () => ours.get('video_1'),
    'read: package': () => theirs.videos.retrieve('video_1'),
    'create: socket': () => exchange(kept, writeBytes),
    'create: new socket': () => exchangeAnew(writeBytes),
    'create: Node, new connection': nodeCreate,
    'create: ours': () => ours.create({ ...input, seconds: 8 }),
    'create: package': () => theirs.videos.create({ ...input, seconds: '8' }),
  };
  const names = Object.keys(calls) as (keyof typeof calls)[];
  const timed = async (name: keyof typeof calls) => {
    const started = performance.now();
    await calls[name]();
    return performance.now() - started;
  };
  await inTurn(names, warmUp, timed);
  answer(await inTurn(names, count, timed));
}

void main();
