import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorityName, makeAuthority } from '../../../../scripts/lib/authority.mjs';
import { createClient } from '../../../../src/api/client';
import { type Cause, diagnose, type Diagnosis } from '../../../../src/api/diagnosis/diagnosis';
import { VideoJobsError } from '../../../../src/api/errors';
import type { NetworkSettings } from '../../../../src/api/http/http';
import { createExchanges } from '../../../../src/api/transport/exchanges';
import type { TransportLimits } from '../../../../src/api/transport/types';
import { canary, connectionTo, transportFor } from '../support/connect';
import { type Reply, TestServer } from '../support/server';

const listening = (server: Server | TlsServer) =>
  new Promise<number>((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));

describe('A test of a provider', () => {
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = await TestServer.start();
    folder = mkdtempSync(join(tmpdir(), 'vj-tls-'));
    makeAuthority(folder);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  });
  beforeEach(() => server.reset());

  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  async function test(
    baseUrl: string,
    network: NetworkSettings = { proxySupport: 'off' },
    limits: Partial<TransportLimits> = {},
  ): Promise<Diagnosis> {
    const exchanges = createExchanges();
    const transport = transportFor({ network: () => network, exchanges, limits });
    const connection = connectionTo(`${baseUrl}/v1`);
    try {
      const found = await diagnose(connection, async () => createClient(connection, transport), transport);
      assert.ok(!JSON.stringify(found).includes(canary));
      return found;
    } finally {
      await transport.close();
    }
  }

  const answers: [string, Reply, Cause][] = [
    ['a list', { json: { object: 'list', data: [], has_more: false } }, 'fine'],
    ['a refused key', { status: 401, json: { error: { message: 'bad key' } } }, 'keyRefused'],
    ['too little said of the key', { status: 403, json: { error: { message: 'no' } } }, 'forbidden'],
    ['no credit', { status: 402, json: { error: { message: 'empty' } } }, 'payment'],
    ['too many requests', { status: 429, headers: { 'retry-after': '60' }, json: {} }, 'rateLimited'],
    ['a page under 200', { headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Hello' }, 'wrongPath'],
    ['a page under 404', { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'wrongPath'],
    ['no such route', { status: 404, body: '404 page not found' }, 'wrongPath'],
    [
      'a redirect to a page for people',
      { status: 302, headers: { location: 'http://elsewhere.example/login' } },
      'wrongPath',
    ],
    ['words of another protocol', { json: { jsonrpc: '2.0', result: [] } }, 'wrongType'],
    ['trouble of its own', { status: 503, body: 'busy' }, 'server'],
    ['nothing', () => {}, 'noAnswer'],
    ['a connection that is cut off', (_, response) => void response.socket?.destroy(), 'cut'],
  ];
  for (const [what, reply, cause] of answers) {
    it(`that answers ${what} finds "${cause}"`, async () => {
      server.on('GET *', reply);
      const found = await test(server.origin, undefined, cause === 'noAnswer' ? { readMs: 300 } : {});
      assert.equal(found.cause, cause, found.message);
      assert.equal(found.ok, cause === 'fine');
      assert.equal(found.address, `${server.origin}/v1`);
      assert.equal(found.examined?.route?.by, 'loopback');
      assert.ok(found.exchange && found.exchange.ms >= 0);
      if (!['noAnswer', 'cut'].includes(cause)) assert.ok(found.exchange.status);
      if (cause === 'rateLimited') assert.equal(found.error?.retryAfterMs, 60_000);
      if (cause === 'wrongType') assert.match(found.message, /not like a server of the type "openai"/);
    });
  }

  it('without a key reports that, and sends nothing', async () => {
    const transport = transportFor({ exchanges: createExchanges() });
    const missing = () => Promise.reject(new VideoJobsError('auth', 'No key yet.'));
    const found = await diagnose(connectionTo(server.origin), missing, transport);
    assert.equal(found.cause, 'keyMissing');
    assert.equal(found.exchange, undefined);
    assert.equal(server.requests.length, 0);
  });

  it('finds that no server is listening, or that the name does not exist', async () => {
    const gone = createServer();
    const port = await listening(gone);
    await new Promise((done) => gone.close(done));
    assert.equal((await test(`http://127.0.0.1:${port}`)).cause, 'refused');
    assert.match((await test('https://nowhere.invalid')).cause, /^(name|connectTimeout)$/);
  });

  describe('through a proxy', () => {
    const answering = async (answer: string, run: (proxy: string) => Promise<void>) => {
      const proxy = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(answer));
      });
      const port = await listening(proxy);
      await run(`127.0.0.1:${port}`);
      await new Promise((done) => proxy.close(done));
    };
    const cause = async (proxy: string) => (await test('https://videos.example', { proxy })).cause;

    it('finds that the proxy wants credentials, and shows its host without any', () =>
      answering('HTTP/1.1 407 Sign In\r\ncontent-length: 0\r\n\r\n', async (proxy) => {
        const found = await test('https://videos.example', { proxy: `http://ann:password-of-ann@${proxy}` });
        assert.equal(found.cause, 'proxySignIn');
        assert.equal(found.exchange?.proxy, proxy);
        assert.ok(!found.message.includes('password-of-ann'));
      }));
    it('finds that the proxy refuses', () =>
      answering('HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n', async (proxy) =>
        assert.equal(await cause(proxy), 'proxyRefusal'),
      ));
    it('finds that there is no proxy, or a server that is none', async () => {
      const gone = createServer();
      const port = await listening(gone);
      await new Promise((done) => gone.close(done));
      assert.equal(await cause(`127.0.0.1:${port}`), 'proxyUnreachable');
      assert.match(await cause('http://proxy.invalid:8080'), /^(proxyUnreachable|connectTimeout)$/);
      assert.equal(await cause('ftp://proxy.example'), 'proxySetting');
    });
  });

  describe('over TLS', () => {
    const secured = async (name: string, network: NetworkSettings) => {
      const https = createTlsServer({ key: read(`${name}.key`), cert: read(`${name}.crt`) }, (_, response) =>
        response.end('{"object":"list","data":[]}'),
      );
      const port = await listening(https);
      try {
        return await test(`https://127.0.0.1:${port}`, network);
      } finally {
        https.closeAllConnections();
        https.close();
      }
    };

    it('finds an authority that only this system trusts, and accepts it', async () => {
      const found = await secured('good', { ca: [read('ca.crt')] });
      assert.equal(found.cause, 'fine', found.message);
      const { certificate } = found.examined!;
      assert.equal(certificate?.issuer, authorityName);
      assert.equal(certificate.wellKnown, false);
      assert.equal(certificate.problem, undefined);
    });

    const problems: [string, NetworkSettings, Cause][] = [
      ['good', {}, 'untrusted'],
      ['expired', { ca: ['ca.crt'] }, 'expired'],
      ['other', { ca: ['ca.crt'] }, 'otherName'],
    ];
    for (const [name, { ca = [] }, cause] of problems) {
      it(`finds that a certificate is "${cause}", and who issued it`, async () => {
        const found = await secured(name, { ca: ca.map(read) });
        assert.equal(found.cause, cause, found.message);
        assert.equal(found.examined?.certificate?.issuer, authorityName);
      });
    }

    it('finds that the server speaks plain HTTP', async () => {
      assert.equal((await test(server.origin.replace('http', 'https'))).cause, 'noTls');
    });
  });
});
