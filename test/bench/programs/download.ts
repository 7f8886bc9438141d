import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import OpenAI from 'openai';
import { answer, memory } from '../support/child';
import { lab, openWindow } from '../support/window';

/** One download in a process of its own. Arguments: who, the server's address, the clip's id, a folder. */
const [who, origin, id, folder] = process.argv.slice(2) as [string, string, string, string];
const baseUrl = `${origin}/v1`;
const file = path.join(folder, 'clip.mp4');

async function measure(work: () => Promise<unknown>): Promise<void> {
  const idle = memory().now;
  const started = performance.now();
  await work();
  answer({ ms: performance.now() - started, above: memory().most - idle });
}

async function ours(): Promise<void> {
  const window = openWindow({ folder, provider: { type: 'openai', baseUrl } });
  await window.import({ provider: lab, id });
  await measure(() => window.download({ provider: lab, id, to: file }));
}

async function theirs(save: (response: Response) => Promise<void>): Promise<void> {
  const openai = new OpenAI({ baseURL: baseUrl, apiKey: 'sk-bench', maxRetries: 0 });
  await openai.videos.retrieve(id);
  await measure(async () => save(await openai.videos.downloadContent(id)));
}

const programs: Record<string, () => Promise<void>> = {
  ours,
  stream: () => theirs(({ body }) => pipeline(Readable.fromWeb(body! as never), createWriteStream(file))),
  blob: () => theirs(async (response) => writeFile(file, Buffer.from(await (await response.blob()).arrayBuffer()))),
  hash: () => measure(() => pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), createHash('sha256'))),
};
void programs[who]!();
