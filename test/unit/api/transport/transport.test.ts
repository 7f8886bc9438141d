import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { ErrorKind } from '../../../../src/api/errors';
import { retryAfterOf } from '../../../../src/api/failures';
import type { HttpClient } from '../../../../src/api/http/http';
import type { Provider } from '../../../../src/api/provider';
import { type Transport } from '../../../../src/api/transport/transport';
import { defaultTransportLimits, type OutgoingRequest } from '../../../../src/api/transport/types';
import { canary, connectionTo, failure, overEachDoor, using } from '../support/connect';
import { TestServer } from '../support/server';

overEachDoor('The transport', (transportFor) => {
  let server: TestServer;
  let other: TestServer;
  let transport: Transport;
  const log: string[] = [];

  before(async () => {
    [server, other] = await Promise.all([TestServer.start(), TestServer.start()]);
    transport = transportFor({
      limits: { apiBytes: 10_000 },
      log: { debug: (message) => void log.push(message) },
    });
  });
  after(async () => {
    await transport.close();
    await Promise.all([server.stop(), other.stop()]);
  });
  beforeEach(() => {
    server.reset();
    other.reset();
    log.length = 0;
  });

  const to = (provider: Partial<Provider> = {}, key?: string) => connectionTo(`${server.origin}/v1`, provider, key);
  const get = (path = '/v1/x'): OutgoingRequest => ({ method: 'GET', url: server.origin + path });
  const post = (path = '/v1/x'): OutgoingRequest => ({
    method: 'POST',
    url: server.origin + path,
    body: { kind: 'json', value: { a: 1 } },
  });

  describe('the key', () => {
    const schemes: [Provider['auth'], string, string][] = [
      [undefined, 'authorization', `Bearer ${canary}`],
      ['bearer', 'authorization', `Bearer ${canary}`],
      ['api-key', 'api-key', canary],
      ['token', 'token', canary],
    ];
    for (const [auth, header, value] of schemes) {
      it(`is sent with the scheme ${auth ?? 'that is the default'}`, async () => {
        server.on('GET /v1/x', { json: {} });
        await transport.send(to({ auth }), get());
        assert.equal(server.last.headers[header], value);
        for (const name of ['authorization', 'api-key', 'token']) {
          if (name !== header) assert.equal(server.last.headers[name], undefined);
        }
      });
    }

    it('is not sent for "none", nor if there is none', async () => {
      server.on('GET /v1/x', { json: {} });
      await transport.send(to({ auth: 'none' }), get());
      await transport.send({ ...to(), key: undefined }, get());
      for (const { headers } of server.requests) assert.ok(!JSON.stringify(headers).includes(canary));
    });

    it('is sent in its own header, whatever other headers the provider has', async () => {
      server.on('GET /v1/x', { json: {} });
      const headers = {
        Authorization: 'Bearer other',
        'OpenAI-Organization': 'org',
        Host: 'evil',
        'Content-Length': '9',
      };
      await transport.send(to({ headers }), get());
      assert.equal(server.last.headers.authorization, `Bearer ${canary}`);
      assert.equal(server.last.headers['openai-organization'], 'org');
      assert.equal(server.last.headers.host, new URL(server.origin).host);
    });

    it('is sent only if it can be a header’s value', async () => {
      await failure(() => transport.send(to({}, 'two words'), get()), 'auth');
      await failure(() => transport.send(to({}, 'line\nbreak'), get()), 'auth');
      await failure(() => transport.send(to({ headers: { 'x-a': 'b\r\nc: d' } }), get()), 'rejected');
      await failure(() => transport.send(to({ headers: { 'x a': 'b' } }), get()), 'rejected');
      assert.equal(server.requests.length, 0);
    });
  });

  it('identifies itself and requests uncompressed responses', async () => {
    server.on('GET /v1/x', { json: {} });
    await transport.send(to(), get());
    assert.equal(server.last.headers['user-agent'], 'video-jobs/test');
    assert.equal(server.last.headers['accept-encoding'], 'identity');
    assert.equal(server.last.headers.accept, 'application/json');
  });

  it('reads a response that is compressed all the same', async () => {
    server.on('GET /v1/x', { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"a":1}') });
    assert.equal((await transport.send(to(), get())).text, '{"a":1}');
  });

  it('logs method, path and status, without query or key', async () => {
    server.on('GET /v1/x', { json: {} });
    await transport.send(to(), get('/v1/x?sig=secret'));
    assert.equal(log.length, 1);
    assert.match(log[0]!, /^GET http:\/\/127\.0\.0\.1:\d+\/v1\/x 200 \d+ ms$/);
  });

  describe('redirects of reads', () => {
    it('are followed with the key on the same origin', async () => {
      server.on('GET /v1/x', { status: 307, headers: { location: '/v1/y' } }).on('GET /v1/y', { json: { y: 1 } });
      assert.equal((await transport.send(to(), get())).text, '{"y":1}');
      assert.equal(server.last.headers.authorization, `Bearer ${canary}`);
    });

    for (const auth of ['bearer', 'api-key', 'token'] as const) {
      it(`are followed without the ${auth} key and other headers to another origin, and with them again on return`, async () => {
        server
          .on('GET /v1/x', { status: 302, headers: { location: `${other.origin}/a` } })
          .on('GET /v1/back', { json: {} });
        other.on('GET /a', { status: 302, headers: { location: `${server.origin}/v1/back` } });
        const request = { ...get(), headers: { accept: 'video/mp4', range: 'bytes=1-', 'x-own': 'private' } };
        await transport.send(to({ auth, headers: { 'OpenAI-Organization': 'org' } }), request);
        const ofFetch = ['accept-language', 'sec-fetch-mode'];
        assert.deepEqual(
          Object.keys(other.last.headers)
            .filter((name) => !ofFetch.includes(name))
            .sort(),
          ['accept', 'accept-encoding', 'connection', 'host', 'range', 'user-agent'],
        );
        assert.ok(!JSON.stringify(other.last).includes(canary));
        assert.ok(JSON.stringify(server.last.headers).includes(canary));
        assert.equal(server.last.headers['x-own'], 'private');
      });
    }

    it('are followed five times, no more', async () => {
      for (let i = 0; i < 9; i++) server.on(`GET /v1/${i}`, { status: 302, headers: { location: `/v1/${i + 1}` } });
      server.on('GET /v1/5', { json: {} });
      await transport.send(to(), get('/v1/0'));
      server.reset();
      for (let i = 0; i < 9; i++) server.on(`GET /v1/${i}`, { status: 302, headers: { location: `/v1/${i + 1}` } });
      await failure(() => transport.send(to(), get('/v1/0')), 'badResponse');
      assert.equal(server.requests.length, 6);
    });

    it('are not followed to an invalid URL or a private host', async () => {
      for (const location of [
        'https://192.168.0.1/a',
        'http://example.com/a',
        'file:///etc/passwd',
        'https://u:p@example.com/',
        'http://',
      ]) {
        server.on('GET /v1/x', { status: 302, headers: { location } });
        const error = await failure(() => transport.send(to(), get()), 'badResponse');
        assert.equal(error.httpStatus, 302);
      }
    });

    it('are not followed from https to http', async () => {
      const door: HttpClient = {
        send: ({ url }) =>
          Promise.resolve({
            status: url.startsWith('https') ? 302 : 200,
            headers: { location: 'http://api.example.com/v1/y' },
            body: (async function* () {})(),
            discard: () => {},
          }),
        close: async () => {},
      };
      const faked = transportFor({ createHttpClient: () => door });
      const connection = connectionTo('https://api.example.com/v1');
      const error = await failure(
        () => faked.send(connection, { method: 'GET', url: 'https://api.example.com/v1/x' }),
        'badResponse',
      );
      assert.match(error.message, /from https to http/);
    });

    it('are not followed for a write', async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        server.reset();
        server.on('POST /v1/x', { status, headers: { location: '/v1/y?sig=secret' } }).on('POST /v1/y', { json: {} });
        const error = await failure(() => transport.send(to(), post()), 'badResponse');
        assert.equal(server.requests.length, 1);
        assert.equal(error.mayHaveHappened, status === 303, 'which is said of what was done');
        assert.ok(!error.message.includes('secret') && error.message.includes('/v1/y'));
      }
    });
  });

  describe('a response outside 2xx', () => {
    const table: [number, unknown, ErrorKind, Record<string, string>?][] = [
      [304, '', 'rateLimited'],
      [400, { error: { message: 'bad seconds', code: 'invalid_value' } }, 'rejected'],
      [400, { error: { message: 'task not ready', code: 'task_not_ready' } }, 'notReady'],
      [
        400,
        { error: { message: 'Task is not completed yet, current status: IN_PROGRESS', type: 'invalid_request_error' } },
        'notReady',
      ],
      [400, { code: 'task_not_exist', message: 'task_not_exist', data: null }, 'notFound'],
      [400, { error: { message: 'limit', code: 'billing_hard_limit_reached' } }, 'payment'],
      [401, { error: { message: 'no key' } }, 'auth'],
      [402, { error: { code: 402, message: 'Insufficient credits' } }, 'payment'],
      [403, { error: { message: 'no' } }, 'forbidden'],
      [403, { error: { message: 'quota', code: 'insufficient_user_quota' } }, 'payment'],
      [404, { error: { message: 'Video with id x not found.' } }, 'notFound'],
      [
        404,
        { error: { message: 'Video is not ready yet, use GET /v1/videos/{video_id} to check status.' } },
        'notReady',
      ],
      [404, { detail: 'Generation is still in-progress' }, 'notReady'],
      [404, '<html><title>404 Not Found</title></html>', 'badResponse'],
      [404, { detail: 'Not Found' }, 'badResponse'],
      [404, '404 page not found', 'badResponse'],
      [404, { error: { message: 'Invalid URL (GET /videos)', type: 'invalid_request_error' } }, 'badResponse'],
      [405, '', 'unsupported'],
      [408, '', 'timeout'],
      [409, { error: { message: 'previous job not completed' } }, 'notReady'],
      [409, { error: { message: 'conflict' } }, 'rejected'],
      [410, '', 'expired'],
      [413, '<html><title>413 Too Large</title></html>', 'rejected'],
      [422, { detail: [{ loc: ['body', 'size'], msg: 'bad' }] }, 'rejected'],
      [429, { error: { message: 'Too many running tasks' } }, 'rateLimited', { 'retry-after': '7' }],
      [429, { error: { message: 'quota', code: 'insufficient_quota' } }, 'payment'],
      [500, { error: { message: 'oops' } }, 'server'],
      [501, '', 'unsupported'],
      [502, '<html><head><title>502 Bad Gateway</title></head></html>', 'server'],
      [503, 'busy', 'server'],
      [529, '', 'server'],
    ];
    for (const [status, body, kind, headers = {}] of table) {
      const said = typeof body === 'string' ? body : JSON.stringify(body);
      it(`${status} ${said.slice(0, 60)} is ${kind}`, async () => {
        server.on('POST /v1/x', { status, headers: { 'x-request-id': 'req_1', ...headers }, body: said });
        const error = await failure(() => transport.send(to(), post()), kind);
        assert.equal(error.httpStatus, status);
        assert.equal(error.requestId, 'req_1');
        assert.equal(error.mayHaveHappened, status >= 500 && status !== 501);
        if (status === 429) assert.equal(error.retryAfterMs, headers['retry-after'] ? 7000 : undefined);
      });
    }

    it('becomes an error with the server’s code and message, verbatim, keys removed', async () => {
      server.on('GET /v1/x', {
        status: 401,
        json: { error: { message: `Incorrect API key provided: ${canary}.`, code: 'invalid_api_key' } },
      });
      const error = await failure(() => transport.send(to(), get()), 'auth');
      assert.equal(error.code, 'invalid_api_key');
      assert.match(
        error.message,
        /Test Server rejected the key: “Incorrect API key provided: \*\*\*\.” \(invalid_api_key\)/,
      );
    });

    it('becomes an error with an object store’s message, or a page’s title', async () => {
      const said = async (body: string) => {
        server.on('GET /v1/x', { status: 403, body });
        return (await failure(() => transport.send(to(), get()), 'forbidden')).message;
      };
      assert.match(
        await said('<?xml version="1.0"?><Error><Code>A</Code><Message>Request has expired</Message></Error>'),
        /“Request has expired”/,
      );
      assert.match(
        await said('<html><head><title>Just a moment...</title></head></html>'),
        /HTML page, "Just a moment\.\.\."/,
      );
    });

    it('never becomes a "may have happened" error for a read', async () => {
      server.on('GET /v1/x', { status: 500, body: '' });
      assert.equal((await failure(() => transport.send(to(), get()), 'server')).mayHaveHappened, false);
    });

    it('becomes an error with one of the known request ids', async () => {
      for (const name of ['x-request-id', 'x-oneapi-request-id', 'request-id', 'cf-ray']) {
        server.on('GET /v1/x', { status: 500, headers: { [name]: 'the-id' } });
        assert.equal((await failure(() => transport.send(to(), get()), 'server')).requestId, 'the-id');
      }
    });
  });

  it('reads the time to retry at: seconds, a date, milliseconds', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    const read = (headers: Record<string, string>) => retryAfterOf(headers, now);
    assert.equal(read({ 'retry-after': '120' }), 120_000);
    assert.equal(read({ 'retry-after': '0.5' }), 500);
    assert.equal(read({ 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }), 30_000);
    assert.equal(read({ 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }), 0);
    assert.equal(read({ 'retry-after-ms': '250', 'retry-after': '9' }), 250);
    assert.equal(read({ 'retry-after': 'soon' }), undefined);
    assert.equal(read({}), undefined);
  });

  it('reads a job’s description up to its size limit', async () => {
    server.on('POST /v1/x', { body: `{"a":"${'x'.repeat(20_000)}"}` });
    const error = await failure(() => transport.send(to(), post()), 'badResponse');
    assert.equal(error.mayHaveHappened, true);
    assert.equal(defaultTransportLimits.apiBytes, 4 * 1024 * 1024);
  });

  it('waits for the response after a provisional one', async () => {
    for (const request of [get(), post()]) {
      server.on(`${request.method} /v1/x`, (_, response) => {
        response.writeProcessing();
        response.writeEarlyHints({ link: '</style.css>; rel=preload' });
        response.end('{"a":1}');
      });
      assert.equal((await transport.send(to(), request)).text, '{"a":1}');
    }
  });

  for (const [name, provisional] of [
    ['102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['103', 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n'],
    ['unassigned 1xx', 'HTTP/1.1 199 Busy\r\n\r\n'],
  ] as const) {
    it(`limits the wait for a final response that endless ${name} responses put off`, async () => {
      for (const request of [get(), post()]) {
        let sends: NodeJS.Timeout | undefined;
        server.on(`${request.method} /v1/x`, (_, response) => {
          const { socket } = response;
          sends = setInterval(() => socket?.write(provisional), 20);
          socket?.on('close', () => clearInterval(sends));
        });
        const limits = { readMs: 300, writeMs: 300 };
        const error = await using(transportFor({ limits }), (hasty) =>
          failure(() => hasty.send(to(), request), 'timeout'),
        );
        assert.equal(error.mayHaveHappened, request.method === 'POST');
      }
    });
  }

  it('stops reading an endless response', async () => {
    let closed: Promise<unknown> | undefined;
    server.on('GET /v1/x', (_, response) => {
      closed = new Promise((done) => response.on('close', done));
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
      };
      response.on('drain', more);
      more();
    });
    await failure(() => transport.send(to(), get()), 'badResponse');
    await closed;
  });

  it('limits the time for a response that comes byte by byte', async () => {
    let drops: NodeJS.Timeout | undefined;
    server.on('POST /v1/x', (_, response) => {
      response.writeHead(200);
      drops = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drops));
    });
    const error = await using(transportFor({ limits: { answerMs: 400 } }), (hasty) =>
      failure(() => hasty.send(to(), post()), 'timeout'),
    );
    assert.equal(error.mayHaveHappened, true);
  });

  it('hides the key in a response that repeats it, and keeps signatures', async () => {
    server.on('GET /v1/x', (request, response) =>
      response.end(JSON.stringify({ said: request.headers.authorization, url: 'https://a.example/?token=abcdef123' })),
    );
    const { text } = await transport.send(to(), get());
    assert.deepEqual(JSON.parse(text), { said: 'Bearer ***', url: 'https://a.example/?token=abcdef123' });
  });

  it('creates another HTTP client when the network settings change, and not before', async () => {
    server.on('GET /v1/x', { json: {} });
    let settings = { proxySupport: 'off' as const, noProxy: ['a'] };
    const opened: unknown[] = [];
    let closes = 0;
    const { createUndiciClient } = await import('../../../../src/api/http/undici');
    const changing = transportFor({
      network: () => settings,
      createHttpClient: (given) => {
        opened.push(given);
        const door = createUndiciClient(given);
        return { ...door, close: () => (closes++, door.close()) };
      },
    });
    await changing.send(to(), get());
    await changing.send(to(), get());
    assert.equal(opened.length, 1);
    settings = { ...settings, noProxy: ['b'] };
    await changing.send(to(), get());
    assert.equal(opened.length, 2);
    assert.equal(closes, 1);
    await changing.close();
    assert.equal(closes, 2);
  });
});
