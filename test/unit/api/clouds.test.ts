import assert from 'node:assert/strict';
import { normaliseBaseUrl } from '../../../src/api/baseUrl';
import { dialectRow } from '../../../src/api/dialects';
import type { Provider } from '../../../src/api/provider';
import { ownHeaders } from '../../../src/api/transport/credentials';
import type { CreateInput, DeriveInput, Reference } from '../../../src/api/types';
import { bodyOf, urlOf } from '../../../src/api/wire';
import { failure } from './support/connect';

const image: Reference = { kind: 'file', name: 'a.png', contentType: 'image/png', blob: new Blob(['PNG']) };
const address: Reference = { kind: 'url', url: 'https://x.example.com/a.png' };
const full = { model: 'm', seconds: 8, size: '1280x720' };

const create = (type: string, input: Partial<CreateInput>) =>
  dialectRow(type).encode({ op: 'create', input: { prompt: 'A cat', ...input } }, {});
async function sent(type: string, input: Partial<CreateInput>): Promise<unknown> {
  const request = create(type, input);
  const body = await bodyOf(request.body!);
  return [urlOf('', request), body.kind === 'text' ? JSON.parse(body.text) : body.kind];
}
const decode = (type: string, answer: unknown, created = false) => {
  const { raw: _, ...job } = dialectRow(type).decode(answer, {
    baseUrl: 'https://h.example/v1',
    ...(created ? { created } : { id: 'a' }),
  });
  return job;
};

describe('Azure, xAI, Together and Gemini', () => {
  const bases: [type: string, given: string, expected: string][] = [
    ['azure', 'https://r.openai.azure.com', 'https://r.openai.azure.com/openai/v1'],
    [
      'azure',
      'https://r.openai.azure.com/openai/v1/videos?api-version=preview',
      'https://r.openai.azure.com/openai/v1',
    ],
    ['azure', 'https://r.openai.azure.com/openai/deployments/d/x', 'https://r.openai.azure.com/openai/v1'],
    ['azure', 'https://r.services.ai.azure.com/api/projects/p', 'https://r.services.ai.azure.com/openai/v1'],
    ['xai', 'api.x.ai/v1/videos/generations', 'https://api.x.ai/v1'],
    ['together', 'https://api.together.xyz/v1', 'https://api.together.xyz/v2'],
    ['gemini', 'https://g.example/v1beta/openai/videos', 'https://g.example/v1beta'],
    ['gemini', 'https://g.example/v1beta/models/veo:predictLongRunning', 'https://g.example/v1beta'],
  ];
  for (const [type, given, expected] of bases) {
    it(`base address of ${type}: ${given}`, () => assert.equal(normaliseBaseUrl(type, given), expected));
  }

  it('send the key as each server has it', () => {
    const headers = (type: string, auth?: Provider['auth']) =>
      ownHeaders({ provider: { id: 'a', type, baseUrl: '', auth }, baseUrl: 'https://h.example', key: 'k' });
    assert.deepEqual(headers('azure'), { 'api-key': 'k' });
    assert.deepEqual(headers('azure', 'bearer'), { authorization: 'Bearer k' });
    assert.deepEqual(headers('gemini'), { 'x-goog-api-key': 'k' });
    assert.deepEqual(headers('xai'), { authorization: 'Bearer k' });
    assert.deepEqual(headers('together'), { authorization: 'Bearer k' });
  });

  it('encode a create', async () => {
    assert.deepEqual(await sent('azure', full), [
      '/videos?api-version=preview',
      { model: 'm', prompt: 'A cat', seconds: '8', size: '1280x720' },
    ]);
    assert.deepEqual(await sent('azure', { ...full, reference: image }), ['/videos?api-version=preview', 'form']);
    assert.deepEqual(await sent('xai', { ...full, reference: image }), [
      '/videos/generations',
      {
        model: 'm',
        prompt: 'A cat',
        duration: 8,
        aspect_ratio: '16:9',
        resolution: '720p',
        image: { url: 'data:image/png;base64,UE5H' },
      },
    ]);
    assert.deepEqual(await sent('together', { ...full, reference: address, extra: { fps: 24 } }), [
      '/videos',
      {
        model: 'm',
        prompt: 'A cat',
        seconds: '8',
        width: 1280,
        height: 720,
        fps: 24,
        frame_images: [{ input_image: address.url, frame: 'first' }],
      },
    ]);
    assert.deepEqual(await sent('gemini', { ...full, reference: image, extra: { seed: 7, lastFrame: 1 } }), [
      '/models/m:predictLongRunning',
      {
        instances: [{ prompt: 'A cat', image: { bytesBase64Encoded: 'UE5H', mimeType: 'image/png' }, lastFrame: 1 }],
        parameters: { aspectRatio: '16:9', resolution: '720p', durationSeconds: 8, seed: 7 },
      },
    ]);
  });

  it('refuse what they cannot express', async () => {
    await failure(() => create('azure', {}), 'rejected');
    await failure(() => create('azure', { ...full, reference: address }), 'unsupported');
    await failure(() => create('gemini', { ...full, reference: address }), 'unsupported');
    await failure(() => create('gemini', { ...full, size: '1000x1000' }), 'unsupported');
    await failure(() => create('xai', { ...full, seconds: 4.5 }), 'unsupported');
    await failure(() => create('together', { ...full, size: '720p' }), 'unsupported');
  });

  it('go on from a clip by its address', async () => {
    const input: DeriveInput = { prompt: 'More', source: { model: 'm', url: 'https://c.example/a.mp4' } };
    const body = async (type: string, op: 'edit' | 'extend', id: string) => {
      const request = dialectRow(type).encode({ op, id, input }, {});
      return [request.path, JSON.parse(((await bodyOf(request.body!)) as { text: string }).text)];
    };
    const own = { model: 'm', prompt: 'More', video: { url: 'https://c.example/a.mp4' } };
    assert.deepEqual(await body('xai', 'edit', 'a'), ['/videos/edits', own]);
    assert.deepEqual(await body('gemini', 'extend', 'models/veo/operations/1'), [
      '/models/veo:predictLongRunning',
      { instances: [{ prompt: 'More', video: { uri: 'https://c.example/a.mp4' } }] },
    ]);
  });

  it('decode what xAI and Together say', () => {
    assert.equal(decode('xai', { request_id: 'r' }, true).id, 'r');
    const video = { url: 'https://vidgen.x.ai/a.mp4', duration: 6, respect_moderation: true };
    const done = decode('xai', { status: 'done', video, usage: { cost_in_usd_ticks: 5e8 } });
    assert.deepEqual([done.status, done.urls, done.seconds], ['completed', [video.url], 6]);
    assert.deepEqual(done.cost, { amount: 0.05, currency: 'USD', source: 'reported' });
    const held = decode('xai', { status: 'done', video: { url: '', respect_moderation: false } });
    assert.deepEqual([held.status, held.error?.code], ['failed', 'respect_moderation']);
    const failed = decode('xai', { status: 'failed', error: { code: 'invalid_argument', message: 'No.' } });
    assert.deepEqual(failed.error, { code: 'invalid_argument', message: 'No.' });
    assert.equal(decode('xai', { status: 'expired' }).status, 'expired');
    const made = decode('together', { id: 'a', status: 'completed', outputs: { cost: 0.28, video_url: video.url } });
    assert.deepEqual([made.urls, made.cost?.amount], [[video.url], 0.28]);
  });

  it('decode the operations of Gemini', () => {
    const name = 'models/veo-3.1/operations/1';
    assert.deepEqual([decode('gemini', { name }, true).id, decode('gemini', { name }, true).status], [name, 'queued']);
    assert.equal(decode('gemini', { name }).status, 'in_progress');
    const answer = (response: object) => decode('gemini', { name, done: true, response });
    const uri = 'https://h.example/v1beta/files/f:download?alt=media';
    const done = answer({ generateVideoResponse: { generatedSamples: [{ video: { uri } }] } });
    assert.deepEqual([done.status, done.urls, done.model], ['completed', [uri], 'veo-3.1']);
    const reasons = { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['A person.'] };
    assert.deepEqual(answer({ generateVideoResponse: reasons }).error, {
      code: 'raiMediaFiltered',
      message: 'A person.',
    });
    const failed = decode('gemini', { name, done: true, error: { code: 13, message: 'Internal.' } });
    assert.deepEqual([failed.status, failed.error], ['failed', { code: '13', message: 'Internal.' }]);
  });
});
