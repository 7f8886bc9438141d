import assert from 'node:assert/strict';
import { createAlibaba } from '@ai-sdk/alibaba';
import { createByteDance } from '@ai-sdk/bytedance';
import { createMiniMax } from '@ai-sdk/minimax';
import { createFalClient } from '@fal-ai/client';
import RunwayML from '@runwayml/sdk';
import Replicate from 'replicate';
import type { CreateInput, InputRole, MediaInput } from '../../src/api/types';
import { onStage, type Stage } from './support/vendors';

const at = (name: string): string => `https://x.example/${name}`;
const input = (role: InputRole, name: string): MediaInput => ({ role, media: { kind: 'url', url: at(name) } });
const frames = [input('first', 'a.png'), input('last', 'b.png')];
const references = [input('reference', 'cat.png'), input('reference', 'lamp.png'), input('video', 'dance.mp4')];

/** Body and path of the last create. */
function lastCreate({ sandbox }: Stage): unknown {
  const request = sandbox.requests.findLast(({ method }) => method === 'POST');
  return request && [request.path, request.body];
}

/** Sends the same by theirs and by ours, and compares what left. */
async function agree(stage: Stage, theirs: () => PromiseLike<unknown>, create: CreateInput): Promise<void> {
  const before = stage.sandbox.requests.length;
  await theirs();
  const expected = lastCreate(stage);
  await stage.ours.create(create);
  const posts = stage.sandbox.requests.slice(before).filter(({ method }) => method === 'POST');
  assert.equal(posts.length, 2);
  assert.deepEqual(lastCreate(stage), expected);
}

describe('Inputs, as the vendors\u2019 own clients send them', () => {
  describe('Runway', () => {
    const stage = onStage('runway');
    const theirs = () =>
      new RunwayML({
        apiKey: stage().sandbox.key,
        baseURL: stage().sandbox.baseUrl('runway').replace(/\/v1$/, ''),
        maxRetries: 0,
      });

    it('sends both frames, sound, seed and negative prompt to Veo', () =>
      agree(
        stage(),
        () =>
          theirs().imageToVideo.create({
            model: 'veo3.1',
            promptText: 'a lantern',
            promptImage: [
              { uri: at('a.png'), position: 'first' },
              { uri: at('b.png'), position: 'last' },
            ],
            ratio: '1280:720',
            duration: 8,
            audio: false,
            seed: 7,
            negativePrompt: 'fog',
          }),
        {
          prompt: 'a lantern',
          model: 'veo3.1',
          inputs: frames,
          size: '1280x720',
          seconds: 8,
          sound: false,
          seed: 7,
          negativePrompt: 'fog',
        },
      ));

    it('sends references of three kinds beside a text', () =>
      agree(
        stage(),
        () =>
          theirs().textToVideo.create({
            model: 'seedance2',
            promptText: 'a lantern',
            references: [{ uri: at('cat.png') }, { uri: at('lamp.png') }],
            referenceVideos: [{ type: 'video', uri: at('dance.mp4') }],
            referenceAudio: [{ type: 'audio', uri: at('song.mp3') }],
            ratio: '1280:720',
            duration: 5,
          }),
        {
          prompt: 'a lantern',
          model: 'seedance2',
          inputs: [...references, input('audio', 'song.mp3')],
          size: '1280x720',
          seconds: 5,
        },
      ));
  });

  describe('Ark', () => {
    const stage = onStage('ark');
    const model = 'seedance-2-0-sandbox-video';
    const theirs = (extra: object) =>
      createByteDance({ apiKey: stage().sandbox.key, baseURL: stage().sandbox.baseUrl('ark') })
        .video(model)
        // It polls until the job ends, which is not awaited here.
        .doGenerate({ prompt: 'a lantern', n: 1, abortSignal: AbortSignal.timeout(1500), ...extra } as never)
        .then(
          () => undefined,
          () => undefined,
        );

    it('sends references of three kinds, and sound off', async () => {
      const bytedance = {
        referenceImages: [at('cat.png'), at('lamp.png')],
        referenceVideos: [at('dance.mp4')],
        referenceAudio: [at('song.mp3')],
        generateAudio: false,
      };
      await agree(stage(), () => theirs({ providerOptions: { bytedance } }), {
        prompt: 'a lantern',
        model,
        inputs: [...references, input('audio', 'song.mp3')],
        sound: false,
      });
    });

    it('sends the last frame beside the first one', () =>
      agree(
        stage(),
        () =>
          theirs({
            image: { type: 'url', url: at('a.png') },
            providerOptions: { bytedance: { lastFrameImage: at('b.png') } },
          }),
        { prompt: 'a lantern', model, inputs: frames },
      ));
  });

  describe('MiniMax', () => {
    const stage = onStage('minimax');
    it('sends both frames in their roles', () =>
      agree(
        stage(),
        () =>
          createMiniMax({ apiKey: stage().sandbox.key, videoBaseURL: stage().sandbox.baseUrl('minimax') })
            .video('sandbox-video')
            .doStart?.({
              prompt: 'a lantern',
              n: 1,
              duration: 5,
              frameImages: [
                { frameType: 'first_frame', image: { type: 'url', url: at('a.png') } },
                { frameType: 'last_frame', image: { type: 'url', url: at('b.png') } },
              ],
              providerOptions: {},
            } as never) ?? Promise.reject(new Error('it has no such call')),
        { prompt: 'a lantern', model: 'sandbox-video', inputs: frames, seconds: 5, size: '2K' },
      ));
  });

  describe('Model Studio', () => {
    const stage = onStage('dashscope');
    it('sends references to Wan 3.0 as a list of media, with seed and sound', () =>
      agree(
        stage(),
        () =>
          createAlibaba({
            apiKey: stage().sandbox.key,
            videoBaseURL: stage()
              .sandbox.baseUrl('dashscope')
              .replace(/\/api\/v1$/, ''),
          })
            .video('wan3.0-video-sandbox-video')
            .doStart?.({
              prompt: 'a lantern',
              n: 1,
              duration: 5,
              seed: 7,
              providerOptions: {
                alibaba: {
                  media: [
                    { type: 'reference_image', url: at('cat.png') },
                    { type: 'reference_image', url: at('lamp.png') },
                    { type: 'reference_video', url: at('dance.mp4') },
                  ],
                  audio: false,
                },
              },
            } as never) ?? Promise.reject(new Error('it has no such call')),
        {
          prompt: 'a lantern',
          model: 'wan3.0-video-sandbox-video',
          inputs: references,
          seconds: 5,
          seed: 7,
          sound: false,
        },
      ));
  });

  describe('fal', () => {
    const stage = onStage('fal');
    it('sends both frames of Kling under the names of the client\u2019s types', async () => {
      const { sandbox, ours } = stage();
      const base = sandbox.baseUrl('fal');
      const client = createFalClient({
        credentials: sandbox.key,
        requestMiddleware: (request) =>
          Promise.resolve({ ...request, url: request.url.replace('https://queue.fal.run', base) }),
      });
      await client.queue.submit('fal-ai/kling-video/v2.5-turbo/pro/image-to-video', {
        input: {
          prompt: 'a lantern',
          image_url: at('a.png'),
          tail_image_url: at('b.png'),
          negative_prompt: 'fog',
          duration: '5',
        },
      });
      const expected = lastCreate(stage());
      await ours.create({
        prompt: 'a lantern',
        model: 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
        inputs: frames,
        negativePrompt: 'fog',
        seconds: 5,
      });
      assert.deepEqual(lastCreate(stage()), expected);
    });
  });

  describe('Replicate', () => {
    const stage = onStage('replicate');
    it('sends references as addresses in the input of a model', () =>
      agree(
        stage(),
        () =>
          new Replicate({
            auth: stage().sandbox.key,
            baseUrl: stage().sandbox.baseUrl('replicate'),
          }).predictions.create({
            model: 'bytedance/seedance-2.0',
            input: {
              prompt: 'a lantern',
              reference_images: [at('cat.png'), at('lamp.png')],
              reference_videos: [at('dance.mp4')],
              generate_audio: true,
              seed: 0,
            },
          }),
        { prompt: 'a lantern', model: 'bytedance/seedance-2.0', inputs: references, sound: true, seed: 0 },
      ));
  });
});
