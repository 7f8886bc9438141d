import assert from 'node:assert/strict';
import { type Reply, useSandbox } from './helpers';

function assertError({ status, json }: Reply, code: number, message: RegExp): void {
  assert.equal(status, code);
  assert.equal(json.error.code, code);
  assert.match(String(json.error.message), message);
}

describe('sandbox: openrouter', () => {
  const at = useSandbox();
  const body = { model: 'sandbox-video', prompt: 'a kite', duration: 8, aspect_ratio: '16:9' };

  it('accepts with 202 and a relative polling address, and says little after that', async () => {
    const api = at.as('openrouter');
    const made = await api.postJson('/videos', body);
    assert.equal(made.status, 202);
    const { id, generation_id: generation } = made.json as unknown as { id: string; generation_id: string };
    assert.equal(made.json.polling_url, `/openrouter/api/v1/videos/${id}`);
    assert.equal(made.json.status, 'pending');
    at.clock.advance(6000);
    const polling = `${at.sandbox.origin}/openrouter/api/v1/videos/${id}`;
    assert.deepEqual((await api.job(id)).json, {
      id,
      generation_id: generation,
      polling_url: polling,
      status: 'in_progress',
    });
    at.clock.advance(6000);
    assert.deepEqual((await api.job(id)).json, {
      id,
      generation_id: generation,
      polling_url: polling,
      status: 'completed',
      unsigned_urls: [`${polling}/content?index=0`],
      usage: { cost: 0.4, is_byok: false },
    });
  });

  it('gives several outputs, each another clip, to those with a key only', async () => {
    const api = at.as('openrouter');
    const id = await api.create({ model: 'sandbox-many' });
    at.clock.advance(12_000);
    const urls = (await api.job(id)).json.unsigned_urls as string[];
    assert.equal(urls.length, 3);
    const etags = await Promise.all(
      [0, 1, 2].map(async (index) => (await api.content(id, `?index=${index}`)).headers.get('etag')),
    );
    assert.equal(new Set(etags).size, 3);
    assertError(await api.content(id, '?index=3'), 404, /Resource not found/);
    assertError(await api.content(id, '?index=first'), 400, /Invalid request/);
    const keyless = await fetch(urls[0]!);
    assert.equal(keyless.status, 401);
    assert.deepEqual(await keyless.json(), { error: { code: 401, message: 'Missing Authentication header' } });
  });

  it('goes on from a completed job of the same model only', async () => {
    const api = at.as('openrouter');
    const previous = await api.create();
    const next = { ...body, previous_job_id: previous };
    assertError(await api.postJson('/videos', next), 409, /not completed/);
    at.clock.advance(12_000);
    assert.equal((await api.postJson('/videos', next)).status, 202);
    assertError(await api.postJson('/videos', { ...next, model: 'sandbox-fast' }), 400, /another model/);
    assertError(await api.postJson('/videos', { ...next, previous_job_id: 'job-nobody' }), 404, /Resource not found/);
  });

  it('refuses what does not fit its schema', async () => {
    const api = at.as('openrouter');
    const wrong: object[] = [
      { model: undefined },
      { prompt: undefined },
      { duration: '8' },
      { duration: 0 },
      { size: 'large' },
      { aspect_ratio: '2:1' },
      { resolution: '8K' },
      { frame_images: [{ type: 'image_url', image_url: { url: 'https://a.invalid' } }] },
      { input_references: 'x' },
    ];
    for (const change of wrong) {
      assertError(await api.postJson('/videos', { ...body, ...change }), 400, /Invalid request/);
    }
    const frame = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' }, frame_type: 'first_frame' };
    assert.equal((await api.postJson('/videos', { ...body, frame_images: [frame] })).status, 202);
    assertError(await api.postForm('/videos', { model: 'm', prompt: 'p' }), 400, /Invalid request/);
  });

  it('says failed with a text, and expired once the clip is gone', async () => {
    const api = at.as('openrouter');
    const failing = await api.create({ model: 'sandbox-moderated-late' });
    const expiring = await api.create({ model: 'sandbox-expires' });
    at.clock.advance(8000);
    const { error } = (await api.job(failing)).json as { error: unknown };
    assert.ok(typeof error === 'string' && error.includes('blocked by our moderation system'));
    assert.equal((await api.job(expiring)).json.status, 'completed');
    at.clock.advance(60_000);
    assert.equal((await api.job(expiring)).json.status, 'expired');
    assertError(await api.content(expiring), 404, /Resource not found/);
  });

  it('has neither list nor delete, and tells its models to anyone', async () => {
    const api = at.as('openrouter');
    const id = await api.create();
    assertError(await api.get('/videos'), 404, /Invalid URL/);
    assertError(await api.delete(`/videos/${id}`), 404, /Invalid URL/);
    api.headers = {};
    const { data } = (await api.get('/videos/models')).json as { data?: { id: string }[] };
    assert.ok(data?.some((model) => model.id === 'sandbox-many'));
    assertError(await api.job(id), 401, /Missing Authentication header/);
  });
});
