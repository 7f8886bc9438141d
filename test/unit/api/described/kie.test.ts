import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { Described, lamp } from '../support/exchanges';

const model = 'kling-3.0/video';
const clip = 'https://tempfile.kie.example/a.mp4';
const data = {
  taskId: 'task_1',
  model,
  param: '{}',
  resultJson: '',
  failCode: '',
  failMsg: '',
  createTime: 1757584164490,
};
const lampUrl = lamp.kind === 'url' ? lamp.url : '';

describe('kie.ai, as its documents have it', () => {
  const kie = new Described('kie', '');
  const created = { 'POST *': { json: { code: 200, msg: 'success', data: { taskId: 'task_1' } } } };

  kie.exchanges([
    {
      title: 'sends the fields of the model in an object, further ones too',
      create: { model, seconds: 5, size: '16:9', reference: lamp, extra: { mode: 'pro' } },
      sends: {
        request: 'POST /api/v1/jobs/createTask',
        body: {
          model,
          input: { prompt: 'A cat', image_urls: [lampUrl], duration: '5', aspect_ratio: '16:9', mode: 'pro' },
        },
      },
      replies: created,
      understood: { id: 'task_1', status: 'queued' },
    },
    {
      title: 'reads a job at work, with its time in ms',
      get: 'task_1',
      asks: ['GET /api/v1/jobs/recordInfo?taskId=task_1'],
      replies: { 'GET *': { json: { code: 200, msg: 'success', data: { ...data, state: 'generating' } } } },
      understood: { id: 'task_1', status: 'in_progress', createdAt: 1757584164490, error: undefined },
    },
    {
      title: 'opens the result, which is JSON in a text',
      get: 'task_1',
      replies: {
        'GET *': {
          json: {
            code: 200,
            msg: 'success',
            data: { ...data, state: 'success', resultJson: JSON.stringify({ resultUrls: [clip] }) },
          },
        },
      },
      understood: { status: 'completed', urls: [clip] },
    },
    {
      title: 'reads why a job failed',
      get: 'task_1',
      replies: {
        'GET *': {
          json: { code: 200, msg: 'success', data: { ...data, state: 'fail', failCode: '500', failMsg: 'No face' } },
        },
      },
      understood: { status: 'failed', error: { message: 'No face' } },
    },
    {
      title: 'sends Veo to its own path, and names that in the ID',
      create: { model: 'veo3_fast', size: '16:9' },
      sends: {
        request: 'POST /api/v1/veo/generate',
        body: { model: 'veo3_fast', prompt: 'A cat', aspect_ratio: '16:9' },
      },
      replies: created,
      understood: { id: 'veo/task_1', status: 'queued' },
    },
    {
      title: 'follows Veo there, by a number for the state',
      get: 'veo/task_1',
      asks: ['GET /api/v1/veo/record-info?taskId=task_1'],
      replies: {
        'GET *': {
          json: {
            code: 200,
            msg: 'success',
            data: { taskId: 'task_1', successFlag: 1, response: { resultUrls: [clip] }, errorMessage: '' },
          },
        },
      },
      understood: { id: 'veo/task_1', status: 'completed', urls: [clip] },
    },
    {
      title: 'reads the state 0 as at work',
      get: 'veo/task_1',
      replies: { 'GET *': { json: { code: 200, msg: 'success', data: { taskId: 'task_1', successFlag: 0 } } } },
      understood: { status: 'in_progress' },
    },
  ]);

  it('takes the code in the answer for the HTTP status', async () => {
    for (const [code, kind] of [
      [401, 'auth'],
      [402, 'payment'],
      [422, 'rejected'],
      [429, 'rateLimited'],
      [455, 'server'],
    ] as const) {
      kie.answers({ 'POST *': { json: { code, msg: 'No.', data: null } } });
      const { message } = await failure(() => kie.client.create({ prompt: 'A cat', model }), kind);
      assert.match(message, /No\./);
    }
  });
});
