import { sandboxSystems as types } from '../../../src/api/dialects';
import type { SandboxSystem } from '../../../src/sandbox';

/** `media`: the clip at the signed address that a finished job names; `content`: the endpoint that returns or names it. */
export const operations = ['create', 'get', 'list', 'remix', 'edit', 'extend', 'delete', 'content', 'media'] as const;
export type Operation = (typeof operations)[number];

export interface CreateFields {
  prompt: string;
  model: string;
  size?: string;
}

/** A request below the base address of a system. */
interface Sent {
  path: string;
  json?: unknown;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

/** What tests have to know of a system to talk to it and to expect the right thing of it. */
interface SystemRow {
  /** What our client can do there, besides creating a job and asking for one. */
  offers: readonly Exclude<Operation, 'create' | 'get'>[];
  /** Its list does not tell prompts, so that a job whose answer was lost cannot be found in it. */
  listsWithoutPrompts?: true;
  /** It answers a deletion without a body. */
  deletesSilently?: true;
  /** Remixes, edits and extensions are creates. */
  derivesByCreate?: true;
  /** It has thumbnails and spritesheets. */
  companions?: true;
  /** The smallest request that makes a job; a form to `/videos`, if absent. */
  create?(fields: CreateFields): Sent;
  /** Where a job is; `/videos/<id>`, if absent. */
  jobPath?(id: string): string;
  /** Value of `Authorization`; `Bearer <key>`, if absent. */
  authorization?(key: string): string;
  /** Type of our client, if not the one that the system is a server of. */
  type?: string;
  /** Query of every request. */
  query?: string;
  /** Headers of every request. */
  headers?: Record<string, string>;
}

/** Add a row for a new system. */
const rows: Readonly<Record<SandboxSystem, SystemRow>> = {
  openai: { offers: ['list', 'delete', 'remix', 'edit', 'extend', 'content'], companions: true },
  openrouter: {
    offers: ['remix', 'edit', 'extend', 'content'],
    derivesByCreate: true,
    create: (json) => ({ path: '/videos', json }),
  },
  opeai: {
    offers: ['remix', 'content'],
    derivesByCreate: true,
    create: (fields) => ({ path: '/videos', json: { seconds: '4', size: '720x1280', ...fields } }),
  },
  chainhub: { offers: ['remix', 'content', 'media'] },
  jxincm: { offers: ['remix', 'content', 'media'] },
  unified: {
    offers: ['media'],
    create: (json) => ({ path: '/video/create', json }),
    jobPath: (id) => `/video/query?id=${encodeURIComponent(id)}`,
  },
  generations: {
    offers: ['content', 'media'],
    create: (json) => ({ path: '/video/generations', json }),
    jobPath: (id) => `/video/generations/${encodeURIComponent(id)}`,
  },
  azure: { offers: ['list', 'delete', 'remix', 'content'], companions: true, query: 'api-version=preview' },
  gemini: {
    offers: ['extend', 'content'],
    derivesByCreate: true,
    create: ({ prompt, model, size }) => ({
      path: `/models/${model}:predictLongRunning`,
      json: { instances: [{ prompt }], parameters: { aspectRatio: size } },
    }),
    jobPath: (id) => `/${id}`,
  },
  interactions: {
    offers: ['edit', 'extend', 'delete', 'content'],
    derivesByCreate: true,
    type: 'sandbox',
    create: ({ prompt, model, size }) => ({
      path: '/interactions',
      json: { model, input: prompt, background: true, response_format: { type: 'video', aspect_ratio: size } },
    }),
    jobPath: (id) => `/interactions/${encodeURIComponent(id)}`,
  },
  together: { offers: ['media'], create: ({ prompt, model }) => ({ path: '/videos', json: { prompt, model } }) },
  xai: {
    offers: ['edit', 'extend', 'media'],
    create: ({ prompt, model, size }) => ({
      path: '/videos/generations',
      json: { prompt, model, aspect_ratio: size },
    }),
  },
  ark: {
    offers: ['list', 'delete', 'media'],
    listsWithoutPrompts: true,
    create: ({ prompt, model }) => ({
      path: '/contents/generations/tasks',
      json: { model, content: [{ type: 'text', text: prompt }] },
    }),
    jobPath: (id) => `/contents/generations/tasks/${encodeURIComponent(id)}`,
  },
  dashscope: {
    offers: ['media'],
    create: ({ prompt, model }) => ({
      path: '/services/aigc/video-generation/video-synthesis',
      headers: { 'x-dashscope-async': 'enable' },
      json: { model, input: { prompt }, parameters: {} },
    }),
    jobPath: (id) => `/tasks/${encodeURIComponent(id)}`,
  },
  kling: {
    offers: ['list', 'media'],
    listsWithoutPrompts: true,
    create: ({ prompt, model }) => ({ path: `/text-to-video/${model}`, json: { prompt } }),
    jobPath: (id) => `/tasks?task_ids=${encodeURIComponent(id)}`,
  },
  minimax: {
    offers: ['list', 'delete', 'media'],
    listsWithoutPrompts: true,
    create: ({ prompt, model }) => ({
      path: '/v2/video_generation',
      json: { model, content: [{ type: 'text', text: prompt }] },
    }),
    jobPath: (id) => `/v2/query/video_generation/${encodeURIComponent(id)}`,
  },
  fal: {
    offers: ['media'],
    create: ({ prompt, model }) => ({ path: `/${model}`, json: { prompt } }),
    // Any app will do: the sandbox finds its jobs by the last segment.
    jobPath: (id) => `/any/app/requests/${id}/status`,
    authorization: (key) => `Key ${key}`,
  },
  replicate: {
    offers: ['list', 'media'],
    create: ({ prompt, model }) => ({ path: '/predictions', json: { version: model, input: { prompt } } }),
    jobPath: (id) => `/predictions/${encodeURIComponent(id)}`,
  },
  luma: {
    offers: ['extend', 'media'],
    derivesByCreate: true,
    create: ({ prompt, model, size }) => ({
      path: '/generations',
      json: { prompt, model, type: 'video', aspect_ratio: size },
    }),
    jobPath: (id) => `/generations/${encodeURIComponent(id)}`,
  },
  runway: {
    offers: ['edit', 'delete', 'media'],
    deletesSilently: true,
    create: ({ prompt, model, size }) => ({
      path: '/text_to_video',
      json: { promptText: prompt, model, ratio: size?.replace('x', ':') },
    }),
    jobPath: (id) => `/tasks/${encodeURIComponent(id)}`,
    headers: { 'x-runway-version': '2024-11-06' },
  },
};

/** The provider type that a system is a server of. */
export const typeOf = (system: SandboxSystem): string => rows[system].type ?? types[system]!;

export const offers = (system: SandboxSystem, operation: Operation): boolean =>
  operation === 'create' || operation === 'get' || rows[system].offers.includes(operation);

/** True if a job whose answer was lost can be found by its prompt. */
export const findsByPrompt = (system: SandboxSystem): boolean =>
  offers(system, 'list') && !rows[system].listsWithoutPrompts;

/** True if a job whose answer was lost can be found by the key that it was created with. */
export const findsByKey = (system: SandboxSystem): boolean => system === 'kling';

export const deletesSilently = (system: SandboxSystem): boolean => rows[system].deletesSilently === true;

export const hasCompanions = (system: SandboxSystem): boolean => rows[system].companions === true;

export const isDerivation = (operation: Operation): operation is 'remix' | 'edit' | 'extend' =>
  operation === 'remix' || operation === 'edit' || operation === 'extend';

/** The operation as which a request of this kind arrives at the sandbox. */
export const arrivesAs = (system: SandboxSystem, operation: Operation): Operation =>
  isDerivation(operation) && rows[system].derivesByCreate ? 'create' : operation;

export const createRequest = (system: SandboxSystem, fields: CreateFields): Sent =>
  rows[system].create?.(fields) ?? { path: '/videos', form: { ...fields } };

export const jobPath = (system: SandboxSystem, id: string): string =>
  rows[system].jobPath?.(id) ?? `/videos/${encodeURIComponent(id)}`;

const authorizationOf = (system: SandboxSystem, key: string): string =>
  rows[system].authorization?.(key) ?? `Bearer ${key}`;

/** Headers of every request, the key included. */
export const headersOf = (system: SandboxSystem, key: string): Record<string, string> => ({
  authorization: authorizationOf(system, key),
  ...rows[system].headers,
});

export const queryOf = (system: SandboxSystem): string => rows[system].query ?? '';
