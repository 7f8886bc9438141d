import assert from 'node:assert/strict';
import { GoogleGenAI } from '@google/genai';
import { isClip, onStage } from './support/vendors';

describe("Google's own client, talking to the sandbox", () => {
  const stage = onStage('interactions');
  const base = (): string =>
    stage()
      .sandbox.baseUrl('interactions')
      .replace(/\/v1beta$/, '');
  const clientWith = (apiKey: string, apiVersion = 'v1beta'): GoogleGenAI =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: base(), apiVersion, retryOptions: { attempts: 1 } } });
  const theirs = (apiVersion?: string): GoogleGenAI['interactions'] =>
    clientWith(stage().sandbox.key, apiVersion).interactions;
  const fromText = {
    model: 'gemini-omni-1.1-flash',
    input: 'a lantern',
    background: true,
    response_format: { type: 'video', aspect_ratio: '16:9', resolution: '720p', duration: '5s', delivery: 'uri' },
  } as const;
  const ours = { prompt: 'a lantern', model: fromText.model, seconds: 5, size: '16:9 720p' };

  for (const version of ['v1beta', 'v1']) {
    it(`creates in the background by ${version}, polls, and fetches a file that plays`, async () => {
      const { id, status } = await theirs(version).create(fromText);
      assert.equal(status, 'queued');
      stage().pass(6000);
      assert.equal((await theirs(version).get(id)).status, 'in_progress');
      stage().pass(6000);
      const done = await theirs(version).get(id);
      assert.equal(done.status, 'completed');
      const { uri = '' } = done.output_video ?? {};
      const response = await fetch(uri, { headers: { 'x-goog-api-key': stage().sandbox.key } });
      assert.ok(isClip(new Uint8Array(await response.arrayBuffer())));
      assert.equal((await fetch(uri)).status, 400);
    });
  }

  it('reads a clip as base64, and so does ours', async () => {
    const format = { ...fromText.response_format, delivery: 'inline' } as const;
    const { id } = await theirs().create({ ...fromText, response_format: format });
    stage().pass(12_000);
    const { output_video: clip } = await theirs().get(id);
    assert.ok(isClip(Buffer.from(clip?.data ?? '', 'base64')));
    const job = await stage().ours.get(id);
    assert.ok(job.inlineClip && isClip(job.inlineClip.bytes));
  });

  it('reads a refusal in words, which for ours is a failed job', async () => {
    const { id } = await theirs().create({ ...fromText, model: 'sandbox-moderated-late' });
    stage().pass(12_000);
    const done = await theirs().get(id);
    assert.deepEqual([done.status, done.output_video], ['completed', undefined]);
    assert.match(done.output_text ?? '', /moderation/);
    assert.equal((await stage().ours.get(id)).status, 'failed');
  });

  it('edits by the interaction before', async () => {
    const { id } = await theirs().create(fromText);
    stage().pass(12_000);
    const edit = { model: fromText.model, previous_interaction_id: id, input: 'at night', background: true };
    const next = await theirs().create({ ...edit, response_format: { type: 'video', delivery: 'uri' } });
    assert.equal(next.previous_interaction_id, id);
    const [first] = stage().sandbox.requests.slice(-1);
    const own = await stage().ours.edit(id, { prompt: 'at night', source: { model: fromText.model } });
    const [second] = stage().sandbox.requests.slice(-1);
    assert.equal(own.parentId, id);
    assert.deepEqual([second?.method, second?.path, second?.body], [first?.method, first?.path, first?.body]);
  });

  it('cancels what runs, which ours then reads, and deletes', async () => {
    const { id } = await theirs().create(fromText);
    assert.equal((await theirs().cancel(id)).status, 'cancelled');
    assert.equal((await stage().ours.get(id)).status, 'cancelled');
    await theirs().delete(id);
    await assert.rejects(theirs().get(id), /Invalid interaction name/);
  });

  it('is refused with a wrong key, as ours is', async () => {
    await assert.rejects(clientWith('wrong').interactions.create(fromText), /BadRequestError: 400/);
    assert.match(await stage().ours.test(), /accepted the key/);
  });

  it('sends the same request as ours, whose job it follows', async () => {
    await theirs().create(fromText);
    const [first] = stage().sandbox.requests.slice(-1);
    const { id } = await stage().ours.create(ours);
    const [second] = stage().sandbox.requests.slice(-1);
    assert.deepEqual([second?.method, second?.path, second?.body], [first?.method, first?.path, first?.body]);
    stage().pass(12_000);
    assert.equal((await theirs().get(id)).status, 'completed');
  });
});
