import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { clipNames } from '../../../src/sandbox/clips';
import { type Caller, clipsFolder, reply, useSandbox } from './helpers';

/** The states of a job second by second, each once. */
async function states(api: Caller, id: string, advance: (ms: number) => void): Promise<Record<string, unknown>[]> {
  const seen: Record<string, unknown>[] = [];
  for (let step = 0; step < 14; step += 1) {
    const { json } = await api.job(id);
    if (seen.at(-1)?.status !== json.status) seen.push(json);
    advance(1000);
  }
  return seen;
}

for (const system of ['chainhub', 'jxincm'] as const) {
  describe(`sandbox: ${system}`, () => {
    const at = useSandbox();

    it('answers content with the documented JSON, whatever the state', async () => {
      const api = at.as(system);
      const id = await api.create({ prompt: 'a fox' });
      const early = (await api.content(id)).json;
      assert.deepEqual(Object.keys(early), ['id', 'status', 'video_url', 'enhanced_prompt', 'status_update_time']);
      assert.deepEqual(
        [early.id, early.status, early.video_url, early.enhanced_prompt],
        [id, 'pending', null, 'a fox'],
      );
      at.clock.advance(12_000);
      const late = (await api.content(id)).json;
      assert.deepEqual([late.status, late.video_url, late.status_update_time], ['completed', null, at.clock.time]);
    });

    it('puts a finished clip on another origin, under an address that needs no key and takes none', async () => {
      const api = at.as(system);
      const id = await api.create();
      at.clock.advance(12_000);
      const address = new URL(String((await api.job(id)).json.video_url));
      assert.equal(address.origin, at.sandbox.storageOrigin);
      assert.notEqual(address.origin, at.sandbox.origin);
      const { status, bytes } = await reply(await fetch(address));
      assert.equal(status, 200);
      const clips = await Promise.all(clipNames.map((name) => readFile(path.join(clipsFolder, `${name}.mp4`))));
      assert.ok(clips.some((clip) => clip.equals(bytes)));
      const withKey = await reply(await fetch(address, { headers: { authorization: `Bearer ${at.sandbox.key}` } }));
      assert.equal(withKey.status, 400);
      assert.match(withKey.bytes.toString(), /Only one auth mechanism allowed/);
      const forged = new URL(address);
      forged.searchParams.set('sig', 'x'.repeat(43));
      assert.equal((await fetch(forged)).status, 403);
      at.clock.advance(3_600_000);
      assert.match(await (await fetch(address)).text(), /Request has expired/);
    });

    it('remixes a finished job', async () => {
      const api = at.as(system);
      const id = await api.create();
      const path = `/videos/${encodeURIComponent(id)}/remix`;
      assert.equal((await api.postJson(path, { prompt: 'in snow' })).status, 400);
      at.clock.advance(12_000);
      const remix = await api.postJson(path, { prompt: 'in snow' });
      assert.equal(remix.json.remixed_from_video_id, id);
      assert.equal(remix.json.status, 'queued');
    });

    it('says task errors flat, its own in two languages', async () => {
      const api = at.as(system);
      const unknown = await api.job('video_nobody');
      assert.equal(unknown.status, 400);
      assert.deepEqual(unknown.json, { code: 'task_not_exist', message: 'task_not_exist', data: null });
      const nameless = await api.postForm('/videos', { prompt: 'x' });
      assert.deepEqual([nameless.status, nameless.json.code], [400, 'missing_required_parameter']);
      const moderated = await api.postForm('/videos', { prompt: 'x', model: 'sandbox-moderated' });
      assert.equal(moderated.status, 400);
      assert.equal(moderated.json.error.type, 'moderation_blocked');
      assert.equal(moderated.json.error.message_zh, '内容审核未通过');
      api.headers = { authorization: 'Bearer wrong' };
      const refused = await api.job('video_nobody');
      assert.equal(refused.status, 401);
      assert.equal(refused.json.error.message_zh, '无效的令牌');
    });

    it('has neither list nor delete', async () => {
      const api = at.as(system);
      const id = await api.create();
      assert.equal((await api.get('/videos')).status, 404);
      assert.equal((await api.delete(`/videos/${encodeURIComponent(id)}`)).status, 404);
    });

    it('completes without an address where there is no clip', async () => {
      const api = at.as(system);
      const id = await api.create({ model: 'sandbox-no-media' });
      at.clock.advance(6000);
      const { json } = await api.job(id);
      assert.equal(json.status, 'completed');
      assert.equal(json.video_url ?? null, null);
    });
  });
}

describe('sandbox: what tells the gateways apart', () => {
  const at = useSandbox();

  it('chainhub speaks of veo: percentages as text, and a state that only looks final', async () => {
    const api = at.as('chainhub');
    const seen = await states(api, await api.create(), (ms) => at.clock.advance(ms));
    assert.deepEqual(
      seen.map(({ status }) => status),
      [
        'pending',
        'image_downloading',
        'video_generating',
        'video_generation_completed',
        'video_upsampling',
        'completed',
      ],
    );
    assert.ok(seen.every(({ progress }) => /^\d+%$/.test(String(progress))));
    assert.ok(seen.slice(0, -1).every(({ video_url: url }) => url === null));
    const failing = await api.create({ model: 'sandbox-fails' });
    at.clock.advance(8000);
    const { json } = await api.job(failing);
    assert.equal(json.status, 'video_generation_failed');
    assert.equal(json.error.code, 'video_generation_failed');
  });

  it('chainhub takes forms only', async () => {
    const body = { prompt: 'x', model: 'veo_3_1' };
    assert.equal((await at.as('chainhub').postJson('/videos', body)).json.code, 'invalid_request');
    assert.equal((await at.as('jxincm').postJson('/videos', body)).status, 200);
  });

  it('jxincm has a colon in its ids and two shapes of an unfinished job', async () => {
    const api = at.as('jxincm');
    const id = await api.create();
    assert.match(id, /^sora-2:task_/);
    const seen = await states(api, id, (ms) => at.clock.advance(ms));
    assert.deepEqual(
      seen.map(({ status }) => status),
      ['pending', 'processing', 'completed'],
    );
    const [pending, processing, completed] = seen as [
      Record<string, unknown>,
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    const { pending_info: info } = pending.detail as { pending_info: { progress_pct: number } };
    assert.deepEqual([info.progress_pct, pending.object, 'progress' in pending], [0, undefined, false]);
    assert.ok(Number.isInteger(processing.progress) && Number(processing.created_at) > 1e11);
    assert.ok(Number(completed.created_at) < 1e11 && Number(completed.completed_at) < 1e11);
    const failing = await api.create({ model: 'sandbox-fails' });
    at.clock.advance(8000);
    assert.match(String((await api.job(failing)).json.fail_reason), /could not be rendered/);
  });
});
