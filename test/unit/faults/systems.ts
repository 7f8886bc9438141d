import type { SandboxSystem } from '../../../src/sandbox';
import type { LiveJobService } from '../../../src/jobs/service';

export const typeOf: Readonly<Record<SandboxSystem, string>> = {
  openai: 'openai',
  openrouter: 'openrouter',
  opeai: 'opeai',
  chainhub: 'newapi',
  jxincm: 'newapi',
  unified: 'unified',
  generations: 'generations',
  azure: 'azure',
  gemini: 'gemini',
  together: 'together',
  xai: 'xai',
};

/** `media`: the clip at the signed address that a finished job names; `content`: the endpoint that gives or names it. */
export const operations = ['create', 'get', 'list', 'remix', 'edit', 'extend', 'delete', 'content', 'media'] as const;
export type Operation = (typeof operations)[number];

/** What each system has beyond creating and asking for one job. */
const offered: Readonly<Record<SandboxSystem, readonly Operation[]>> = {
  openai: ['list', 'delete', 'remix', 'edit', 'extend', 'content'],
  openrouter: ['remix', 'edit', 'extend', 'content'],
  opeai: ['remix', 'content'],
  chainhub: ['remix', 'content', 'media'],
  jxincm: ['remix', 'content', 'media'],
  unified: ['media'],
  generations: ['content', 'media'],
  azure: ['list', 'delete', 'remix', 'content'],
  gemini: ['extend', 'content'],
  together: ['media'],
  xai: ['edit', 'extend', 'media'],
};

export const offers = (system: SandboxSystem, operation: Operation): boolean =>
  operation === 'create' || operation === 'get' || offered[system].includes(operation);

/** Servers that make a job from another one by their create. */
const derivesByCreate: readonly SandboxSystem[] = ['openrouter', 'opeai', 'gemini'];

/** Where a request of this kind arrives at the sandbox. */
export const arrivesAs = (system: SandboxSystem, operation: Operation): Operation =>
  isDerivation(operation) && derivesByCreate.includes(system) ? 'create' : operation;

export const isDerivation = (operation: Operation): operation is 'remix' | 'edit' | 'extend' =>
  operation === 'remix' || operation === 'edit' || operation === 'extend';

/** Costs money. */
export const isPaid = (operation: Operation): boolean => operation === 'create' || isDerivation(operation);

export const isWrite = (operation: Operation): boolean => isPaid(operation) || operation === 'delete';

export const prompt = 'A second clip';
export const provider = 'lab';
export const request = { provider, model: 'sandbox-video', seconds: 4, size: '720x1280' };

/** Does the operation as a command would. `id` is a job that has completed at the server, as yet unknown to the ledger. */
export function perform(window: LiveJobService, operation: Operation, id: string): Promise<unknown> {
  switch (operation) {
    case 'create':
      return window.create({ ...request, prompt });
    case 'remix':
    case 'edit':
    case 'extend':
      return window[operation]({ provider, id, prompt, seconds: 4 });
    case 'get':
      return window.import({ provider, id });
    case 'list':
      return window.refresh(provider);
    case 'delete':
      return window.remove({ provider, id }, 'both');
    case 'content':
    case 'media':
      return window.download({ provider, id });
  }
}
