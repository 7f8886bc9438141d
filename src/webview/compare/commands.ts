import * as l10n from '@vscode/l10n';
import type { Layout } from '../../shared/comparison';
import type { Command } from '../commands';

/** A page that shows several clips. */
export interface SeveralClips {
  readonly layout: Layout;
  lay(layout: Layout): void;
  /** In a blink: shows the other clip. */
  swapSeen(): void;
  hearNext(): void;
  showDifferences(): void;
}

/** Toggles between side by side and another layout. */
const turnTo = (layout: Layout) => (on: SeveralClips) => on.lay(on.layout === layout ? 'side' : layout);

/** Commands for a page that shows several clips. */
export const comparing = {
  wipe: { keys: ['w'], words: () => l10n.t('Wipe between two clips, or show side by side'), run: turnTo('wipe') },
  blink: { keys: ['e'], words: () => l10n.t('Blink between two clips, or show side by side'), run: turnTo('blink') },
  swapSeen: {
    keys: ['s'],
    words: () => l10n.t('Blink: show the other clip'),
    run: (on) => (on.layout === 'blink' ? on.swapSeen() : false),
  },
  hearNext: { keys: ['h'], words: () => l10n.t('Play the next clip’s audio, or none'), run: (on) => on.hearNext() },
  differences: {
    keys: ['d'],
    words: () => l10n.t('Compare the requests side by side'),
    run: (on) => on.showDifferences(),
  },
} satisfies Record<string, Command<SeveralClips>>;
