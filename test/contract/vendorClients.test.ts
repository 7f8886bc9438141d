import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApiError, createFalClient, type FalClient, ValidationError } from '@fal-ai/client';
import Replicate from 'replicate';
import { createClient } from '../../src/api/client';
import type { VideoClient } from '../../src/api/types';
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

describe("The vendors' own clients, talking to the sandbox", () => {
  const transport = transportFor();
  let sandbox: TestSandbox;
  let time: number;

  beforeEach(async () => {
    time = Date.now();
    sandbox = await startTestSandbox({ clipsFolder, now: () => time });
  });
  afterEach(() => sandbox.close());
  after(() => transport.close());

  const ours = (type: 'fal' | 'replicate'): VideoClient => {
    const baseUrl = sandbox.baseUrl(type);
    return createClient({ provider: { id: type, type, baseUrl }, baseUrl, key: sandbox.key }, transport);
  };

  describe('fal', () => {
    let fal: FalClient;
    beforeEach(() => {
      fal = createFalClient({
        credentials: sandbox.key,
        suppressLocalCredentialsWarning: true,
        retry: { maxRetries: 0 },
        requestMiddleware: async (request) => ({
          ...request,
          url: request.url.replace('https://queue.fal.run', sandbox.baseUrl('fal')),
        }),
      });
    });
    const model = 'fal-ai/sandbox-video/text-to-video';
    const input = { prompt: 'a lantern', duration: '5' };

    it('submits, polls and reads the result, whose clip plays', async () => {
      const { request_id: requestId, status } = await fal.queue.submit(model, { input });
      assert.equal(status, 'IN_QUEUE');
      time += 6000;
      assert.equal((await fal.queue.status(model, { requestId })).status, 'IN_PROGRESS');
      time += 6000;
      assert.equal((await fal.queue.status(model, { requestId })).status, 'COMPLETED');
      const { data } = await fal.queue.result(model, { requestId });
      assert.ok(await isShipped((data as { video: { url: string } }).video.url));
    });

    it('meets the failure of a completed request at its result', async () => {
      const late = 'fal-ai/sandbox-moderated-late';
      const { request_id: requestId } = await fal.queue.submit(late, { input });
      time += 12_000;
      assert.equal((await fal.queue.status(late, { requestId })).status, 'COMPLETED');
      await assert.rejects(fal.queue.result(late, { requestId }), (error: unknown) => {
        assert.ok(error instanceof ValidationError);
        assert.equal(error.fieldErrors[0]?.type, 'content_policy_violation');
        return true;
      });
    });

    it('cancels, and is refused with a wrong key', async () => {
      const { request_id: requestId } = await fal.queue.submit(model, { input });
      await fal.queue.cancel(model, { requestId });
      await assert.rejects(fal.queue.result(model, { requestId }), (error) => error instanceof ApiError);
      const stranger = createFalClient({
        credentials: 'wrong',
        requestMiddleware: async (request) => ({
          ...request,
          url: request.url.replace('https://queue.fal.run', sandbox.baseUrl('fal')),
        }),
      });
      await assert.rejects(stranger.queue.submit(model, { input }), { status: 401 });
    });

    it('follows a job that our client made, and ours follows one of its', async () => {
      const made = await ours('fal').create({ prompt: 'a lantern', model, seconds: 5 });
      const requestId = made.id.split('/').at(-1) ?? '';
      assert.equal(made.id, `fal-ai/sandbox-video/requests/${requestId}`);
      const { request_id: theirs } = await fal.queue.submit(model, { input });
      time += 12_000;
      assert.equal((await fal.queue.status(model, { requestId })).status, 'COMPLETED');
      const job = await ours('fal').get(`fal-ai/sandbox-video/requests/${theirs}`);
      assert.equal(job.status, 'completed');
      assert.ok(await isShipped(job.urls?.[0] ?? ''));
    });

    it('leaves a job as cancelled that ours then reads', async () => {
      const { request_id: requestId } = await fal.queue.submit(model, { input });
      await fal.queue.cancel(model, { requestId });
      const job = await ours('fal').get(`fal-ai/sandbox-video/requests/${requestId}`);
      assert.deepEqual([job.status, job.error?.code], ['cancelled', 'client_cancelled']);
    });

    it('sends the same request as ours', async () => {
      await fal.queue.submit(model, { input });
      const [theirs] = sandbox.requests.slice(-1);
      await ours('fal').create({ prompt: 'a lantern', model, seconds: 5 });
      const [own] = sandbox.requests.slice(-1);
      assert.deepEqual([own?.method, own?.path, own?.body], [theirs?.method, theirs?.path, theirs?.body]);
    });
  });

  describe('Replicate', () => {
    let replicate: Replicate;
    beforeEach(() => {
      replicate = new Replicate({ auth: sandbox.key, baseUrl: sandbox.baseUrl('replicate'), useFileOutput: false });
    });
    const model = 'owner/sandbox-video';
    const input = { prompt: 'a lantern', duration: 5 };

    it('creates by model and by version, polls, and reads an output that plays', async () => {
      const { id, status } = await replicate.predictions.create({ model, input });
      assert.equal(status, 'starting');
      const second = await replicate.predictions.create({ version: 'sandbox-fast', input });
      time += 12_000;
      assert.equal((await replicate.predictions.get(second.id)).status, 'succeeded');
      const job = await replicate.predictions.get(id);
      assert.equal(job.status, 'succeeded');
      assert.ok(await isShipped(String(job.output)));
    });

    it('lists page by page, cancels, and proves its key by the account', async () => {
      const { id } = await replicate.predictions.create({ model, input });
      assert.deepEqual(
        (await replicate.predictions.list()).results.map((each) => each.id),
        [id],
      );
      assert.equal((await replicate.predictions.cancel(id)).status, 'canceled');
      assert.equal((await replicate.accounts.current()).username, 'sandbox');
      const job = await ours('replicate').get(id);
      assert.equal(job.status, 'cancelled');
    });

    it('finds nothing an hour later, and neither does ours', async () => {
      const { id } = await replicate.predictions.create({ model: 'owner/sandbox-expires', input });
      time += 3600_000;
      const job = await replicate.predictions.get(id);
      assert.deepEqual([job.status, job.output], ['succeeded', null]);
      assert.equal((await ours('replicate').get(id)).urls, undefined);
    });

    it('sends the same request as ours', async () => {
      await replicate.predictions.create({ model, input });
      const [theirs] = sandbox.requests.slice(-1);
      const { id } = await ours('replicate').create({ prompt: 'a lantern', model, seconds: 5 });
      const [own] = sandbox.requests.slice(-1);
      assert.deepEqual([own?.method, own?.path, own?.body], [theirs?.method, theirs?.path, theirs?.body]);
      time += 12_000;
      assert.ok(await isShipped(String((await replicate.predictions.get(id)).output)));
    });
  });
});
