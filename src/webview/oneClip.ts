import * as l10n from '@vscode/l10n';
import type { Command } from './commands';

export type FrameAction = 'saveFrame' | 'copyFrame' | 'continueFromFrame';

/** A page that shows one clip of a job. */
export interface OneClip {
  /** Returns false if there are no frames to capture. */
  frame(action: FrameAction): boolean;
  /** Shows the output `by` positions further, wrapping around. */
  turn(by: number): void;
}

/** Commands for a page that shows a single clip. */
export const ofOneClip = {
  saveFrame: { keys: ['s'], words: () => l10n.t('Save Frame'), run: (on) => on.frame('saveFrame') },
  copyFrame: { keys: ['c'], words: () => l10n.t('Copy Frame'), run: (on) => on.frame('copyFrame') },
  continueFromFrame: {
    keys: ['e'],
    words: () => l10n.t('Continue from This Frame'),
    run: (on) => on.frame('continueFromFrame'),
  },
  previousOutput: { keys: ['p'], words: () => l10n.t('Previous, next output'), run: (on) => on.turn(-1) },
  nextOutput: { keys: ['n'], run: (on) => on.turn(1) },
} satisfies Record<string, Command<OneClip>>;
