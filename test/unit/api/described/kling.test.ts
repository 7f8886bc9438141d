import assert from 'node:assert/strict';
import { readPasted } from '../../../../src/api/paste/pasted';
import { failure } from '../support/connect';
import { Described, image, lamp } from '../support/exchanges';

const id = '893605946402811985';
const envelope = { code: 0, message: 'SUCCEED', request_id: 'CmJYd2ZC' };
const task = { id, status: 'submitted', create_time: 1781080778802, update_time: 1781080778802, external_id: '' };
const created = {
  replies: { 'POST *': { json: { ...envelope, data: task } } },
  understood: { id, status: 'queued' as const, createdAt: 1781080778802, otherIds: undefined, error: undefined },
};
const clip = 'https://v15-kling.klingai.com/a.mp4';
const done = {
  ...task,
  status: 'succeeded',
  message: '',
  outputs: [
    { type: 'video', id: '1', url: clip, watermark_url: 'https://v15-kling.klingai.com/b.mp4', duration: '3.041' },
  ],
  billing: [{ charge_type: 'unit', amount: '2.4', package_type: 'video' }],
};
const get = `GET /tasks?task_ids=${id}`;

describe('Kling, as its documents have it', () => {
  const kling = new Described('kling', '');

  kling.exchanges([
    {
      title: 'sends the model in the path, settings and options in their objects',
      create: { model: 'kling-3.0', seconds: 5, size: '1280x720', extra: { audio: 'native', external_task_id: 'a' } },
      sends: {
        request: 'POST /text-to-video/kling-3.0',
        body: {
          prompt: 'A cat',
          settings: { resolution: '720p', duration: 5, aspect_ratio: '16:9', audio: 'native' },
          options: { external_task_id: 'a' },
        },
      },
      ...created,
    },
    {
      title: 'sends a file as bare base64 among the contents of another operation',
      create: { model: 'kling-3.0', seconds: 10, size: '1080p', reference: image },
      sends: {
        request: 'POST /image-to-video/kling-3.0',
        body: {
          contents: [
            { type: 'prompt', text: 'A cat' },
            { type: 'first_frame', url: 'UE5H' },
          ],
          settings: { resolution: '1080p', duration: 10 },
        },
      },
      ...created,
    },
    {
      title: 'sends an omni model a ratio, which it requires without a frame',
      create: { model: 'kling-3.0-omni', size: '4K' },
      sends: {
        request: 'POST /omni-video/kling-3.0-omni',
        body: {
          contents: [{ type: 'prompt', text: 'A cat' }],
          settings: { resolution: '4k', aspect_ratio: '16:9' },
        },
      },
      ...created,
    },
    {
      title: 'sends an omni model a frame by its address, and no ratio',
      create: { model: 'kling-3.0-omni', reference: lamp },
      sends: {
        request: 'POST /omni-video/kling-3.0-omni',
        body: {
          contents: [
            { type: 'prompt', text: 'A cat' },
            { type: 'first_frame', url: lamp.kind === 'url' && lamp.url },
          ],
        },
      },
      ...created,
    },
    {
      title: 'reads the only job of a list, without an error, although its envelope has a message',
      get: id,
      asks: [get],
      replies: { 'GET /tasks': { json: { ...envelope, data: [{ ...task, status: 'processing', message: '' }] } } },
      understood: { id, status: 'in_progress', error: undefined },
    },
    {
      title: 'reads the clip without a watermark',
      get: id,
      replies: { 'GET /tasks': { json: { ...envelope, data: [done] } } },
      understood: { status: 'completed', urls: [clip], outputs: undefined, seconds: 3.041 },
    },
    {
      title: 'reads the reason of a failed job from the job, not from the envelope',
      get: id,
      replies: {
        'GET /tasks': {
          json: {
            ...envelope,
            data: [{ ...task, status: 'failed', message: 'Failure to pass the risk control system' }],
          },
        },
      },
      understood: { status: 'failed', error: { message: 'Failure to pass the risk control system' } },
    },
  ]);

  it('takes an empty list for a job that is not there', async () => {
    kling.answers({ 'GET *': { json: { ...envelope, data: [] } } });
    await failure(() => kling.client.get(id), 'notFound');
  });

  it('tells its errors apart by their code: an empty account comes as 429', async () => {
    for (const [status, code, kind] of [
      [401, 1002, 'auth'],
      [429, 1101, 'payment'],
      [429, 1102, 'payment'],
      [429, 1303, 'rateLimited'],
      [429, 1304, 'forbidden'],
      [403, 1103, 'forbidden'],
      [400, 1301, 'rejected'],
      [200, 1201, 'rejected'],
      [500, 5000, 'server'],
    ] as const) {
      kling.answers({ 'POST *': { status, json: { code, message: 'no', request_id: 'a' } } });
      const error = await failure(() => kling.client.create({ prompt: 'A cat', model: 'kling-3.0' }), kind);
      assert.deepEqual([error.code, error.mayHaveHappened], [String(code), status === 500], String(code));
    }
  });

  it('lists by a POST, up to the flag that says there is no more, although there is a cursor', async () => {
    const page = { result: [done], next_cursor: 'c2', has_more: true, count: 1 };
    kling.answers({ 'POST *': { json: { ...envelope, data: page } } });
    const first = await kling.client.list({ limit: 1 });
    assert.deepEqual([first.jobs.map((job) => [job.id, job.urls]), first.next], [[[id, [clip]]], 'c2']);
    kling.answers({ 'POST *': { json: { ...envelope, data: { ...page, has_more: false, next_cursor: 'c3' } } } });
    assert.equal((await kling.client.list({ limit: 1, after: 'c2' })).next, undefined);
    assert.deepEqual(JSON.parse(kling.server.last.body), {
      cursor: 'c2',
      limit: 1,
      filters: [{ key: 'product_type', values: ['video'] }],
    });
  });

  it('sends a key of ours with a create, and finds the job by it', async () => {
    const key = '0d4c2f6e-7a51-4d58-8c1e-2f0b5f3f9a11';
    kling.answers({
      'POST *': { json: { ...envelope, data: { ...task, external_id: key } } },
      'GET /tasks': { json: { ...envelope, data: [{ ...done, external_id: key }] } },
    });
    const { client } = kling;
    for (const create of [
      { model: 'kling-3.0' },
      { model: 'kling-3.0', reference: lamp },
      { model: 'kling-3.0-omni' },
    ]) {
      await client.create({ prompt: 'A cat', idempotencyKey: key, ...create });
      const { options } = JSON.parse(kling.server.last.body) as { options: unknown };
      assert.deepEqual(options, { external_task_id: key }, create.model);
    }
    const found = await client.find!(key);
    assert.equal(kling.server.last.url, `/tasks?external_task_ids=${key}`);
    assert.deepEqual([found?.id, found?.status, found?.urls], [id, 'completed', [clip]]);
  });

  it('takes no other job for the one that was created with a key', async () => {
    const { client } = kling;
    for (const data of [
      [],
      [done],
      [{ ...done, external_id: 'other' }],
      [done, { ...task, id: '1', external_id: 'k1' }],
    ]) {
      kling.answers({ 'GET *': { json: { ...envelope, data } } });
      assert.equal(await client.find!('k1'), undefined, JSON.stringify(data));
    }
  });

  it('does not take a list that failed for something that may have been made', async () => {
    kling.answers({ 'POST *': { status: 503, json: { code: 5001, message: 'unavailable' } } });
    const { mayHaveHappened } = await failure(() => kling.client.list({}), 'server');
    assert.equal(mayHaveHappened ?? false, false);
  });

  it('proves the key by a job that is not there, and meets an error under 200', async () => {
    kling.answers({ 'GET *': { json: { ...envelope, data: [] } } });
    assert.match(await kling.client.test(), /accepted the key/);
    assert.equal(kling.server.last.url, '/tasks?task_ids=0');
    kling.answers({ 'GET *': { json: { code: 1002, message: 'Authorization is invalid' } } });
    await failure(() => kling.client.test(), 'auth');
    kling.answers({ 'GET *': { status: 401, json: { code: 1002, message: 'Authorization is invalid' } } });
    const { message } = await failure(() => kling.client.test(), 'auth');
    assert.match(message, /api-beijing\.klingai\.com/);
  });

  it('is recognised in a pasted command, model and key included', () => {
    for (const host of ['api-singapore.klingai.com', 'api-beijing.klingai.com']) {
      const { provider, key } = readPasted(
        `curl -X POST https://${host}/image-to-video/kling-3.0 -H "Authorization: Bearer 8f2d-11a7be2c4" -d '{"contents":[{"type":"prompt","text":"A cat"}]}'`,
      );
      assert.deepEqual(
        [provider.type, provider.baseUrl, provider.model, key],
        ['kling', `https://${host}`, 'kling-3.0', '8f2d-11a7be2c4'],
      );
    }
  });
});
