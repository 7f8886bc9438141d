import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clip, mebibyte } from '../support/clip';

/** A provider on loopback that answers at once: every job is finished, and `<n>MiB` has a clip of that size. */
const server = createServer((request, response) => {
  const [, id, mib] = /^\/v1\/videos\/((\d+)MiB|\w+)/.exec(request.url ?? '') ?? [];
  request.resume().once('end', () => {
    if (request.url?.endsWith('/content')) void sendClip(response, Number(mib) * mebibyte);
    else sendJob(response, id ?? 'video_new');
  });
});

function sendJob(response: ServerResponse, id: string): void {
  const job = {
    id,
    object: 'video',
    status: 'completed',
    progress: 100,
    model: 'sora-2',
    seconds: '8',
    size: '1280x720',
    prompt: 'A heron lifts off from a misty lake at dawn',
    created_at: 1_790_000_000,
    completed_at: 1_790_000_100,
  };
  const text = JSON.stringify(job);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

async function sendClip(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes, etag: `"${bytes}"` });
  for (const chunk of clip(bytes)) {
    if (!response.write(chunk)) await once(response, 'drain');
  }
  response.end();
}

server.listen(0, '127.0.0.1', () => {
  process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('disconnect', () => process.exit());
