import assert from 'node:assert/strict';
import { failure } from '../support/connect';
import { describeServer, type Exchange, image, lamp } from './exchanges';

const id = '17f20503-6c24-4c16-946b-35dbbce2af2f';
const task = { id, createdAt: '2026-06-27T19:49:32.334Z' };
const clip = 'https://dnznrvs05pmza.cloudfront.net/a.mp4?_jwt=x';
const created = { 'POST *': { json: { id, estimatedCost: { credits: 60 } } } };
const got = (json: object): Exchange['replies'] => ({ 'GET *': { json: { ...task, ...json } } });
const done = { status: 'SUCCEEDED', output: [clip], cost: { credits: 60 } };

const rows: Exchange[] = [
  {
    title: 'creates from a text, the shape as pixels with a colon, and reads the most that it may cost',
    does: { create: { model: 'gen4.5', seconds: 5, size: '1280x720', extra: { seed: 7 } } },
    asks: ['POST /v1/text_to_video'],
    sends: { model: 'gen4.5', promptText: 'A cat', duration: 5, ratio: '1280:720', seed: 7 },
    replies: created,
    understood: { id, status: 'queued', cost: { amount: 0.6, currency: 'USD', source: 'estimated' } },
  },
  {
    title: 'turns a ratio and a resolution into the pixels of the model',
    does: { create: { model: 'veo3.1', seconds: 8, size: '9:16 1080p' } },
    sends: { model: 'veo3.1', promptText: 'A cat', duration: 8, ratio: '1080:1920' },
    replies: created,
    understood: { id },
  },
  {
    title: 'creates from a picture at another endpoint',
    does: { create: { model: 'seedance2', reference: lamp, seconds: 5 } },
    asks: ['POST /v1/image_to_video'],
    sends: {
      model: 'seedance2',
      promptText: 'A cat',
      promptImage: [{ uri: 'https://x.example.com/lamp.png', position: 'first' }],
      duration: 5,
    },
    replies: created,
    understood: { id },
  },
  {
    title: 'sends a file as a data URL',
    does: { create: { model: 'gen4_turbo', reference: image } },
    asks: ['POST /v1/image_to_video'],
    sends: {
      model: 'gen4_turbo',
      promptText: 'A cat',
      promptImage: [{ uri: 'data:image/png;base64,UE5H', position: 'first' }],
    },
    replies: created,
    understood: { id },
  },
  {
    title: 'sends a word and a resolution to models that have those',
    does: { create: { model: 'hailuo3', seconds: 6, size: '16:9 2k' } },
    sends: { model: 'hailuo3', promptText: 'A cat', duration: 6, ratio: '16:9', resolution: '2k' },
    replies: created,
    understood: { id },
  },
  {
    title: 'sends no ratio where the picture decides it',
    does: { create: { model: 'happyhorse_1_0', reference: lamp, size: '1280x720' } },
    asks: ['POST /v1/image_to_video'],
    sends: {
      model: 'happyhorse_1_0',
      promptText: 'A cat',
      promptImage: [{ uri: 'https://x.example.com/lamp.png', position: 'first' }],
      resolution: '720p',
    },
    replies: created,
    understood: { id },
  },
  {
    title: 'edits by a fresh address, with the model that edits',
    does: { edit: id, model: 'gen4.5' },
    asks: [`GET /v1/tasks/${id}`, 'POST /v1/video_to_video'],
    sends: { model: 'aleph2', promptText: 'Make it night', videoUri: clip },
    replies: { ...created, ...got(done) },
    understood: { id, status: 'queued' },
  },
  {
    title: 'edits with the model of the job where that edits itself',
    does: { edit: id, model: 'seedance2_5' },
    asks: [`GET /v1/tasks/${id}`, 'POST /v1/video_to_video'],
    sends: { model: 'seedance2_5', promptText: 'Make it night', promptVideo: clip },
    replies: { ...created, ...got(done) },
    understood: { id },
  },
  ...(['PENDING', 'THROTTLED'] as const).map((status) => ({
    title: `reads "${status}" as queued`,
    does: { get: id },
    replies: got({ status, estimatedCost: { credits: 60 } }),
    understood: { status: 'queued' as const, providerStatus: status },
  })),
  {
    title: 'reads the progress of a running task',
    does: { get: id },
    asks: [`GET /v1/tasks/${id}`],
    replies: got({ status: 'RUNNING', progress: 0.34, estimatedCost: { credits: 60 } }),
    understood: { status: 'in_progress', progress: 34, createdAt: Date.parse(task.createdAt) },
  },
  {
    title: 'reads a finished task and what it was charged',
    does: { get: id },
    replies: got(done),
    understood: { status: 'completed', urls: [clip], cost: { amount: 0.6, currency: 'USD', source: 'reported' } },
  },
  {
    title: 'reads a failed task with its code',
    does: { get: id },
    replies: got({
      status: 'FAILED',
      failure: 'The generation was moderated.',
      failureCode: 'SAFETY.INPUT.TEXT',
      cost: { credits: 60 },
    }),
    understood: { status: 'failed', error: { code: 'SAFETY.INPUT.TEXT', message: 'The generation was moderated.' } },
  },
  {
    title: 'reads a cancelled task that was refunded',
    does: { get: id },
    replies: got({ status: 'CANCELLED', cost: { credits: 0 } }),
    understood: { status: 'cancelled', cost: { amount: 0, currency: 'USD', source: 'reported' } },
  },
];

describeServer('runway', '/v1', rows, ({ client, server, answer }) => {
  it('sends its version with every request, and the key as a bearer', async () => {
    answer(got({ status: 'PENDING' }));
    await client().get(id);
    const { headers } = server().last;
    assert.deepEqual([headers['x-runway-version'], headers.authorization], ['2024-11-06', 'Bearer secret']);
  });

  it('takes 204 for a deleted task', async () => {
    answer({ 'DELETE *': { status: 204 } });
    await client().delete(id);
    assert.equal(server().last.url, `/v1/tasks/${id}`);
  });

  it('proves the key by the organization, which costs nothing', async () => {
    answer({ 'GET /v1/organization': { json: { creditBalance: 10, tier: { models: {} }, usage: { models: {} } } } });
    assert.match(await client().test(), /accepted the key/);
    answer({ 'GET /v1/organization': { status: 401, json: { error: 'Unauthorized' } } });
    await failure(() => client().test(), 'auth');
  });

  it('names missing credits, although their status is 400', async () => {
    const error = 'You do not have enough credits to run this task.';
    answer({ 'POST *': { status: 400, json: { error } } });
    await failure(() => client().create({ prompt: 'A cat', model: 'gen4.5' }), 'payment');
  });

  it('quotes the field that was wrong', async () => {
    const issues = [{ code: 'invalid_value', path: ['ratio'], message: 'Invalid option' }];
    answer({ 'POST *': { status: 400, json: { error: 'Validation of body failed', issues } } });
    const error = await failure(() => client().create({ prompt: 'A cat', model: 'gen4.5' }), 'rejected');
    assert.match(error.message, /Validation of body failed: ratio: Invalid option/);
  });

  it('refuses a shape that the model has not', async () => {
    await failure(() => client().create({ prompt: 'A cat', model: 'gen4.5', size: '21:9 1080p' }), 'unsupported');
    assert.equal(server().requests.length, 0);
  });
});
