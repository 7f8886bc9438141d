import type { DescribedInputs, Variant } from './described';

const framesApart: DescribedInputs['apart'] = [
  ['first', 'last'],
  ['reference', 'video', 'audio'],
];
const both = { first: 1, last: 1 };
const tokens = { reference: '@Image{n}', video: '@Video{n}', audio: '@Audio{n}' };
const forms: DescribedInputs['forms'] = { video: ['file', 'url'], audio: ['file', 'url'] };

/** Inputs by model, from the types of `@fal-ai/client`. A field that a model has not is ignored by the server. */
export const falInputs: readonly DescribedInputs[] = [
  { model: ['*/veo3.1', '*/veo3.1/reference-to-video'], roles: { ...both, reference: 3 }, apart: framesApart },
  { model: '*/veo3.1/*', roles: both, settings: ['sound', 'seed', 'negativePrompt'] },
  { model: '*/veo*', roles: { first: 1 }, settings: ['sound', 'seed', 'negativePrompt'] },
  {
    model: '*/seedance-2*',
    roles: { ...both, reference: 9, video: 3, audio: 3 },
    apart: framesApart,
    audioNeedsPicture: true,
    forms,
    settings: ['sound', 'seed'],
    tokens,
  },
  { model: '*/seedance/v1.5/*', roles: both, settings: ['sound', 'seed'] },
  { model: '*/seedance/v1/lite/reference-to-video', roles: { reference: 4 }, settings: ['seed'] },
  { model: '*/seedance/v1/pro/fast/*', roles: { first: 1 }, settings: ['seed'] },
  { model: '*/seedance/*', roles: both, settings: ['seed'] },
  {
    model: ['*/kling-video/o1/*reference-to-video'],
    roles: { reference: 7 },
    settings: [],
    tokens,
  },
  {
    model: '*/kling-video/o3/*/reference-to-video',
    roles: { ...both, reference: 7 },
    total: 7,
    settings: ['sound'],
    tokens,
  },
  { model: '*/kling-video/o3/*', roles: both, settings: ['sound'] },
  { model: '*/kling-video/o1/*', roles: both, settings: [] },
  { model: ['*/kling-video/v3/*', '*/kling-video/v2.6/*'], roles: both, settings: ['sound', 'negativePrompt'] },
  { model: ['*/kling-video/*/pro/*'], roles: both, settings: ['negativePrompt'] },
  { model: '*/kling-video/*', roles: { first: 1 }, settings: ['negativePrompt'] },
  { model: ['*/hailuo-02/*'], roles: both, settings: [] },
  { model: ['*/minimax/*', '*/sora-2*', '*/kandinsky5*'], roles: { first: 1 }, settings: [] },
  { model: 'wan/v2.6/reference-to-video*', roles: { video: 3 }, forms, settings: ['seed', 'negativePrompt'] },
  {
    model: ['wan/v2.6/*', '*/wan-25-preview/*'],
    roles: { first: 1, audio: 1 },
    forms,
    settings: ['seed', 'negativePrompt'],
  },
  { model: '*/wan-flf2v', roles: both, settings: ['seed', 'negativePrompt'] },
  { model: '*/wan*/v2.2*', roles: both, settings: ['seed', 'negativePrompt'], mayIgnore: ['last'] },
  { model: ['*/vidu/*reference-to-video*'], roles: { reference: 7 }, settings: ['seed'], tokens },
  { model: '*/vidu/*', roles: both, settings: ['seed'], mayIgnore: ['last'] },
  {
    model: '*/pixverse/*/transition',
    roles: both,
    settings: ['sound', 'seed', 'negativePrompt'],
    mayIgnore: ['sound'],
  },
  { model: '*/pixverse/*', roles: { first: 1 }, settings: ['sound', 'seed', 'negativePrompt'], mayIgnore: ['sound'] },
  { model: '*/ltx-2.3/*', roles: both, settings: ['sound'] },
  { model: '*/ltx-2/*', roles: { first: 1 }, settings: ['sound'] },
  { model: '*/luma-dream-machine/*', roles: both, settings: [] },
  { model: '*grok-imagine*', roles: { first: 1, reference: 7 }, apart: framesApart, settings: [] },
  // Models that came later.
  {
    roles: { ...both, reference: 10, video: 3, audio: 3 },
    forms,
    mayIgnore: ['last', 'reference', 'video', 'audio', 'sound', 'seed', 'negativePrompt'],
  },
];

/** Names of the fields of some models, by those that most have. */
export const falFields: readonly Variant[] = [
  // A model for images has a sibling for references.
  ...(['references', 'videos'] as const).flatMap((kind): Variant[] => [
    { when: { [kind]: true, model: '*/text-to-video' }, rename: ['/text-to-video', '/reference-to-video'] },
    { when: { [kind]: true, model: '*/image-to-video' }, rename: ['/image-to-video', '/reference-to-video'] },
  ]),
  {
    when: { model: ['*/veo3.1', '*/veo3.1/reference-to-video'], references: true },
    create: {
      body: {
        prompt: '{prompt}',
        duration: '{seconds}',
        aspect_ratio: '{ratio}',
        resolution: '{resolution}',
        image_urls: [{ $each: 'references', $item: '{item}' }],
        generate_audio: '{sound}',
      },
    },
  },
  { when: { model: '*/veo3.1', references: true }, rename: ['', '/reference-to-video'] },
  ...['*/veo3.1', '*/veo3.1/fast', '*/veo3.1/lite'].map((model): Variant => ({
    when: { model, last: true },
    rename: ['', '/first-last-frame-to-video'],
  })),
  {
    when: { model: '*/veo3.1/*image-to-video', last: true },
    rename: ['/image-to-video', '/first-last-frame-to-video'],
  },
  {
    when: { model: '*/veo3.1*', last: true },
    fields: { image_url: 'first_frame_url', end_image_url: 'last_frame_url' },
  },
  {
    when: {
      model: ['*/kling-video/v1*', '*/kling-video/v2/*', '*/kling-video/v2.1/*', '*/kling-video/v2.5-turbo/*'],
    },
    fields: { end_image_url: 'tail_image_url' },
  },
  {
    when: {
      model: ['*/seedance/v1/lite/reference-to-video', '*/vidu/*', '*grok-imagine*'],
    },
    fields: { image_urls: 'reference_image_urls' },
  },
  // One sound, in place of a list.
  {
    when: { model: ['wan/v2.6/*', '*/wan-25-preview/*'], audios: true },
    create: {
      body: {
        prompt: '{prompt}',
        duration: '{seconds}',
        aspect_ratio: '{ratio}',
        resolution: '{resolution}',
        image_url: '{first}',
        audio_url: '{audio}',
        seed: '{seed}',
        negative_prompt: '{negativePrompt}',
      },
    },
  },
  { when: { model: '*/vidu/start-end-to-video' }, fields: { image_url: 'start_image_url' } },
  { when: { model: '*/pixverse/*' }, fields: { generate_audio: 'generate_audio_switch' } },
  { when: { model: '*/wan-flf2v' }, fields: { image_url: 'start_image_url' } },
];
