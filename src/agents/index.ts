import { createTool } from './createTool';
import { findTool } from './findTool';
import { modelsTool } from './modelsTool';
import type { ToolName } from './names';
import { placeTool } from './placeTool';
import type { Tool } from './tool';
import { waitTool } from './waitTool';

/** Tools for agents, by name. */
export const tools: Readonly<Record<ToolName, Tool>> = {
  videojobs_models: modelsTool,
  videojobs_create: createTool,
  videojobs_wait: waitTool,
  videojobs_find: findTool,
  videojobs_place: placeTool,
};
