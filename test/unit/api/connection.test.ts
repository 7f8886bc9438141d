import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { resolve } from 'node:path';
import type { Provider } from '../../../src/api/provider';
import type { Transport } from '../../../src/api/transport/transport';
import type { OutgoingRequest } from '../../../src/api/transport/types';
import { connectionTo, failure, overEachDoor, using } from './support/connect';
import { TestServer } from './support/server';

overEachDoor('A connection', (transportFor) => {
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

  describe('when the connection fails', () => {
    it('names the host that does not exist', async () => {
      const connection = connectionTo('https://nowhere.invalid/v1');
      const error = await failure(
        () => transport.send(connection, { method: 'POST', url: 'https://nowhere.invalid/v1' }),
        'network',
      );
      assert.match(error.message, /nowhere\.invalid was not found|timed out/);
      assert.equal(error.mayHaveHappened, false);
    });

    it('says that the server refuses connections, and that nothing can have happened', async () => {
      const closed = await TestServer.start();
      const { origin } = closed;
      await closed.stop();
      const error = await failure(
        () => transport.send(connectionTo(origin), { method: 'POST', url: origin }),
        'network',
      );
      assert.equal(error.code, 'ECONNREFUSED');
      assert.equal(error.mayHaveHappened, false);
      assert.match(error.message, /refused the connection/);
    });

    it('knows that a write may have happened after it was cut off', async () => {
      server.on('POST /v1/x', (_, response) => response.socket?.destroy());
      server.on('GET /v1/x', (_, response) => response.socket?.destroy());
      assert.equal((await failure(() => transport.send(to(), post()), 'network')).mayHaveHappened, true);
      assert.equal((await failure(() => transport.send(to(), get()), 'network')).mayHaveHappened, false);
      assert.equal(server.requests.length, 2, 'nothing is repeated');
    });

    it('gives up waiting for headers', async () => {
      server.on('POST /v1/x', () => {});
      const error = await using(transportFor({ limits: { writeMs: 300 } }), (hasty) =>
        failure(() => hasty.send(to(), post()), 'timeout'),
      );
      assert.equal(error.mayHaveHappened, true);
      assert.ok(server.requests.length <= 1, 'nothing is repeated');
    });

    it('gives up on a body that falls silent', async () => {
      server.on('POST /v1/x', (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
      });
      const error = await using(transportFor({ limits: { idleMs: 300 } }), (hasty) =>
        failure(() => hasty.send(to(), post()), 'timeout'),
      );
      assert.equal(error.mayHaveHappened, true);
    });

    it('notices a body that is cut off', async () => {
      server.on('GET /v1/x', (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{', () => response.socket?.destroy());
      });
      await failure(() => transport.send(to(), get()), 'network');
    });

    it('keeps the meaning of a refusal whose body is cut off', async () => {
      server.on('POST /v1/x', (_, response) => {
        response.writeHead(401, { 'content-length': '100' });
        response.write('{', () => response.socket?.destroy());
      });
      assert.equal((await failure(() => transport.send(to(), post()), 'auth')).mayHaveHappened, false);
    });

    it('can be cancelled before and after sending', async () => {
      const before = await failure(() => transport.send(to(), post(), AbortSignal.abort()), 'cancelled');
      assert.equal(before.mayHaveHappened, false);
      const controller = new AbortController();
      server.on('POST /v1/x', () => controller.abort());
      const during = await failure(() => transport.send(to(), post(), controller.signal), 'cancelled');
      assert.equal(during.mayHaveHappened, true);
    });

    it('says that a proxy wants a sign-in, or is no address', async () => {
      const proxy = createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () =>
          socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'),
        );
      });
      await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
      const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const send = (proxySetting: string) => {
        const proxied = transportFor({ network: () => ({ proxy: proxySetting }) });
        return proxied.send(connectionTo('https://api.example.com/v1'), {
          method: 'POST',
          url: 'https://api.example.com/v1/x',
        });
      };
      const error = await failure(() => send(`http://${address}`), 'network');
      assert.match(error.message, /407/);
      assert.equal(error.mayHaveHappened, false);
      assert.match((await failure(() => send('http://:bad:'), 'network')).message, /http\.proxy/);
      proxy.close();
    });
  });

  describe('over TLS', () => {
    const fixture = (name: string) => readFileSync(resolve('test/unit/api/fixtures', name), 'utf8');
    let secure: ReturnType<typeof createServer>;
    let origin: string;

    before(async () => {
      secure = createServer({ key: fixture('localhost.key'), cert: fixture('localhost.crt') }, (_, response) =>
        response.end('{}'),
      );
      await new Promise<void>((done) => secure.listen(0, '127.0.0.1', done));
      origin = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
    });
    after(() => {
      secure.closeAllConnections();
      secure.close();
    });

    const send = (network: object) =>
      using(transportFor({ network: () => ({ proxySupport: 'off', ...network }) }), (secured) =>
        secured.send(connectionTo(origin), { method: 'POST', url: `${origin}/` }),
      );

    it('says which certificate could not be verified, before anything is sent', async () => {
      const error = await failure(() => send({}), 'network');
      assert.match(
        error.message,
        /certificate of 127\.0\.0\.1:\d+ could not be verified \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
      );
      assert.equal(error.mayHaveHappened, false);
    });

    it('trusts additional certificates, and any when told so', async () => {
      assert.equal((await send({ ca: [fixture('localhost.crt')] })).text, '{}');
      assert.equal((await send({ strictSSL: false, systemCertificates: false })).text, '{}');
    });
  });
});
