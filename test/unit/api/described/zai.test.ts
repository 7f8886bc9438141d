import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { Described, image, lamp } from '../support/exchanges';

const base = '/api/paas/v4';
const model = 'cogvideox-3';
const clip = 'https://aigc-files.bigmodel.example/a.mp4';
const lampUrl = lamp.kind === 'url' ? lamp.url : '';

describe('Z.ai, as its documents have it', () => {
  const zai = new Described('zai', base);
  const created = {
    replies: { 'POST *': { json: { id: '1868', model, request_id: 'q', task_status: 'PROCESSING' } } },
    understood: { id: '1868', status: 'in_progress' as const, model },
  };

  zai.exchanges([
    {
      title: 'sends pixels, length and sound',
      create: { model, seconds: 5, size: '1920x1080', sound: true },
      sends: {
        request: `POST ${base}/videos/generations`,
        body: { model, prompt: 'A cat', size: '1920x1080', duration: 5, with_audio: true },
      },
      ...created,
    },
    {
      title: 'sends one picture as base64',
      create: { model, reference: image },
      sends: { request: `POST ${base}/videos/generations`, body: { model, prompt: 'A cat', image_url: 'UE5H' } },
      ...created,
    },
    {
      title: 'sends two frames in a list',
      create: {
        model,
        inputs: [
          { role: 'first', media: lamp },
          { role: 'last', media: lamp },
        ],
      },
      sends: {
        request: `POST ${base}/videos/generations`,
        body: { model, prompt: 'A cat', image_url: [lampUrl, lampUrl] },
      },
      ...created,
    },
    {
      title: 'sends references to the model for them',
      create: { model: 'vidu2-reference', size: '9:16', inputs: [{ role: 'reference', media: lamp }] },
      sends: {
        request: `POST ${base}/videos/generations`,
        body: {
          model: 'vidu2-reference',
          prompt: 'A cat',
          image_url: [lampUrl],
          aspect_ratio: '9:16',
        },
      },
      ...created,
    },
    {
      title: 'reads the clip, and its cover as the thumbnail',
      get: '1868',
      asks: [`GET ${base}/async-result/1868`],
      replies: {
        'GET *': {
          json: {
            model,
            request_id: 'q',
            task_status: 'SUCCESS',
            video_result: [{ url: clip, cover_image_url: 'https://aigc-files.bigmodel.example/a.png' }],
          },
        },
      },
      understood: { id: '1868', status: 'completed', urls: [clip] },
    },
    {
      title: 'reads a failure',
      get: '1868',
      replies: { 'GET *': { json: { model, request_id: 'q', task_status: 'FAIL' } } },
      understood: { status: 'failed' },
    },
  ]);

  it('tells its errors apart by their number', async () => {
    for (const [status, code, kind] of [
      [429, '1113', 'payment'],
      [400, '1301', 'rejected'],
      [429, '1302', 'rateLimited'],
    ] as const) {
      zai.answers({ 'POST *': { status, json: { error: { code, message: 'No.' } } } });
      const error = await failure(() => zai.client.create({ prompt: 'A cat', model }), kind);
      assert.equal(error.code, code);
    }
  });
});
