import { azure } from './azure';
import { chainhub } from './chainhub';
import { generations } from './generations';
import { gemini } from './gemini';
import { jxincm } from './jxincm';
import { opeai } from './opeai';
import { openai } from './openai';
import { openrouter } from './openrouter';
import { unified } from './unified';
import { together } from './together';
import { xai } from './xai';
import type { System } from './system';

export const sandboxSystems = [
  'openai',
  'openrouter',
  'opeai',
  'chainhub',
  'jxincm',
  'unified',
  'generations',
  'azure',
  'gemini',
  'together',
  'xai',
] as const;
export type SandboxSystem = (typeof sandboxSystems)[number];

export const systems: Readonly<Record<SandboxSystem, System>> = {
  openai,
  openrouter,
  opeai,
  chainhub,
  jxincm,
  unified,
  generations,
  azure,
  gemini,
  together,
  xai,
};
