/** Names of the tools, which agents call them by. Read at start, so nothing else is in this file. */
export const toolNames = [
  'videojobs_models',
  'videojobs_create',
  'videojobs_wait',
  'videojobs_find',
  'videojobs_place',
] as const;

export type ToolName = (typeof toolNames)[number];
