import * as l10n from '@vscode/l10n';
import { playerHelp, type HelpRow } from '../help';
import { keyMap, readKeys, type PlayerCommand } from '../keys';

export type CompareCommand = PlayerCommand | 'wipe' | 'blink' | 'swapSeen' | 'hearNext' | 'differences';

/** The player's keys, and those for several clips. */
export const compareKeys: Record<CompareCommand, readonly string[]> = {
  ...keyMap,
  wipe: ['w'],
  blink: ['e'],
  swapSeen: ['s'],
  hearNext: ['h'],
  differences: ['d'],
};

export const compareCommandFor = readKeys(compareKeys);

/** What there is to do with one clip alone. */
const ofOneClip: readonly unknown[] = [
  ...['previousOutput', 'nextOutput'],
  ...['saveFrame', 'copyFrame', 'continueFromFrame'],
];

export const compareHelp = (): HelpRow<CompareCommand>[] => [
  ['wipe', l10n.t('Wipe between two, or side by side')],
  ['blink', l10n.t('Blink between two, or side by side')],
  ['swapSeen', l10n.t('Blink: show the other one')],
  ['hearNext', l10n.t('Hear the next clip, or none')],
  ['differences', l10n.t('Show what was asked for, side by side')],
  ...playerHelp().filter(([command]) => ![command].flat().some((one) => ofOneClip.includes(one))),
];
