import * as l10n from '@vscode/l10n';
import type { DescribedInputs, Description, Variant } from './described';

const wide = ['1280:720', '720:1280'].map((ratio) => ratio.replace(':', 'x'));
const six = [...wide, '1104x832', '832x1104', '960x960', '1584x672'];
const veo = [...wide, '1920x1080', '1080x1920'];
const seedance = [...wide, '864x496', '496x864', '640x640', '1112x834', '834x1112', '960x960', '1470x630', '992x432'];
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Frames and references are for different endpoints. */
const apart: Omit<DescribedInputs, 'roles'> = {
  apart: [
    ['first', 'last'],
    ['reference', 'video', 'audio'],
  ],
  forms: { video: ['file', 'url'], audio: ['file', 'url'] },
};

/** Models whose shape is a word, beside a resolution. */
const inWords: Variant['when'] = { model: ['hailuo3', 'grok_imagine_1_5'] };

/** Without a position, a picture is a frame for some models and a reference for others. */
const frames = [
  { uri: '{first}', position: 'first' },
  { uri: '{last}', position: 'last' },
];
/** Fields that not every model has; which ones is in `inputs`. */
const settings = { audio: '{sound}', seed: '{seed}', negativePrompt: '{negativePrompt}' };
const references = {
  references: [{ $each: 'references', $item: { uri: '{item}' } }],
  referenceVideos: [{ $each: 'videos', $item: { type: 'video', uri: '{item}' } }],
  referenceAudio: [{ $each: 'audios', $item: { type: 'audio', uri: '{item}' } }],
};
const words = {
  model: '{model}',
  promptText: '{prompt}',
  duration: '{seconds}',
  resolution: '{resolution}',
  ...settings,
};

/**
 * Runway's API (docs.dev.runwayml.com, its OpenAPI document and its client): one endpoint per kind of input, and one
 * kind of task for all of them. One request cancels a task that has not ended, and deletes one that has.
 */
export const runway: Description = {
  label: 'Runway',
  about: () => l10n.t('Runway, its own models and others'),
  source: 'docs.dev.runwayml.com/api; @runwayml/sdk 4.20',
  version: 'v1',
  hosts: ['api.dev.runwayml.com'],
  headers: { 'X-Runway-Version': '2024-11-06' },
  create: {
    method: 'POST',
    path: '/text_to_video',
    body: {
      model: '{model}',
      promptText: '{prompt}',
      ...references,
      duration: '{seconds}',
      ratio: '{size}',
      ...settings,
    },
  },
  formats: { size: ':' },
  variants: [
    {
      when: { first: true },
      create: {
        path: '/image_to_video',
        body: {
          model: '{model}',
          promptText: '{prompt}',
          promptImage: frames,
          duration: '{seconds}',
          ratio: '{size}',
          ...settings,
        },
      },
    },
    { when: { ...inWords, first: false }, create: { body: { ...words, ...references, ratio: '{ratio}' } } },
    { when: { model: 'hailuo3', first: true }, create: { body: { ...words, promptImage: frames, ratio: '{ratio}' } } },
    // The picture decides the shape.
    {
      when: { model: ['grok_imagine_1_5', 'happyhorse_1_0'], first: true },
      create: { body: { ...words, promptImage: frames } },
    },
    { when: { model: 'h3_max', first: false }, create: { body: words } },
    { when: { model: 'h3_max', first: true }, create: { body: { ...words, promptImage: frames } } },
  ],
  reference: ['file', 'url'],
  inputs: [
    { model: ['gen4*'], roles: { first: 1 }, settings: ['seed'] },
    { model: ['veo3.1*'], roles: { first: 1, last: 1 }, settings: ['sound', 'seed', 'negativePrompt'] },
    { model: 'veo3*', roles: { first: 1 }, settings: ['sound', 'seed', 'negativePrompt'] },
    {
      model: 'seedance2_5',
      roles: { first: 1, last: 1, reference: 30, video: 10, audio: 10 },
      ...apart,
      settings: ['sound', 'seed'],
    },
    {
      model: 'seedance2*',
      roles: { first: 1, last: 1, reference: 9, video: 3, audio: 3 },
      ...apart,
      audioNeedsPicture: true,
      settings: ['sound', 'seed'],
    },
    {
      model: 'hailuo3',
      roles: { first: 1, last: 1, reference: 9, video: 3, audio: 3 },
      ...apart,
      audioNeedsPicture: true,
      settings: [],
    },
    { model: 'wan3*', roles: { first: 1, last: 1, reference: 10, video: 5, audio: 5 }, ...apart, settings: ['sound'] },
    { model: 'grok_imagine*', roles: { first: 1, reference: 7, audio: 3 }, ...apart, settings: [] },
    { model: 'gemini_omni_flash_1.1', roles: { first: 1, last: 1, reference: 9, video: 3 }, ...apart, settings: [] },
    { model: 'h3_max', roles: { first: 1, last: 1 }, settings: ['seed'] },
    { model: ['gemini_omni*', 'happyhorse*'], roles: { first: 1 }, settings: [] },
    { roles: { first: 1, last: 1, reference: 9, video: 3, audio: 3 }, ...apart },
  ],
  // Data has at most 5 MB as base64.
  upload: {
    above: { image: 3_700_000, video: 3_700_000, audio: 3_700_000 },
    start: { method: 'POST', path: '/uploads', body: { filename: '{file.name}', type: 'ephemeral' } },
    send: { to: 'uploadUrl', fields: 'fields' },
    address: 'runwayUri',
  },
  get: { method: 'GET', path: '/tasks/{id}' },
  // Models that make no edits leave them to Runway's own, which keeps the shape of the clip.
  edit: {
    method: 'POST',
    path: '/video_to_video',
    body: { model: 'aleph2', promptText: '{prompt}', videoUri: '{source}' },
    variants: [
      {
        when: { model: ['seedance2*', 'hailuo3'] },
        create: {
          body: { model: '{model}', promptText: '{prompt}', promptVideo: '{source}', duration: '{seconds}' },
        },
      },
      {
        when: { model: 'gemini_omni_flash*' },
        create: { body: { model: '{model}', promptText: '{prompt}', videoUri: '{source}' } },
      },
    ],
  },
  cancel: { method: 'DELETE', path: '/tasks/{id}', when: ['queued', 'in_progress'], destroys: true },
  delete: { method: 'DELETE', path: '/tasks/{id}' },
  probe: { method: 'GET', path: '/organization', proves: true },
  answer: {
    id: 'id',
    status: 'status',
    progress: 'progress',
    address: 'output',
    error: 'failure',
    createdAt: 'createdAt',
    cost: 'cost.credits',
    estimate: 'estimatedCost.credits',
    costUnit: { currency: 'USD', perUnit: 0.01 },
  },
  statuses: {
    PENDING: 'queued',
    THROTTLED: 'queued',
    RUNNING: 'in_progress',
    SUCCEEDED: 'completed',
    FAILED: 'failed',
    CANCELLED: 'cancelled',
  },
  errors: {
    code: 'failureCode',
    kinds: [{ status: 400, text: 'not have enough credits', kind: 'payment' }],
  },
  // "24-48 hours"; getting the task again makes fresh addresses.
  keepsClip: 24 * 3600,
  models: [
    { id: 'gen4.5', sizes: six, seconds: range(2, 10), seed: true, frames: ['first_frame'] },
    { id: 'gen4_turbo', sizes: six, seconds: range(2, 10), seed: true, frames: ['first_frame'] },
    ...['veo3.1', 'veo3.1_fast'].map((id) => ({ id, sizes: veo, seconds: [4, 6, 8], sound: true, seed: true })),
    ...['seedance2', 'seedance2_fast', 'seedance2_mini'].map((id) => ({
      id,
      sizes: id === 'seedance2' ? [...seedance, '1920x1080', '1080x1920', '3840x2160', '2160x3840'] : seedance,
      seconds: range(4, 15),
      sound: true,
      seed: true,
    })),
    { id: 'seedance2_5', sizes: veo, seconds: range(4, 30), sound: true, seed: true },
    { id: 'gemini_omni_flash', sizes: wide, seconds: range(3, 10), sound: true, frames: ['first_frame'] },
    { id: 'gemini_omni_flash_1.1', sizes: [...veo, '3840x2160', '2160x3840'], seconds: range(3, 10), sound: true },
    { id: 'hailuo3', aspectRatios: ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'], resolutions: ['768p', '2k'] },
    { id: 'grok_imagine_1_5', resolutions: ['480p', '720p', '1080p'], frames: ['first_frame'] },
    { id: 'happyhorse_1_0', sizes: [...veo, '960x960', '1440x1440'], frames: ['first_frame'] },
    ...['wan3', 'wan3_prime'].map((id) => ({ id, sizes: [...veo, '832x480', '480x832', '960x960'], sound: true })),
    { id: 'h3_max', resolutions: ['480p', '768p'], seconds: range(5, 15), seed: true },
  ],
};
