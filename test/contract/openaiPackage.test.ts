import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import OpenAI, { toFile } from 'openai';
import { clipNames } from '../../src/sandbox/clips';
import { startTestSandbox, type TestSandbox } from '../support/sandbox';

const clipsFolder = path.resolve('media/sandbox');

describe("OpenAI's own package, talking to the sandbox", () => {
  let sandbox: TestSandbox;
  let openai: OpenAI;
  let time: number;

  beforeEach(async () => {
    time = Date.now();
    sandbox = await startTestSandbox({ clipsFolder, now: () => time });
    openai = new OpenAI({ baseURL: sandbox.baseUrl('openai'), apiKey: sandbox.key, maxRetries: 0 });
  });
  afterEach(() => sandbox.close());

  const completedJob = async (prompt = 'a lantern') => {
    const { id } = await openai.videos.create({ prompt, size: '1280x720', seconds: '8' });
    time += 12_000;
    return id;
  };

  it('creates, with and without a reference image', async () => {
    const job = await openai.videos.create({ prompt: 'a lantern', model: 'sora-2', seconds: '8', size: '1280x720' });
    assert.deepEqual([job.object, job.status, job.seconds, job.size], ['video', 'queued', '8', '1280x720']);
    const header = Buffer.from('89504e470d0a1a0a0000000d4948445200000500000002d00802000000', 'hex');
    const file = await toFile(header, 'start.png', { type: 'image/png' });
    await openai.videos.create({ prompt: 'a lantern', size: '1280x720', input_reference: file });
    const sent = sandbox.requests.at(-1)?.body;
    assert.equal(sent?.encoding, 'multipart');
    assert.deepEqual(sent?.files.input_reference, {
      name: 'start.png',
      contentType: 'image/png',
      bytes: header.length,
      sha256: createHash('sha256').update(header).digest('hex'),
    });
    const wrong = openai.videos.create({ prompt: 'a lantern', size: '720x1280', input_reference: file });
    await assert.rejects(wrong, { status: 400, message: /Inpaint image must match/ });
  });

  it('lists page by page', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      made.unshift((await openai.videos.create({ prompt: `lantern ${count}` })).id);
      time += 1000;
    }
    const listed: string[] = [];
    for await (const { id } of openai.videos.list({ limit: 2 })) listed.push(id);
    assert.deepEqual(listed, made);
    assert.equal(sandbox.requests.filter(({ operation }) => operation === 'list').length, 3);
  });

  it('retrieves, remixes, edits, extends and deletes', async () => {
    const id = await completedJob();
    const job = await openai.videos.retrieve(id);
    assert.deepEqual([job.status, job.progress, job.prompt], ['completed', 100, 'a lantern']);
    const remix = await openai.videos.remix(id, { prompt: 'in fog' });
    assert.equal(remix.remixed_from_video_id, id);
    assert.equal((await openai.videos.edit({ prompt: 'in snow', video: { id } })).status, 'queued');
    assert.equal((await openai.videos.extend({ prompt: 'and on', seconds: '4', video: { id } })).seconds, '12');
    assert.deepEqual(await openai.videos.delete(id), { id, object: 'video.deleted', deleted: true });
    await assert.rejects(openai.videos.retrieve(id), { status: 404, requestID: /^req_/ });
  });

  it('downloads the clip and its companions byte by byte', async () => {
    const id = await completedJob();
    const files = { video: '.mp4', thumbnail: '-thumbnail.webp', spritesheet: '-spritesheet.webp' } as const;
    for (const [variant, suffix] of Object.entries(files)) {
      const response = await openai.videos.downloadContent(id, { variant: variant as keyof typeof files });
      const bytes = Buffer.from(await response.arrayBuffer());
      const shipped = await Promise.all(clipNames.map((name) => readFile(path.join(clipsFolder, `${name}${suffix}`))));
      assert.ok(
        shipped.some((clip) => clip.equals(bytes)),
        variant,
      );
    }
  });

  it('understands refusals', async () => {
    const pending = await openai.videos.create({ prompt: 'a lantern' });
    await assert.rejects(openai.videos.downloadContent(pending.id), { status: 404, message: /not ready yet/ });
    await assert.rejects(openai.videos.create({ prompt: 'x', model: 'sandbox-moderated' }), {
      status: 400,
      code: 'moderation_blocked',
    });
    const stranger = new OpenAI({ baseURL: sandbox.baseUrl('openai'), apiKey: 'wrong', maxRetries: 0 });
    await assert.rejects(stranger.videos.retrieve(pending.id), { status: 401, code: 'invalid_api_key' });
    sandbox.faults.add({ kind: 'status', status: 429, retryAfter: 3, times: 1 });
    await assert.rejects(openai.videos.retrieve(pending.id), { status: 429 });
  });
});
