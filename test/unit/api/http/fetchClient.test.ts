import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createFetchClient } from '../../../../src/api/http/fetchClient';
import type { HttpRequest } from '../../../../src/api/http/http';
import { neverConnected } from '../../../../src/api/http/networkErrors';
import { TestServer } from '../support/server';

describe('the client on VS Code’s own fetch', () => {
  let server: TestServer;
  before(async () => (server = await TestServer.start()));
  after(() => server.stop());
  beforeEach(() => server.reset());

  let sent: number;
  const send = (method: HttpRequest['method'], more: Partial<HttpRequest> = {}) => {
    sent = 0;
    return createFetchClient().send({
      method,
      url: `${server.origin}/x`,
      headers: { 'accept-encoding': 'identity', authorization: 'Bearer key-of-the-test' },
      headersTimeoutMs: 60_000,
      bodyTimeoutMs: 60_000,
      onSent: () => (sent += 1),
      ...more,
    });
  };

  it('keeps no connection for the next request, and sends headers as they are', async () => {
    server.on('POST /x', { json: {} });
    const answer = await send('POST', { body: { kind: 'text', text: '{"a":1}', contentType: 'application/json' } });
    assert.equal(answer.status, 200);
    const { headers, body } = server.last;
    assert.equal(headers.connection, 'close');
    assert.equal(headers['accept-encoding'], 'identity');
    assert.equal(headers.authorization, 'Bearer key-of-the-test');
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(body, '{"a":1}');
    assert.equal(sent, 1);
  });

  it('sends forms with files', async () => {
    server.on('POST /x', { json: {} });
    const file = { name: 'a b.png', contentType: 'image/png', blob: new Blob(['pixels']) };
    await send('POST', {
      body: {
        kind: 'form',
        parts: [
          { name: 'prompt', value: 'Ein Fluß' },
          { name: 'input_reference', file },
        ],
      },
    });
    assert.match(server.last.headers['content-type'] ?? '', /^multipart\/form-data; boundary=/);
    assert.match(
      server.last.body,
      /name="input_reference"; filename="a b.png"\r\nContent-Type: image\/png\r\n\r\npixels/,
    );
    assert.ok(Buffer.from(server.last.body, 'latin1').toString().includes('Ein Fluß'));
  });

  it('follows no redirect', async () => {
    server.on('GET /x', { status: 302, headers: { location: '/y' } });
    const answer = await send('GET');
    assert.deepEqual([answer.status, answer.headers['location']], [302, '/y']);
    answer.discard();
    assert.equal(server.requests.length, 1);
  });

  it('says that it has decompressed, and leaves the headers as they came', async () => {
    const body = gzipSync('plain text');
    server.on('GET /x', { headers: { 'content-encoding': 'gzip', etag: '"v1"' }, body });
    const answer = await send('GET');
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), 'plain text');
    assert.equal(answer.decompressed, true);
    assert.equal(answer.headers['content-encoding'], 'gzip');
    assert.equal(answer.headers['content-length'], String(body.length));
  });

  it('waits no longer than it may for a chunk, and closes a body that is left', async () => {
    let closed: Promise<unknown> | undefined;
    server.on('GET /x', (_, response) => {
      closed = new Promise((done) => response.on('close', done));
      response.write('a');
    });
    const silent = await send('GET', { bodyTimeoutMs: 200 });
    await assert.rejects(
      async () => {
        for await (const chunk of silent.body) assert.equal(String(chunk), '97');
      },
      { code: 'UND_ERR_BODY_TIMEOUT' },
    );
    await closed;
    const left = await send('GET');
    const chunks = left.body[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.return?.();
    await closed;
  });

  it('says of a write that it was sent, unless it cannot have been', async () => {
    server.on('POST /x', (_, response) => response.socket?.destroy());
    await assert.rejects(send('POST'));
    assert.equal(sent, 1, 'cut off');
    await assert.rejects(send('POST', { url: 'http://127.0.0.1:2/' }), (error) => neverConnected(error));
    assert.equal(sent, 0, 'refused');
    await assert.rejects(send('POST', { url: 'https://nowhere.invalid/' }));
    assert.equal(sent, 0, 'no such name');
    server.on('POST /x', () => {});
    await assert.rejects(send('POST', { headersTimeoutMs: 500 }), { code: 'UND_ERR_HEADERS_TIMEOUT' });
    assert.equal(sent, 1, 'silent');
    await assert.rejects(send('POST', { signal: AbortSignal.abort() }));
    assert.equal(sent, 0, 'cancelled before');
  });

  it('takes only what comes before a request as a proof that none was sent', () => {
    const error = (facts: object, message = 'x') =>
      new TypeError('fetch failed', { cause: Object.assign(new Error(message), facts) });
    for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN']) {
      assert.equal(neverConnected(error({ code })), true, code);
    }
    assert.equal(neverConnected(error({ code: 'ETIMEDOUT', syscall: 'connect' })), true);
    assert.equal(
      neverConnected(error({ code: 'UND_ERR_ABORTED' }, 'Proxy response (502) !== 200 when HTTP Tunneling')),
      true,
    );
    for (const code of [
      'ECONNRESET',
      'EPIPE',
      'UND_ERR_SOCKET',
      'ETIMEDOUT',
      'UND_ERR_ABORTED',
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    ]) {
      assert.equal(neverConnected(error({ code })), false, code);
    }
  });
});
