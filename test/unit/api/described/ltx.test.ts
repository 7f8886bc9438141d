import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { Described, lamp } from '../support/exchanges';

const model = 'ltx-2-5-pro';
const clip = 'https://storage.ltx.example/a.mp4';

describe('LTX, as its documents have it', () => {
  const ltx = new Described('ltx', '/v2');

  ltx.exchanges([
    {
      title: 'sends pixels as the resolution',
      create: { model, seconds: 8, size: '1920x1080', sound: true },
      sends: {
        request: 'POST /v2/text-to-video',
        body: { prompt: 'A cat', model, duration: 8, resolution: '1920x1080', generate_audio: true },
      },
      replies: { 'POST *': { status: 202, json: { id: 'j1' } } },
      understood: { id: 'j1', status: 'queued' },
    },
    {
      title: 'keeps the path of a picture in the ID',
      create: { model, reference: lamp },
      sends: {
        request: 'POST /v2/image-to-video',
        body: { prompt: 'A cat', model, image_uri: lamp.kind === 'url' && lamp.url },
      },
      replies: { 'POST *': { status: 202, json: { id: 'j1' } } },
      understood: { id: 'image/j1' },
    },
    {
      title: 'asks at the path that made it',
      get: 'image/j1',
      asks: ['GET /v2/image-to-video/j1'],
      replies: { 'GET *': { json: { id: 'j1', status: 'processing', created_at: '2026-09-01T10:00:00Z' } } },
      understood: { id: 'image/j1', status: 'in_progress', createdAt: Date.parse('2026-09-01T10:00:00Z') },
    },
    {
      title: 'reads the clip',
      get: 'j1',
      asks: ['GET /v2/text-to-video/j1'],
      replies: { 'GET *': { json: { id: 'j1', status: 'completed', result: { video_url: clip }, error: null } } },
      understood: { status: 'completed', urls: [clip] },
    },
    {
      title: 'reads a failure',
      get: 'j1',
      replies: {
        'GET *': {
          json: { id: 'j1', status: 'failed', error: { type: 'content_filtered_error', message: 'Filtered' } },
        },
      },
      understood: { status: 'failed' },
    },
  ]);

  it('tells its errors apart by their type', async () => {
    for (const [status, type, kind] of [
      [402, 'insufficient_funds_error', 'payment'],
      [422, 'content_filtered_error', 'rejected'],
      [429, 'rate_limit_error', 'rateLimited'],
    ] as const) {
      ltx.answers({ 'POST *': { status, json: { type: 'error', error: { type, message: 'No.' } } } });
      const error = await failure(() => ltx.client.create({ prompt: 'A cat', model }), kind);
      assert.equal(error.code, type);
    }
  });
});
