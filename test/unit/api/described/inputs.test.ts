import assert from 'node:assert/strict';
import { dialectFor } from '../../../../src/api/dialects';
import { VideoJobsError } from '../../../../src/api/errors';
import type { CreateInput, InputRole, MediaInput, Reference } from '../../../../src/api/types';
import { bodyOf } from '../../../../src/api/wire';

const at = (name: string): string => `https://x.example.com/${name}`;
const file = (name: string, contentType: string): Reference => ({
  kind: 'file',
  name,
  contentType,
  blob: new Blob(['PNG']),
});
const image = (role: InputRole, name?: string): MediaInput => ({
  role,
  media: file(`${name ?? role}.png`, 'image/png'),
  ...(name !== undefined && { name }),
});
const byUrl = (role: InputRole, place: string, name?: string): MediaInput => ({
  role,
  media: { kind: 'url', url: at(place) },
  ...(name !== undefined && { name }),
});
const data = 'data:image/png;base64,UE5H';

function encode(type: string, input: Partial<CreateInput>, baseUrl = 'https://api.example.com/v1') {
  return dialectFor({ type, baseUrl }).encode({ op: 'create', input: { prompt: 'A cat', ...input } }, {});
}

async function sent(type: string, input: Partial<CreateInput>, baseUrl?: string) {
  const { path, body } = encode(type, input, baseUrl);
  const text = body && (await bodyOf(body));
  assert.ok(text?.kind === 'text', 'the body is JSON');
  return { path, body: JSON.parse(text.text) as unknown };
}

function refusal(type: string, input: Partial<CreateInput>): VideoJobsError {
  try {
    encode(type, input);
  } catch (error) {
    assert.ok(error instanceof VideoJobsError);
    return error;
  }
  assert.fail('nothing was refused');
}

const frames = [image('first'), byUrl('last', 'end.png')];
const several = [
  image('reference', 'cat'),
  byUrl('reference', 'lamp.png', 'lamp'),
  byUrl('video', 'dance.mp4', 'dance'),
  byUrl('audio', 'song.mp3'),
];
const prompt = '{cat} sits below {lamp} and moves as in {dance}';

interface Row {
  title: string;
  type: string;
  create: Partial<CreateInput>;
  path?: string;
  body: unknown;
  baseUrl?: string;
}

const seedance = 'doubao-seedance-2-0-260128';
const rows: Row[] = [
  {
    title: 'Ark: frames in their roles, sound off',
    type: 'ark',
    create: { model: seedance, inputs: frames, sound: false },
    body: {
      model: seedance,
      content: [
        { type: 'text', text: 'A cat' },
        { type: 'image_url', image_url: { url: data }, role: 'first_frame' },
        { type: 'image_url', image_url: { url: at('end.png') }, role: 'last_frame' },
      ],
      generate_audio: false,
    },
  },
  {
    title: 'Ark: references of three kinds, and names as their tokens',
    type: 'ark',
    create: { model: seedance, prompt, inputs: several },
    body: {
      model: seedance,
      content: [
        { type: 'text', text: '[Image 1] sits below [Image 2] and moves as in [Video 1]' },
        { type: 'image_url', image_url: { url: data }, role: 'reference_image' },
        { type: 'image_url', image_url: { url: at('lamp.png') }, role: 'reference_image' },
        { type: 'video_url', video_url: { url: at('dance.mp4') }, role: 'reference_video' },
        { type: 'audio_url', audio_url: { url: at('song.mp3') }, role: 'reference_audio' },
      ],
    },
  },
  {
    title: 'Ark: the seed of a 1.x model, 0 being a value',
    type: 'ark',
    create: { model: 'seedance-1-0-pro-250528', seed: 0 },
    body: { model: 'seedance-1-0-pro-250528', content: [{ type: 'text', text: 'A cat' }], seed: 0 },
  },
  {
    title: 'MiniMax: both frames',
    type: 'minimax',
    create: { model: 'MiniMax-H3', inputs: frames },
    body: {
      model: 'MiniMax-H3',
      content: [
        { type: 'text', text: 'A cat' },
        { type: 'image_url', image_url: { url: data }, role: 'first_frame' },
        { type: 'image_url', image_url: { url: at('end.png') }, role: 'last_frame' },
      ],
    },
  },
  {
    title: 'MiniMax: references of three kinds, and the bare names, as it has no tokens',
    type: 'minimax',
    create: { model: 'MiniMax-H3', prompt, inputs: several },
    body: {
      model: 'MiniMax-H3',
      content: [
        { type: 'text', text: 'cat sits below lamp and moves as in dance' },
        { type: 'image_url', image_url: { url: data }, role: 'reference_image' },
        { type: 'image_url', image_url: { url: at('lamp.png') }, role: 'reference_image' },
        { type: 'video_url', video_url: { url: at('dance.mp4') }, role: 'reference_video' },
        { type: 'audio_url', audio_url: { url: at('song.mp3') }, role: 'reference_audio' },
      ],
    },
  },
  {
    title: 'MiniMax: the character of S2V-01',
    type: 'minimax',
    create: { model: 'S2V-01', inputs: [image('reference')] },
    path: '/v1/video_generation',
    body: { model: 'S2V-01', prompt: 'A cat', subject_reference: [{ type: 'character', image: [data] }] },
  },
  {
    title: 'Model Studio: a list of media, a seed and a switch for sound',
    type: 'dashscope',
    create: { model: 'wan3.0-video', prompt, inputs: several, sound: true, seed: 7 },
    body: {
      model: 'wan3.0-video',
      input: {
        prompt: 'Image 1 sits below Image 2 and moves as in Video 1',
        media: [
          { type: 'reference_image', url: data },
          { type: 'reference_image', url: at('lamp.png') },
          { type: 'reference_video', url: at('dance.mp4') },
          { type: 'reference_audio', url: at('song.mp3') },
        ],
      },
      parameters: { audio: true, seed: 7 },
    },
  },
  {
    title: 'Model Studio: addresses without types up to Wan 2.6, for the sibling that takes them',
    type: 'dashscope',
    create: { model: 'wan2.6-t2v', inputs: several.slice(0, 3), negativePrompt: 'fog' },
    body: {
      model: 'wan2.6-r2v',
      input: {
        prompt: 'A cat',
        negative_prompt: 'fog',
        reference_urls: [data, at('lamp.png'), at('dance.mp4')],
      },
    },
  },
  {
    title: 'Model Studio: a sound for Wan 2.5',
    type: 'dashscope',
    create: { model: 'wan2.5-i2v-preview', inputs: [byUrl('first', 'a.png'), byUrl('audio', 'song.mp3')] },
    body: {
      model: 'wan2.5-i2v-preview',
      input: { prompt: 'A cat', img_url: at('a.png'), audio_url: at('song.mp3') },
    },
  },
  {
    title: 'Kling: references with ids that the prompt names, base64 without "data:", sound by a word',
    type: 'kling',
    create: {
      model: 'kling-3.0-omni',
      prompt: '{cat} sits below {lamp}',
      inputs: several.slice(0, 2),
      sound: true,
    },
    path: '/omni-video/kling-3.0-omni',
    body: {
      contents: [
        { type: 'prompt', text: '@image_1 sits below @image_2' },
        { type: 'refer_image', url: 'UE5H', id: 'image_1' },
        { type: 'refer_image', url: at('lamp.png'), id: 'image_2' },
      ],
      settings: { audio: 'native', aspect_ratio: '16:9' },
    },
  },
  {
    title: 'Kling: a clip to take from, which takes sound and shots along',
    type: 'kling',
    create: { model: 'kling-3.0-omni', inputs: [byUrl('video', 'dance.mp4')], seconds: 5 },
    path: '/omni-video/kling-3.0-omni',
    body: {
      contents: [
        { type: 'prompt', text: 'A cat' },
        { type: 'feature_video', url: at('dance.mp4'), id: 'video_1' },
      ],
      settings: { duration: 5, audio: 'off', multi_shot: true },
    },
  },
  {
    title: 'Luma: both frames, in parts',
    type: 'luma',
    create: { model: 'ray-3.2', inputs: frames },
    body: {
      model: 'ray-3.2',
      type: 'video',
      prompt: 'A cat',
      video: { start_frame: { data: 'UE5H', media_type: 'image/png' }, end_frame: { url: at('end.png') } },
    },
  },
  {
    title: 'Runway: frames by position, and what only Veo takes',
    type: 'runway',
    create: { model: 'veo3.1', inputs: frames, sound: false, seed: 3, negativePrompt: 'fog' },
    path: '/image_to_video',
    body: {
      model: 'veo3.1',
      promptText: 'A cat',
      promptImage: [
        { uri: data, position: 'first' },
        { uri: at('end.png'), position: 'last' },
      ],
      audio: false,
      seed: 3,
      negativePrompt: 'fog',
    },
  },
  {
    title: 'Runway: references by kind, beside text',
    type: 'runway',
    create: { model: 'seedance2', inputs: several },
    path: '/text_to_video',
    body: {
      model: 'seedance2',
      promptText: 'A cat',
      references: [{ uri: data }, { uri: at('lamp.png') }],
      referenceVideos: [{ type: 'video', uri: at('dance.mp4') }],
      referenceAudio: [{ type: 'audio', uri: at('song.mp3') }],
    },
  },
  {
    title: 'Replicate: a field per role in the input of the model',
    type: 'replicate',
    create: { model: 'bytedance/seedance-2.0', inputs: several, sound: false, seed: 0 },
    path: '/models/bytedance/seedance-2.0/predictions',
    body: {
      input: {
        prompt: 'A cat',
        reference_images: [data, at('lamp.png')],
        reference_videos: [at('dance.mp4')],
        reference_audios: [at('song.mp3')],
        generate_audio: false,
        seed: 0,
      },
    },
  },
  {
    title: 'Replicate: the last frame of Kling under its own name',
    type: 'replicate',
    create: { model: 'kwaivgi/kling-v3', inputs: frames },
    body: { input: { prompt: 'A cat', start_image: data, end_image: at('end.png') } },
  },
  {
    title: 'fal: the model for references beside the one for text, and its tokens',
    type: 'fal',
    create: { model: 'bytedance/seedance-2.0/text-to-video', prompt, inputs: several },
    path: '/bytedance/seedance-2.0/reference-to-video',
    body: {
      prompt: '@Image1 sits below @Image2 and moves as in @Video1',
      image_urls: [data, at('lamp.png')],
      video_urls: [at('dance.mp4')],
      audio_urls: [at('song.mp3')],
    },
  },
  {
    title: 'fal: the model for two frames of Veo, whose fields have other names',
    type: 'fal',
    create: { model: 'fal-ai/veo3.1/fast', inputs: frames, negativePrompt: 'fog' },
    path: '/fal-ai/veo3.1/fast/first-last-frame-to-video',
    body: { prompt: 'A cat', first_frame_url: data, last_frame_url: at('end.png'), negative_prompt: 'fog' },
  },
  {
    title: 'fal: frames of Kling under the names of each version',
    type: 'fal',
    create: { model: 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video', inputs: frames },
    body: { prompt: 'A cat', image_url: data, tail_image_url: at('end.png') },
  },
  {
    title: 'Gemini: a first frame and a reference, each introduced by its tag',
    type: 'gemini',
    create: { model: 'gemini-omni-1.1-flash', inputs: [image('first'), image('reference')] },
    path: '/interactions',
    body: {
      model: 'gemini-omni-1.1-flash',
      input: [
        { type: 'image', data: 'UE5H', mime_type: 'image/png' },
        { type: 'image', data: 'UE5H', mime_type: 'image/png' },
        {
          type: 'text',
          text: '[# Sources <FIRST_FRAME>@Image1] [# References <IMAGE_REF_0>@Image2] A cat',
        },
      ],
      background: true,
      response_format: { type: 'video', delivery: 'uri' },
    },
  },
  {
    title: 'Gemini: named references as tags, which count from 0',
    type: 'gemini',
    create: {
      model: 'gemini-omni-1.1-flash',
      prompt: '{cat} holds {lamp}',
      inputs: [image('reference', 'cat'), byUrl('reference', 'lamp.png', 'lamp')],
    },
    body: {
      model: 'gemini-omni-1.1-flash',
      input: [
        { type: 'image', data: 'UE5H', mime_type: 'image/png' },
        { type: 'image', uri: at('lamp.png') },
        { type: 'text', text: '<IMAGE_REF_0> holds <IMAGE_REF_1>' },
      ],
      background: true,
      response_format: { type: 'video', delivery: 'uri' },
    },
  },
  {
    title: 'Gemini, Veo: frames as base64 of one instance',
    type: 'gemini',
    create: { model: 'veo-3.1-generate-preview', inputs: [image('first'), image('last')], negativePrompt: 'fog' },
    body: {
      instances: [
        {
          prompt: 'A cat',
          image: { bytesBase64Encoded: 'UE5H', mimeType: 'image/png' },
          lastFrame: { bytesBase64Encoded: 'UE5H', mimeType: 'image/png' },
        },
      ],
      parameters: { negativePrompt: 'fog' },
    },
  },
  {
    title: 'OpenRouter: both frames, sound and seed',
    type: 'openrouter',
    create: { model: 'bytedance/seedance-2.0', inputs: frames, sound: true, seed: 0 },
    body: {
      model: 'bytedance/seedance-2.0',
      prompt: 'A cat',
      frame_images: [
        { type: 'image_url', image_url: { url: data }, frame_type: 'first_frame' },
        { type: 'image_url', image_url: { url: at('end.png') }, frame_type: 'last_frame' },
      ],
      generate_audio: true,
      seed: 0,
    },
  },
  {
    title: 'OpenRouter: references of three kinds',
    type: 'openrouter',
    create: { model: 'bytedance/seedance-2.0', inputs: several },
    body: {
      model: 'bytedance/seedance-2.0',
      prompt: 'A cat',
      input_references: [
        { type: 'image_url', image_url: { url: data } },
        { type: 'image_url', image_url: { url: at('lamp.png') } },
        { type: 'video_url', video_url: { url: at('dance.mp4') } },
        { type: 'audio_url', audio_url: { url: at('song.mp3') } },
      ],
    },
  },
  {
    title: 'ope.ai: parts by kind',
    type: 'opeai',
    create: { model: 'seedance', inputs: several },
    body: {
      model: 'seedance',
      prompt: 'A cat',
      size: '720x1280',
      input_reference: {
        content: [
          { type: 'image_url', image_url: { url: data } },
          { type: 'image_url', image_url: { url: at('lamp.png') } },
          { type: 'video_url', video_url: { url: at('dance.mp4') } },
          { type: 'audio_url', audio_url: { url: at('song.mp3') } },
        ],
      },
    },
  },
  {
    title: 'Together: frames by name, references as a list, seed and negative prompt',
    type: 'together',
    create: { model: 'm', inputs: [...frames, image('reference')], seed: 1, negativePrompt: 'fog' },
    body: {
      model: 'm',
      prompt: 'A cat',
      frame_images: [
        { input_image: data, frame: 'first' },
        { input_image: at('end.png'), frame: 'last' },
      ],
      reference_images: [data],
      seed: 1,
      negative_prompt: 'fog',
    },
  },
  {
    title: 'xAI: references, which its prompts number from 1',
    type: 'xai',
    create: {
      model: 'grok-imagine-video',
      prompt: '{cat} sits below {lamp}',
      inputs: several.slice(0, 2),
      seconds: 10,
    },
    body: {
      model: 'grok-imagine-video',
      prompt: '<IMAGE_1> sits below <IMAGE_2>',
      duration: 10,
      reference_images: [{ url: data }, { url: at('lamp.png') }],
    },
  },
  {
    title: 'new-api: several images as a list, in JSON',
    type: 'newapi',
    create: { model: 'm', inputs: several.slice(0, 2) },
    body: { model: 'm', prompt: 'A cat', images: [data, at('lamp.png')] },
  },
  {
    title: 'unified format: two frames as a list',
    type: 'unified',
    create: { model: 'veo3-frames', inputs: frames },
    body: { model: 'veo3-frames', prompt: 'A cat', images: [data, at('end.png')] },
  },
  {
    title: 'video generations v2: images and clips as lists',
    type: 'generations',
    baseUrl: 'https://api.example.com/v2',
    create: { model: 'm', inputs: several.slice(0, 3) },
    body: { model: 'm', prompt: 'A cat', images: [data, at('lamp.png')], videos: [at('dance.mp4')] },
  },
];

describe('inputs of a create, as each type of server takes them', () => {
  for (const { title, type, create, path, body, baseUrl } of rows) {
    it(title, async () => {
      const request = await sent(type, create, baseUrl);
      if (path !== undefined) assert.equal(request.path, path);
      assert.deepEqual(request.body, body);
    });
  }
});

describe('inputs that are refused before anything is sent', () => {
  const cases: [title: string, type: string, create: Partial<CreateInput>, words: RegExp][] = [
    ['a role that the server has not', 'openai', { inputs: [image('first'), image('last')] }, /"last: last\.png"/],
    ['a role that the model has not', 'kling', { model: 'kling-3.0-turbo', inputs: frames }, /another model/],
    ['a last frame alone', 'ark', { model: seedance, inputs: [image('last')] }, /first frame\. Add one/],
    ['two first frames', 'ark', { model: seedance, inputs: [image('first'), image('first')] }, /at most 1/],
    [
      'frames beside references',
      'ark',
      { model: seedance, inputs: [...frames, image('reference')] },
      /combined with "first"/,
    ],
    [
      'frames beside references at OpenRouter, which drops them',
      'openrouter',
      { model: 'm', inputs: [image('first'), image('reference')] },
      /combined/,
    ],
    [
      'too many of a role',
      'ark',
      { model: seedance, inputs: Array.from({ length: 10 }, () => image('reference')) },
      /at most 9/,
    ],
    [
      'too many in all',
      'dashscope',
      {
        model: 'wan2.7-r2v',
        inputs: [
          ...Array.from({ length: 4 }, () => byUrl('reference', 'a.png')),
          byUrl('video', 'a.mp4'),
          byUrl('video', 'b.mp4'),
        ],
      },
      /5 inputs in all, not 6/,
    ],
    ['a sound alone', 'ark', { model: seedance, inputs: [byUrl('audio', 'song.mp3')] }, /image or a video beside it/],
    [
      'a file where only an address goes',
      'openrouter',
      { model: 'm', inputs: [{ role: 'video', media: file('a.mp4', 'video/mp4') }] },
      /https:/,
    ],
    [
      'an address where only a file goes',
      'gemini',
      { model: 'gemini-omni-1.1-flash', inputs: [byUrl('video', 'a.mp4')] },
      /choose the file/,
    ],
    ['a seed where there is none', 'ark', { model: seedance, seed: 1 }, /"seed".*no such setting/],
    ['sound where it cannot be switched', 'gemini', { model: 'gemini-omni-1.1-flash', sound: false }, /"sound"/],
    ['a negative prompt at OpenRouter', 'openrouter', { model: 'm', negativePrompt: 'fog' }, /"negativePrompt"/],
    [
      'a seed beside references of Veo at fal',
      'fal',
      { model: 'fal-ai/veo3.1', inputs: [image('reference')], seed: 1 },
      /"seed"/,
    ],
    [
      'more seconds than references allow',
      'xai',
      { model: 'm', inputs: [image('reference')], seconds: 12 },
      /at most 10 seconds/,
    ],
    [
      'a resolution that references exclude',
      'xai',
      { model: 'm', inputs: [image('reference')], size: '1080p' },
      /480p, 720p/,
    ],
    [
      'a name that no input has',
      'xai',
      { model: 'm', prompt: 'A {dog}', inputs: [image('reference', 'cat')] },
      /\{dog\}/,
    ],
    [
      'two inputs of one name',
      'xai',
      { model: 'm', inputs: [image('reference', 'cat'), image('reference', 'cat')] },
      /called "cat"/,
    ],
    [
      'an additional field in place of an input',
      'replicate',
      { model: 'a/b', inputs: [image('last'), image('first')], extra: { last_frame_image: 'x' } },
      /"input\.last_frame_image"/,
    ],
    [
      'an additional field in place of a setting',
      'openrouter',
      { model: 'm', sound: true, extra: { generate_audio: false } },
      /"generate_audio"/,
    ],
  ];
  for (const [title, type, create, words] of cases) {
    it(title, () => {
      const { kind, message } = refusal(type, create);
      assert.ok(kind === 'unsupported' || kind === 'rejected', kind);
      assert.match(message, words);
    });
  }

  it('leaves braces alone in a prompt without named inputs', async () => {
    const { body } = await sent('openrouter', { model: 'm', prompt: 'A {cat} at {time}', inputs: frames });
    assert.equal((body as { prompt: string }).prompt, 'A {cat} at {time}');
  });

  it('lets an additional field stand that says the same as a setting', async () => {
    const { body } = await sent('openrouter', { model: 'm', seed: 1, extra: { seed: 1, watermark: true } });
    assert.deepEqual(body, { model: 'm', prompt: 'A cat', seed: 1, watermark: true });
  });

  it('sends what the overrides of a server say, under its names', async () => {
    const provider = {
      type: 'openai',
      baseUrl: 'https://api.example.com/v1',
      overrides: {
        inputs: [{ roles: { first: 1, last: 1 }, settings: ['sound', 'seed'] as const }],
        fields: { input_reference: 'image', sound: 'generate_sound' },
      },
    };
    const { body } = dialectFor(provider).encode(
      { op: 'create', input: { prompt: 'A cat', inputs: frames, sound: true, seed: 5 } },
      {},
    );
    const text = body && (await bodyOf(body));
    assert.ok(text?.kind === 'text');
    assert.deepEqual(JSON.parse(text.text), {
      prompt: 'A cat',
      image: data,
      last_frame: at('end.png'),
      generate_sound: true,
      seed: 5,
    });
  });
});
