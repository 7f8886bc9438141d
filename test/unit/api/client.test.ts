import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client';
import type { HttpClient } from '../../../src/api/http/http';
import type { Provider } from '../../../src/api/provider';
import type { Transport } from '../../../src/api/transport/transport';
import type { VideoClient } from '../../../src/api/types';
import { canary, clientFor, connectionTo, failure, transportFor } from './support/connect';
import { TestServer } from './support/server';

const queued = { id: 'video_1', object: 'video', model: 'm', status: 'queued', progress: 0, created_at: 1712697600 };

describe('The client', () => {
  let server: TestServer;
  let transport: Transport;
  let client: VideoClient;

  before(async () => {
    server = await TestServer.start();
    transport = transportFor();
    client = clientFor(server.origin, transport);
  });
  after(async () => {
    await transport.close();
    await server.stop();
  });
  beforeEach(() => server.reset());

  const other = (type: string, path = '', more: Partial<Provider> = {}): VideoClient =>
    clientFor(server.origin + path, transport, { type, ...more });

  describe('create', () => {
    it('makes a job with one request', async () => {
      server.on('POST /v1/videos', { json: queued, headers: { 'x-request-id': 'req_1' } });
      const job = await client.create({ prompt: 'A cat', seconds: 8 });
      assert.equal(job.id, 'video_1');
      assert.equal(job.requestId, 'req_1');
      assert.equal(server.requests.length, 1);
      assert.deepEqual(JSON.parse(server.last.body), { prompt: 'A cat', seconds: '8' });
    });

    it('sends a file as a part with name and type', async () => {
      server.on('POST /v1/videos', { json: queued });
      const blob = new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47])]);
      await client.create({
        prompt: 'ünï "q"',
        reference: { kind: 'file', name: 'my "ref".png', contentType: 'image/png', blob },
      });
      const { headers, body } = server.last;
      assert.match(headers['content-type'] ?? '', /^multipart\/form-data; boundary=/);
      assert.match(
        body,
        /name="input_reference"; filename="my %22ref%22\.png"\r\nContent-Type: image\/png\r\n\r\n\x89PNG\r\n/,
      );
      assert.ok(Buffer.from(body, 'latin1').toString().includes('name="prompt"\r\n\r\nünï "q"\r\n'));
      assert.equal(Number(headers['content-length']), body.length);
    });

    it('accepts a bare task id as the response', async () => {
      server.on('POST /v1/videos', { json: { task_id: 't1' } });
      const job = await other('newapi').create({ prompt: 'A cat' });
      assert.equal(job.id, 't1');
      assert.equal(job.status, 'queued');
    });

    it('reports that a job may exist without a usable response', async () => {
      const input = { prompt: 'A cat' };
      for (const body of ['not json', '{}', '[]', '{"id":""}', '{"status":"queued"}', '"text"', 'null', '']) {
        server.on('POST /v1/videos', { body });
        const error = await failure(() => client.create(input), 'badResponse');
        assert.equal(error.mayHaveHappened, true, body);
      }
      server.on('POST /v1/videos', { body: '<!doctype html><html></html>' });
      const page = await failure(() => client.create(input), 'badResponse');
      assert.equal(page.mayHaveHappened, true);
      assert.match(page.message, /web page/);
      server.on('POST /v1/videos', { json: { error: { message: 'no credit', code: 402 } } });
      assert.equal((await failure(() => client.create(input), 'payment')).mayHaveHappened, false);
      server.on('POST /v1/videos', { json: { code: 'fail_to_fetch_task', message: 'm', data: null } });
      assert.equal((await failure(() => client.create(input), 'rejected')).mayHaveHappened, false);
    });

    it('never repeats a failed request', async () => {
      for (const status of [408, 409, 425, 429, 500, 502, 503]) {
        server.reset();
        server.on('POST /v1/videos', { status, headers: { 'retry-after': '0', 'x-should-retry': 'true' } });
        await assert.rejects(client.create({ prompt: 'A cat' }));
        assert.equal(server.requests.length, 1, String(status));
      }
    });
  });

  it('reads the reason of a refusal where the overrides say, and its code at the usual path', async () => {
    const json = { code: 'invalid_api_key', outcome: { reason: 'Nobody of that name.' } };
    server.on('POST /v1/videos', { status: 400, json });
    const create = (more: Partial<Provider>) =>
      failure(() => other('openai', '', more).create({ prompt: 'A cat' }), 'auth');
    assert.doesNotMatch((await create({})).message, /Nobody/);
    const told = await create({ overrides: { answer: { error: ['why', 'outcome.reason'] } } });
    assert.match(told.message, /“Nobody of that name\.” \(invalid_api_key\)/);
    assert.deepEqual([told.code, told.httpStatus], ['invalid_api_key', 400]);
  });

  describe('errors about unexpected responses', () => {
    it('quote them shortened, without keys', async () => {
      server.on('GET /v1/videos/a', { body: `{"token":"${canary}","text":"${'x'.repeat(5000)}"}` });
      const error = await failure(() => client.get('a'), 'badResponse');
      assert.match(error.message, /Expected a job with a "status", but got: \{"token":"\*\*\*"/);
      assert.ok(error.message.length < 320);
    });
  });

  describe('survives hostile JSON', () => {
    it('survives deeply nested JSON', async () => {
      server.on('GET /v1/videos/a', {
        body: `{"id":"a","status":"queued","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      });
      await failure(() => client.get('a'), 'badResponse');
      server.on('GET /v1/videos/a', { body: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}` });
      await failure(() => client.get('a'), 'badResponse');
    });

    it('survives very long JSON', async () => {
      server.on('GET /v1/videos/a', { body: `{"id":"a","status":"completed","outputs":[${'{},'.repeat(500_000)}{}]}` });
      assert.equal((await client.get('a')).status, 'completed');
      server.on('GET /v1/videos/a', { body: `{"id":"a","status":"queued","x":"${'x'.repeat(10 * 1024 * 1024)}"}` });
      await failure(() => client.get('a'), 'badResponse');
    });

    it('survives JSON with names of prototypes', async () => {
      server.on('GET /v1/videos/a', {
        body: '{"id":"a","status":"queued","__proto__":{"progress":9},"constructor":{"prototype":{"x":1}}}',
      });
      assert.equal((await client.get('a')).progress, undefined);
      assert.equal(({} as { x?: number }).x, undefined);
    });
  });

  it('encodes ids in paths, and keeps the requested id', async () => {
    server.on('GET *', { json: { ...queued, id: 'upstream' } });
    assert.equal((await client.get('sora-2:task/1=?#')).id, 'sora-2:task/1=?#');
    assert.equal(server.last.url, '/v1/videos/sora-2%3Atask%2F1%3D%3F%23');
    await failure(() => client.get('..'), 'rejected');
  });

  it('lists pages', async () => {
    server.on('GET /v1/videos', { json: { object: 'list', data: [queued], has_more: true, last_id: 'video_1' } });
    const page = await client.list({ limit: 1 });
    assert.equal(page.next, 'video_1');
    await client.list({ after: page.next });
    assert.equal(server.last.url, '/v1/videos?after=video_1&limit=20&order=desc');
  });

  describe('delete', () => {
    it('succeeds with any 2xx response', async () => {
      for (const reply of [
        { json: { id: 'a', object: 'video.deleted', deleted: true } },
        { status: 204 },
        { json: { id: 'a', status: 'deleted' } },
      ]) {
        server.on('DELETE /v1/videos/a', reply);
        await client.delete('a');
      }
    });

    it('fails if the server says that it did not delete', async () => {
      server.on('DELETE /v1/videos/a', { json: { id: 'a', deleted: false } });
      await failure(() => client.delete('a'), 'badResponse');
      server.on('DELETE /v1/videos/a', { json: { error: { message: 'job is running' } } });
      await failure(() => client.delete('a'), 'rejected');
    });
  });

  describe('missing operations of a server', () => {
    for (const status of [405, 501]) {
      it(`are detected by ${status}`, async () => {
        for (const method of ['GET', 'POST', 'DELETE']) server.on(`${method} *`, { status });
        await failure(() => client.list(), 'unsupported');
        await failure(() => client.remix('a', { prompt: 'x' }), 'unsupported');
        await failure(() => client.edit('a', { prompt: 'x' }), 'unsupported');
        await failure(() => client.extend('a', { prompt: 'x', seconds: 4 }), 'unsupported');
        await failure(() => client.delete('a'), 'unsupported');
        assert.equal(server.requests.length, 5);
      });
    }

    it('are detected by a 404 for a list', () => failure(() => client.list(), 'unsupported'));

    it('are detected by a 404 while the job itself exists', async () => {
      server.on('GET /v1/videos/a', { json: { ...queued, status: 'completed' } });
      await failure(() => client.remix('a', { prompt: 'x' }), 'unsupported');
      await failure(() => client.delete('a'), 'unsupported');
    });

    it('are not assumed if the job is gone', async () => {
      await failure(() => client.remix('a', { prompt: 'x' }), 'notFound');
      await failure(() => client.delete('a'), 'notFound');
      assert.deepEqual(
        server.requests.map(({ method }) => method),
        ['POST', 'GET', 'DELETE', 'GET'],
      );
    });

    it('are known without a request if the type lacks them', async () => {
      await failure(() => other('newapi').list(), 'unsupported');
      await failure(() => other('opeai').delete('a'), 'unsupported');
      await failure(() => other('openrouter').delete('a'), 'unsupported');
      await failure(() => other('newapi').edit('a', { prompt: 'x' }), 'unsupported');
      assert.deepEqual(await other('opeai').models(), []);
      assert.equal(server.requests.length, 0);
    });
  });

  describe('of OpenRouter', () => {
    const id = 'job-1';
    const pending = { id, generation_id: 'gen', polling_url: `/api/v1/videos/${id}?p=1`, status: 'pending' };

    it('accepts a 202, and polls at the URL in the response', async () => {
      server
        .on('POST /api/v1/videos', { status: 202, json: pending })
        .on(`GET /api/v1/videos/${id}`, { json: pending });
      await other('openrouter').create({ prompt: 'A cat', model: 'm' });
      assert.equal((await other('openrouter').get(id)).status, 'queued', 'by another client of the same server');
      assert.equal(server.last.url, `/api/v1/videos/${id}?p=1`);
    });

    it('polls at the usual URL if the given one does not exist', async () => {
      const lost = { ...pending, id: 'job-2', polling_url: '/outside/job-2' };
      server
        .on('POST /api/v1/videos', { status: 202, json: lost })
        .on('GET /api/v1/videos/job-2', { json: { id: 'job-2', status: 'in_progress' } });
      await other('openrouter').create({ prompt: 'A cat', model: 'm' });
      assert.equal((await other('openrouter').get('job-2')).status, 'in_progress');
      await other('openrouter').get('job-2');
      assert.deepEqual(
        server.requests.map(({ url }) => url),
        ['/api/v1/videos', '/outside/job-2', '/api/v1/videos/job-2', '/api/v1/videos/job-2'],
      );
    });

    it('accepts an absolute polling URL of its own origin only', async () => {
      const router = other('openrouter');
      const answer = (polling_url: string) => server.on('GET *', { json: { ...pending, polling_url } });
      answer(`${server.origin}/elsewhere`);
      await router.get(id);
      answer('https://evil.example/steal');
      await router.get(id);
      assert.equal(server.last.url, '/elsewhere');
      await router.get('job-3');
      await router.get('job-3');
      assert.equal(server.last.url, '/api/v1/videos/job-3');
    });

    it('reads outputs, cost and an error that is a string', async () => {
      server.on(`GET /api/v1/videos/${id}`, {
        json: {
          ...pending,
          status: 'completed',
          unsigned_urls: ['https://a.example.com/1', 'https://a.example.com/2'],
          usage: { cost: 0.5, is_byok: false },
        },
      });
      const done = await other('openrouter').get(id);
      assert.equal(done.outputs, 2);
      assert.deepEqual(done.cost, { amount: 0.5, currency: 'USD', source: 'reported' });
      server.on(`GET /api/v1/videos/${id}`, {
        json: { ...pending, status: 'dead', error: 'Provider gave up', usage: { cost: null } },
      });
      const failed = await other('openrouter').get(id);
      assert.equal(failed.status, 'failed');
      assert.deepEqual(failed.error, { message: 'Provider gave up' });
      assert.equal(failed.cost, undefined);
    });

    it('prefers signed URLs to those that need the key', async () => {
      server.on(`GET /api/v1/videos/${id}`, {
        json: {
          ...pending,
          status: 'completed',
          unsigned_urls: [`${server.origin}/u`],
          urls: ['https://storage.example.com/s'],
        },
      });
      assert.deepEqual((await other('openrouter').get(id)).urls, ['https://storage.example.com/s']);
    });

    it('lists its models', async () => {
      server.on('GET /api/v1/videos/models', { json: { data: [{ id: 'm', supported_durations: [4] }] } });
      assert.deepEqual(await other('openrouter').models(), [{ id: 'm', seconds: [4] }]);
    });
  });

  describe('of ope.ai', () => {
    it('sends a frontend token in its own header to /api', async () => {
      server.on('GET /api/videos/a', { json: { ...queued, status: 'SUCCESS' } });
      assert.equal((await other('opeai', '', { auth: 'token' }).get('a')).status, 'completed');
      assert.equal(server.last.headers.token, canary);
      assert.equal(server.last.headers.authorization, undefined);
    });

    it('sends an administrator token as Bearer to /api, and a key to /v1', async () => {
      server.on('GET *', { json: queued });
      await other('opeai', '/api').get('a');
      assert.equal(server.last.url, '/api/videos/a');
      await other('opeai').get('a');
      assert.equal(server.last.url, '/v1/videos/a');
      assert.equal(server.last.headers.authorization, `Bearer ${canary}`);
    });
  });

  it('speaks the dialect of the path it is given in the sandbox', async () => {
    server.on('POST *', { status: 202, json: queued });
    await other('sandbox', '/openrouter').create({ prompt: 'x', model: 'm', seconds: 4 });
    assert.equal(server.last.url, '/openrouter/api/v1/videos');
    assert.equal((JSON.parse(server.last.body) as { duration: number }).duration, 4);
    await other('sandbox', '/jxincm/v1').create({ prompt: 'x' });
    assert.match(server.last.headers['content-type'] ?? '', /^multipart/);
  });

  describe('connection test', () => {
    it('requests a list', async () => {
      server.on('GET /v1/videos', { json: { data: [queued] } });
      assert.equal(await client.test(), 'Test Server responded and accepted the key.');
      assert.equal(server.last.url, '/v1/videos?limit=1&order=desc');
    });

    it('requests a job that cannot exist if there is no list', async () => {
      server.on('GET *', { status: 404, json: { error: { message: 'no such job' } } });
      for (const one of [client, other('newapi'), other('opeai'), other('openrouter')]) {
        assert.match(await one.test(), /accepted the key/);
      }
      server.on('GET *', { status: 400, json: { code: 'task_not_exist', message: 'task_not_exist', data: null } });
      assert.match(await other('newapi').test(), /accepted the key/);
      assert.equal(await other('newapi', '', { auth: 'none' }).test(), 'Test Server responded.');
    });

    it('fails with the cause', async () => {
      server.on('GET *', { status: 401, json: { error: { message: 'bad key' } } });
      await failure(() => client.test(), 'auth');
      await failure(() => other('openrouter').test(), 'auth');
      server.on('GET *', { status: 200, body: '<html>hello</html>' });
      assert.match((await failure(() => client.test(), 'badResponse')).message, /base URL/);
      server.on('GET *', { status: 404, body: '<html>nginx</html>' });
      await failure(() => other('newapi').test(), 'badResponse');
    });
  });

  it('reports that api.openai.com was shut down', async () => {
    const reply = (status: number, json: unknown): HttpClient => ({
      send: () =>
        Promise.resolve({
          status,
          headers: {},
          body: (async function* () {
            yield Buffer.from(JSON.stringify(json));
          })(),
          discard: () => {},
        }),
      close: async () => {},
    });
    const gone: [number, unknown][] = [
      [404, { error: { message: 'Not found' } }],
      [410, {}],
      [400, { error: { message: 'The model does not exist', code: 'model_not_found' } }],
    ];
    for (const [status, json] of gone) {
      const faked = transportFor({ createHttpClient: () => reply(status, json) });
      const legacy = createClient(connectionTo('https://api.openai.com/v1'), faked);
      assert.match((await failure(() => legacy.create({ prompt: 'x' }), 'unsupported')).message, /2026-09-24/);
      assert.match((await failure(() => legacy.get('a'), 'notFound')).message, /2026-09-24/);
    }
    const faked = transportFor({ createHttpClient: () => reply(401, {}) });
    await failure(() => createClient(connectionTo('https://api.openai.com/v1'), faked).get('a'), 'auth');
  });
});
