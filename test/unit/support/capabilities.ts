import type { Capabilities } from '../../../src/api/types';

/** A server that can do all there is; tests take away what they are about. */
export const everything: Capabilities = {
  list: true,
  remix: true,
  edit: true,
  extend: true,
  delete: true,
  models: true,
  variants: ['video', 'thumbnail', 'spritesheet'],
  index: true,
  reference: ['file', 'url'],
};
