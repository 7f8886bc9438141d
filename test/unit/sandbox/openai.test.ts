import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { clipNames } from '../../../src/sandbox/clips';
import { clipsFolder, png, type Reply, useSandbox } from './helpers';

function assertError({ status, json }: Reply, wanted: { status: number; code?: string | null; message: RegExp }): void {
  assert.equal(status, wanted.status);
  assert.match(String(json.error.message), wanted.message);
  if (wanted.code !== undefined) assert.equal(json.error.code, wanted.code);
  assert.deepEqual(Object.keys(json.error).sort(), ['code', 'message', 'param', 'type']);
}

describe('sandbox: openai', () => {
  const at = useSandbox();

  it('leads a job from queued over in_progress to completed', async () => {
    const api = at.as('openai');
    const id = await api.create({ prompt: 'a lighthouse', size: '1280x720' });
    const created = at.clock.time / 1000;
    const queued = await api.job(id);
    assert.deepEqual(queued.json, {
      id,
      object: 'video',
      model: 'sandbox-video',
      status: 'queued',
      progress: 0,
      created_at: created,
      completed_at: null,
      expires_at: null,
      prompt: 'a lighthouse',
      size: '1280x720',
      seconds: '4',
      remixed_from_video_id: null,
      error: null,
    });
    at.clock.advance(6000);
    const running = await api.job(id);
    assert.equal(running.json.status, 'in_progress');
    assert.equal(running.json.progress, 41);
    at.clock.advance(6000);
    const { json } = await api.job(id);
    assert.equal(json.status, 'completed');
    assert.equal(json.progress, 100);
    assert.equal(json.completed_at, created + 12);
    assert.equal(json.expires_at, created + 12 + 86400);
  });

  it('refuses a wrong key, a missing one, and takes the api-key header', async () => {
    const api = at.as('openai');
    const { key } = at.sandbox;
    api.headers = {};
    assertError(await api.get('/videos'), { status: 401, code: 'invalid_api_key', message: /API key/ });
    api.headers = { authorization: 'Bearer wrong' };
    assertError(await api.get('/videos'), { status: 401, code: 'invalid_api_key', message: /API key/ });
    api.headers = { 'api-key': key };
    assert.equal((await api.get('/videos')).status, 200);
  });

  it('checks what a create brings', async () => {
    const api = at.as('openai');
    const cases: [unknown, string | null, RegExp][] = [
      [{}, 'missing_required_parameter', /'prompt'/],
      [{ prompt: 7 }, 'invalid_type', /expected a string, but got an integer/],
      [{ prompt: 'x', seconds: 8 }, 'invalid_type', /expected one of '4', .* but got an integer instead/],
      [{ prompt: 'x', seconds: '5' }, 'invalid_value', /Invalid value: '5'/],
      [{ prompt: 'x', size: '640x360' }, 'invalid_value', /Supported values are: '720x1280'/],
      [{ prompt: 'x', input_reference: 'file' }, 'invalid_type', /expected an object, but got a string/],
      [{ prompt: 'x', input_reference: { image_url: 'https://x.invalid/a', file_id: 'file-1' } }, null, /exactly one/],
    ];
    for (const [body, code, message] of cases) {
      assertError(await api.postJson('/videos', body), { status: 400, code, message });
    }
    assert.equal((await api.get('/videos')).json.has_more, false);
    assert.deepEqual((await api.get('/videos')).json.data, []);
  });

  it('takes a reference image of the very size, by its header', async () => {
    const api = at.as('openai');
    const fields = { prompt: 'x', size: '1280x720' };
    assert.equal((await api.postForm('/videos', { ...fields, input_reference: png(1280, 720) })).status, 200);
    const other = await api.postForm('/videos', { ...fields, input_reference: png(1280, 721) });
    assertError(other, {
      status: 400,
      code: null,
      message: /^Inpaint image must match the requested width and height$/,
    });
    const typeless = await api.postForm('/videos', { ...fields, input_reference: png(1280, 720, '') });
    assertError(typeless, { status: 400, code: 'unsupported_file_mimetype', message: /unsupported mimetype/ });
    const broken = new File(['not an image'], 'a.png', { type: 'image/png' });
    assertError(await api.postForm('/videos', { ...fields, input_reference: broken }), {
      status: 400,
      code: 'invalid_image_file',
      message: /Invalid image/,
    });
  });

  it('says so when the reference part of a form has no file name', async () => {
    const made = await at.as('openai').postForm('/videos', { prompt: 'x', input_reference: 'bytes without a name' });
    assertError(made, {
      status: 400,
      code: 'invalid_type',
      message: /^Invalid type for 'input_reference': expected a file, but got a string instead\.$/,
    });
  });

  it('takes references by address and file id, in JSON and as bracketed form fields', async () => {
    const api = at.as('openai');
    const image = { image_url: 'https://pictures.invalid/a.png' };
    assert.equal((await api.postJson('/videos', { prompt: 'x', input_reference: image })).status, 200);
    assert.equal((await api.postJson('/videos', { prompt: 'x', input_reference: { file_id: 'file-1' } })).status, 200);
    const form = { prompt: 'x', 'input_reference[image_url]': image.image_url };
    assert.equal((await api.postForm('/videos', form)).status, 200);
    assert.deepEqual(at.sandbox.requests.at(-1)?.body?.fields.input_reference, image);
    const wrong = Buffer.from(await png(10, 10).arrayBuffer()).toString('base64');
    const data = { image_url: `data:image/png;base64,${wrong}` };
    const mismatch = await api.postJson('/videos', { prompt: 'x', input_reference: data });
    assertError(mismatch, { status: 400, message: /Inpaint image/ });
  });

  it('pages its list from the newest on, and back', async () => {
    const api = at.as('openai');
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.unshift(await api.create({ prompt: `job ${count}` }));
      at.clock.advance(1000);
    }
    const page = async (query: string) => (await api.get(`/videos${query}`)).json as Record<string, unknown>;
    const idsOf = ({ data }: Record<string, unknown>) => (data as { id: string }[]).map(({ id }) => id);
    const first = await page('?limit=2');
    assert.deepEqual(idsOf(first), ids.slice(0, 2));
    assert.deepEqual([first.first_id, first.last_id, first.has_more], [ids[0], ids[1], true]);
    const last = await page(`?limit=3&after=${ids[1]}`);
    assert.deepEqual(idsOf(last), ids.slice(2));
    assert.equal(last.has_more, false);
    assert.deepEqual(idsOf(await page('?order=asc')), ids.toReversed());
    assert.deepEqual(await page('?limit=0'), {
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: true,
    });
    assert.equal((await api.get('/videos?limit=101')).status, 400);
    assert.equal((await api.get('/videos?order=up')).status, 400);
    assert.equal((await api.get('/videos?after=video_unknown')).status, 404);
  });

  it('remixes, edits and extends a completed job, and no other', async () => {
    const api = at.as('openai');
    const id = await api.create({ size: '1792x1024' });
    const early = await api.postJson(`/videos/${id}/remix`, { prompt: 'at night' });
    assertError(early, { status: 400, message: /must be completed/ });
    at.clock.advance(12_000);
    const remix = await api.postJson(`/videos/${id}/remix`, { prompt: 'at night' });
    assert.equal(remix.json.remixed_from_video_id, id);
    assert.equal(remix.json.size, '1792x1024');
    assert.equal(remix.json.prompt, 'at night');
    const edit = await api.postJson('/videos/edits', { prompt: 'in rain', video: { id } });
    assert.equal(edit.json.status, 'queued');
    const extend = await api.postForm('/videos/extensions', { prompt: 'go on', 'video[id]': id, seconds: '8' });
    assert.equal(extend.json.seconds, '12');
    const endless = await api.postJson('/videos/extensions', { prompt: 'go on', video: { id } });
    assertError(endless, { status: 400, code: 'missing_required_parameter', message: /'seconds'/ });
    const upload = new File(['mp4'], 'mine.mp4', { type: 'video/mp4' });
    assert.equal((await api.postForm('/videos/edits', { prompt: 'in rain', video: upload })).status, 200);
    assertError(await api.postJson('/videos/edits', { prompt: 'x' }), { status: 400, message: /'video'/ });
  });

  it('deletes a job that has ended, for good', async () => {
    const api = at.as('openai');
    const id = await api.create({ model: 'sandbox-fails' });
    assertError(await api.delete(`/videos/${id}`), { status: 400, message: /Only completed or failed/ });
    at.clock.advance(8000);
    const deleted = await api.delete(`/videos/${id}`);
    assert.deepEqual(deleted.json, { id, object: 'video.deleted', deleted: true });
    assertError(await api.job(id), { status: 404, message: /Video with id '.*' not found\./ });
    assert.deepEqual((await api.get('/videos')).json.data, []);
  });

  it('gives the clip and its companions once they are there', async () => {
    const api = at.as('openai');
    const id = await api.create({ size: '720x1280' });
    assertError(await api.content(id), { status: 404, message: /^Video is not ready yet/ });
    at.clock.advance(12_000);
    const kinds = { video: '.mp4', thumbnail: '-thumbnail.webp', spritesheet: '-spritesheet.webp' };
    for (const [variant, suffix] of Object.entries(kinds)) {
      const { status, headers, bytes } = await api.content(id, `?variant=${variant}`);
      assert.equal(status, 200);
      assert.equal(headers.get('content-type'), variant === 'video' ? 'video/mp4' : 'image/webp');
      assert.ok(bytes.equals(await readFile(path.join(clipsFolder, `petals${suffix}`))));
    }
    assertError(await api.content(id, '?variant=poster'), { status: 400, code: 'invalid_value', message: /poster/ });
  });

  it('shows every clip to someone', async () => {
    const api = at.as('openai');
    const seen = new Set<string>();
    for (let tries = 0; tries < 200 && seen.size < clipNames.length; tries += 1) {
      const id = await api.create({ size: tries % 2 ? '720x1280' : '1280x720' });
      at.clock.advance(12_000);
      const etag = (await api.content(id, '', { range: 'bytes=0-0' })).headers.get('etag') ?? '';
      seen.add(etag);
    }
    assert.equal(seen.size, clipNames.length);
  });

  it('lists its models', async () => {
    const { data } = (await at.as('openai').get('/models')).json as { data?: { id: string }[] };
    assert.ok(data?.some(({ id }) => id === 'sandbox-video'));
  });
});
