import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createAlibaba } from '@ai-sdk/alibaba';
import { createByteDance } from '@ai-sdk/bytedance';
import { createMiniMax } from '@ai-sdk/minimax';
import { createClient } from '../../src/api/client';
import type { CreateInput, VideoClient } from '../../src/api/types';
import { clipNames } from '../../src/sandbox/clips';
import { startTestSandbox, type TestSandbox } from '../support/sandbox';
import { transportFor } from '../unit/api/support/connect';

const clipsFolder = path.resolve('media/sandbox');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const shipped = new Set(clipNames.map((name) => sha256(readFileSync(path.join(clipsFolder, `${name}.mp4`)))));

/** Fetches a clip without a key, as anyone may. */
async function isShipped(url: string): Promise<boolean> {
  return shipped.has(sha256(new Uint8Array(await (await fetch(url)).arrayBuffer())));
}

type Type = 'ark' | 'dashscope' | 'kling' | 'minimax';

/** What these clients take and give, as far as these tests do. */
interface Model {
  doGenerate?(options: unknown): PromiseLike<{ videos: readonly { type: string; url?: string }[] }>;
  doStart?(options: unknown): PromiseLike<{ operation: unknown }>;
  doStatus?(options: unknown): PromiseLike<{ status: string; videos?: readonly { type: string; url?: string }[] }>;
}

const input: CreateInput = { prompt: 'a lantern', seconds: 5, size: '16:9' };

describe('The clients of the AI SDK, talking to the sandbox', () => {
  const transport = transportFor();
  let sandbox: TestSandbox;
  let time: number;

  beforeEach(async () => {
    time = Date.now();
    sandbox = await startTestSandbox({ clipsFolder, now: () => time });
  });
  afterEach(() => sandbox.close());
  after(() => transport.close());

  const ours = (type: Type): VideoClient => {
    const baseUrl = sandbox.baseUrl(type);
    return createClient({ provider: { id: type, type, baseUrl }, baseUrl, key: sandbox.key }, transport);
  };

  /** Time passes from one request of a client to the next. */
  const hurried: typeof fetch = (address, init) => {
    time += 4000;
    return fetch(address, init);
  };

  const clients: Readonly<Record<Exclude<Type, 'kling'>, (model: string, key?: string) => Model>> = {
    ark: (model, apiKey = sandbox.key) =>
      createByteDance({ apiKey, baseURL: sandbox.baseUrl('ark'), fetch: hurried }).video(model),
    dashscope: (model, apiKey = sandbox.key) =>
      createAlibaba({
        apiKey,
        videoBaseURL: sandbox.baseUrl('dashscope').replace(/\/api\/v1$/, ''),
        fetch: hurried,
      }).video(model),
    minimax: (model, apiKey = sandbox.key) =>
      createMiniMax({ apiKey, videoBaseURL: sandbox.baseUrl('minimax'), fetch: hurried }).video(model),
  };
  const names = { ark: 'seedance-1-0-sandbox-video', dashscope: 'wan2.7-t2v-sandbox-video', minimax: 'sandbox-video' };
  const options = (providerOptions: unknown = {}) => ({
    prompt: 'a lantern',
    duration: 5,
    aspectRatio: '16:9',
    n: 1,
    providerOptions,
  });

  /** Starts a job and polls until it has ended; resolves with the addresses of its clips. */
  async function run(model: Model): Promise<(string | undefined)[]> {
    if (!model.doStart || !model.doStatus) {
      const pace = { pollIntervalMs: 1, pollTimeoutMs: 600_000 };
      const result = await model.doGenerate?.(options({ bytedance: pace }));
      return result?.videos.map(({ url }) => url) ?? [];
    }
    const { operation } = await model.doStart(options());
    for (;;) {
      const { status, videos = [] } = await model.doStatus({ operation, providerOptions: {} });
      if (status === 'completed') return videos.map(({ url }) => url);
      if (status !== 'pending') throw new Error(status);
    }
  }

  for (const type of ['ark', 'dashscope', 'minimax'] as const) {
    describe(type, () => {
      it('creates, polls and names a clip that plays', async () => {
        const [url = ''] = await run(clients[type](names[type]));
        assert.ok(await isShipped(url), url);
      });

      it('sends the same create as ours', async () => {
        await run(clients[type](names[type]));
        const [theirs] = sandbox.requests.filter(({ method }) => method === 'POST');
        await ours(type).create({ ...input, model: names[type], ...(type === 'minimax' && { size: '2K 16:9' }) });
        const [own] = sandbox.requests.slice(-1);
        assert.deepEqual([own?.method, own?.path, own?.body], [theirs?.method, theirs?.path, theirs?.body]);
      });

      it('fails where the job fails, as ours does', async () => {
        const model = names[type].replace('sandbox-video', 'sandbox-fails');
        await assert.rejects(run(clients[type](model)));
        const { id } = await ours(type).create({ ...input, model });
        time += 60_000;
        const job = await ours(type).get(id);
        assert.equal(job.status, 'failed');
        assert.ok(job.error?.code && job.error.message);
      });

      it('is refused with a wrong key', async () => {
        await assert.rejects(run(clients[type](names[type], 'wrong')), { statusCode: 401 });
      });

      it('is followed by ours', async () => {
        await run(clients[type](names[type]));
        const polled = sandbox.requests.findLast(({ method }) => method === 'GET')?.path ?? '';
        const job = await ours(type).get(decodeURIComponent(polled.split('/').at(-1) ?? ''));
        assert.equal(job.status, 'completed');
        assert.ok(await isShipped(job.urls?.[0] ?? ''));
      });
    });
  }

  it('follow a job of MiniMax that ours made', async () => {
    const { id } = await ours('minimax').create({ ...input, model: 'sandbox-video' });
    time += 60_000;
    const operation = { taskId: id, resolvedInputs: { imageCount: 0, referenceVideoIndices: [] } };
    const { status } = (await clients.minimax('sandbox-video').doStatus?.({ operation })) ?? {};
    assert.equal(status, 'completed');
  });

  describe('Ours, where they have no such call', () => {
    it('follows a job of Hailuo from its file to a clip that plays', async () => {
      const client = ours('minimax');
      const { id } = await client.create({ prompt: 'a lantern', seconds: 6, model: 'MiniMax-Hailuo-sandbox-video' });
      assert.match(id, /^v1\//);
      assert.equal((await client.get(id)).status, 'queued');
      time += 60_000;
      const job = await client.get(id);
      assert.equal(job.status, 'completed');
      assert.ok(await isShipped(job.urls?.[0] ?? ''));
      const failing = await client.create({ prompt: 'a', seconds: 6, model: 'MiniMax-Hailuo-sandbox-fails' });
      time += 60_000;
      assert.deepEqual(
        [(await client.get(failing.id)).status, (await client.get(failing.id)).error?.code],
        ['failed', '1027'],
      );
    });

    for (const operation of ['kling-3.0', 'kling-3.0-omni']) {
      it(`follows a job of ${operation}, with an image, to a clip that plays`, async () => {
        const client = ours('kling');
        const reference = {
          kind: 'file' as const,
          name: 'a.png',
          contentType: 'image/png',
          blob: new Blob(['PNG']),
        };
        const { id, status } = await client.create({ prompt: 'a lantern', model: operation, seconds: 5, reference });
        assert.equal(status, 'queued');
        time += 60_000;
        const job = await client.get(id);
        assert.deepEqual([job.id, job.status], [id, 'completed']);
        assert.ok(await isShipped(job.urls?.[0] ?? ''));
        assert.deepEqual(
          (await client.list({})).jobs.map((each) => each.id),
          [id],
        );
      });
    }

    for (const type of ['ark', 'dashscope', 'kling', 'minimax'] as const) {
      it(`proves a key of ${type}, and no wrong one`, async () => {
        assert.match(await ours(type).test(), /accepted the key/);
        const baseUrl = sandbox.baseUrl(type);
        const stranger = createClient({ provider: { id: type, type, baseUrl }, baseUrl, key: 'wrong' }, transport);
        await assert.rejects(stranger.test(), { kind: 'auth' });
      });
    }

    for (const type of ['ark', 'minimax'] as const) {
      it(`deletes what has ended at ${type}, and is refused for what runs`, async () => {
        const client = ours(type);
        const { id } = await client.create({ ...input, model: 'sandbox-video' });
        time += 6000;
        await assert.rejects(client.delete(id));
        assert.equal((await client.get(id)).status, 'in_progress');
        time += 60_000;
        await client.delete(id);
        await assert.rejects(client.get(id), { kind: 'notFound' });
      });
    }
  });
});
