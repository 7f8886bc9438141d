import type { Capabilities } from '../../../src/api/types';

/** A server that can do all there is; tests take away what they are about. */
export const everything: Capabilities = {
  list: true,
  remix: true,
  edit: true,
  extend: true,
  delete: true,
  cancel: true,
  cancelTerms: { when: ['queued', 'in_progress'], refund: ['queued'] },
  models: true,
  variants: ['video', 'thumbnail', 'spritesheet'],
  index: true,
  reference: ['file', 'url'],
};
