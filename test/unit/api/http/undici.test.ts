import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import sinon from 'sinon';
import type { HttpRequest } from '../../../../src/api/http/http';
import { createUndiciClient } from '../../../../src/api/http/undici';
import { TestServer } from '../support/server';

const get = (url: string): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  headersTimeoutMs: 5000,
  bodyTimeoutMs: 5000,
});

describe('the undici client', () => {
  describe('loaded as a bundle', () => {
    let folder: string;
    let bundle: string;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'client-'));
      bundle = join(folder, 'undici.js');
      await build({
        entryPoints: [resolve('src/api/http/undici.ts')],
        bundle: true,
        minify: true,
        platform: 'node',
        format: 'cjs',
        target: 'node22',
        outfile: bundle,
        logLevel: 'error',
      });
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const run = (prelude: string): unknown => {
      const script = `
        const slots = [1, 2].map((n) => Symbol.for('undici.globalDispatcher.' + n));
        ${prelude}
        const look = () => slots.map((slot) => [Object.hasOwn(globalThis, slot), globalThis[slot]]);
        const before = look(), names = Object.getOwnPropertyNames(globalThis).join();
        const descriptor = JSON.stringify(Object.getOwnPropertyDescriptor(globalThis, 'fetch'));
        const client = require(${JSON.stringify(bundle)});
        const after = look();
        const same = before.every(([had, value], i) => had === after[i][0] && value === after[i][1]);
        fetch('data:,works').then((answer) => answer.text(), String).then((works) => console.log(JSON.stringify({
          works, same, had: before.map(([had]) => had), client: typeof client.createUndiciClient,
          names: names === Object.getOwnPropertyNames(globalThis).join(),
          fetch: descriptor === JSON.stringify(Object.getOwnPropertyDescriptor(globalThis, 'fetch')),
        })));`;
      return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
    };

    it('leaves empty global slots empty', () => {
      const expected = {
        works: 'works',
        same: true,
        had: [false, false],
        client: 'function',
        names: true,
        fetch: true,
      };
      assert.deepEqual(run(''), expected);
    });

    it('leaves the dispatchers of others in their slots', () => {
      const prelude = `for (const slot of slots) globalThis[slot] = { dispatch() {} };`;
      const expected = { works: 'works', same: true, had: [true, true], client: 'function', names: true, fetch: true };
      assert.deepEqual(run(prelude), expected);
    });

    it('leaves the dispatcher of the built-in fetch in its slot', () => {
      const result = run('Response;') as { works: string; same: boolean; had: boolean[] };
      assert.equal(result.works, 'works', 'fetch is as it was');
      assert.equal(result.same, true);
      assert.equal(result.had[0], true);
    });
  });

  describe('and the network settings', () => {
    let server: TestServer;
    let proxy: ReturnType<typeof createServer>;
    let connects: { target: string; authorization?: string }[];
    let proxyAddress: string;

    before(async () => {
      server = await TestServer.start();
      server.on('GET /', { json: {} });
      proxy = createServer();
      proxy.on('connect', (request, socket) => {
        connects.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
        const upstream = connect(Number(new URL(server.origin).port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          upstream.pipe(socket).pipe(upstream);
        });
        socket.on('error', () => upstream.destroy());
        upstream.on('error', () => socket.destroy());
      });
      await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
      proxyAddress = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    });
    beforeEach(() => (connects = []));
    after(async () => {
      proxy.closeAllConnections();
      proxy.close();
      await server.stop();
    });

    const through = async (
      settings: Parameters<typeof createUndiciClient>[0],
      url = 'http://videos.example:8080/',
    ): Promise<string[]> => {
      const client = createUndiciClient(settings);
      const response = await client.send(get(url));
      assert.equal(response.status, 200);
      for await (const chunk of response.body) assert.equal(String(chunk), '{}');
      await client.close();
      return connects.map(({ target }) => target);
    };

    it('goes through the proxy of the setting, with its sign-in, scheme or not', async () => {
      assert.deepEqual(await through({ proxy: `user:pass@${proxyAddress}` }), ['videos.example:8080']);
      assert.equal(connects[0]?.authorization, `Basic ${Buffer.from('user:pass').toString('base64')}`);
    });

    it('goes through the proxy of the environment it is given', async () => {
      assert.deepEqual(await through({ env: { http_proxy: `http://${proxyAddress}` } }), ['videos.example:8080']);
    });

    it('prefers the setting to the environment', async () => {
      const env = { HTTP_PROXY: 'http://127.0.0.1:9' };
      assert.deepEqual(await through({ proxy: `http://${proxyAddress}`, env }), ['videos.example:8080']);
    });

    it('never sends loopback through a proxy', async () => {
      assert.deepEqual(await through({ proxy: `http://${proxyAddress}` }, `${server.origin}/`), []);
    });

    const unreachable = (settings: Parameters<typeof createUndiciClient>[0]) =>
      assert.rejects(async () => {
        const client = createUndiciClient(settings);
        await client.send(get('http://videos.invalid:8080/'));
      }, /ENOTFOUND|EAI_AGAIN|getaddrinfo/);

    it('goes around the proxy for hosts of noProxy and NO_PROXY, and for proxySupport off', async () => {
      const proxied = { proxy: `http://${proxyAddress}` };
      await unreachable({ ...proxied, noProxy: ['.invalid'] });
      await unreachable({ ...proxied, env: { NO_PROXY: 'videos.invalid' } });
      await unreachable({ ...proxied, proxySupport: 'off' });
      assert.deepEqual(connects, []);
    });

    it('lets a noProxy setting replace NO_PROXY', async () => {
      const settings = {
        proxy: `http://${proxyAddress}`,
        noProxy: ['other.example'],
        env: { NO_PROXY: 'videos.example' },
      };
      assert.deepEqual(await through(settings), ['videos.example:8080']);
    });

    it('gives up on a proxy that takes the connection and says nothing', async () => {
      const silent = createTcpServer();
      const taken = new Promise<Socket>((done) => silent.once('connection', done));
      await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let sent = false;
      try {
        const client = createUndiciClient({ proxy: `127.0.0.1:${(silent.address() as AddressInfo).port}` });
        const answer = client.send({ ...get('https://videos.example/'), onSent: () => (sent = true) });
        const refused = assert.rejects(answer, { code: 'UND_ERR_CONNECT_TIMEOUT' });
        await once(await taken, 'data');
        await clock.tickAsync(30_000);
        await refused;
        const stopped = new AbortController();
        const cancelled = assert.rejects(client.send({ ...get('https://videos.example/'), signal: stopped.signal }));
        stopped.abort();
        await cancelled;
        assert.equal(sent, false);
      } finally {
        clock.restore();
        (await taken).destroy();
        silent.close();
      }
    });

    it('refuses a public name that leads into this network, when asked to', async () => {
      const lookup = sinon.stub(dns, 'lookup') as unknown as sinon.SinonStub;
      const client = createUndiciClient({ proxySupport: 'off' });
      const { port } = new URL(server.origin);
      const send = (publicOnly: boolean) => client.send({ ...get(`http://cdn.example:${port}/`), publicOnly });
      try {
        for (const address of ['127.0.0.1', '10.0.0.7', '169.254.169.254', '::1', 'fd00::1', '::ffff:127.0.0.1']) {
          const both = [
            { address: '93.184.216.34', family: 4 },
            { address, family: address.includes(':') ? 6 : 4 },
          ];
          lookup.callsFake((...args: unknown[]) => (args.at(-1) as (...all: unknown[]) => void)(null, both));
          await assert.rejects(send(true), { code: 'ERR_NOT_PUBLIC' }, address);
        }
        lookup.callsFake((...args: unknown[]) =>
          (args.at(-1) as (...all: unknown[]) => void)(null, [{ address: '127.0.0.1', family: 4 }]),
        );
        assert.equal((await send(false)).status, 200, 'the provider’s own name may lead anywhere');
      } finally {
        lookup.restore();
        await client.close();
      }
    });

    it('reads no environment but the one it is given', async () => {
      process.env.http_proxy = `http://${proxyAddress}`;
      try {
        await unreachable({ env: {} });
        assert.deepEqual(connects, []);
      } finally {
        delete process.env.http_proxy;
      }
    });
  });
});
