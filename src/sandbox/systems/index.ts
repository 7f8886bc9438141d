import { ark } from './ark';
import { azure } from './azure';
import { chainhub } from './chainhub';
import { dashscope } from './dashscope';
import { fal } from './fal';
import { gemini } from './gemini';
import { generations } from './generations';
import { interactions } from './interactions';
import { jxincm } from './jxincm';
import { kling } from './kling';
import { luma } from './luma';
import { minimax } from './minimax';
import { opeai } from './opeai';
import { openai } from './openai';
import { openrouter } from './openrouter';
import { replicate } from './replicate';
import { runway } from './runway';
import type { System } from './system';
import { together } from './together';
import { unified } from './unified';
import { xai } from './xai';

const all = {
  openai,
  openrouter,
  opeai,
  chainhub,
  jxincm,
  unified,
  generations,
  azure,
  gemini,
  interactions,
  together,
  xai,
  ark,
  dashscope,
  fal,
  luma,
  kling,
  minimax,
  replicate,
  runway,
} satisfies Record<string, System>;

export type SandboxSystem = keyof typeof all;
export const systems: Readonly<Record<SandboxSystem, System>> = all;
export const sandboxSystems = Object.keys(all) as readonly SandboxSystem[];
