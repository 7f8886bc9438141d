import assert from 'node:assert/strict';
import { readPasted } from '../../../../src/api/paste/pasted';
import { failure } from '../support/connect';
import { Described, image, lamp } from '../support/exchanges';

const tasks = '/api/v3/contents/generations/tasks';
const model = 'doubao-seedance-2-0-260128';
const created = {
  replies: { 'POST *': { json: { id: 'cgt-1' } } },
  understood: { id: 'cgt-1', status: 'queued' as const },
};
const text = { type: 'text', text: 'A cat' };
const clip = 'https://ark-content-generation.tos.example/a.mp4?X-Tos-Signature=1';
const task = { id: 'cgt-1', model, created_at: 1782345600, updated_at: 1782345690 };
const done = {
  ...task,
  status: 'succeeded',
  content: { video_url: clip, last_frame_url: 'https://ark-content-generation.tos.example/a.png' },
  usage: { completion_tokens: 108900, total_tokens: 108900 },
  seed: 58944,
  resolution: '720p',
  ratio: '16:9',
  duration: 5,
};

describe('Ark, as its documents have it', () => {
  const ark = new Described('ark', '/api/v3');

  ark.exchanges([
    {
      title: 'sends a list of contents, and the resolution and the ratio that pixels stand for',
      create: { model, seconds: 5, size: '864x496', extra: { generate_audio: false } },
      sends: {
        request: `POST ${tasks}`,
        body: { model, content: [text], resolution: '480p', ratio: '16:9', duration: 5, generate_audio: false },
      },
      ...created,
    },
    {
      title: 'sends a file as a data URL in the role of the first frame',
      create: { model: 'ep-20260101', size: '1080p', reference: image },
      sends: {
        request: `POST ${tasks}`,
        body: {
          model: 'ep-20260101',
          content: [text, { type: 'image_url', image_url: { url: 'data:image/png;base64,UE5H' }, role: 'first_frame' }],
          resolution: '1080p',
        },
      },
      ...created,
    },
    {
      title: 'leaves the ratio to the first frame of Seedance 2.5',
      create: { model: 'dreamina-seedance-2-5-260628', size: '1280x720', reference: lamp },
      sends: {
        request: `POST ${tasks}`,
        body: {
          model: 'dreamina-seedance-2-5-260628',
          content: [
            text,
            { type: 'image_url', image_url: { url: lamp.kind === 'url' && lamp.url }, role: 'first_frame' },
          ],
          resolution: '720p',
        },
      },
      ...created,
    },
    {
      title: 'reads a running task, its times in seconds',
      get: 'cgt-1',
      asks: [`GET ${tasks}/cgt-1`],
      replies: { 'GET *': { json: { ...task, status: 'running' } } },
      understood: { id: 'cgt-1', status: 'in_progress', model, createdAt: 1782345600_000 },
    },
    {
      title: 'reads the clip of a succeeded task, not its last frame',
      get: 'cgt-1',
      replies: { 'GET *': { json: done } },
      understood: { status: 'completed', urls: [clip], seconds: 5, size: undefined },
    },
    {
      title: 'reads a failure under 200 with its own code',
      get: 'cgt-1',
      replies: {
        'GET *': {
          json: {
            ...task,
            status: 'failed',
            error: { code: 'OutputVideoSensitiveContentDetected', message: 'Blocked' },
          },
        },
      },
      understood: { status: 'failed', error: { code: 'OutputVideoSensitiveContentDetected', message: 'Blocked' } },
    },
    ...(['cancelled', 'expired'] as const).map((status) => ({
      title: `reads "${status}" as it is`,
      get: 'cgt-1',
      replies: { 'GET *': { json: { ...task, status } } },
      understood: { status },
    })),
  ]);

  it('keeps a clip for a day', async () => {
    ark.answers({ 'GET *': { json: done } });
    const before = Date.now();
    const { expiresAt = 0 } = await ark.client.get('cgt-1');
    assert.ok(expiresAt >= before + 24 * 3600_000, String(expiresAt));
  });

  it('lists by the number of a page, up to the number of all', async () => {
    ark.answers({ 'GET *': { json: { total: 3, items: [done, { ...task, id: 'cgt-2', status: 'queued' }] } } });
    const page = await ark.client.list({ limit: 2 });
    assert.equal(ark.server.last.url, `${tasks}?page_num=1&page_size=2`);
    assert.deepEqual([page.jobs.map(({ id }) => id), page.next], [['cgt-1', 'cgt-2'], '2']);
    const last = await ark.client.list({ limit: 2, after: page.next });
    assert.equal(ark.server.last.url, `${tasks}?page_num=2&page_size=2`);
    assert.equal(last.next, undefined);
  });

  it('deletes, and says when it may not', async () => {
    ark.answers({ 'DELETE *': { json: {} } });
    await ark.client.delete('cgt-1');
    assert.equal(`${ark.server.last.method} ${ark.server.last.url}`, `DELETE ${tasks}/cgt-1`);
  });

  it('proves the key by a list of one, and names the other site for a wrong one', async () => {
    ark.answers({ 'GET *': { json: { total: 0, items: [] } } });
    assert.match(await ark.client.test(), /accepted the key/);
    const error = { code: 'AuthenticationError', message: 'Invalid key. Request ID: 1', type: 'Unauthorized' };
    ark.answers({ 'GET *': { status: 401, json: { error } } });
    const { message } = await failure(() => ark.client.test(), 'auth');
    assert.match(message, /bytepluses\.com/);
  });

  it('tells its errors apart', async () => {
    for (const [status, code, kind] of [
      [403, 'AccountOverdueError', 'payment'],
      [404, 'ModelNotOpen', 'forbidden'],
      [429, 'RateLimitExceeded.EndpointRPMExceeded', 'rateLimited'],
      [400, 'InputTextSensitiveContentDetected', 'rejected'],
    ] as const) {
      ark.answers({
        'POST *': { status, json: { error: { code, message: 'No. Request ID: 1', param: '', type: '' } } },
      });
      const error = await failure(() => ark.client.create({ prompt: 'A cat', model }), kind);
      assert.equal(error.code, code);
    }
  });

  it('refuses pixels that no resolution has, before anything is sent', async () => {
    await failure(() => ark.client.create({ prompt: 'A cat', model, size: '300x300' }), 'unsupported');
    assert.equal(ark.server.requests.length, 0);
  });

  it('is recognised in a pasted command, on both sites', () => {
    for (const host of ['ark.cn-beijing.volces.com', 'ark.ap-southeast.bytepluses.com']) {
      const { provider, key } = readPasted(
        `curl -X POST https://${host}/api/v3/contents/generations/tasks -H "Authorization: Bearer 8f2d-11a7be2c4" -d '{"model":"${model}","content":[{"type":"text","text":"A cat"}]}'`,
      );
      assert.deepEqual(
        [provider.type, provider.baseUrl, provider.model, key],
        ['ark', `https://${host}/api/v3`, model, '8f2d-11a7be2c4'],
      );
    }
  });
});
