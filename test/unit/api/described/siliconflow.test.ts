import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { Described, image } from '../support/exchanges';

const model = 'Wan-AI/Wan2.2-T2V-A14B';
const clip = 'https://s3.siliconflow.example/a.mp4';

describe('SiliconFlow, as its documents have it', () => {
  const server = new Described('siliconflow', '/v1');
  const created = {
    replies: { 'POST *': { json: { requestId: 'r1' } } },
    understood: { id: 'r1', status: 'queued' as const },
  };

  server.exchanges([
    {
      title: 'sends pixels, a seed and what to avoid',
      create: { model, size: '1280x720', seed: 3, negativePrompt: 'rain' },
      sends: {
        request: 'POST /v1/video/submit',
        body: { model, prompt: 'A cat', negative_prompt: 'rain', image_size: '1280x720', seed: 3 },
      },
      ...created,
    },
    {
      title: 'sends a picture as a data URL',
      create: { model: 'Wan-AI/Wan2.2-I2V-A14B', size: '960x960', reference: image },
      sends: {
        request: 'POST /v1/video/submit',
        body: {
          model: 'Wan-AI/Wan2.2-I2V-A14B',
          prompt: 'A cat',
          image_size: '960x960',
          image: 'data:image/png;base64,UE5H',
        },
      },
      ...created,
    },
    {
      title: 'asks for a job by a POST, and reads its place in the queue',
      get: 'r1',
      asks: ['POST /v1/video/status'],
      replies: { 'POST *': { json: { status: 'InQueue', reason: '', position: 4, results: { videos: [] } } } },
      understood: { id: 'r1', status: 'queued', queuePosition: 4 },
    },
    {
      title: 'reads the clip',
      get: 'r1',
      replies: {
        'POST *': {
          json: {
            status: 'Succeed',
            reason: '',
            position: 0,
            results: { videos: [{ url: clip }], timings: { inference: 9 }, seed: 3 },
          },
        },
      },
      understood: { status: 'completed', urls: [clip] },
    },
    {
      title: 'reads why a job failed',
      get: 'r1',
      replies: { 'POST *': { json: { status: 'Failed', reason: 'The image has no face', position: 0 } } },
      understood: { status: 'failed', error: { message: 'The image has no face' } },
    },
  ]);

  it('refuses a length and a picture for a text model, before anything is sent', async () => {
    await failure(() => server.client.create({ prompt: 'A cat', model, seconds: 9 }), 'unsupported');
    await failure(() => server.client.create({ prompt: 'A cat', model, reference: image }), 'unsupported');
    assert.equal(server.server.requests.length, 0);
  });

  it('does not take a lost answer to the query for a job that may have been made', async () => {
    server.answers({ 'POST *': { status: 502, body: '<html>Bad Gateway</html>' } });
    const error = await failure(() => server.client.get('r1'), 'server');
    assert.notEqual(error.mayHaveHappened, true);
  });
});
