import assert from 'node:assert/strict';
import { readPasted } from '../../../../src/api/paste/pasted';
import { failure } from '../support/connect';
import { Described, image, lamp } from '../support/exchanges';

const path = '/api/v1/services/aigc/video-generation/video-synthesis';
const id = '0385dc79-5ff8-4d82-bcb6-000000000000';
const url = lamp.kind === 'url' ? lamp.url : '';
const clip = 'https://dashscope-result-sh.oss-cn-shanghai.aliyuncs.com/1d/a.mp4?Expires=1';
const created = {
  replies: { 'POST *': { json: { output: { task_id: id, task_status: 'PENDING' }, request_id: '4909100c' } } },
  understood: { id, status: 'queued' as const, providerStatus: 'PENDING', otherIds: undefined },
};
const output = {
  task_id: id,
  task_status: 'RUNNING',
  submit_time: '2026-01-08 19:30:31.100',
  scheduled_time: '2026-01-08 19:30:31.152',
};
const done = {
  request_id: 'e5d7',
  output: {
    ...output,
    task_status: 'SUCCEEDED',
    end_time: '2026-01-08 19:31:31.100',
    orig_prompt: 'A cat',
    actual_prompt: 'A ginger cat',
    video_url: clip,
  },
  usage: { video_count: 1, duration: 10, output_video_duration: 5, input_video_duration: 5, SR: 720, ratio: '16:9' },
};

describe('Model Studio, as its documents have it', () => {
  const dashscope = new Described('dashscope', '/api/v1');

  dashscope.exchanges([
    {
      title: 'sends a resolution in upper case and a ratio, further fields where they belong',
      create: {
        model: 'wan2.7-t2v',
        seconds: 5,
        size: '1280x720',
        extra: { seed: 7, negative_prompt: 'blur', watermark: false },
      },
      sends: {
        request: `POST ${path}`,
        body: {
          model: 'wan2.7-t2v',
          input: { prompt: 'A cat', negative_prompt: 'blur' },
          parameters: { resolution: '720P', ratio: '16:9', duration: 5, seed: 7, watermark: false },
        },
      },
      ...created,
    },
    {
      title: 'sends pixels with a star up to Wan 2.6',
      create: { model: 'wan2.6-t2v', seconds: 5, size: '1280x720' },
      sends: {
        request: `POST ${path}`,
        body: { model: 'wan2.6-t2v', input: { prompt: 'A cat' }, parameters: { size: '1280*720', duration: 5 } },
      },
      ...created,
    },
    {
      title: 'sends an image of Wan 2.6 by its own name, to the model beside that for text',
      create: { model: 'wan2.6-t2v', size: '720p', reference: image },
      sends: {
        request: `POST ${path}`,
        body: {
          model: 'wan2.6-i2v',
          input: { prompt: 'A cat', img_url: 'data:image/png;base64,UE5H' },
          parameters: { resolution: '720P' },
        },
      },
      ...created,
    },
    {
      title: 'sends a first frame of Wan 2.7 among the media, without a ratio',
      create: { model: 'wan2.7-i2v', seconds: 5, size: '1280x720', reference: lamp },
      sends: {
        request: `POST ${path}`,
        body: {
          model: 'wan2.7-i2v',
          input: { prompt: 'A cat', media: [{ type: 'first_frame', url }] },
          parameters: { resolution: '720P', duration: 5 },
        },
      },
      ...created,
    },
    {
      title: 'sends a first frame of Wan 3.0 to the same model, with a ratio',
      create: { model: 'wan3.0-video', size: '480p 9:16', reference: lamp },
      sends: {
        request: `POST ${path}`,
        body: {
          model: 'wan3.0-video',
          input: { prompt: 'A cat', media: [{ type: 'first_frame', url }] },
          parameters: { resolution: '480P', ratio: '9:16' },
        },
      },
      ...created,
    },
    {
      title: 'sends key frames to the path of the older models',
      create: { model: 'wan2.2-kf2v-flash', reference: lamp, extra: { input: { last_frame_url: url } } },
      sends: {
        request: 'POST /api/v1/services/aigc/image2video/video-synthesis',
        body: {
          model: 'wan2.2-kf2v-flash',
          input: { prompt: 'A cat', first_frame_url: url, last_frame_url: url },
        },
      },
      ...created,
    },
    {
      title: 'reads a job inside "output", without its times, which have no zone',
      get: id,
      asks: [`GET /api/v1/tasks/${id}`],
      replies: { 'GET *': { json: { request_id: 'e5d7', output } } },
      understood: { id, status: 'in_progress', createdAt: undefined, error: undefined },
    },
    {
      title: 'reads the clip and its length, not what was billed',
      get: id,
      replies: { 'GET *': { json: done } },
      understood: { status: 'completed', urls: [clip], seconds: 5, prompt: 'A cat', completedAt: undefined },
    },
    {
      title: 'reads a failure inside the job under 200',
      get: id,
      replies: {
        'GET *': {
          json: {
            request_id: 'e5d7',
            output: { ...output, task_status: 'FAILED', code: 'DataInspectionFailed', message: 'Inappropriate.' },
          },
        },
      },
      understood: { status: 'failed', error: { code: 'DataInspectionFailed', message: 'Inappropriate.' } },
    },
    {
      title: 'reads "CANCELED" as cancelled',
      get: id,
      replies: { 'GET *': { json: { output: { ...output, task_status: 'CANCELED' } } } },
      understood: { status: 'cancelled' },
    },
  ]);

  it('asks for an asynchronous job when it creates one, and only then', async () => {
    dashscope.answers({ ...created.replies, 'GET *': { json: done } });
    await dashscope.client.create({ prompt: 'A cat', model: 'wan2.7-t2v' });
    assert.equal(dashscope.server.last.headers['x-dashscope-async'], 'enable');
    await dashscope.client.get(id);
    assert.equal(dashscope.server.last.headers['x-dashscope-async'], undefined);
  });

  it('takes UNKNOWN under 200 for a job that is not there, not for the end of one', async () => {
    dashscope.answers({ 'GET *': { json: { request_id: '1', output: { task_id: id, task_status: 'UNKNOWN' } } } });
    const { httpStatus } = await failure(() => dashscope.client.get(id), 'notFound');
    assert.equal(httpStatus, 404);
  });

  it('tells its errors apart, which need not be told by their status', async () => {
    for (const [status, code, kind] of [
      [401, 'InvalidApiKey', 'auth'],
      [400, 'Arrearage', 'payment'],
      [403, 'Model.AccessDenied', 'forbidden'],
      [429, 'Throttling.RateQuota', 'rateLimited'],
      [400, 'DataInspectionFailed', 'rejected'],
    ] as const) {
      dashscope.answers({ 'POST *': { status, json: { code, message: 'No.', request_id: '1' } } });
      const error = await failure(() => dashscope.client.create({ prompt: 'A cat', model: 'wan2.7-t2v' }), kind);
      assert.equal(error.code, code);
    }
  });

  it('proves the key by a job that is not there, and names the other regions for a wrong one', async () => {
    dashscope.answers({ 'GET *': { json: { output: { task_id: '0', task_status: 'UNKNOWN' } } } });
    assert.match(await dashscope.client.test(), /accepted the key/);
    dashscope.answers({
      'GET *': { status: 401, json: { code: 'InvalidApiKey', message: 'Invalid API-key provided.' } },
    });
    const { message } = await failure(() => dashscope.client.test(), 'auth');
    assert.match(message, /dashscope-intl\.aliyuncs\.com.*\(Singapore\)/);
  });

  it('is recognised in a pasted command, on the host of a workspace as well', () => {
    for (const host of ['dashscope-intl.aliyuncs.com', 'llm-1.ap-southeast-1.maas.aliyuncs.com']) {
      const { provider, key } = readPasted(
        `curl --location 'https://${host}${path}' -H 'X-DashScope-Async: enable' -H "Authorization: Bearer sk-8f2d11a7be2c4" -d '{"model":"wan2.7-t2v","input":{"prompt":"A cat"}}'`,
      );
      assert.deepEqual(
        [provider.type, provider.baseUrl, provider.model, key],
        ['dashscope', `https://${host}/api/v1`, 'wan2.7-t2v', 'sk-8f2d11a7be2c4'],
      );
    }
  });
});
