import { type Capabilities, noCapabilities } from '../../api/types';
import { abilities, type Ability } from '../../jobs/abilities';
import { isActive, type JobRecord, stateOf } from '../../jobs/job';
import type { Group } from './model';

/** `contextValue` word of each ability that a row's menus use. */
const words: Partial<Record<Ability, string>> = {
  remix: 'can.remix',
  edit: 'can.edit',
  extend: 'can.extend',
  deleteAtProvider: 'can.delete',
  remove: 'can.remove',
  download: 'can.download',
  lookAgain: 'can.lookAgain',
  saveAs: 'can.save',
  createAgain: 'can.repeat',
  moveTo: 'can.move',
  sendAgain: 'can.sendAgain',
  sendLater: 'can.sendLater',
  dontSend: 'sending',
  resolveUncertain: 'uncertain',
  cancel: 'can.cancel',
  stopWatching: 'watching',
  resumeWatching: 'can.resume',
  goToParent: 'has.parent',
  diagnose: 'can.diagnose',
  useClip: 'has.media',
  copyId: 'has.id',
  copyPrompt: 'has.prompt',
  copyAs: 'can.copyAs',
};

/**
 * Returns the words of a row's `contextValue`. Menus match a word between word boundaries:
 * `viewItem =~ /\bcan\.remix\b/`. Words may be added, never renamed: keybindings and other extensions may use them.
 *
 * @param can capabilities of the job's provider; undefined if it is no longer configured
 */
export function jobTraits(job: JobRecord, can?: Capabilities, now = Date.now()): string[] {
  const able = abilities(job, { known: can !== undefined, can: can ?? noCapabilities }, now);
  const onlyRepeat =
    job.status === 'failed' &&
    able.has('createAgain') &&
    !['sendAgain', 'sendLater', 'dontSend'].some((one) => able.has(one as Ability));
  const facts: [string, boolean][] = [
    ['can.onlyRepeat', onlyRepeat],
    ['lacks.media', !able.has('useClip')],
    ['stopped', isActive(job) && !job.watching],
    [`transfer.${job.transfer?.state}`, job.transfer !== undefined],
    ['mine', job.mine],
    ['missing', stateOf(job) === 'missing'],
  ];
  return [
    'job',
    `status.${job.status}`,
    ...[...able].flatMap((ability) => words[ability] ?? []),
    ...facts.filter(([, holds]) => holds).map(([name]) => name),
  ];
}

export function groupTraits(group: Group): string[] {
  const traits: [string, boolean][] = [
    ['group', true],
    [group.kind, true],
    [`problem.${group.problem?.kind}`, group.problem !== undefined],
    ['troubled', group.problem !== undefined],
    ['can.more', group.more === true],
  ];
  return traits.filter(([, holds]) => holds).map(([name]) => name);
}
