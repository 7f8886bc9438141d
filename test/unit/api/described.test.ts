import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client';
import { dialectFor } from '../../../src/api/dialects';
import { readPasted } from '../../../src/api/paste/pasted';
import type { CreateInput, Reference, RemoteJob } from '../../../src/api/types';
import { failure, transportFor } from './support/connect';
import { type Reply, TestServer } from './support/server';

/** A create and what leaves, or what came and how it is understood; literally as in the documents of the server. */
interface Exchange {
  title: string;
  create?: Partial<CreateInput>;
  sends?: { request: string; body: unknown };
  /** Id of the job that is requested. */
  get?: string;
  asks?: string[];
  replies: Record<string, Reply>;
  understood: Partial<RemoteJob>;
}

const image: Reference = { kind: 'file', name: 'a.png', contentType: 'image/png', blob: new Blob(['PNG']) };
const lamp: Reference = { kind: 'url', url: 'https://x.example.com/lamp.png' };
const clip = 'https://v3.fal.media/files/a/x.mp4';
const done = { status: 'COMPLETED', request_id: '80e7', metrics: { inference_time: 41.2 } };
const falJob = 'bytedance/seedance-2.0/requests/80e7';
const falStatus = `GET /${falJob}/status`;
const falResult = `GET /${falJob}`;
const queued = {
  status: 'IN_QUEUE',
  request_id: '80e7',
  response_url: `https://queue.fal.run/${falJob}`,
  status_url: `https://queue.fal.run/${falJob}/status`,
  cancel_url: `https://queue.fal.run/${falJob}/cancel`,
  queue_position: 3,
};
const prediction = {
  id: 'qz7mfx',
  model: 'bytedance/seedance-1-pro',
  version: 'hidden',
  input: {},
  logs: '',
  output: null,
  error: null,
  status: 'starting',
  created_at: '2026-07-14T09:12:03.221Z',
  urls: { get: 'https://api.replicate.com/v1/predictions/qz7mfx' },
};
const createdAt = Date.parse(prediction.created_at);

const tables: Readonly<Record<string, { path: string; rows: Exchange[] }>> = {
  fal: {
    path: '',
    rows: [
      {
        title: 'sends the input itself to the path of the model, and keeps the path that the answer names',
        create: { model: 'bytedance/seedance-2.0/text-to-video', seconds: 5, size: '1280x720', extra: { seed: 42 } },
        sends: {
          request: 'POST /bytedance/seedance-2.0/text-to-video',
          body: { prompt: 'A cat', duration: '5', aspect_ratio: '16:9', resolution: '720p', seed: 42 },
        },
        replies: { 'POST *': { json: queued } },
        understood: { id: falJob, status: 'queued', queuePosition: 3 },
      },
      {
        title: 'sends the seconds of Veo with a unit, and an image to the model beside it',
        create: { model: 'fal-ai/veo3.1', seconds: 8, size: '16:9', reference: lamp },
        sends: {
          request: 'POST /fal-ai/veo3.1/image-to-video',
          body: { prompt: 'A cat', duration: '8s', aspect_ratio: '16:9', image_url: lamp.url },
        },
        replies: { 'POST *': { json: { ...queued, response_url: 'https://queue.fal.run/fal-ai/veo3.1/requests/1' } } },
        understood: { id: 'fal-ai/veo3.1/requests/1' },
      },
      {
        title: 'sends a file as a data URL by the name that Kling has for it',
        create: { model: 'fal-ai/kling-video/v3/pro/text-to-video', seconds: 5, reference: image },
        sends: {
          request: 'POST /fal-ai/kling-video/v3/pro/image-to-video',
          body: { prompt: 'A cat', duration: '5', start_image_url: 'data:image/png;base64,UE5H' },
        },
        replies: { 'POST *': { json: queued } },
        understood: { id: falJob },
      },
      {
        title: 'sends the seconds of Sora as a number',
        create: { model: 'fal-ai/sora-2/text-to-video', seconds: 4 },
        sends: { request: 'POST /fal-ai/sora-2/text-to-video', body: { prompt: 'A cat', duration: 4 } },
        replies: { 'POST *': { json: queued } },
        understood: { id: falJob },
      },
      {
        title: 'reads 202 as a job in progress, without a second request',
        get: falJob,
        asks: [falStatus],
        replies: { [falStatus]: { status: 202, json: { status: 'IN_PROGRESS', request_id: '80e7', logs: [] } } },
        understood: { id: falJob, status: 'in_progress', providerStatus: 'IN_PROGRESS' },
      },
      {
        title: 'adds the result of a completed job',
        get: falJob,
        asks: [falStatus, falResult],
        replies: {
          [falStatus]: { json: done },
          [falResult]: { json: { video: { url: clip, content_type: 'video/mp4', duration: 5 }, seed: 42 } },
        },
        understood: { id: falJob, status: 'completed', urls: [clip], seconds: 5 },
      },
      {
        title: 'takes a result whose clip is a text',
        get: falJob,
        replies: { [falStatus]: { json: done }, [falResult]: { json: { video_url: clip } } },
        understood: { status: 'completed', urls: [clip] },
      },
      {
        title: 'reads a refused input behind COMPLETED as a failed job',
        get: falJob,
        replies: {
          [falStatus]: { json: done },
          [falResult]: {
            status: 422,
            headers: { 'x-fal-request-id': 'req_1' },
            json: {
              detail: [{ loc: ['body', 'prompt'], msg: 'Flagged', type: 'content_policy_violation', input: 'A cat' }],
            },
          },
        },
        understood: {
          status: 'failed',
          error: { code: 'content_policy_violation', message: 'body.prompt: Flagged', requestId: 'req_1' },
        },
      },
      {
        title: 'reads an error body under 200 behind COMPLETED as a failed job',
        get: falJob,
        replies: {
          [falStatus]: { json: done },
          [falResult]: { json: { detail: [{ loc: ['body'], msg: 'No face', type: 'face_detection_error' }] } },
        },
        understood: { status: 'failed', error: { code: 'face_detection_error', message: 'body: No face' } },
      },
      {
        title: 'reads a runner that timed out as a failed job',
        get: falJob,
        replies: {
          [falStatus]: { json: done },
          [falResult]: { status: 504, json: { detail: 'Request timed out', error_type: 'request_timeout' } },
        },
        understood: { status: 'failed', error: { code: 'request_timeout', message: 'Request timed out' } },
      },
    ],
  },
  replicate: {
    path: '/v1',
    rows: [
      {
        title: 'creates with an official model by its name',
        create: { model: 'bytedance/seedance-1-pro', seconds: 5, size: '1280x720', extra: { seed: 7 } },
        sends: {
          request: 'POST /v1/models/bytedance/seedance-1-pro/predictions',
          body: { input: { prompt: 'A cat', duration: 5, aspect_ratio: '16:9', resolution: '720p', seed: 7 } },
        },
        replies: { 'POST *': { status: 201, json: prediction } },
        understood: { id: 'qz7mfx', status: 'queued', model: 'bytedance/seedance-1-pro', createdAt },
      },
      {
        title: 'creates with a version, its fields at the top level beside those of the model',
        create: { model: 'owner/name:5c7d', extra: { webhook: 'https://h.example', input: { fps: 24 } } },
        sends: {
          request: 'POST /v1/predictions',
          body: { version: 'owner/name:5c7d', input: { prompt: 'A cat', fps: 24, webhook: 'https://h.example' } },
        },
        replies: { 'POST *': { status: 201, json: prediction } },
        understood: { id: 'qz7mfx' },
      },
      {
        title: 'gives Kling its image by its own name',
        create: { model: 'kwaivgi/kling-v3', reference: lamp },
        sends: {
          request: 'POST /v1/models/kwaivgi/kling-v3/predictions',
          body: { input: { prompt: 'A cat', start_image: lamp.url } },
        },
        replies: { 'POST *': { status: 201, json: prediction } },
        understood: { id: 'qz7mfx' },
      },
      ...[
        { title: 'reads an output that is a text', output: clip },
        { title: 'reads an output that is a list', output: [clip] },
        { title: 'reads an output that is an object', output: { video: clip } },
      ].map(({ title, output }) => ({
        title,
        get: 'qz7mfx',
        asks: ['GET /v1/predictions/qz7mfx'],
        replies: {
          'GET *': { json: { ...prediction, status: 'succeeded', output, completed_at: '2026-07-14T09:13:03.221Z' } },
        },
        understood: {
          status: 'completed' as const,
          urls: [clip],
          completedAt: createdAt + 60_000,
          expiresAt: createdAt + 60_000 + 3600_000,
        },
      })),
      {
        title: 'reads a failure in the words of the model',
        get: 'qz7mfx',
        replies: { 'GET *': { json: { ...prediction, status: 'failed', error: 'Flagged as sensitive. (E005)' } } },
        understood: { status: 'failed', error: { message: 'Flagged as sensitive. (E005)' } },
      },
      ...(['canceled', 'aborted'] as const).map((status) => ({
        title: `reads "${status}" as cancelled`,
        get: 'qz7mfx',
        replies: { 'GET *': { json: { ...prediction, status } } },
        understood: { status: 'cancelled' as const, providerStatus: status },
      })),
    ],
  },
};

describe('Described servers', () => {
  const transport = transportFor();
  let server: TestServer;
  before(async () => (server = await TestServer.start()));
  beforeEach(() => server.reset());
  after(async () => {
    await transport.close();
    await server.stop();
  });

  const client = (type: string) => {
    const baseUrl = server.origin + (tables[type]?.path ?? '');
    return createClient({ provider: { id: type, label: type, type, baseUrl }, baseUrl, key: 'id:secret' }, transport);
  };
  const answers = (replies: Exchange['replies']): void => {
    for (const [request, reply] of Object.entries(replies)) server.on(request, reply);
  };

  for (const [type, { rows }] of Object.entries(tables)) {
    describe(type, () => {
      for (const { title, create, sends, get, asks, replies, understood } of rows) {
        it(title, async () => {
          answers(replies);
          const job = await (create
            ? client(type).create({ prompt: 'A cat', ...create })
            : client(type).get(get ?? ''));
          if (sends) {
            assert.equal(`${server.last.method} ${server.last.url}`, sends.request);
            assert.deepEqual(JSON.parse(server.last.body), sends.body);
          }
          if (asks) {
            assert.deepEqual(
              server.requests.map(({ method, url }) => `${method} ${url}`),
              asks,
            );
          }
          for (const [name, value] of Object.entries(understood)) {
            assert.deepEqual(job[name as keyof RemoteJob], value, name);
          }
        });
      }
    });
  }

  describe('fal', () => {
    it('sends the key as its own scheme, whole', async () => {
      answers({ 'POST *': { json: queued } });
      await client('fal').create({ prompt: 'A cat', model: 'fal-ai/veo3.1' });
      assert.equal(server.last.headers.authorization, 'Key id:secret');
    });

    it('takes a result that cannot be had for a failed poll, not for a failed job', async () => {
      for (const [status, kind] of [
        [401, 'auth'],
        [429, 'rateLimited'],
        [502, 'server'],
        [503, 'server'],
      ] as const) {
        answers({ [falStatus]: { json: done }, [falResult]: { status, json: { detail: 'Not now' } } });
        await failure(() => client('fal').get(falJob), kind);
      }
    });

    it('tells the status of a job whose result is gone', async () => {
      answers({ [falStatus]: { json: done }, [falResult]: { status: 404, json: { detail: 'Request not found' } } });
      await failure(() => client('fal').get(falJob), 'notFound');
      const { id, status } = await client('fal').status!(falJob);
      assert.deepEqual([id, status], [falJob, 'completed']);
      assert.equal(client('replicate').status, undefined);
    });

    it('takes a result that comes too early for a job in progress', async () => {
      answers({
        [falStatus]: { json: done },
        [falResult]: { status: 400, json: { detail: 'Request is still in progress' } },
      });
      await failure(() => client('fal').get(falJob), 'notReady');
    });

    it('names an empty balance, although its status is 403', async () => {
      const detail = 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing';
      answers({ 'POST *': { status: 403, json: { detail } } });
      await failure(() => client('fal').create({ prompt: 'A cat', model: 'fal-ai/veo3.1' }), 'payment');
    });

    it('calls a key good only where that was proved', async () => {
      answers({ 'GET *': { status: 404, json: { detail: 'Request not found' } } });
      assert.match(await client('fal').test(), /shows with the first job/);
      answers({ 'GET *': { status: 401, json: { detail: 'Invalid credentials' } } });
      await failure(() => client('fal').test(), 'auth');
    });

    it('never uses an address of another origin, only its path', async () => {
      answers({ 'POST *': { json: { ...queued, response_url: 'https://evil.example/a/b/requests/80e7' } } });
      assert.equal((await client('fal').create({ prompt: 'A cat', model: 'a/b' })).id, 'a/b/requests/80e7');
    });

    it('refuses an id with a dot segment before anything is sent', async () => {
      await failure(() => client('fal').get('a/../b/requests/1'), 'rejected');
      assert.equal(server.requests.length, 0);
    });
  });

  describe('replicate', () => {
    it('proves the key by the account, which costs nothing', async () => {
      answers({ 'GET /v1/account': { json: { type: 'user', username: 'a' } } });
      assert.match(await client('replicate').test(), /accepted the key/);
    });

    it('lists page by page, by the cursor in the address of the next', async () => {
      const next = 'https://api.replicate.com/v1/predictions?cursor=cD0y';
      answers({ 'GET *': { json: { previous: null, next, results: [prediction] } } });
      const page = await client('replicate').list({});
      assert.deepEqual([page.jobs.map(({ id }) => id), page.next], [['qz7mfx'], 'cD0y']);
      await client('replicate').list({ after: page.next });
      assert.equal(server.last.url, '/v1/predictions?cursor=cD0y');
    });
  });

  it('refuses what a request states and the server has no field for', async () => {
    const dialect = dialectFor({ type: 'fal', baseUrl: server.origin });
    const input = { prompt: 'A cat', model: 'a/b', seconds: 2.5 };
    await failure(() => dialect.encode({ op: 'create', input }, {}), 'unsupported');
  });

  it('are recognised in a pasted command, model and key included', () => {
    const fal = readPasted(
      `curl -X POST https://queue.fal.run/fal-ai/veo3.1/fast -H "Authorization: Key 8f2d-11:9a7be2c4" -d '{"prompt":"A cat"}'`,
    );
    assert.deepEqual(
      [fal.provider.type, fal.provider.baseUrl, fal.provider.model, fal.key],
      ['fal', 'https://queue.fal.run', 'fal-ai/veo3.1/fast', '8f2d-11:9a7be2c4'],
    );
    const replicate = readPasted(
      `curl https://api.replicate.com/v1/models/google/veo-3.1/predictions -H "Authorization: Bearer r8_Zk3vQ9w2" -d '{"input":{"prompt":"A cat"}}'`,
    );
    assert.deepEqual(
      [replicate.provider.type, replicate.provider.baseUrl, replicate.provider.model, replicate.key],
      ['replicate', 'https://api.replicate.com/v1', 'google/veo-3.1', 'r8_Zk3vQ9w2'],
    );
  });
});
