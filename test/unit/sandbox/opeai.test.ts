import assert from 'node:assert/strict';
import { reply, useSandbox } from './helpers';

describe('sandbox: opeai', () => {
  const at = useSandbox();
  const body = { model: 'sandbox-video', prompt: 'a kettle', seconds: '8', size: '1280x720' };

  it('leads a job through its upper-case words', async () => {
    const api = at.as('opeai');
    const made = await api.postJson('/videos', body);
    assert.equal(made.json.status, 'NOT_START');
    const id = String(made.json.id);
    const seen = new Set<unknown>();
    for (let step = 0; step < 13; step += 1) {
      seen.add((await api.job(id)).json.status);
      at.clock.advance(1000);
    }
    assert.deepEqual([...seen], ['QUEUED', 'SUBMITTED', 'IN_PROGRESS', 'SUCCESS']);
    const { json } = await api.job(id);
    assert.equal(json.prompt, 'a kettle');
    assert.equal(json.seconds, 8);
    assert.equal(typeof json.completed_at, 'number');
  });

  it('takes its keys where its documents put them', async () => {
    const { key, origin } = at.sandbox;
    const id = await at.as('opeai').create();
    const status = async (twin: string, headers: Record<string, string>) =>
      (await fetch(`${origin}/opeai/${twin}/videos/${id}`, { headers })).status;
    assert.equal(await status('v1', { authorization: `Bearer ${key}` }), 200);
    assert.equal(await status('v1', { token: key }), 401);
    assert.equal(await status('api', { token: key }), 200);
    assert.equal(await status('api', { authorization: `Bearer ${key}` }), 200);
    assert.equal(await status('api', { token: 'wrong' }), 401);
  });

  it('answers an unfinished content with 400, an unknown job with 404', async () => {
    const api = at.as('opeai');
    const id = await api.create();
    const early = await api.content(id);
    assert.equal(early.status, 400);
    assert.deepEqual(early.json, {
      error: { message: 'task not ready', type: 'invalid_request_error', param: null, code: 'task_not_ready' },
    });
    const unknown = await api.job('video_nobody');
    assert.equal(unknown.status, 404);
    assert.equal(unknown.json.error.code, 'ResourceNotFound');
    at.clock.advance(12_000);
    const ready = await api.content(id);
    assert.equal(ready.headers.get('content-type'), 'video/mp4');
    const twin = await reply(
      await fetch(`${at.sandbox.origin}/opeai/api/videos/${id}/content`, { headers: { token: at.sandbox.key } }),
    );
    assert.ok(twin.bytes.equals(ready.bytes));
  });

  it('takes both generations of its create, and wants JSON', async () => {
    const api = at.as('opeai');
    assert.equal((await api.postJson('/videos', { ...body, seconds: 8, size: undefined })).status, 200);
    assert.equal((await api.postJson('/videos', { ...body, size: undefined })).json.error.param, 'size');
    assert.equal((await api.postJson('/videos', { ...body, seconds: true })).json.error.param, 'seconds');
    assert.equal((await api.postJson('/videos', { ...body, model: undefined })).json.error.param, 'model');
    assert.equal((await api.postForm('/videos', { model: 'm', prompt: 'p' })).status, 400);
    const content = [{ type: 'image_url', image_url: { url: 'https://a.invalid/a.png' } }];
    assert.equal((await api.postJson('/videos', { ...body, input_reference: { content } })).status, 200);
    assert.equal(
      (await api.postJson('/videos', { ...body, input_reference: 'a.png' })).json.error.param,
      'input_reference',
    );
  });

  it('remixes by a field of create', async () => {
    const api = at.as('opeai');
    const source = await api.create();
    const remix = { ...body, remix_video_id: source };
    assert.equal((await api.postJson('/videos', remix)).json.error.param, 'remix_video_id');
    at.clock.advance(12_000);
    assert.equal((await api.postJson('/videos', remix)).status, 200);
    assert.equal((await api.postJson('/videos', { ...body, remix_video_id: 'video_nobody' })).status, 404);
  });

  it('says FAILURE with a code, and 410 for a clip that is gone', async () => {
    const api = at.as('opeai');
    const failing = await api.create({ model: 'sandbox-fails' });
    const expiring = await api.create({ model: 'sandbox-expires' });
    at.clock.advance(70_000);
    const { json } = await api.job(failing);
    assert.equal(json.status, 'FAILURE');
    assert.equal(json.error.code, 'video_generation_failed');
    assert.equal((await api.content(expiring)).status, 410);
  });
});
