/**
 * What takes long is done in full under one version of Node, and as a sample under the others. `VIDEO_JOBS_EFFORT=full`
 * or `sample` chooses.
 */
export const inFull = process.env.VIDEO_JOBS_EFFORT
  ? process.env.VIDEO_JOBS_EFFORT === 'full'
  : process.versions.node.startsWith('24.');
