import assert from 'node:assert/strict';
import type { Provider } from '../../../src/api/provider';
import type { Transport } from '../../../src/api/transport/transport';
import type { ContentRequest } from '../../../src/api/types';
import { sameBytes } from '../support/bytes';
import { clientFor, failure, mp4, overEachDoor, readAll, using } from './support/connect';
import { TestServer } from './support/server';

const clip = mp4(5000);

overEachDoor('Content that is transferred,', (transportFor) => {
  let server: TestServer;
  let cdn: TestServer;
  let transport: Transport;

  before(async () => {
    [server, cdn] = await Promise.all([TestServer.start(), TestServer.start()]);
    transport = transportFor({ limits: { apiBytes: 50_000 } });
  });
  after(async () => {
    await transport.close();
    await Promise.all([server.stop(), cdn.stop()]);
  });
  beforeEach(() => {
    server.reset();
    cdn.reset();
  });

  interface Ask extends Partial<ContentRequest> {
    type?: string;
    provider?: Partial<Provider>;
  }

  const ask = ({ type = 'openai', provider, ...request }: Ask = {}) =>
    askOver(transport, { type, ...provider }, request);
  const askOver = (over: Transport, provider: Partial<Provider> = {}, request: Partial<ContentRequest> = {}) =>
    clientFor(server.origin, over, provider).content('a', { variant: 'video', index: 0, ...request });
  const endpoint = 'GET /v1/videos/a/content';
  const video = (bytes: Uint8Array = clip) => ({ headers: { 'content-type': 'video/mp4', etag: '"v1"' }, body: bytes });

  describe('gone on with', () => {
    const resume = { offset: 2000, etag: '"v1"' };
    const partial = (more: Record<string, string> = {}, from = 2000) => ({
      status: 206,
      headers: { 'content-type': 'video/mp4', etag: '"v1"', 'content-range': `bytes ${from}-4999/5000`, ...more },
      body: clip.subarray(from),
    });

    it('starts where it was left', async () => {
      server.on(endpoint, partial());
      const content = await ask({ resume });
      assert.equal(server.last.headers.range, 'bytes=2000-');
      assert.equal(server.last.headers['if-range'], '"v1"');
      assert.equal(content.offset, 2000);
      assert.equal(content.totalBytes, 5000);
      assert.equal(content.extension, 'mp4');
      sameBytes(await readAll(content), clip.subarray(2000));
    });

    it('takes the range along a redirect', async () => {
      server.on(endpoint, { status: 302, headers: { location: `${cdn.origin}/clip` } });
      cdn.on('GET /clip', partial());
      assert.equal((await ask({ resume })).offset, 2000);
      assert.equal(cdn.last.headers['if-range'], '"v1"');
    });

    it('starts over where the server sends the whole', async () => {
      server.on(endpoint, video());
      const content = await ask({ resume });
      assert.equal(content.offset, 0);
      sameBytes(await readAll(content), clip);
    });

    it('asks for a range only with a strong validator', async () => {
      server.on(endpoint, video());
      for (const etag of ['W/"v1"', '', 'v1']) {
        await readAll(await ask({ resume: { offset: 2000, etag } }));
        assert.equal(server.last.headers.range, undefined);
      }
    });

    const misfits: [string, Record<string, string>][] = [
      ['of another place', { 'content-range': 'bytes 1000-4999/5000' }],
      ['of another version', { etag: '"v2"' }],
      ['without a validator', { etag: '' }],
      ['that does not say from where', { 'content-range': '' }],
    ];
    for (const [name, headers] of misfits) {
      it(`starts over after a range ${name}`, async () => {
        server.on(endpoint, partial(headers), video());
        const content = await ask({ resume });
        assert.equal(content.offset, 0);
        sameBytes(await readAll(content), clip);
        assert.equal(server.last.headers.range, undefined);
      });
    }

    it('starts over where there is nothing after it', async () => {
      server.on(endpoint, { status: 416 }, video());
      assert.equal((await ask({ resume })).offset, 0);
    });

    it('is not JSON in the middle of a clip', async () => {
      server.on(endpoint, partial({ 'content-type': 'application/json' }));
      await failure(() => ask({ resume }), 'badResponse');
    });
  });

  describe('on its way', () => {
    it('notices that it is cut off', async () => {
      server.on(endpoint, (_, response) => {
        response.writeHead(200, { 'content-length': '5000' });
        response.write(clip.subarray(0, 3000), () => setImmediate(() => response.socket?.destroy()));
      });
      await failure(async () => readAll(await ask()), 'network');
    });

    it('notices that a range ends early', async () => {
      const head = clip.subarray(0, 3000);
      server.on(endpoint, { status: 206, headers: { 'content-range': 'bytes 0-2999/5000' }, body: head });
      await failure(async () => readAll(await ask()), 'network');
    });

    it('notices silence', async () => {
      server.on(endpoint, (_, response) => {
        response.writeHead(200, { 'content-length': '5000' });
        response.write(clip.subarray(0, 3000));
      });
      await using(transportFor({ limits: { idleMs: 300 } }), (hasty) =>
        failure(async () => readAll(await askOver(hasty)), 'timeout'),
      );
    });

    it('has no time limit while bytes keep coming, however slowly', async () => {
      server.on(endpoint, (_, response) => {
        response.writeHead(200);
        let sent = 0;
        const timer = setInterval(() => {
          response.write(clip.subarray(sent, (sent += 250)));
          if (sent >= clip.length) {
            clearInterval(timer);
            response.end();
          }
        }, 100);
      });
      await using(transportFor({ limits: { readMs: 1500, idleMs: 1500, answerMs: 1500 } }), async (hasty) =>
        sameBytes(await readAll(await askOver(hasty)), clip),
      );
    });

    it('can be cancelled, and closes the connection when its reader leaves', async () => {
      let closed: Promise<unknown> | undefined;
      server.on(endpoint, (_, response) => {
        closed = new Promise((done) => response.on('close', done));
        response.writeHead(200);
        response.write(clip);
      });
      const controller = new AbortController();
      const client = clientFor(server.origin, transport);
      const content = await client.content('a', { variant: 'video', index: 0 }, controller.signal);
      await failure(async () => {
        for await (const chunk of content.body) controller.abort(chunk.length);
      }, 'cancelled');
      await closed;
      await (await ask()).body[Symbol.asyncIterator]().return?.();
      await closed;
    });

    it('reads no further than its reader', async () => {
      let written = 0;
      server.on(endpoint, (_, response) => {
        response.writeHead(200);
        const more = (): void => {
          for (let open = true; open && written < 64 * 2 ** 20;) {
            written += 65_536;
            open = response.write(written === 65_536 ? mp4(65_536) : Buffer.alloc(65_536));
          }
          if (written >= 64 * 2 ** 20) response.end();
        };
        response.on('drain', more);
        more();
      });
      const content = await ask();
      const iterator = content.body[Symbol.asyncIterator]();
      await iterator.next();
      for (let seen = -1, still = 0; still < 50; still = seen === written ? still + 1 : 0) {
        seen = written;
        await new Promise((done) => setImmediate(done));
      }
      assert.ok(written < 32 * 2 ** 20, `${written} bytes were taken without a reader`);
      await iterator.return?.();
    });
  });
});
