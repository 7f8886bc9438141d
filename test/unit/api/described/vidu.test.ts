import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { Described, image, lamp } from '../support/exchanges';

const base = '/ent/v2';
const model = 'viduq3-turbo';
const lampUrl = lamp.kind === 'url' ? lamp.url : '';
const created = {
  replies: {
    'POST *': { json: { task_id: '831', state: 'created', model, prompt: 'A cat', credits: 55, images: [] } },
  },
  understood: { id: '831', status: 'queued' as const },
};
const task = { id: '831', state: 'success', err_code: '', credits: 55, bgm: false, off_peak: false };
const clip = 'https://prod-ss-vidu.example/a.mp4';

describe('Vidu, as its documents have it', () => {
  const vidu = new Described('vidu', base);

  vidu.exchanges([
    {
      title: 'sends words to one path, with the resolution and the ratio that pixels stand for',
      create: { model, seconds: 5, size: '1280x720', sound: true, seed: 7 },
      sends: {
        request: `POST ${base}/text2video`,
        body: {
          model,
          prompt: 'A cat',
          duration: 5,
          resolution: '720p',
          audio: true,
          seed: 7,
          aspect_ratio: '16:9',
        },
      },
      ...created,
    },
    {
      title: 'sends a first frame to another path, and no ratio',
      create: { model, size: '1280x720', reference: image },
      sends: {
        request: `POST ${base}/img2video`,
        body: { model, prompt: 'A cat', resolution: '720p', images: ['data:image/png;base64,UE5H'] },
      },
      ...created,
    },
    {
      title: 'sends first and last frame to a third',
      create: {
        model,
        inputs: [
          { role: 'first', media: lamp },
          { role: 'last', media: image },
        ],
      },
      sends: {
        request: `POST ${base}/start-end2video`,
        body: { model, prompt: 'A cat', images: [lampUrl, 'data:image/png;base64,UE5H'] },
      },
      ...created,
    },
    {
      title: 'sends references to a fourth',
      create: { model, size: '9:16', inputs: [{ role: 'reference', media: lamp }] },
      sends: {
        request: `POST ${base}/reference2video`,
        body: { model, prompt: 'A cat', images: [lampUrl], aspect_ratio: '9:16' },
      },
      ...created,
    },
    {
      title: 'reads a queued job, whose empty error is none',
      get: '831',
      asks: [`GET ${base}/tasks/831/creations`],
      replies: { 'GET *': { json: { ...task, state: 'queueing', creations: [] } } },
      understood: { status: 'queued', error: undefined },
    },
    {
      title: 'reads clip and cover, and no copy with a watermark',
      get: '831',
      replies: {
        'GET *': {
          json: {
            ...task,
            creations: [
              { id: '1', url: clip, cover_url: 'https://prod-ss-vidu.example/a.jpg', watermarked_url: `${clip}?w` },
            ],
          },
        },
      },
      understood: { status: 'completed', urls: [clip] },
    },
    {
      title: 'reads a failure, which is a word',
      get: '831',
      replies: {
        'GET *': { json: { ...task, state: 'failed', err_code: 'TaskPromptPolicyViolation', creations: [] } },
      },
      understood: { status: 'failed' },
    },
  ]);

  it('sends its key after the word Token, and proves it by the credits', async () => {
    vidu.answers({ 'GET *': { json: { remains: [{ type: 'metered', credit_remain: 12 }], packages: [] } } });
    assert.match(await vidu.client.test(), /accepted the key/);
    assert.equal(vidu.server.last.headers.authorization, 'Token k');
    assert.equal(vidu.server.last.url, `${base}/credits?show_detail=false`);
  });

  it('tells its errors apart by their word', async () => {
    for (const [status, reason, kind] of [
      [400, 'CreditInsufficient', 'payment'],
      [429, 'SystemThrottling', 'rateLimited'],
      [400, 'TaskPromptPolicyViolation', 'rejected'],
    ] as const) {
      vidu.answers({
        'POST *': { status, json: { code: status, reason, message: 'No.', metadata: { trace_id: 't' } } },
      });
      const error = await failure(() => vidu.client.create({ prompt: 'A cat', model }), kind);
      assert.equal(error.code, reason);
    }
  });

  it('cancels a job with its ID in path and body', async () => {
    vidu.answers({ 'POST *': { json: {} } });
    await vidu.client.cancel('831');
    assert.equal(vidu.server.last.url, `${base}/tasks/831/cancel`);
    assert.deepEqual(JSON.parse(vidu.server.last.body), { id: '831' });
  });
});
