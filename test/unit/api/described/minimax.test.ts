import assert from 'node:assert/strict';
import { readPasted } from '../../../../src/api/paste/pasted';
import { failure } from '../support/connect';
import { Described, image, lamp } from '../support/exchanges';

const text = { type: 'text', text: 'A cat' };
const clip = 'https://video-product.cdn.minimax.io/inference_output/output.mp4';
const id = '424010985738629';
const query = `/v2/query/video_generation/${id}`;
const done = {
  id,
  model: 'MiniMax-H3',
  status: 'succeeded',
  created_at: 1785225940,
  updated_at: 1785226100,
  content: { url: clip },
  resolution: '2K',
  duration: 5,
  ratio: '16:9',
  usage: { total_seconds: 5, input_seconds: 0, output_seconds: 5 },
};
const created = { replies: { 'POST *': { json: { task_id: id } } }, understood: { id, status: 'queued' as const } };
const good = { status_code: 0, status_msg: 'success' };
const createdV1 = {
  replies: { 'POST *': { json: { task_id: '106916112212032', base_resp: good } } },
  understood: { id: 'v1/106916112212032', status: 'queued' as const, otherIds: undefined },
};
const queryV1 = 'GET /v1/query/video_generation?task_id=106916112212032';
const fileV1 = 'GET /v1/files/retrieve?file_id=205258526306433999';

describe('MiniMax, as its documents have it', () => {
  const minimax = new Described('minimax', '');

  minimax.exchanges([
    {
      title: 'sends contents, the resolution in its own case, and a ratio, which must not be that of no image',
      create: { model: 'MiniMax-H3', seconds: 5, size: '2K' },
      sends: {
        request: 'POST /v2/video_generation',
        body: { model: 'MiniMax-H3', content: [text], resolution: '2K', duration: 5, ratio: '16:9' },
      },
      ...created,
    },
    {
      title: 'sends pixels as the resolution and the ratio that they stand for',
      create: { model: 'MiniMax-H3', seconds: 5, size: '768x1366' },
      sends: {
        request: 'POST /v2/video_generation',
        body: { model: 'MiniMax-H3', content: [text], resolution: '768P', duration: 5, ratio: '9:16' },
      },
      ...created,
    },
    {
      title: 'leaves the ratio to a first frame',
      create: { model: 'MiniMax-H3', size: '768p', reference: image },
      sends: {
        request: 'POST /v2/video_generation',
        body: {
          model: 'MiniMax-H3',
          content: [text, { type: 'image_url', image_url: { url: 'data:image/png;base64,UE5H' }, role: 'first_frame' }],
          resolution: '768P',
        },
      },
      ...created,
    },
    {
      title: 'reads the task inside the answer',
      get: id,
      asks: [`GET ${query}`],
      replies: { 'GET *': { json: { task: done } } },
      understood: { id, status: 'completed', urls: [clip], seconds: 5, model: 'MiniMax-H3', createdAt: 1785225940_000 },
    },
    {
      title: 'reads a failed task with its number',
      get: id,
      replies: { 'GET *': { json: { task: { id, status: 'failed', error: { code: 1026, message: 'Sensitive' } } } } },
      understood: { status: 'failed', error: { code: '1026', message: 'Sensitive' } },
    },
    ...(['queued', 'cancelled', 'expired'] as const).map((status) => ({
      title: `reads "${status}" as it is`,
      get: id,
      replies: { 'GET *': { json: { task: { id, status } } } },
      understood: { status, error: undefined },
    })),
    {
      title: 'sends a Hailuo model by V1, and keeps that in the id of its job',
      create: { model: 'MiniMax-Hailuo-02', seconds: 6, size: '1080p', reference: lamp },
      sends: {
        request: 'POST /v1/video_generation',
        body: {
          model: 'MiniMax-Hailuo-02',
          prompt: 'A cat',
          first_frame_image: lamp.kind === 'url' && lamp.url,
          duration: 6,
          resolution: '1080P',
        },
      },
      ...createdV1,
    },
    ...[['Preparing', 'queued'] as const, ['Queueing', 'queued'] as const, ['Processing', 'in_progress'] as const].map(
      ([word, status]) => ({
        title: `reads "${word}" of V1, without an error, although its envelope says "success"`,
        get: 'v1/106916112212032',
        asks: [queryV1],
        replies: {
          'GET *': { json: { task_id: '106916112212032', status: word, file_id: '', base_resp: good } },
        },
        understood: { id: 'v1/106916112212032', status, providerStatus: word, error: undefined },
      }),
    ),
    {
      title: 'requests the address of the file with which a job of V1 ends, its number exact',
      get: 'v1/106916112212032',
      asks: [queryV1, fileV1],
      replies: {
        'GET /v1/query/video_generation': {
          body: '{"task_id":"106916112212032","status":"Success","file_id":205258526306433999,"base_resp":{"status_code":0,"status_msg":"success"}}',
        },
        'GET /v1/files/retrieve': {
          json: {
            file: { file_id: 1, bytes: 0, created_at: 1700469398, filename: 'output.mp4', download_url: clip },
            base_resp: good,
          },
        },
      },
      understood: { id: 'v1/106916112212032', status: 'completed', urls: [clip] },
    },
    {
      title: 'reads a failed job of V1, whose reason is in the envelope',
      get: 'v1/106916112212032',
      asks: [queryV1],
      replies: {
        'GET *': {
          json: {
            task_id: '106916112212032',
            status: 'Fail',
            file_id: '',
            base_resp: { status_code: 1027, status_msg: 'output new_sensitive' },
          },
        },
      },
      understood: { status: 'failed', error: { code: '1027', message: 'output new_sensitive' } },
    },
  ]);

  it('meets the errors that V1 answers with 200', async () => {
    for (const [status_code, kind] of [
      [1002, 'rateLimited'],
      [1004, 'auth'],
      [2049, 'auth'],
      [1008, 'payment'],
      [1026, 'rejected'],
      [2013, 'rejected'],
    ] as const) {
      const base_resp = { status_code, status_msg: 'no' };
      minimax.answers({ 'POST *': { json: { task_id: '', base_resp } }, 'GET *': { json: { status: '', base_resp } } });
      const error = await failure(() => minimax.client.create({ prompt: 'A cat', model: 'MiniMax-Hailuo-2.3' }), kind);
      assert.equal(error.code, String(status_code));
      await failure(() => minimax.client.get('v1/1'), kind);
    }
  });

  it('takes a file whose address cannot be had for a failed poll, not for a failed job', async () => {
    minimax.answers({
      'GET /v1/query/video_generation': {
        json: { task_id: '106916112212032', status: 'Success', file_id: '2', base_resp: good },
      },
      'GET /v1/files/retrieve': { json: { base_resp: { status_code: 1002, status_msg: 'rate limit' } } },
    });
    await failure(() => minimax.client.get('v1/106916112212032'), 'rateLimited');
  });

  it('tells the errors of V2 apart', async () => {
    for (const [status, type, kind] of [
      [402, 'insufficient_balance_error', 'payment'],
      [401, 'authorized_error', 'auth'],
      [422, 'unprocessable_entity_error', 'rejected'],
      [429, 'rate_limit_error', 'rateLimited'],
      [500, 'server_error', 'server'],
    ] as const) {
      const json = { type: 'error', error: { type, message: 'no (1)', http_code: String(status) }, request_id: '0217' };
      minimax.answers({ 'POST *': { status, json } });
      const error = await failure(() => minimax.client.create({ prompt: 'A cat', model: 'MiniMax-H3' }), kind);
      assert.equal(error.code, type);
    }
  });

  it('knows a job that is gone by its message', async () => {
    const error = { type: 'bad_request_error', message: 'invalid params, invalid task_id (2013)', http_code: '400' };
    minimax.answers({ 'GET *': { status: 400, json: { type: 'error', error } } });
    await failure(() => minimax.client.get(id), 'notFound');
  });

  it('lists, and deletes what V2 made only', async () => {
    minimax.answers({ 'GET *': { json: { items: [done], total: 1 } }, 'DELETE *': { json: { action: 'deleted' } } });
    const page = await minimax.client.list({ limit: 4 });
    assert.equal(minimax.server.last.url, '/v2/query/video_generation?page_num=1&page_size=4');
    assert.deepEqual([page.jobs.map((job) => [job.id, job.status]), page.next], [[[id, 'completed']], undefined]);
    await minimax.client.delete(id);
    assert.equal(`${minimax.server.last.method} ${minimax.server.last.url}`, `DELETE /v2/video_generation/${id}`);
    minimax.server.reset();
    await failure(() => minimax.client.delete('v1/1'), 'unsupported');
    assert.equal(minimax.server.requests.length, 0);
  });

  it('proves the key by a list, and names the other region for a wrong one', async () => {
    minimax.answers({ 'GET *': { json: { items: [], total: 0 } } });
    assert.match(await minimax.client.test(), /accepted the key/);
    minimax.answers({ 'GET *': { json: { base_resp: { status_code: 2049, status_msg: 'invalid api key' } } } });
    await failure(() => minimax.client.test(), 'auth');
    const error = { type: 'authorized_error', message: 'login fail (1004)', http_code: '401' };
    minimax.answers({ 'GET *': { status: 401, json: { type: 'error', error } } });
    const { message } = await failure(() => minimax.client.test(), 'auth');
    assert.match(message, /api\.minimax\.cn/);
  });

  it('is recognised in a pasted command of either protocol', () => {
    for (const url of ['https://api.minimax.io/v1/video_generation', 'https://api.minimaxi.com/v2/video_generation']) {
      const { provider, key } = readPasted(
        `curl -X POST ${url} -H "Authorization: Bearer sk-8f2d11a7be2c4" -d '{"model":"MiniMax-H3"}'`,
      );
      assert.deepEqual(
        [provider.type, provider.baseUrl, provider.model, key],
        ['minimax', new URL(url).origin, 'MiniMax-H3', 'sk-8f2d11a7be2c4'],
      );
    }
  });
});
