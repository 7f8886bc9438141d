import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { describeServer, type Exchange, image, lamp } from './exchanges';

const id = '182bd5e5-0000-4000-8000-000000000001';
const model = 'ray-3.2';
const made = { id, type: 'video', state: 'queued', model, created_at: '2026-06-01T12:00:00Z', output: [] };
const created: Exchange['replies'] = { 'POST *': { status: 201, json: made } };
const got = (json: object): Exchange['replies'] => ({ 'GET *': { json: { ...made, ...json } } });
const clip = 'https://cdn.example.com/clip.mp4?X-Amz-Signature=x';
const plain = { model, type: 'video', prompt: 'A cat' };

const rows: Exchange[] = [
  {
    title: 'creates a video, a duration with its unit',
    does: { create: { model, seconds: 5, size: '16:9 720p', extra: { loop: true, user_id: 'u' } } },
    asks: ['POST /v1/generations'],
    sends: {
      ...plain,
      aspect_ratio: '16:9',
      video: { resolution: '720p', duration: '5s', loop: true, user_id: 'u' },
    },
    replies: created,
    understood: { id, status: 'queued', model, createdAt: Date.parse(made.created_at) },
  },
  {
    title: 'sends an address as the first frame',
    does: { create: { model, reference: lamp } },
    sends: { ...plain, video: { start_frame: { url: 'https://x.example.com/lamp.png' } } },
    replies: created,
    understood: { id },
  },
  {
    title: 'sends a file as base64 beside its type',
    does: { create: { model, reference: image } },
    sends: { ...plain, video: { start_frame: { data: 'UE5H', media_type: 'image/png' } } },
    replies: created,
    understood: { id },
  },
  {
    title: 'extends by the job before, without requesting that',
    does: { extend: id, model, seconds: 5 },
    asks: ['POST /v1/generations'],
    sends: { model, type: 'video', prompt: 'Go on', video: { duration: '5s', start_frame: { generation_id: id } } },
    replies: created,
    understood: { id },
  },
  {
    title: 'reads a job in progress',
    does: { get: id },
    asks: [`GET /v1/generations/${id}`],
    replies: got({ state: 'processing' }),
    understood: { status: 'in_progress', providerStatus: 'processing' },
  },
  {
    title: 'takes the clip among several outputs',
    does: { get: id },
    replies: got({
      state: 'completed',
      output: [
        { type: 'exr', url: 'https://cdn.example.com/a.zip' },
        { type: 'video', url: clip },
      ],
    }),
    understood: { status: 'completed', urls: [clip], outputs: undefined },
  },
  {
    title: 'reads a failure with its code',
    does: { get: id },
    replies: got({ state: 'failed', failure_code: 'content_moderated', failure_reason: 'Flagged.' }),
    understood: { status: 'failed', error: { code: 'content_moderated', message: 'Flagged.' } },
  },
];

describeServer('luma', '/v1', rows, ({ client, answer }) => {
  it('says that an address lasts an hour from when it was requested', async () => {
    answer(got({ state: 'completed', output: [{ type: 'video', url: clip }] }));
    const start = Date.now();
    const { expiresAt = 0 } = await client().get(id);
    assert.ok(expiresAt >= start + 3600_000 && expiresAt <= Date.now() + 3600_000);
  });

  it('never calls a key good, since no free request proves it', async () => {
    answer({ 'GET *': { status: 404, json: { detail: 'Generation not found' } } });
    assert.match(await client().test(), /shows with the first job/);
    answer({ 'GET *': { status: 401, json: { detail: 'Invalid API key' } } });
    await failure(() => client().test(), 'auth');
  });

  it('waits as long as it is told', async () => {
    answer({ 'GET *': { status: 429, headers: { 'retry-after': '7' }, json: { detail: 'Too many concurrent jobs' } } });
    assert.equal((await failure(() => client().get(id), 'rateLimited')).retryAfterMs, 7000);
  });

  it('deletes nothing, and cancels nothing', async () => {
    await failure(() => client().delete(id), 'unsupported');
    assert.deepEqual([client().capabilities.delete, client().capabilities.list], [false, false]);
  });
});
