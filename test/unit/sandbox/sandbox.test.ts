import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { sandboxModels, sandboxSystems } from '../../../src/sandbox';
import { type Exchange, onExchange, startTestSandbox } from '../../support/sandbox';
import { Caller, clipsFolder, png, TestClock, useSandbox } from './helpers';

/** The status of a request whose Host header says what it wants. */
function statusFor(origin: string, path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(new URL(path, origin), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('sandbox', () => {
  const at = useSandbox();

  it('has a random key and port of its own', async () => {
    const other = await startTestSandbox({ clipsFolder });
    assert.notEqual(other.key, at.sandbox.key);
    assert.notEqual(other.origin, at.sandbox.origin);
    assert.match(other.origin, /^http:\/\/127\.0\.0\.1:\d+$/);
    await other.close();
  });

  it('rejects when its port is taken', async () => {
    const port = Number(new URL(at.sandbox.origin).port);
    await assert.rejects(startTestSandbox({ clipsFolder, port }), { code: 'EADDRINUSE' });
  });

  it('answers loopback names only, and offers nothing to web pages', async () => {
    const { origin, storageOrigin, key } = at.sandbox;
    const { port } = new URL(origin);
    const authorization = `Bearer ${key}`;
    assert.equal(await statusFor(origin, '/openai/v1/videos', { authorization, host: `localhost:${port}` }), 200);
    assert.equal(await statusFor(origin, '/openai/v1/videos', { authorization, host: 'attacker.invalid' }), 421);
    assert.equal(
      await statusFor(origin, '/openai/v1/videos', { authorization, host: `127.0.0.1.nip.invalid:${port}` }),
      421,
    );
    assert.equal(await statusFor(storageOrigin, '/media/aurora/video.mp4', { host: 'attacker.invalid' }), 421);
    const { headers } = await at.as('openai').get('/videos', { origin: 'https://attacker.invalid' });
    assert.equal(headers.get('access-control-allow-origin'), null);
  });

  for (const system of sandboxSystems) {
    it(`answers for ${system} jobs that another sandbox made`, async () => {
      const made = at.as(system);
      const source = await made.create({ prompt: 'from before the reload' });
      const clock = new TestClock();
      clock.advance(12_000);
      const later = await startTestSandbox({ clipsFolder, now: clock.now });
      const { status, json, bytes } = await new Caller(later, system).job(source);
      assert.equal(status, 200);
      assert.match(bytes.toString(), /"((task_)?status|state)":"(completed|succeeded|success|done)"|"done":true/i);
      assert.equal(json.prompt ?? null, null);
      await later.close();
    });
  }

  it('keeps the parent of a remix in the id', async () => {
    const api = at.as('openai');
    const source = await api.create();
    at.clock.advance(12_000);
    const { json } = await api.postJson(`/videos/${source}/remix`, { prompt: 'again' });
    const later = await startTestSandbox({ clipsFolder });
    const seen = await new Caller(later, 'openai').job(String(json.id));
    assert.equal(seen.json.remixed_from_video_id, source);
    await later.close();
  });

  it('does not take an id of one system for a job of another, or nonsense for any', async () => {
    const id = await at.as('openrouter').create();
    const packed = id.replace('job-', '');
    const nonsense = [
      'x',
      'video_',
      'video_'.padEnd(60, 'A'),
      `video_${Buffer.from('["a"]'.padEnd(40)).toString('base64url')}`,
    ];
    for (const wrong of [id, ...nonsense]) assert.equal((await at.as('openai').job(wrong)).status, 404);
    assert.equal((await at.as('openai').job(`video_${packed}`)).status, 200);
  });

  it('works at the pace it is told', async () => {
    const fast = await startTestSandbox({ clipsFolder, speed: 100, now: at.clock.now });
    const api = new Caller(fast, 'openai');
    const id = await api.create();
    at.clock.advance(119);
    assert.equal((await api.job(id)).json.status, 'in_progress');
    at.clock.advance(1);
    assert.equal((await api.job(id)).json.status, 'completed');
    await fast.close();
  });

  it('has a model for each way that a job can go', async () => {
    const api = at.as('openai');
    const ends: Record<string, unknown> = {};
    for (const { id: model } of sandboxModels.filter(({ id }) => id !== 'sandbox-moderated')) {
      const id = await api.create({ model });
      at.clock.advance(95_000);
      const { status, error } = (await api.job(id)).json;
      const content = (await api.content(id)).status;
      ends[model] = [status, ...(error ? [error.code] : []), content];
    }
    assert.deepEqual(ends, {
      'sandbox-video': ['completed', 200],
      'sandbox-fast': ['completed', 200],
      'sandbox-slow': ['completed', 200],
      'sandbox-many': ['completed', 200],
      'sandbox-fails': ['failed', 'video_generation_failed', 404],
      'sandbox-moderated-late': ['failed', 'moderation_blocked', 404],
      'sandbox-expires': ['completed', 404],
      'sandbox-no-media': ['completed', 404],
      'sandbox-stuck': ['warming_up_the_projector', 404],
    });
    const refused = await api.postJson('/videos', { prompt: 'x', model: 'sandbox-moderated' });
    assert.deepEqual([refused.status, refused.json.error.code], [400, 'moderation_blocked']);
    assert.equal((await api.postJson('/videos', { prompt: 'x', model: 'toString' })).status, 200);
  });

  it('records requests without their credentials', async () => {
    const api = at.as('openai');
    await api.create({ prompt: 'p'.repeat(1000) });
    api.headers = { authorization: 'Bearer wrong', token: 'wrong' };
    await api.get('/videos?limit=3');
    const [create, list] = at.sandbox.requests;
    assert.deepEqual(
      [create?.method, create?.path, create?.system, create?.operation, create?.authorised, create?.body?.encoding],
      ['POST', '/openai/v1/videos', 'openai', 'create', true, 'multipart'],
    );
    assert.equal(String(create?.body?.fields.prompt).length, 501);
    assert.deepEqual([list?.path, list?.authorised, list?.credentials], ['/openai/v1/videos?limit=3', false, true]);
    const said = JSON.stringify(at.sandbox.requests);
    assert.ok(!said.includes(at.sandbox.key) && !said.includes('wrong'));
  });

  it('records an image by its hash, whichever way it came', async () => {
    const image = Buffer.from(await png(1280, 720).arrayBuffer());
    const base64 = image.toString('base64');
    const address = `data:image/png;base64,${base64}`;
    const prompt = 'x';
    await at.as('openai').postForm('/videos', { prompt, size: '1280x720', input_reference: png(1280, 720) });
    await at.as('openai').postJson('/videos', { prompt, size: '1280x720', input_reference: { image_url: address } });
    await at.as('unified').postJson('/video/create', { prompt, model: 'm', images: ['https://x.example/a', address] });
    const instances = [{ prompt, image: { bytesBase64Encoded: base64, mimeType: 'image/png' } }];
    await at.as('gemini').postJson('/models/veo:predictLongRunning', { instances });
    const files = at.sandbox.requests.map(({ body }) => Object.entries(body?.files ?? {}));
    assert.deepEqual(
      files.map((each) => each.map(([place]) => place)),
      [['input_reference'], ['input_reference.image_url'], ['images.1'], ['instances.0.image']],
    );
    const sha256 = createHash('sha256').update(image).digest('hex');
    for (const [, file] of files.flat()) {
      assert.deepEqual([file.contentType, file.bytes, file.sha256], ['image/png', image.length, sha256]);
    }
    assert.deepEqual(at.sandbox.requests[2]?.body?.fields.images, ['https://x.example/a', 'data:image/png;base64,…']);
    assert.ok(!JSON.stringify(at.sandbox.requests).includes(base64.slice(0, 40)));
  });

  it('shows exchanges as they were on the wire to who asks for them', async () => {
    const exchanges: Exchange[] = [];
    const sandbox = await startTestSandbox({
      clipsFolder,
      middleware: [onExchange((exchange) => exchanges.push(exchange))],
    });
    await new Caller(sandbox, 'openai').postJson('/videos', { prompt: 'x' });
    await sandbox.close();
    const [exchange] = exchanges;
    assert.equal(exchange?.body.toString(), '{"prompt":"x"}');
    assert.equal(exchange?.answer.status, 200);
  });

  it('closes at once, whatever is still open', async () => {
    const sandbox = await startTestSandbox({ clipsFolder });
    sandbox.faults.add({ kind: 'slow', delayMs: 60_000 });
    const hanging = fetch(`${sandbox.baseUrl('openai')}/videos`, {
      headers: { authorization: `Bearer ${sandbox.key}` },
    });
    const failed = assert.rejects(hanging);
    while (sandbox.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await sandbox.close();
    await failed;
  });
});
