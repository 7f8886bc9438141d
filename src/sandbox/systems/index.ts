import { chainhub } from './chainhub';
import { jxincm } from './jxincm';
import { opeai } from './opeai';
import { openai } from './openai';
import { openrouter } from './openrouter';
import type { System } from './system';

export const sandboxSystems = ['openai', 'openrouter', 'opeai', 'chainhub', 'jxincm'] as const;
export type SandboxSystem = (typeof sandboxSystems)[number];

export const systems: Readonly<Record<SandboxSystem, System>> = { openai, openrouter, opeai, chainhub, jxincm };
