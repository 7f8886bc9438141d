import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { Described, lamp } from '../support/exchanges';

const model = 'seedance-v1.5-pro-t2v';
const clip = 'https://faas-output.novita.example/a.mp4';
const task = { task_id: 't1', task_type: 'SEEDANCE', reason: '', eta: 0, progress_percent: 40 };

describe('Novita, as its documents have it', () => {
  const novita = new Described('novita', '');

  novita.exchanges([
    {
      title: 'sends to the path of the model',
      create: { model, seconds: 5, size: '1280x720', seed: 1 },
      sends: {
        request: `POST /v3/async/${model}`,
        body: { prompt: 'A cat', duration: 5, resolution: '720p', aspect_ratio: '16:9', seed: 1 },
      },
      replies: { 'POST *': { json: { task_id: 't1' } } },
      understood: { id: 't1', status: 'queued' },
    },
    {
      title: 'sends the length as a text to Kling, and the frame by its address',
      create: { model: 'kling-v3.0-i2v', seconds: 5, reference: lamp },
      sends: {
        request: 'POST /v3/async/kling-v3.0-i2v',
        body: { prompt: 'A cat', image: lamp.kind === 'url' && lamp.url, duration: '5' },
      },
      replies: { 'POST *': { json: { task_id: 't1' } } },
      understood: { id: 't1' },
    },
    {
      title: 'reads how far a job is',
      get: 't1',
      asks: ['GET /v3/async/task-result?task_id=t1'],
      replies: {
        'GET *': { json: { extra: {}, task: { ...task, status: 'TASK_STATUS_PROCESSING' }, images: [], videos: [] } },
      },
      understood: { id: 't1', status: 'in_progress', progress: 40 },
    },
    {
      title: 'reads the clip',
      get: 't1',
      replies: {
        'GET *': {
          json: {
            extra: { seed: '1' },
            task: { ...task, status: 'TASK_STATUS_SUCCEED' },
            images: [],
            videos: [{ video_url: clip, video_url_ttl: '3600', video_type: 'mp4' }],
            audios: [],
          },
        },
      },
      understood: { status: 'completed', urls: [clip] },
    },
    {
      title: 'reads why a job failed',
      get: 't1',
      replies: { 'GET *': { json: { task: { ...task, status: 'TASK_STATUS_FAILED', reason: 'NSFW' }, videos: [] } } },
      understood: { status: 'failed', error: { message: 'NSFW' } },
    },
  ]);

  it('tells its errors by their word, whatever the number', async () => {
    for (const [status, reason, kind] of [
      [403, 'INVALID_API_KEY', 'auth'],
      [403, 'NOT_ENOUGH_BALANCE', 'payment'],
      [400, 'BILLING_BALANCE_NOT_ENOUGH', 'payment'],
      [400, 'ILLEGAL_PROMPT', 'rejected'],
    ] as const) {
      novita.answers({ 'POST *': { status, json: { code: status, reason, message: 'No.', metadata: {} } } });
      const error = await failure(() => novita.client.create({ prompt: 'A cat', model }), kind);
      assert.equal(error.code, reason);
    }
  });
});
