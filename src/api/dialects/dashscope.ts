import * as l10n from '@vscode/l10n';
import { type DescribedInputs, type Description, secondsBetween } from './described';

const aspectRatios = ['16:9', '9:16', '1:1', '4:3', '3:4'];
const resolutions = ['720p', '1080p'];
const common = { prompt: '{prompt}', negative_prompt: '{negativePrompt}' };
const switches = { audio: '{sound}', seed: '{seed}' };
/** Up to 2.6 references are addresses without a type. */
const fromReferences = {
  model: '{model}',
  input: {
    ...common,
    reference_urls: [
      { $each: 'references', $item: '{item}' },
      { $each: 'videos', $item: '{item}' },
    ],
  },
  parameters: { size: '{size}', duration: '{seconds}', ...switches },
};

const apart: DescribedInputs['apart'] = [
  ['first', 'last'],
  ['reference', 'video'],
];
const place = '/services/aigc/video-generation/video-synthesis';

/**
 * Alibaba's Model Studio, for Wan and HappyHorse (alibabacloud.com/help/model-studio, @ai-sdk/alibaba). Key, model and
 * host must be of one region. A job is known for a day after its end. The list of tasks is left out: it holds those of
 * all kinds of models and of all keys of an account, without their clips.
 */
export const dashscope: Description = {
  label: 'Model Studio',
  about: () => l10n.t('Alibaba Model Studio (DashScope), for Wan'),
  source: 'alibabacloud.com/help/model-studio, “manage-asynchronous-tasks”; @ai-sdk/alibaba 2.0',
  version: 'api/v1',
  hosts: ['dashscope*.aliyuncs.com', '*.dashscope.aliyuncs.com', '*.maas.aliyuncs.com'],
  regions: {
    Singapore: 'https://dashscope-intl.aliyuncs.com/api/v1',
    Beijing: 'https://dashscope.aliyuncs.com/api/v1',
    Virginia: 'https://dashscope-us.aliyuncs.com/api/v1',
  },
  create: {
    method: 'POST',
    path: place,
    // Without it: 403, "current user api does not support synchronous calls".
    headers: { 'X-DashScope-Async': 'enable' },
    body: {
      model: '{model}',
      input: {
        ...common,
        media: [
          { type: 'first_frame', url: '{first}' },
          { type: 'last_frame', url: '{last}' },
          { $each: 'references', $item: { type: 'reference_image', url: '{item}' } },
          { $each: 'videos', $item: { type: 'reference_video', url: '{item}' } },
          { $each: 'audios', $item: { type: 'reference_audio', url: '{item}' } },
        ],
      },
      parameters: { resolution: '{resolution}', ratio: '{ratio}', duration: '{seconds}', ...switches },
    },
  },
  formats: { resolution: 'upper', size: '*', tiers: ['480p', '720p', '1080p'] },
  variants: [
    // The ratio of a first frame is kept: Wan 2.7 ignores another one, HappyHorse refuses it.
    { when: { first: true, model: ['wan2.7*', 'happyhorse*'] }, fields: { 'parameters.ratio': null } },
    // Up to 2.6 a size in pixels for text, and one image.
    {
      when: { model: ['wan2.1*', 'wan2.2*', 'wan2.5*', 'wan2.6*', 'wanx*'] },
      create: {
        body: {
          model: '{model}',
          input: { ...common, audio_url: '{audio}' },
          parameters: { size: '{size}', duration: '{seconds}', ...switches },
        },
      },
    },
    {
      when: { model: ['wan2.1*', 'wan2.2*', 'wan2.5*', 'wan2.6*', 'wanx*'], first: true },
      create: {
        body: {
          model: '{model}',
          input: { ...common, img_url: '{first}', audio_url: '{audio}' },
          parameters: { resolution: '{resolution}', duration: '{seconds}', ...switches },
        },
      },
    },
    {
      when: { model: '*-kf2v*' },
      create: {
        path: '/services/aigc/image2video/video-synthesis',
        body: {
          model: '{model}',
          input: { ...common, first_frame_url: '{first}', last_frame_url: '{last}' },
          parameters: { resolution: '{resolution}', seed: '{seed}' },
        },
      },
    },
    // A text model has a sibling for images.
    { when: { first: true }, rename: ['-t2v', '-i2v'] },
    { when: { references: true }, rename: ['-t2v', '-r2v'] },
    { when: { videos: true }, rename: ['-t2v', '-r2v'] },
    {
      when: { model: ['wan2.6-r2v*', 'wan2.6-t2v*'], references: true },
      create: { body: fromReferences },
    },
    { when: { model: ['wan2.6-r2v*', 'wan2.6-t2v*'], videos: true }, create: { body: fromReferences } },
  ],
  extraAt: 'parameters',
  extraIn: {
    negative_prompt: 'input',
    audio_url: 'input',
    img_url: 'input',
    media: 'input',
    reference_urls: 'input',
    template: 'input',
  },
  reference: ['file', 'url'],
  inputs: [
    {
      model: 'wan3*',
      roles: { first: 1, last: 1, reference: 10, video: 5, audio: 5 },
      apart,
      settings: ['sound', 'seed'],
      tokens: { reference: 'Image {n}', video: 'Video {n}' },
    },
    { model: 'wan2.7-i2v*', roles: { first: 1, last: 1 }, settings: ['seed', 'negativePrompt'] },
    { model: 'wan2.7-r2v*', roles: { reference: 5, video: 3 }, total: 5, settings: ['seed', 'negativePrompt'] },
    // A text model, whose siblings take the rest.
    {
      model: 'wan2.7*',
      roles: { first: 1, last: 1, reference: 5, video: 3 },
      apart,
      settings: ['seed', 'negativePrompt'],
    },
    {
      model: 'wan2.6-r2v*',
      roles: { reference: 5, video: 3 },
      total: 5,
      settings: ['sound', 'seed', 'negativePrompt'],
    },
    {
      model: 'wan2.6*',
      roles: { first: 1, reference: 5, video: 3, audio: 1 },
      apart,
      settings: ['sound', 'seed', 'negativePrompt'],
    },
    { model: 'wan2.5*', roles: { first: 1, audio: 1 }, settings: ['seed', 'negativePrompt'] },
    { model: '*-kf2v*', roles: { first: 1, last: 1 }, settings: ['seed', 'negativePrompt'] },
    { model: ['wan2*', 'wanx*'], roles: { first: 1 }, settings: ['seed', 'negativePrompt'] },
    { model: 'happyhorse*', roles: { first: 1, reference: 9 }, apart, settings: ['seed'] },
    { roles: { first: 1, last: 1, reference: 10, video: 5, audio: 5 }, apart },
  ],
  get: { method: 'GET', path: '/tasks/{id}' },
  cancel: { method: 'POST', path: '/tasks/{id}/cancel', when: ['queued'], refund: ['queued'] },
  // A task that does not exist is "UNKNOWN" under 200; a wrong key is 401.
  probe: { method: 'GET', path: '/tasks/00000000-0000-4000-8000-000000000000', proves: true },
  answer: {
    job: 'output',
    id: 'task_id',
    status: 'task_status',
    address: 'video_url',
    error: 'message',
    prompt: 'orig_prompt',
    seconds: ['usage.output_video_duration', 'usage.duration'],
    // "2026-01-08 19:30:31.100", in China's time and without a zone.
    ignoreTimes: true,
  },
  statuses: { PENDING: 'queued', RUNNING: 'in_progress', CANCELED: 'cancelled' },
  errors: {
    code: 'code',
    hidden: [{ at: 'output.task_status', is: ['UNKNOWN'], kind: 'notFound' }],
    kinds: [
      { at: 'code', is: ['Arrearage'], kind: 'payment' },
      { at: 'code', is: ['InvalidApiKey'], kind: 'auth' },
      { at: 'code', is: ['AccessDenied', 'Model.AccessDenied'], kind: 'forbidden' },
    ],
  },
  keepsClip: 24 * 3600,
  models: [
    {
      id: 'wan3.0-video',
      resolutions: ['480p', ...resolutions],
      aspectRatios,
      seconds: secondsBetween(2, 30),
      frames: ['first_frame', 'last_frame'],
      sound: true,
      seed: true,
    },
    {
      id: 'wan2.7-t2v',
      resolutions,
      aspectRatios,
      seconds: secondsBetween(2, 15),
      frames: [],
      sound: true,
      seed: true,
    },
    {
      id: 'wan2.7-i2v',
      resolutions,
      seconds: secondsBetween(2, 15),
      frames: ['first_frame', 'last_frame'],
      sound: true,
      seed: true,
    },
    { id: 'wan2.6-t2v', seconds: [5, 10, 15], frames: [], sound: true, seed: true },
    { id: 'wan2.6-i2v', resolutions, seconds: [5, 10, 15], frames: ['first_frame'], sound: true, seed: true },
    { id: 'happyhorse-1.1-t2v', resolutions, aspectRatios, frames: [], sound: true },
    { id: 'happyhorse-1.1-i2v', resolutions, frames: ['first_frame'], sound: true },
  ],
};
