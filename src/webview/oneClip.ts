import * as l10n from '@vscode/l10n';
import type { Command } from './commands';

export type FrameAction = 'saveFrame' | 'copyFrame' | 'continueFromFrame';

/** A page that shows one clip of a job. */
export interface OneClip {
  /** Answers false where there are no frames. */
  frame(action: FrameAction): boolean;
  /** The output so many further on, round and round. */
  turn(by: number): void;
}

/** What there is to do with one clip alone. */
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
