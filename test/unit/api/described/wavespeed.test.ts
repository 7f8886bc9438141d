import assert from 'node:assert/strict';
import { readPasted } from '../../../../src/api/paste/pasted';
import { failure } from '../support/connect';
import { Described, image } from '../support/exchanges';

const base = '/api/v3';
const model = 'bytedance/seedance-v1.5-pro/text-to-video';
const clip = 'https://d1q70pf5vjeyhc.cloudfront.example/a.mp4';
const data = {
  id: 'p1',
  model,
  status: 'created',
  urls: { get: `https://api.wavespeed.ai${base}/predictions/p1/result` },
  outputs: [],
  created_at: '2026-08-01T10:00:00.000Z',
};
const answer = (more: object) => ({ json: { code: 200, message: 'success', data: { ...data, ...more } } });

describe('WaveSpeed, as its documents have it', () => {
  const wavespeed = new Described('wavespeed', base);

  wavespeed.exchanges([
    {
      title: 'sends to the path of the model',
      create: { model, seconds: 5, size: '1280x720', seed: 2 },
      sends: {
        request: `POST ${base}/${model}`,
        body: { prompt: 'A cat', duration: 5, aspect_ratio: '16:9', resolution: '720p', seed: 2 },
      },
      replies: { 'POST *': answer({}) },
      understood: { id: 'p1', status: 'queued', createdAt: Date.parse(data.created_at) },
    },
    {
      title: 'sends a frame as base64 to the sibling for images',
      create: { model, size: '1280x720', reference: image },
      sends: {
        request: `POST ${base}/bytedance/seedance-v1.5-pro/image-to-video`,
        body: { prompt: 'A cat', image: 'UE5H', resolution: '720p' },
      },
      replies: { 'POST *': answer({}) },
      understood: { id: 'p1' },
    },
    {
      title: 'sends pixels with a star to Wan',
      create: { model: 'wavespeed-ai/wan-2.2/t2v-720p', size: '1280x720' },
      sends: {
        request: `POST ${base}/wavespeed-ai/wan-2.2/t2v-720p`,
        body: { prompt: 'A cat', size: '1280*720' },
      },
      replies: { 'POST *': answer({}) },
      understood: { id: 'p1' },
    },
    {
      title: 'reads the clip',
      get: 'p1',
      asks: [`GET ${base}/predictions/p1/result`],
      replies: { 'GET *': answer({ status: 'completed', outputs: [clip], error: '', has_nsfw_contents: [false] }) },
      understood: { id: 'p1', status: 'completed', urls: [clip], error: undefined },
    },
    {
      title: 'reads a failure under 200',
      get: 'p1',
      replies: { 'GET *': answer({ status: 'failed', error: 'content flagged' }) },
      understood: { status: 'failed', error: { message: 'content flagged' } },
    },
  ]);

  it('takes an answer whose code is not 200 for an error', async () => {
    wavespeed.answers({ 'POST *': { json: { code: 402, message: 'Insufficient balance', data: null } } });
    const { message } = await failure(() => wavespeed.client.create({ prompt: 'A cat', model }), 'payment');
    assert.match(message, /Insufficient balance/);
  });

  it('is recognised in a pasted command, with the model in the path', () => {
    const { provider } = readPasted(
      `curl -X POST "https://api.wavespeed.ai/api/v3/${model}" -H "Authorization: Bearer 8f2d11a7be2c4" -d '{"prompt":"A cat"}'`,
    );
    assert.deepEqual(
      [provider.type, provider.baseUrl, provider.model],
      ['wavespeed', 'https://api.wavespeed.ai/api/v3', model],
    );
  });
});
