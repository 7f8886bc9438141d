import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { Described, lamp } from '../support/exchanges';

const model = 'bytedance/seedance/v1/pro/text-to-video';
const id = 'd7e6c0f3-6699-4f6c-bb45-2ad7fd9158ff';
const clip = 'https://cdn.higgsfield.example/a.mp4';
const request = {
  request_id: id,
  status_url: `https://platform.higgsfield.ai/requests/${id}/status`,
  cancel_url: `https://platform.higgsfield.ai/requests/${id}/cancel`,
};

describe('Higgsfield, as its documents have it', () => {
  const higgsfield = new Described('higgsfield', '');

  higgsfield.exchanges([
    {
      title: 'sends to the path of the model',
      create: { model, seconds: 5, size: '1280x720' },
      sends: {
        request: `POST /${model}`,
        body: { prompt: 'A cat', duration: 5, aspect_ratio: '16:9', resolution: '720p' },
      },
      replies: { 'POST *': { json: { ...request, status: 'queued' } } },
      understood: { id, status: 'queued' },
    },
    {
      title: 'sends a picture to the sibling for images',
      create: { model, reference: lamp },
      sends: {
        request: 'POST /bytedance/seedance/v1/pro/image-to-video',
        body: { prompt: 'A cat', image_url: lamp.kind === 'url' && lamp.url },
      },
      replies: { 'POST *': { json: { ...request, status: 'queued' } } },
      understood: { id },
    },
    {
      title: 'reads the clip, without the model in the path',
      get: id,
      asks: [`GET /requests/${id}/status`],
      replies: { 'GET *': { json: { ...request, status: 'completed', video: { url: clip } } } },
      understood: { id, status: 'completed', urls: [clip] },
    },
    {
      title: 'reads a moderated job as failed',
      get: id,
      replies: { 'GET *': { json: { ...request, status: 'nsfw' } } },
      understood: { status: 'failed' },
    },
    {
      title: 'reads a canceled job as canceled',
      get: id,
      replies: { 'GET *': { json: { ...request, status: 'canceled' } } },
      understood: { status: 'cancelled' },
    },
  ]);

  it('sends its key, of two parts, after the word Key', async () => {
    higgsfield.answers({ 'POST *': { json: { ...request, status: 'queued' } } });
    await higgsfield.client.create({ prompt: 'A cat', model });
    assert.equal(higgsfield.server.last.headers.authorization, 'Key k');
  });

  it('tells its errors apart', async () => {
    for (const [status, detail, kind] of [
      [403, 'Not enough credits', 'payment'],
      [400, 'Concurrent request limit reached', 'rateLimited'],
      [423, 'Model is blocked', 'forbidden'],
    ] as const) {
      higgsfield.answers({ 'POST *': { status, json: { detail } } });
      const { message } = await failure(() => higgsfield.client.create({ prompt: 'A cat', model }), kind);
      assert.match(message, new RegExp(detail));
    }
  });
});
