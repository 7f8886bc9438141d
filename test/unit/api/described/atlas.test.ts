import assert from 'node:assert/strict';
import { Described, image } from '../support/exchanges';

const base = '/api/v1/model';
const model = 'bytedance/seedance-2.0/text-to-video';
const clip = 'https://atlas-media.example/a.mp4';
const answer = (data: object) => ({ json: { code: 200, data: { id: 'p1', ...data } } });

describe('Atlas Cloud, as its documents have it', () => {
  const atlas = new Described('atlas', base);

  atlas.exchanges([
    {
      title: 'sends the model in the body',
      create: { model, seconds: 5, size: '1280x720', sound: false },
      sends: {
        request: `POST ${base}/generateVideo`,
        body: {
          model,
          prompt: 'A cat',
          duration: 5,
          aspect_ratio: '16:9',
          resolution: '720p',
          generate_audio: false,
        },
      },
      replies: {
        'POST *': answer({ status: 'processing', urls: { get: `https://api.atlascloud.ai${base}/prediction/p1` } }),
      },
      understood: { id: 'p1', status: 'in_progress' },
    },
    {
      title: 'reads the clip',
      get: 'p1',
      asks: [`GET ${base}/prediction/p1`],
      replies: { 'GET *': answer({ status: 'succeeded', outputs: [clip], error: '', has_nsfw_contents: null }) },
      understood: { status: 'completed', urls: [clip] },
    },
    {
      title: 'reads a failure under 200',
      get: 'p1',
      replies: { 'GET *': answer({ status: 'failed', outputs: null, error: 'flagged' }) },
      understood: { status: 'failed', error: { message: 'flagged' } },
    },
  ]);

  it('uploads a picture, and names it by its address', async () => {
    const url = 'https://atlas-media.example/in.png';
    atlas.answers({ [`POST ${base}/uploadMedia`]: { json: { code: 200, data: { download_url: url } } } });
    const inputs = await atlas.client.upload!([{ role: 'first', media: image }]);
    assert.deepEqual(inputs[0]?.media, { kind: 'url', url });
    assert.match(atlas.server.last.headers['content-type'] ?? '', /^multipart\/form-data/);
  });
});
