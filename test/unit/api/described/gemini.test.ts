import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readPasted } from '../../../../src/api/paste/pasted';
import { failure } from '../support/connect';
import { describeServer, type Exchange, image, lamp } from './exchanges';

const id = 'v1_ChdQ';
const model = 'gemini-omni-1.1-flash';
const made = {
  id,
  object: 'interaction',
  status: 'in_progress',
  model,
  created: '2026-09-01T10:00:00Z',
  updated: '2026-09-01T10:00:01Z',
};
const created: Exchange['replies'] = { 'POST *': { json: made } };
const format = { type: 'video', delivery: 'uri' };
const usage = { output_tokens_by_modality: [{ modality: 'video', tokens: 40_000 }] };
const uri = 'https://generativelanguage.googleapis.com/v1beta/files/abc:download?alt=media';
const output = (...content: object[]) => ({ type: 'model_output', content });
const theirs = { type: 'video', mime_type: 'video/mp4', uri: 'https://h.example/uploaded-input.mp4' };
const done = (...steps: object[]) => ({
  ...made,
  status: 'completed',
  updated: '2026-09-01T10:01:00Z',
  usage,
  steps: [{ type: 'user_input', content: [theirs, { type: 'text', text: 'A cat' }] }, { type: 'thought' }, ...steps],
});
const got = (json: object): Exchange['replies'] => ({ 'GET *': { json } });
const bytes = readFileSync(path.resolve('media/sandbox/tides.mp4'));
const data = bytes.toString('base64');

const rows: Exchange[] = [
  {
    title: 'creates in the background from a text, a duration with its unit',
    does: { create: { model, seconds: 8, size: '16:9 720p' } },
    asks: ['POST /v1beta/interactions'],
    sends: {
      model,
      input: 'A cat',
      background: true,
      response_format: { ...format, aspect_ratio: '16:9', resolution: '720p', duration: '8s' },
    },
    replies: created,
    understood: { id, status: 'in_progress', model, createdAt: Date.parse(made.created), completedAt: undefined },
  },
  {
    title: 'sends a file as base64, and says by a tag that it is the first frame',
    does: { create: { model, reference: image } },
    sends: {
      model,
      input: [
        { type: 'image', data: 'UE5H', mime_type: 'image/png' },
        { type: 'text', text: '<FIRST_FRAME> A cat' },
      ],
      background: true,
      response_format: format,
    },
    replies: created,
    understood: { id },
  },
  {
    title: 'sends an address, and leaves the prompt alone that has a tag itself',
    does: { create: { model: `models/${model}`, prompt: 'A cat\nas <IMAGE_REF_0>', reference: lamp } },
    sends: {
      model,
      input: [
        { type: 'image', uri: 'https://x.example.com/lamp.png' },
        { type: 'text', text: 'A cat\nas <IMAGE_REF_0>' },
      ],
      background: true,
      response_format: format,
    },
    replies: created,
    understood: { id },
  },
  {
    title: 'merges further fields into those it has',
    does: { create: { model, extra: { response_format: { delivery: 'inline' }, store: true } } },
    sends: {
      model,
      input: 'A cat',
      background: true,
      response_format: { type: 'video', delivery: 'inline' },
      store: true,
    },
    replies: created,
    understood: { id },
  },
  {
    title: 'still creates with Veo by a long-running operation',
    does: { create: { model: 'veo-3.1-generate-preview' } },
    asks: ['POST /v1beta/models/veo-3.1-generate-preview:predictLongRunning'],
    sends: { instances: [{ prompt: 'A cat' }] },
    replies: { 'POST *': { json: { name: 'models/veo-3.1-generate-preview/operations/1' } } },
    understood: { id: 'models/veo-3.1-generate-preview/operations/1', status: 'queued' },
  },
  {
    title: 'still follows an operation by its name',
    does: { get: 'models/veo-3.1/operations/1' },
    asks: ['GET /v1beta/models/veo-3.1/operations/1'],
    replies: got({
      name: 'models/veo-3.1/operations/1',
      done: true,
      response: { generateVideoResponse: { generatedSamples: [{ video: { uri } }] } },
    }),
    understood: { status: 'completed', urls: [uri], model: 'veo-3.1' },
  },
  {
    title: 'edits by the interaction before, without requesting that',
    does: { edit: id, model },
    asks: ['POST /v1beta/interactions'],
    sends: {
      model,
      previous_interaction_id: id,
      input: 'Make it night',
      background: true,
      response_format: format,
    },
    replies: { 'POST *': { json: { ...made, id: 'v1_2', previous_interaction_id: id } } },
    understood: { id: 'v1_2', parentId: id },
  },
  {
    title: 'extends by the interaction before',
    does: { extend: id, model, seconds: 5 },
    asks: ['POST /v1beta/interactions'],
    sends: {
      model,
      previous_interaction_id: id,
      input: 'Go on',
      background: true,
      response_format: { ...format, duration: '5s' },
      generation_config: { video_config: { task: 'extend' } },
    },
    replies: created,
    understood: { id },
  },
  {
    title: 'reads the last clip of the last output, never one that was sent',
    does: { get: id },
    asks: [`GET /v1beta/interactions/${id}`],
    replies: got(
      done(
        output({ type: 'video', uri: 'https://h.example/draft.mp4' }),
        output(
          { type: 'video', uri: 'https://h.example/first.mp4' },
          { type: 'text', text: 'Here.' },
          { type: 'video', uri },
        ),
      ),
    ),
    understood: {
      status: 'completed',
      urls: [uri],
      completedAt: Date.parse('2026-09-01T10:01:00Z'),
      expiresAt: Date.parse('2026-09-03T10:01:00Z'),
      cost: { amount: 0.7, currency: 'USD', source: 'estimated' },
    },
  },
  {
    title: 'decodes a clip that comes as base64, and keeps only its size',
    does: { get: id },
    replies: got(done(output({ type: 'video', mime_type: 'video/mp4', data }))),
    understood: {
      status: 'completed',
      urls: undefined,
      inlineClip: { contentType: 'video/mp4', extension: 'mp4', bytes },
      raw: done(output({ type: 'video', mime_type: 'video/mp4', data: `(video/mp4, ${bytes.length} bytes)` })),
    },
  },
  {
    title: 'reads words in place of a clip as a refusal',
    does: { get: id },
    replies: got({ ...done(output({ type: 'text', text: 'I cannot make that.' })), usage: {} }),
    understood: { status: 'failed', urls: undefined, error: { message: 'Blocked by moderation: I cannot make that.' } },
  },
  {
    title: 'does not call a job failed whose clip was made and is not found',
    does: { get: id },
    replies: got(done(output({ type: 'text', text: 'Here it is.' }))),
    understood: { status: 'completed', urls: undefined },
  },
  {
    title: 'reads the reason of a failure',
    does: { get: id },
    replies: got({ ...made, status: 'failed', errors: [{ code: 'safety', message: 'Blocked.' }] }),
    understood: { status: 'failed', error: { code: 'safety', message: 'Blocked.' } },
  },
  ...(['requires_action', 'incomplete', 'budget_exceeded'] as const).map((status) => ({
    title: `reads "${status}" as failed`,
    does: { get: id },
    replies: got({ ...made, status }),
    understood: { status: 'failed' as const, providerStatus: status },
  })),
  {
    title: 'goes on with a job that the server continues',
    does: { get: id },
    replies: got({ ...made, status: 'requires_continuation', continuation_token: 't' }),
    understood: { status: 'in_progress', statusUnknown: undefined },
  },
];

describeServer('gemini', '/v1beta', rows, ({ client, server, answer }) => {
  it('adds what its own address lacks to be that of the bytes', async () => {
    const own = `${server().origin}/v1beta/files/abc:download`;
    answer(got(done(output({ type: 'video', uri: own }))));
    assert.deepEqual((await client().get(id)).urls, [`${own}?alt=media`]);
  });

  it('deletes an interaction, and no operation', async () => {
    answer({ 'DELETE *': { json: {} } });
    await client().delete(id);
    assert.equal(server().last.url, `/v1beta/interactions/${id}`);
    await failure(() => client().delete('models/veo/operations/1'), 'unsupported');
    await failure(() => client().edit('models/veo/operations/1', { prompt: 'p' }), 'unsupported');
  });

  it('lists the models of Omni, which do not say that they make clips', async () => {
    answer(
      got({
        models: [
          { name: `models/${model}`, displayName: 'Omni', supportedGenerationMethods: ['generateContent'] },
          { name: 'models/gemini-3-pro', supportedGenerationMethods: ['generateContent'] },
          { name: 'models/veo-9', supportedGenerationMethods: ['predictLongRunning'] },
        ],
      }),
    );
    const models = await client().models();
    assert.deepEqual(
      models.map(({ id: name, sound }) => [name, sound]),
      [
        [model, true],
        ['veo-9', undefined],
      ],
    );
  });

  it('reads errors in an object and in a list', async () => {
    const details = [{ reason: 'API_KEY_INVALID' }];
    const error = { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT', details };
    answer({ 'GET *': { status: 400, json: [{ error }] } });
    await failure(() => client().test(), 'auth');
    answer({
      'GET *': { status: 400, json: { error: { code: 'invalid_request', message: 'Invalid interaction name.' } } },
    });
    const missing = await failure(() => client().get(id), 'notFound');
    assert.equal(missing.code, 'invalid_request');
  });

  it('is recognised in a pasted command', () => {
    const { provider, key } = readPasted(
      `curl -X POST https://generativelanguage.googleapis.com/v1beta/interactions -H "x-goog-api-key: AIzaSyA1b2C3" -H "Content-Type: application/json" -d '{"model":"${model}","input":"A cat"}'`,
    );
    assert.deepEqual(
      [provider.type, provider.baseUrl, provider.model, key],
      ['gemini', 'https://generativelanguage.googleapis.com/v1beta', model, 'AIzaSyA1b2C3'],
    );
  });
});
