import { chainhub } from './chainhub';
import { generations } from './generations';
import { jxincm } from './jxincm';
import { opeai } from './opeai';
import { openai } from './openai';
import { openrouter } from './openrouter';
import { unified } from './unified';
import type { System } from './system';

export const sandboxSystems = [
  'openai',
  'openrouter',
  'opeai',
  'chainhub',
  'jxincm',
  'unified',
  'generations',
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
};
