import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Provider } from '../../../src/api/provider';
import type { Transport } from '../../../src/api/transport/transport';
import type { ContentRequest, Variant } from '../../../src/api/types';
import { sameBytes } from '../support/bytes';
import { canary, clientFor, failure, mp4, readAll, transportFor } from './support/connect';
import { type Reply, TestServer } from './support/server';

const clip = mp4(5000);
const webp = Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), Buffer.alloc(100)]);

describe('A clip’s content', () => {
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
    clientFor(server.origin, transport, { type, ...provider }).content('a', { variant: 'video', index: 0, ...request });
  const endpoint = 'GET /v1/videos/a/content';
  const jobRoute = 'GET /v1/videos/a';
  const job = (more: object) => ({ json: { id: 'a', status: 'completed', ...more } });
  const video = (bytes: Uint8Array = clip) => ({ headers: { 'content-type': 'video/mp4', etag: '"v1"' }, body: bytes });
  const paths = () => server.requests.map(({ url }) => url);

  it('is bytes, whatever type they claim to be', async () => {
    for (const type of ['video/mp4', 'application/octet-stream', 'application/json', 'text/html']) {
      server.on(endpoint, { headers: { 'content-type': type, etag: '"v1"', 'x-request-id': 'req' }, body: clip });
      const content = await ask();
      const { body: _, ...facts } = content;
      assert.deepEqual(facts, {
        contentType: 'video/mp4',
        extension: 'mp4',
        totalBytes: 5000,
        offset: 0,
        etag: '"v1"',
        source: server.origin,
        requestId: 'req',
      });
      sameBytes(await readAll(content), clip);
    }
    assert.equal(server.requests.length, 4);
  });

  it('is a thumbnail or a spritesheet by its variant', async () => {
    server.on(endpoint, { headers: { 'content-type': 'image/webp', etag: 'W/"weak"' }, body: webp });
    for (const variant of ['thumbnail', 'spritesheet'] as Variant[]) {
      const content = await ask({ variant });
      assert.equal(content.extension, 'webp');
      assert.equal(content.etag, undefined, 'a weak validator is none');
      assert.equal(server.last.url, `/v1/videos/a/content?variant=${variant}`);
      await readAll(content);
    }
  });

  it('is one of several outputs by its index', async () => {
    server.on('GET /api/v1/videos/a/content', video());
    await readAll(await ask({ type: 'openrouter', index: 2 }));
    assert.deepEqual(paths(), ['/api/v1/videos/a/content?index=2']);
  });

  it('is requested from chainhub and jxincm with the headers they document', async () => {
    server.on(endpoint, video());
    await readAll(await ask({ type: 'newapi' }));
    assert.equal(server.last.headers['content-type'], 'application/json');
    assert.match(server.last.headers.accept ?? '', /video.*application\/json/);
    assert.equal(server.last.body, '');
  });

  it('is no clip if another 2xx has an empty body or reports progress', async () => {
    server.on(endpoint, { status: 204 });
    await failure(() => ask(), 'badResponse');
    server
      .on(endpoint, { status: 202, json: { id: 'a', status: 'processing' } })
      .on('GET *', { json: { id: 'a', status: 'processing' } });
    await failure(() => ask(), 'notReady');
  });

  it('is decompressed', async () => {
    server.on(endpoint, { headers: { 'content-encoding': 'gzip', etag: '"one"' }, body: gzipSync(clip) });
    const content = await ask();
    assert.equal(content.totalBytes, undefined);
    assert.equal(content.etag, undefined, 'of other bytes than these: nothing to go on from');
    sameBytes(await readAll(content), clip);
  });

  it('is fetched from a redirect’s target without the key', async () => {
    server.on(endpoint, { status: 302, headers: { location: `${cdn.origin}/clip?sig=secret` } });
    cdn.on('GET /clip', video());
    sameBytes(await readAll(await ask()), clip);
    assert.ok(!JSON.stringify(cdn.requests).includes(canary));
  });

  describe('in a JSON response', () => {
    it('is fetched from its URL, without the key', async () => {
      server.on(endpoint, job({ video_url: `${cdn.origin}/clip?sig=secret` }));
      cdn.on('GET /clip', video());
      sameBytes(await readAll(await ask({ type: 'newapi' })), clip);
      assert.deepEqual(paths(), ['/v1/videos/a/content']);
      assert.ok(!JSON.stringify(cdn.requests).includes(canary));
    });

    it('is fetched from a URL of the same origin with the key', async () => {
      server.on(endpoint, job({ url: '/v1/artifacts/1?access=x' })).on('GET /v1/artifacts/1', video());
      sameBytes(await readAll(await ask({ type: 'newapi' })), clip);
      assert.equal(server.last.headers.authorization, `Bearer ${canary}`);
    });

    it('is fetched from the job’s URL if the response has null', async () => {
      const answer = {
        id: 'a',
        status: 'completed',
        video_url: null,
        enhanced_prompt: '',
        status_update_time: 1762010645686,
      };
      server.on(endpoint, { json: answer }).on(jobRoute, job({ video_url: `${cdn.origin}/clip` }));
      cdn.on('GET /clip', video());
      sameBytes(await readAll(await ask({ type: 'newapi' })), clip);
      assert.deepEqual(paths(), ['/v1/videos/a/content', '/v1/videos/a']);
    });

    it('is "not ready" if the response has null while the job is running', async () => {
      server
        .on(endpoint, { json: { id: 'a', status: 'pending', video_url: null } })
        .on(jobRoute, { json: { id: 'a', status: 'processing' } });
      await failure(() => ask({ type: 'newapi' }), 'notReady');
      assert.equal(server.requests.length, 2);
    });

    it('is "no media", never a file, if the response has null for a completed job', async () => {
      server
        .on(endpoint, { json: { id: 'a', status: 'completed', video_url: null } })
        .on(jobRoute, job({ video_url: null }));
      await failure(() => ask({ type: 'newapi' }), 'noMedia');
      assert.equal(server.requests.length, 2);
    });

    it('is fetched once the job is done if the URL is not final yet', async () => {
      server
        .on(endpoint, { json: { id: 'a', status: 'video_upsampling', video_url: `${cdn.origin}/small` } })
        .on(jobRoute, { json: { id: 'a', status: 'video_upsampling', video_url: `${cdn.origin}/small` } });
      await failure(() => ask({ type: 'newapi' }), 'notReady');
      assert.equal(cdn.requests.length, 0);
    });

    it('is decoded from a data URL', async () => {
      server.on(endpoint, job({ video_url: `data:video/mp4;base64,${clip.toString('base64')}` }));
      const content = await ask({ type: 'newapi' });
      assert.equal(content.totalBytes, clip.length);
      sameBytes(await readAll(content), clip);
      server.on(endpoint, job({ video_url: `data:video/mp4,${encodeURIComponent('no media')}` }));
      await failure(() => ask({ type: 'newapi' }), 'badResponse');
    });

    it('is an error if a 200 response contains one', async () => {
      server.on(endpoint, { json: { error: { message: 'Missing Authentication header', code: 401 } } });
      assert.equal((await failure(() => ask(), 'auth')).code, '401');
      server.on(endpoint, { json: { code: 'boom', message: 'it broke', data: null } });
      await failure(() => ask(), 'rejected');
    });

    it('is "not ready" if an error in a 200 response means that', async () => {
      server
        .on(endpoint, { json: { error: { code: 'task_not_ready', message: 'task not ready' } } })
        .on(jobRoute, { json: { id: 'a', status: 'queued' } });
      await failure(() => ask(), 'notReady');
    });

    it('is an error if its URL leads back to the response', async () => {
      server.on(endpoint, job({ url: '/v1/videos/a/content' })).on(jobRoute, job({ url: '/v1/videos/a/content' }));
      await failure(() => ask({ type: 'newapi' }), 'noMedia');
      let n = 0;
      server.on('GET *', (_, response) =>
        response.end(JSON.stringify({ id: 'a', status: 'completed', url: `/${n++}` })),
      );
      server.replies.delete(endpoint);
      server.replies.delete(jobRoute);
      await assert.rejects(ask({ type: 'newapi' }));
      assert.ok(server.requests.length < 20);
    });

    it('is not fetched from a URL into the private network', async () => {
      server.on(endpoint, job({ video_url: 'https://169.254.169.254/latest?token=hush' })).on(jobRoute, job({}));
      const error = await failure(() => ask({ type: 'newapi' }), 'badResponse');
      assert.match(error.message, /https:\/\/169\.254\.169\.254\/latest as the clip URL, which is not a public/);
      assert.ok(!error.message.includes('hush'));
    });
  });

  it('is an error, never a file, if the response is a web page', async () => {
    server.on(endpoint, { headers: { 'content-type': 'video/mp4' }, body: '<!DOCTYPE html><title>Home</title>' });
    assert.match((await failure(() => ask(), 'badResponse')).message, /web page.*base URL/);
  });

  it('is an error, never a file, if the response is text or empty', async () => {
    for (const body of ['upstream error', '', '"text"', '7', 'null']) {
      server.on(endpoint, { headers: { 'content-type': 'video/mp4' }, body });
      await failure(() => ask(), 'badResponse');
    }
  });

  describe('that is refused', () => {
    const notReady: [string, number, unknown][] = [
      ['openai', 404, { error: { message: 'Video is not ready yet, use GET /v1/videos/{video_id} to check status.' } }],
      ['newapi', 400, { error: { message: 'Task is not completed yet, current status: IN_PROGRESS' } }],
      ['opeai', 400, { error: { message: 'task not ready', code: 'task_not_ready' } }],
      ['openai', 404, { detail: 'Generation is still in-progress' }],
    ];
    for (const [type, status, json] of notReady) {
      it(`is not ready if ${type} responds with ${status}`, async () => {
        server.on(endpoint, { status, json }).on(jobRoute, { json: { id: 'a', status: 'in_progress' } });
        await failure(() => ask({ type }), 'notReady');
        assert.equal(server.requests.length, 2);
      });
    }

    it('is gone if a 404 comes for a job that no longer exists', async () => {
      await failure(() => ask(), 'notFound');
      assert.deepEqual(paths(), ['/v1/videos/a/content', '/v1/videos/a']);
    });

    it('is missing, failed or expired if a 404 comes for a job that exists', async () => {
      server.on(jobRoute, job({}));
      await failure(() => ask(), 'noMedia');
      server.on(jobRoute, {
        json: { id: 'a', status: 'failed', error: { code: 'moderation_blocked', message: 'no' } },
      });
      assert.equal((await failure(() => ask(), 'noMedia')).code, 'moderation_blocked');
      server.on(jobRoute, { json: { id: 'a', status: 'expired' } });
      await failure(() => ask(), 'expired');
    });

    it('is fetched from the job’s URL after a 404', async () => {
      server.on(jobRoute, job({ video_url: `${cdn.origin}/clip` }));
      cdn.on('GET /clip', video());
      sameBytes(await readAll(await ask()), clip);
    });

    it('is gone after a 410', async () => {
      server.on(endpoint, { status: 410 }).on(jobRoute, job({}));
      await failure(() => ask(), 'expired');
    });

    it('fails at once because of the key or the server', async () => {
      for (const [status, kind] of [
        [401, 'auth'],
        [403, 'forbidden'],
        [429, 'rateLimited'],
        [502, 'server'],
      ] as const) {
        server.reset();
        server.on(endpoint, { status });
        await failure(() => ask(), kind);
        assert.equal(server.requests.length, 1);
      }
    });
  });

  describe('with a known URL', () => {
    const known = () => ({ status: 'completed' as const, urls: [`${cdn.origin}/old`] });

    it('is fetched from that URL first for gateways, and never for others', async () => {
      cdn.on('GET /old', video());
      sameBytes(await readAll(await ask({ type: 'newapi', known: known() })), clip);
      assert.equal(server.requests.length, 0);
      server.on(endpoint, video());
      await readAll(await ask({ known: known() }));
      assert.equal(cdn.requests.length, 1);
    });

    for (const status of [401, 403, 404, 410]) {
      it(`is requested once more with a fresh URL after ${status}`, async () => {
        cdn.on('GET /old', { status }).on('GET /new', video());
        server.on(jobRoute, job({ video_url: `${cdn.origin}/new` }));
        sameBytes(await readAll(await ask({ type: 'newapi', known: known() })), clip);
        assert.deepEqual(paths(), ['/v1/videos/a']);
      });
    }

    it('is refused by its host, not expired, if a fresh URL is refused, too', async () => {
      cdn.on('GET *', { status: 403 });
      server.on(jobRoute, job({ video_url: `${cdn.origin}/new` }));
      const error = await failure(() => ask({ type: 'newapi', known: known() }), 'forbidden');
      assert.match(error.message, /^127\.0\.0\.1:\d+ refused the clip \(403: /);
      assert.equal(cdn.requests.length, 2);
      assert.deepEqual(paths(), ['/v1/videos/a']);
    });

    it('has an error with the host that refuses it and its message', async () => {
      const json = { error: { code: 401, message: 'Missing Authentication header' } };
      cdn.on('GET *', { status: 401, json });
      server.on(jobRoute, job({ video_url: `${cdn.origin}/old` })).on(endpoint, { status: 404 });
      for (const type of ['newapi', 'generations', 'openai']) {
        const error = await failure(() => ask({ type, known: known() }), 'forbidden');
        assert.match(error.message, /refused the clip \(401: “?Missing Authentication header/, type);
        assert.ok(!/no longer/.test(error.message));
      }
    });

    it('has expired if its host says so, the URL’s signature is out of date, or the job is old', async () => {
      const ago = Math.round(Date.now() / 1000) - 3 * 24 * 3600;
      const cases: [Reply, object][] = [
        [{ status: 403, body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>' }, {}],
        [{ status: 410 }, {}],
        [{ status: 403 }, { video_url: `${cdn.origin}/old?X-Amz-Date=20250101T000000Z&X-Amz-Expires=3600` }],
        [{ status: 403 }, { video_url: `${cdn.origin}/old?Expires=${ago}&Signature=s` }],
        [{ status: 404 }, { expires_at: ago }],
        [{ status: 403 }, { completed_at: ago }],
      ];
      for (const [reply, more] of cases) {
        cdn.on('GET *', reply);
        server.on(jobRoute, job({ video_url: `${cdn.origin}/old`, ...more })).on(endpoint, { status: 404 });
        await failure(() => ask({ type: 'xai', known: known() }), 'expired').catch((error: unknown) => {
          throw new Error(JSON.stringify(more), { cause: error });
        });
      }
    });

    it('is fetched from the endpoint if the job has no other URL, or one that must not be fetched', async () => {
      cdn.on('GET /old', { status: 403 });
      server.on(jobRoute, job({ video_url: `${cdn.origin}/old` })).on(endpoint, video());
      sameBytes(await readAll(await ask({ type: 'newapi', known: known() })), clip);
      const unsafe = { status: 'completed' as const, urls: ['http://cdn.example.org/clip'] };
      sameBytes(await readAll(await ask({ type: 'newapi', known: unsafe })), clip);
    });

    it('is fetched from that URL for an output or thumbnail without an endpoint', async () => {
      cdn.on('GET /2', video()).on('GET /t', { body: webp });
      const urls = [`${cdn.origin}/1`, `${cdn.origin}/2`];
      assert.deepEqual(
        await readAll(await ask({ type: 'newapi', index: 1, known: { status: 'completed', urls } })),
        clip,
      );
      const thumbnailUrl = `${cdn.origin}/t`;
      assert.equal(
        (await ask({ type: 'newapi', variant: 'thumbnail', known: { status: 'completed', thumbnailUrl } })).extension,
        'webp',
      );
      server.on(jobRoute, job({ thumbnail_url: thumbnailUrl }));
      assert.equal((await ask({ type: 'newapi', variant: 'thumbnail' })).extension, 'webp');
    });

    it('is an error if the server has neither a URL nor an endpoint for it', async () => {
      server.on(jobRoute, job({}));
      await failure(() => ask({ type: 'newapi', variant: 'spritesheet' }), 'unsupported');
      await failure(() => ask({ type: 'newapi', variant: 'thumbnail' }), 'unsupported');
      await failure(() => ask({ type: 'newapi', index: 3 }), 'noMedia');
    });
  });
});
