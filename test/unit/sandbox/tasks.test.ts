import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client';
import type { Provider } from '../../../src/api/provider';
import type { VideoClient } from '../../../src/api/types';
import { readAll, transportFor } from '../api/support/connect';
import { useSandbox } from './helpers';

const at = useSandbox();

describe('the unified video format', () => {
  it('creates with JSON only, and tells of a job by its query', async () => {
    const api = at.as('unified');
    assert.equal((await api.postForm('/video/create', { prompt: 'x', model: 'm' })).status, 400);
    const made = await api.postJson('/video/create', {
      prompt: 'x',
      model: 'm',
      size: 'small',
      orientation: 'portrait',
    });
    assert.deepEqual(Object.keys(made.json), ['id', 'status', 'status_update_time']);
    assert.equal(made.json.status, 'pending');
    const words = new Set<unknown>();
    for (let i = 0; i < 14; i++) {
      const { json } = await api.job(String(made.json.id));
      words.add(json.status);
      at.clock.advance(1000);
    }
    assert.ok(words.has('video_generation_completed') && words.has('completed'));
  });

  it('refuses what its documents do not have', async () => {
    const api = at.as('unified');
    for (const wrong of [
      { duration: '8' },
      { images: 'https://x.example/a.png' },
      { size: '1280x720' },
      { orientation: 'up' },
    ]) {
      assert.equal((await api.postJson('/video/create', { prompt: 'x', model: 'm', ...wrong })).status, 400);
    }
  });

  it('answers a wrong path with the page of its web site, under 200', async () => {
    const { status, headers } = await at.as('unified').get('/videos/x/content');
    assert.equal(status, 200);
    assert.match(headers.get('content-type')!, /^text\/html/);
  });
});

describe('video generations', () => {
  it('wraps a job in data, percentages as text', async () => {
    const api = at.as('generations');
    const id = await api.create();
    at.clock.advance(6000);
    const { json } = await api.job(id);
    const data = json.data as Record<string, unknown>;
    assert.equal(json.code, 'success');
    assert.equal(data.status, 'IN_PROGRESS');
    assert.match(String(data.progress), /^\d+%$/);
  });

  it('says why a job failed', async () => {
    const api = at.as('generations');
    const id = await api.create({ model: 'sandbox-fails' });
    at.clock.advance(12_000);
    assert.match(
      String(((await api.job(id)).json.data as { fail_reason: string }).fail_reason),
      /could not be rendered/,
    );
  });
});

describe('a client of both', () => {
  const transport = transportFor();
  after(() => transport.close());

  const client = (type: string, baseUrl: string, change: Partial<Provider> = {}): VideoClient =>
    createClient({ provider: { id: 'x', type, baseUrl, ...change }, baseUrl, key: at.sandbox.key }, transport);

  const ways: [name: string, type: string, base: string][] = [
    ['unified', 'unified', '/unified/v1'],
    ['generations', 'generations', '/generations/v1'],
    ['its v2 sibling', 'generations', '/generations/v2'],
  ];
  for (const [name, type, base] of ways) {
    it(`${name}: from create to the clip, with an image and a shape`, async () => {
      const own = client(type, at.sandbox.origin + base);
      const reference = { kind: 'url', url: 'https://x.example/a.png' } as const;
      const { id, status } = await own.create({ prompt: 'x', model: 'm', seconds: 8, size: '720x1280', reference });
      assert.equal(status, 'queued');
      at.clock.advance(6000);
      assert.equal((await own.get(id)).status, 'in_progress');
      at.clock.advance(9000);
      const job = await own.get(id);
      assert.deepEqual([job.status, job.urls?.length], ['completed', 1]);
      const content = await own.content(id, { variant: 'video', index: 0, known: job });
      assert.equal((await readAll(content)).subarray(4, 8).toString(), 'ftyp');
    });

    it(`${name}: a job that failed, and one without a clip`, async () => {
      const own = client(type, at.sandbox.origin + base);
      const failing = await own.create({ prompt: 'x', model: 'sandbox-fails' });
      const empty = await own.create({ prompt: 'x', model: 'sandbox-no-media' });
      at.clock.advance(15_000);
      const failed = await own.get(failing.id);
      assert.equal(failed.status, 'failed');
      assert.match(failed.error!.message, /could not be rendered/);
      const job = await own.get(empty.id);
      assert.deepEqual([job.status, job.urls], ['completed', undefined]);
      await assert.rejects(own.content(empty.id, { variant: 'video', index: 0, known: job }), { kind: 'noMedia' });
    });
  }

  it('reads a job that is gone as not found', async () => {
    for (const [, type, base] of ways) {
      await assert.rejects(client(type, at.sandbox.origin + base).get('task_nobody'), { kind: 'notFound' }, base);
    }
  });

  it('says that a wrong path is one', async () => {
    const wrong = { overrides: { paths: { get: '/videos/{id}' } } };
    const own = client('unified', `${at.sandbox.origin}/unified/v1`, wrong);
    await assert.rejects(own.get('task_1'), { kind: 'badResponse' });
  });
});
