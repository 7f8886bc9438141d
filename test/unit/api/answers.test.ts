import assert from 'node:assert/strict';
import type { Provider } from '../../../src/api/provider';
import type { Transport } from '../../../src/api/transport/transport';
import type { RemoteJob, VideoClient } from '../../../src/api/types';
import { isUnnamed } from '../../../src/api/unnamed';
import { sameBytes } from '../support/bytes';
import { clientFor, failure, mp4, readAll, transportFor } from './support/connect';
import { type Reply, TestServer } from './support/server';

const clip = mp4(5000);
const types = ['openai', 'generations', 'newapi', 'xai'] as const;
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(500, 7)]);

describe('A server’s response', () => {
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

  const client = (type: string, more: Partial<Provider> = {}): VideoClient =>
    clientFor(`${server.origin}/v1`, transport, { type, baseUrl: `${server.origin}/v1`, ...more });
  const input = { prompt: 'A cat', model: 'm' };
  const create = (type: string, reply: Reply): Promise<RemoteJob> => {
    server.on('POST *', reply);
    return client(type).create(input);
  };
  const poll = (type: string, reply: Reply): Promise<RemoteJob> => {
    server.on('GET *', reply);
    return client(type).get('t1');
  };
  const facts = ({ id, status, error }: RemoteJob) => ({ id, status, ...(error && { error }) });

  describe('to a create keeps the job', () => {
    const queued: [string, unknown, id?: string][] = [
      ['in an envelope with the transport’s status', { status: 200, message: 'success', data: { task_id: 't1' } }],
      ['beside a trace', { request_id: 'trace', output: { task_id: 't1', task_status: 'PENDING' } }],
      ['with an empty error', { id: 't1', status: '', error: { code: '', message: '' } }],
      ['in camel case', { code: 0, message: 'ok', data: { taskId: 't1' } }],
      ['two envelopes deep', { code: 200, data: { status: 'success', data: { task_id: 't1', status: 'queued' } } }],
      ['in a list', { code: 0, data: [{ task_id: 't1', status: 'submitted' }] }],
      ['as JSON in a string', { code: 0, data: '{"task_id":"t1","status":"queued"}' }],
      ['beside an id of the request', { id: 'trace', code: 'success', data: { task_id: 't1' } }],
      ['as the value of the envelope', { code: 1, description: '提交成功', result: 't1-task' }, 't1-task'],
      ['where the transport says ok', { id: 't1', status: 'ok' }],
      ['where the transport says success', { success: true, status: 'success', id: 't1', error: null }],
      ['with the status outside', { status: 'queued', data: { task_id: 't1' } }],
      ['as a task of its own', { task: { id: 't1', status: 'pending' }, request_id: 'trace' }],
      ['in a result', { success: true, result: { jobId: 't1' }, requestId: 'trace' }],
      ['with errors that are none', { id: 't1', error: {}, errors: [], code: null, message: '' }],
    ];
    for (const type of types) {
      for (const [name, json, id = 't1'] of queued) {
        it(`${name} (${type})`, async () => {
          assert.deepEqual(facts(await create(type, { json })), { id, status: 'queued' });
        });
      }
    }

    for (const [digits, body] of [
      ['1790000000000000123', '{"id":1790000000000000123,"status":"queued"}'],
      ['9007199254740993', '{"data":{"task_id":9007199254740993,"status":"queued"},"note":"id 9007199254740993"}'],
      ['12345678901234567890123', '{"n":1.5e10,"s":"a \\" 1","id": 12345678901234567890123 ,"status":"queued"}'],
    ] as const) {
      it(`with exactly the digits of ${digits}`, async () => {
        for (const type of types) assert.equal((await create(type, { body })).id, digits, type);
      });
    }

    it('is read even if its JSON is slightly invalid', async () => {
      const bodies = [
        '\uFEFF{"id":"t1","status":"queued"}',
        '{"id":"t1","status":"queued","progress":NaN,"eta":-Infinity,"note":"NaN"}',
        'data: {"id":"t0","status":"queued"}\n\ndata: {"id":"t1","status":"queued"}\n\ndata: [DONE]\n\n',
        JSON.stringify(JSON.stringify({ id: 't1', status: 'queued' })),
        `{"id":"t1","status":"queued","deep":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      ];
      for (const body of bodies) {
        assert.deepEqual(facts(await create('openai', { body })), { id: 't1', status: 'queued' }, body.slice(0, 60));
      }
    });

    it('reads an id that is only in a header', async () => {
      for (const headers of [
        { location: '/v1/videos/t1' },
        { 'operation-location': 'https://x.example/v1/jobs/t1?api-version=1' },
        { 'x-task-id': 't1' },
      ] as Record<string, string>[]) {
        assert.deepEqual(facts(await create('openai', { status: 202, headers })), { id: 't1', status: 'queued' });
      }
      await failure(() => create('openai', { status: 202, headers: { location: '/v1/videos' } }), 'badResponse');
    });

    it('keeps a job that failed at once, with its id and the reason', async () => {
      for (const json of [
        { id: 't1', error: { code: 'nsfw', message: 'Not allowed.' } },
        { code: 0, data: { task_id: 't1', status: 'failed', error_code: 'nsfw', fail_reason: 'Not allowed.' } },
        { id: 't1', status: 'failed', error: { code: 'nsfw', message: 'Not allowed.' } },
      ]) {
        const job = await create('openai', { json });
        assert.deepEqual(facts(job), { id: 't1', status: 'failed', error: { code: 'nsfw', message: 'Not allowed.' } });
      }
    });
  });

  describe('to a create that holds the clip', () => {
    const url = () => `${server.origin}/v.mp4`;
    for (const type of types) {
      it(`as an address without an id is a completed job, fetched from there (${type})`, async () => {
        server.on('GET /v.mp4', { body: clip });
        for (const json of [
          { created: 1, data: [{ url: url() }] },
          { created: 1, data: [{ video_url: url() }] },
          { status: 'success', video: { url: url() } },
          { output: url() },
        ]) {
          const job = await create(type, { json });
          assert.deepEqual([job.status, job.urls, isUnnamed(job.id)], ['completed', [url()], true]);
          const known = { status: job.status, urls: job.urls };
          sameBytes(await readAll(await client(type).content(job.id, { variant: 'video', index: 0, known })), clip);
          await failure(() => client(type).get(job.id), 'notFound');
        }
        assert.ok(server.requests.every(({ url: path }) => !path.includes('unnamed')));
      });

      it(`as an address with an id is fetched from there, also when nobody knows the id (${type})`, async () => {
        server.on('GET /v.mp4', { body: clip });
        const job = await create(type, { json: { id: '4f0', created: 1, data: [{ url: url() }] } });
        assert.deepEqual([job.id, job.status], ['4f0', 'completed']);
        const known = { status: job.status, urls: job.urls };
        sameBytes(await readAll(await client(type).content('4f0', { variant: 'video', index: 0, known })), clip);
      });

      it(`as bytes is kept (${type})`, async () => {
        for (const headers of [{ 'content-type': 'video/mp4' }, { 'content-type': 'application/json' }]) {
          const job = await create(type, { headers, body: clip });
          assert.equal(job.status, 'completed');
          assert.equal(job.inlineClip?.contentType, 'video/mp4');
          sameBytes(Buffer.from(job.inlineClip.bytes), clip);
        }
      });

      it(`as base64 is kept, and not a second time in the raw answer (${type})`, async () => {
        const base64 = clip.toString('base64');
        for (const json of [
          { created: 1, data: [{ b64_json: base64 }] },
          { id: 't1', status: 'completed', videos: [{ base64 }] },
          { response: { predictions: [{ bytesBase64Encoded: base64, mimeType: 'video/mp4' }] } },
          { video: { encodedVideo: base64, encoding: 'video/mp4' } },
        ]) {
          const job = await create(type, { json });
          assert.equal(job.status, 'completed');
          sameBytes(Buffer.from(job.inlineClip!.bytes), clip);
          assert.ok(!JSON.stringify(job.raw).includes(base64));
          assert.match(JSON.stringify(job.raw), /video\/mp4, 5000 bytes/);
        }
      });
    }

    it('larger than any description of a job is kept whole', async () => {
      const large = mp4(6 * 1024 * 1024);
      const bytes = await create('openai', { body: large });
      sameBytes(Buffer.from(bytes.inlineClip!.bytes), large);
      const job = await poll('openai', { json: { id: 't1', status: 'completed', b64_json: large.toString('base64') } });
      sameBytes(Buffer.from(job.inlineClip!.bytes), large);
    });
  });

  describe('to a create that refuses', () => {
    it('means that nothing was made', async () => {
      const table: [unknown, string][] = [
        [{ success: false, error: { message: 'no' }, status: 403 }, 'forbidden'],
        [{ success: false, message: 'no credit' }, 'rejected'],
        [{ status: 'error', message: 'no' }, 'rejected'],
        [{ ok: false, error: 'no' }, 'rejected'],
        [{ code: 401, msg: 'no', data: {} }, 'auth'],
        [{ request_id: 'trace', code: 'InvalidParameter', message: 'no' }, 'rejected'],
        [{ status: 429, error: 'slow down', data: null }, 'rateLimited'],
      ];
      for (const type of types) {
        for (const [json, kind] of table) {
          const error = await failure(() => create(type, { json }), kind as 'rejected');
          assert.equal(error.mayHaveHappened, false, JSON.stringify(json));
          assert.ok(error.response?.text?.includes('no') || kind === 'rateLimited');
        }
      }
    });

    it('is uncertain after a server error', async () => {
      for (const json of [
        { error: { status_code: 502, message: 'Bad gateway' } },
        { error: { code: 503, message: 'Overloaded' } },
        { error: { type: 'server_error', message: 'Oops' } },
        { success: false, statusCode: 500, message: 'Oops' },
      ]) {
        const error = await failure(() => create('openai', { json }), 'server');
        assert.equal(error.mayHaveHappened, true, JSON.stringify(json));
      }
    });
  });

  describe('to a create that cannot be decoded is kept in the error', () => {
    it('as text, without the key', async () => {
      const filler = 'x'.repeat(100_000);
      for (const [status, body] of [
        [200, `{"note":"${filler}"}`],
        [200, `<html>${filler}</html>`],
        [500, `{"error":{"message":"${filler}"}}`],
        [200, `not json ${filler}`],
      ] as const) {
        const error = await create('openai', { status, body, headers: { 'content-type': 'text/x' } }).then(
          () => assert.fail('no error'),
          (caught: unknown) => caught as Awaited<ReturnType<typeof failure>>,
        );
        assert.deepEqual([error.response?.status, error.response?.contentType], [status, 'text/x']);
        assert.equal(error.response?.text, body);
        assert.ok(!Object.keys(error).includes('response'), 'is not printed with the error');
      }
    });

    it('as far as it was received before it was cut off', async () => {
      server.on('POST *', (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"id":"t1","sta');
        setImmediate(() => setTimeout(() => response.destroy(), 20));
      });
      const error = await failure(() => client('openai').create(input), 'network');
      assert.equal(error.mayHaveHappened, true);
      assert.deepEqual(error.response, {
        status: 200,
        contentType: undefined,
        text: '{"id":"t1","sta',
        isIncomplete: true,
      });
    });

    it('as bytes, not quoted if it is no text', async () => {
      const error = await failure(() => create('openai', { body: png }), 'badResponse');
      sameBytes(Buffer.from(error.response!.bytes!), png);
      assert.match(error.message, /got: data that is not text/);
      const noise = Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80, 0x81]);
      assert.match((await failure(() => create('openai', { body: noise }), 'badResponse')).message, /not text/);
      assert.match((await failure(() => create('openai', { status: 500, body: noise }), 'server')).message, /not text/);
    });
  });

  describe('to a poll', () => {
    const table: [string, unknown, Partial<RemoteJob>][] = [
      [
        'under a success of the transport',
        { status: 'success', data: { task_id: 't1', status: 'processing' } },
        { status: 'in_progress' },
      ],
      [
        'that failed under a success of the transport',
        { status: 'success', data: { task_id: 't1', status: 'failed', fail_reason: 'NSFW' } },
        { status: 'failed', error: { message: 'NSFW' } },
      ],
      [
        'with a number that nobody knows',
        { status: 200, message: 'success', data: { task_id: 't1', state: -1 } },
        { status: 'in_progress', providerStatus: '-1', statusUnknown: true },
      ],
      [
        'with a number in an envelope',
        { code: 0, data: { id: 't1', status: 2 } },
        { status: 'in_progress', statusUnknown: true },
      ],
      ['with the answer in a string', { code: 0, data: '{"status":"SUCCESS","id":"t1"}' }, { status: 'completed' }],
      ['with a flag in place of a word', { id: 't1', done: false }, { status: 'in_progress' }],
      ['with an object in place of a word', { id: 't1', status: { state: 'succeeded' } }, { status: 'completed' }],
      [
        'of Kling',
        { code: 0, message: 'SUCCEED', request_id: 'r', data: { task_id: 't1', task_status: 'processing' } },
        { status: 'in_progress' },
      ],
      [
        'with the address alone',
        { created: 1, data: [{ url: 'https://x.example/v.mp4' }] },
        { status: 'completed', urls: ['https://x.example/v.mp4'] },
      ],
    ];
    for (const [name, json, expected] of table) {
      it(`${name} is read`, async () => {
        for (const type of types) {
          const job = (await poll(type, { json })) as unknown as Record<string, unknown>;
          assert.equal(job['id'], 't1');
          for (const [field, value] of Object.entries(expected)) {
            assert.deepEqual(job[field], value, `${type} ${field}`);
          }
        }
      });
    }

    it('means that the job is running if it has no body', async () => {
      for (const status of [202, 204]) {
        for (const type of types) {
          assert.deepEqual(facts(await poll(type, { status })), { id: 't1', status: 'in_progress' });
        }
      }
    });

    it('reports an unknown status word beside a URL', async () => {
      const job = await poll('openai', { json: { id: 't1', status: 'BAKED', video_url: 'https://x.example/v.mp4' } });
      assert.deepEqual(
        [job.status, job.statusUnknown, job.clipUrlSeen, job.urls],
        ['in_progress', true, true, undefined],
      );
    });

    it('is a failed poll with the server’s message if it is refused', async () => {
      const json = { success: false, error: { message: 'x', code: 'FORBIDDEN' }, status: 403 };
      const error = await failure(() => poll('openai', { json }), 'forbidden');
      assert.match(error.message, /“x” \(FORBIDDEN\)/);
      await failure(() => poll('openai', { json: { id: 't1', error: { message: 'x' } } }), 'rejected');
    });

    it('has advice that can be followed if it is refused for good', async () => {
      const json = { error: { message: 'vertex_project is required' } };
      const { message } = await failure(() => poll('openai', { status: 400, json }), 'rejected');
      assert.match(message, /vertex_project is required.*at the provider itself/);
      assert.doesNotMatch(message, /Change it/);
    });
  });

  it('is truncated in the record if very long, and complete in the raw response', async () => {
    const long = 'x'.repeat(900 * 1024);
    const json = { id: 't1', status: 'failed', model: long, prompt: long, size: long, error: { message: long } };
    const job = await poll('openai', { json });
    const { raw, ...record } = job;
    assert.ok(JSON.stringify(record).length < 120_000);
    assert.equal(JSON.stringify(raw), JSON.stringify(json));
  });

  describe('with a refusal names its subject', () => {
    const model = { error: { message: 'The model `m` does not exist' } };
    it('the model, if a create gets a 404', async () => {
      const { message } = await failure(() => create('openai', { status: 404, json: model }), 'notFound');
      assert.match(message, /model or deployment/);
      assert.doesNotMatch(message, /\bID\b/);
    });

    it('the encoding, if a create gets a 415', async () => {
      const { message } = await failure(() => create('openai', { status: 415 }), 'rejected');
      assert.match(message, /"overrides".*"encoding"/);
    });

    it('the job, if a poll gets a 404', async () => {
      assert.match((await failure(() => poll('openai', { status: 404, json: model }), 'notFound')).message, /\bID\b/);
    });
  });
});

describe('The media type of a response', () => {
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

  const content = (type: string, variant: 'video' | 'thumbnail', more: object = {}) =>
    clientFor(server.origin, transport, { type }).content('a', { variant, index: 0, ...more });

  it('is not a picture where a clip is wanted: then the endpoint is tried', async () => {
    const known = { status: 'completed' as const, urls: [`${server.origin}/file`] };
    server.on('GET /file', { body: png }).on('GET /v1/videos/a/content', { body: clip });
    sameBytes(await readAll(await content('newapi', 'video', { known })), clip);
    server
      .on('GET /v1/videos/a/content', { body: png })
      .on('GET /v1/videos/a', { json: { id: 'a', status: 'completed' } });
    assert.match(
      (await failure(() => content('newapi', 'video', { known }), 'noMedia')).message,
      /picture \(image\/png\)/,
    );
  });

  it('is not a clip where a thumbnail is wanted, and the provider is not asked again', async () => {
    const known = { status: 'completed' as const, thumbnailUrl: `${server.origin}/t` };
    server.on('GET /t', { body: clip });
    await failure(() => content('newapi', 'thumbnail', { known }), 'noMedia');
    assert.equal(server.requests.length, 1);
  });

  it('may be base64 at the endpoint or in the job', async () => {
    const b64_json = clip.toString('base64');
    server.on('GET /v1/videos/a/content', { json: { b64_json } });
    sameBytes(await readAll(await content('openai', 'video')), clip);
    server.on('GET /v1/videos/a', { json: { id: 'a', status: 'completed', videos: [{ base64: b64_json }] } });
    sameBytes(await readAll(await content('xai', 'video')), clip);
  });

  it('is missing where only a file id is named', async () => {
    server.on('GET /v1/videos/a', { json: { id: 'a', status: 'completed', file_id: '2057' } });
    assert.match((await failure(() => content('xai', 'video'), 'noMedia')).message, /file ID.*2057/);
  });

  for (const [status, json] of [
    [409, { error: { message: 'Video is still processing' } }],
    [422, { detail: 'Video not yet available' }],
    [422, { message: 'generation in progress' }],
    [423, { error: 'try again later' }],
    [202, undefined],
    [204, undefined],
  ] as const) {
    it(`is not ready yet where the endpoint answers ${status} ${JSON.stringify(json) ?? 'without a body'}`, async () => {
      server
        .on('GET /v1/videos/a/content', json ? { status, json } : { status })
        .on('GET /v1/videos/a', { json: { id: 'a', status: 'processing' } });
      await failure(() => content('openai', 'video'), 'notReady');
    });
  }
});
