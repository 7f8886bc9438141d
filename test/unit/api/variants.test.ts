import assert from 'node:assert/strict';
import type { ErrorKind } from '../../../src/api/errors';
import type { Transport } from '../../../src/api/transport/transport';
import type { RemoteJob } from '../../../src/api/types';
import { isUnnamed } from '../../../src/api/unnamed';
import { sameBytes } from '../support/bytes';
import { clientFor, failure, mp4, readAll, transportFor } from './support/connect';
import { type Reply, TestServer } from './support/server';

const clip = mp4(5000);
const types = ['openai', 'generations', 'newapi', 'xai'] as const;
const elsewhere = 'https://x.example/v.mp4';

/** More responses of the kinds that real servers send, for each type that reads them. */
describe('The client, with a response unlike any documented one', () => {
  let server: TestServer;
  let transport: Transport;

  before(async () => {
    server = await TestServer.start();
    transport = transportFor();
  });
  after(async () => {
    await transport.close();
    await server.stop();
  });
  beforeEach(() => server.reset());

  const client = (type: string) =>
    clientFor(`${server.origin}/v1`, transport, { type, baseUrl: `${server.origin}/v1` });
  const create = (type: string, reply: Reply): Promise<RemoteJob> => {
    server.on('POST *', reply);
    return client(type).create({ prompt: 'A cat', model: 'm' });
  };
  const poll = (type: string, reply: Reply): Promise<RemoteJob> => {
    server.on('GET *', reply);
    return client(type).get('t1');
  };
  const has = (job: RemoteJob, expected: Partial<RemoteJob>, what: string) => {
    for (const [field, value] of Object.entries(expected)) {
      assert.deepEqual((job as unknown as Record<string, unknown>)[field], value, `${what}: ${field}`);
    }
  };
  const done = { status: 'completed' } as const;
  const queued = { id: 't1', status: 'queued' } as const;

  const created: [string, unknown, Partial<RemoteJob>][] = [
    ['an address in a list of results', { created_at: 1, results: [{ video_url: elsewhere }] }, done],
    ['an address in an envelope', { code: 0, msg: 'ok', data: { videos: [{ url: elsewhere }] } }, done],
    ['an address that ends a finished task', { status: 'succeeded', output: [elsewhere] }, done],
    ['an id beside an address, in an envelope', { data: { id: '4f0', video_url: elsewhere } }, { id: '4f0', ...done }],
    ['an id and a list of outputs', { id: '4f0', outputs: [elsewhere], created: 1 }, { id: '4f0', ...done }],
    ['an id beside a word and an address', { id: '4f0', state: 'done', url: elsewhere }, { id: '4f0', ...done }],
    ['an envelope of the gateway', { status: 'ok', code: '200', data: { job_id: 't1' } }, queued],
    ['an envelope in Chinese', { code: 200, msg: '请求成功', data: { taskId: 't1', status: '排队中' } }, queued],
    ['an envelope without a status', { ok: true, payload: { task: { id: 't1' } } }, queued],
    ['a trace before the task', { requestId: 'trace', output: { taskId: 't1', taskStatus: 'PENDING' } }, queued],
    ['a trace id of digits', { request_id: 42, data: { task_id: 't1', task_status: 'submitted' } }, queued],
    ['a trace under `id`', { id: 'chatcmpl-1', code: 0, data: { task_id: 't1', status: 'NOT_START' } }, queued],
    ['an envelope around a request id', { status: 200, message: 'success', data: { request_id: 't1' } }, queued],
    ['a trace around a request id', { request_id: 'trace', code: 0, data: { requestId: 't1' } }, queued],
    ['a request id alone', { request_id: 't1' }, queued],
    ['an error of nulls', { id: 't1', status: 'queued', error: { code: null, message: null } }, queued],
    ['an error of zeros', { id: 't1', status: null, error: { code: 0, message: '' }, error_code: 0 }, queued],
    ['an error in words for none', { id: 't1', status: 'queued', error: 'null', errors: null }, queued],
  ];
  for (const [name, json, expected] of created) {
    it(`keeps a created job from ${name}`, async () => {
      for (const type of types) has(await create(type, { json }), expected, type);
    });
  }

  it('keeps the clip in the response to a create, whatever its headers say', async () => {
    for (const headers of [
      { 'content-type': 'application/octet-stream' },
      { 'content-type': 'text/plain; charset=utf-8' },
      { 'content-type': 'video/quicktime', 'content-disposition': 'attachment; filename="../../x.mp4"' },
    ] as Record<string, string>[]) {
      for (const type of types) {
        const job = await create(type, { headers, body: clip });
        assert.deepEqual([job.status, isUnnamed(job.id)], ['completed', true]);
        sameBytes(Buffer.from(job.inlineClip!.bytes), clip);
      }
    }
  });

  it('keeps a clip as base64 under names of its own', async () => {
    const base64 = clip.toString('base64');
    for (const json of [
      { output: `data:video/mp4;base64,${base64}` },
      { data: { video_base64: base64 } },
      { generatedSamples: [{ video: { videoBytes: base64 } }] },
      { id: 't1', status: 'success', result: { file: base64.replace(/(.{76})/g, '$1\n') } },
      { candidates: [{ content: { parts: [{ inlineData: { mimeType: 'video/mp4', data: base64 } }] } }] },
    ]) {
      for (const type of types) {
        const job = await create(type, { json });
        assert.equal(job.status, 'completed', `${type} ${JSON.stringify(json).slice(0, 60)}`);
        if (job.inlineClip) sameBytes(Buffer.from(job.inlineClip.bytes), clip);
        else assert.deepEqual(job.urls, [`data:video/mp4;base64,${base64}`]);
      }
    }
  });

  it('keeps the digits of ids of any length', async () => {
    for (const [body, id] of [
      ['{"data":{"id":-9007199254740993,"status":"queued"}}', '-9007199254740993'],
      ['{"task_id": 18446744073709551615,\n"status":"queued"}', '18446744073709551615'],
      ['[{"id":1790000000000000123,"status":"queued"}]', '1790000000000000123'],
    ] as const) {
      for (const type of types) assert.equal((await create(type, { body })).id, id, `${type} ${body}`);
    }
  });

  const refused: [unknown, ErrorKind][] = [
    [{ success: 'false', message: 'no', status: 403 }, 'forbidden'],
    [{ success: false, error: { message: 'no', code: 'INSUFFICIENT_CREDITS' }, status: 402 }, 'payment'],
    [{ success: false, errors: [{ message: 'no' }], statusCode: 400 }, 'rejected'],
    [{ code: 403, message: 'no', data: null }, 'forbidden'],
  ];
  for (const [json, kind] of refused) {
    it(`is sure that nothing was made: ${JSON.stringify(json)}`, async () => {
      for (const type of types) {
        assert.equal((await failure(() => create(type, { json }), kind)).mayHaveHappened, false, type);
      }
    });
  }

  const working = { id: 't1', status: 'in_progress' } as const;
  const polled: [string, unknown, Partial<RemoteJob>][] = [
    ['success around running', { status: 'SUCCESS', data: { id: 't1', state: 'RUNNING' } }, working],
    ['200 around processing', { status: 200, success: true, data: { task: { status: 'processing' } } }, working],
    ['ok around a list', { message: 'ok', data: [{ task_id: 't1', status: 'rendering' }] }, working],
    [
      'success around a failure',
      { code: 'success', data: { status: 'FAILURE', fail_reason: 'NSFW' } },
      { status: 'failed', error: { message: 'NSFW' } },
    ],
    [
      '200 around a failure two deep',
      { code: 200, data: { status: 'ok', data: { state: 'failed', failReason: 'NSFW' } } },
      { status: 'failed', error: { message: 'NSFW' } },
    ],
    [
      'ok around an expiry',
      { ok: true, result: { task_status: 'TASK_STATUS_TIMED_OUT' } },
      { id: 't1', status: 'expired' },
    ],
    ['a number', { data: { task_id: 't1', state: 7 }, status: 200 }, { ...working, statusUnknown: true }],
    ['an unknown word', { code: 0, data: { status: 'MARINATING' } }, { ...working, statusUnknown: true }],
    [
      'an unknown word beside an address',
      { status: 'ok', data: { state: 'MARINATED', video_url: elsewhere } },
      { ...working, statusUnknown: true, clipUrlSeen: true },
    ],
  ];
  for (const [name, json, expected] of polled) {
    it(`reads a poll that says ${name}`, async () => {
      for (const type of types) has(await poll(type, { json }), expected, type);
    });
  }

  it('takes outputs in the order of their numbers, not of their arrival', async () => {
    const at = (n: number) => `https://x.example/${n}.mp4`;
    for (const videos of [
      [2, 0, 1].map((index) => ({ index, url: at(index) })),
      [2, 0, 1].map((index) => ({ output_index: String(index), video: { url: at(index) } })),
      [3, 1, 2].map((index) => ({ idx: index, src: at(index - 1) })),
    ]) {
      for (const type of types) {
        const job = await poll(type, { json: { id: 't1', status: 'completed', videos } });
        assert.deepEqual([job.outputs, job.urls], [3, [at(0), at(1), at(2)]], type);
      }
    }
    for (const indices of [
      [1, 1, 0],
      [1, undefined, 0],
    ]) {
      const videos = indices.map((index, n) => ({ index, url: at(n) }));
      const job = await poll('openai', { json: { id: 't1', status: 'completed', videos } });
      assert.deepEqual(job.urls, [at(0), at(1), at(2)], 'numbers that do not tell are no order');
    }
  });

  const reasons: unknown[] = [
    { state: 'failed', data: { failed_reason: 'Why' } },
    { status: 'failed', result: { errors: [{ detail: 'Why' }] } },
    { status: 'failed', output: { err_msg: 'Why' } },
    { code: 0, data: { status: 'failed', base_resp: { status_code: 1, status_msg: 'Why' } } },
    { status: 'failed', error: JSON.stringify(JSON.stringify({ errorMessage: 'Why' })) },
    { status: 'failed', metadata: { error: '{"error":{"error":{"message":"Why"}}}' } },
  ];
  for (const json of reasons) {
    it(`finds why it failed in ${JSON.stringify(json)}`, async () => {
      for (const type of types) {
        const job = await poll(type, { json });
        assert.deepEqual([job.status, job.error?.message], ['failed', 'Why'], type);
      }
    });
  }

  it('takes nothing that was sent, and no picture, for the clip', async () => {
    const sent = 'https://x.example/sent.mp4';
    for (const more of [
      { params: { video_url: sent } },
      { request: { video: { url: sent } } },
      { source: { url: sent } },
      { input: { video: sent }, first_frame: { url: sent } },
      { data: { frames: [{ url: sent }], request_body: { output: sent } } },
      { result: { image_url: 'https://x.example/cover.png' }, output: ['https://x.example/p.webp?sig=1'] },
    ]) {
      for (const type of types) {
        const job = await poll(type, { json: { id: 't1', status: 'completed', ...more } });
        assert.equal(job.urls, undefined, `${type} ${JSON.stringify(more)}`);
      }
    }
  });

  it('takes no address for the parent', async () => {
    for (const value of ['https://x.example/a', 'data:video/mp4;base64,AAAA', ' HTTP://x.example/b']) {
      const json = { id: 't1', status: 'queued', remixed_from_video_id: value };
      assert.equal((await poll('openai', { json })).parentId, undefined, value);
    }
  });

  it('waits for a clip where the endpoint says that the job is at work', async () => {
    for (const [status, json] of [
      [409, { detail: 'Task is still running' }],
      [422, { error: 'Video is not ready' }],
      [423, { message: 'The clip is being rendered' }],
    ] as const) {
      server
        .on('GET /v1/videos/a/content', { status, json })
        .on('GET /v1/videos/a', { json: { id: 'a', status: 'processing' } });
      await failure(() => client('openai').content('a', { variant: 'video', index: 0 }), 'notReady');
    }
  });

  it('tries the endpoint where an address has a picture of any kind', async () => {
    for (const head of ['RIFF\x08\0\0\0WEBPVP8 ', 'GIF89a', '\xff\xd8\xff\xe0\0\x10JFIF']) {
      const known = { status: 'completed' as const, urls: [`${server.origin}/file`] };
      const picture = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(500, 7)]);
      server.on('GET /file', { body: picture }).on('GET /v1/videos/a/content', { body: clip });
      sameBytes(await readAll(await client('newapi').content('a', { variant: 'video', index: 0, known })), clip);
    }
  });
});
