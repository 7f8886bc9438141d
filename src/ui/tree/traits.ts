import { isShutDown } from '../../api/shutdown';
import type { Capabilities } from '../../api/types';
import { isActive, stateOf, type JobRecord } from '../../jobs/job';
import type { Group } from './model';

/**
 * What a row is and can, as words of its `contextValue`. Menus ask for one by its name between word borders:
 * `viewItem =~ /\bcan\.remix\b/`. Words may be added, never renamed: keybindings and other extensions may use them.
 *
 * @param can of the job's provider; none when it is not configured any more.
 */
export function jobTraits(job: JobRecord, can?: Capabilities, now = Date.now()): string[] {
  const known = job.id !== undefined;
  const completed = job.status === 'completed' && known;
  const onDisk = job.media.some((media) => media.variant === 'video');
  const transferring = job.transfer?.state === 'running';
  const state = stateOf(job);
  const sendable = job.sendable !== undefined && can !== undefined && job.sendsAt === undefined;
  const early = (job.sendable?.from ?? 0) > now;
  const traits: [string, boolean][] = [
    ['job', true],
    [`status.${job.status}`, true],
    ['has.parent', job.madeFrom !== undefined || job.parent !== undefined],
    ['can.remix', completed && can?.remix === true],
    ['can.edit', completed && can?.edit === true],
    ['can.extend', completed && can?.extend === true],
    ['can.delete', known && can?.delete === true],
    ['can.download', completed && can !== undefined && !transferring],
    ['can.save', onDisk || (completed && can !== undefined)],
    ['can.repeat', job.prompt !== undefined],
    ['can.move', job.prompt !== undefined && (job.status === 'failed' || can === undefined || isShutDown(job.origin))],
    ['can.sendAgain', sendable && !early],
    ['can.sendLater', sendable && early],
    ['sending', job.sendsAt !== undefined],
    ['can.onlyRepeat', job.status === 'failed' && !(job.sendable && can) && job.prompt !== undefined],
    ['can.remove', job.status !== 'submitting'],
    ['has.media', onDisk],
    ['lacks.media', !onDisk],
    ['has.id', known],
    ['has.prompt', Boolean(job.prompt)],
    ['watching', isActive(job) && job.watching],
    ['stopped', isActive(job) && !job.watching],
    [`transfer.${job.transfer?.state}`, job.transfer !== undefined],
    ['mine', job.mine],
    ['uncertain', job.status === 'uncertain'],
    ['missing', state === 'missing'],
    ['can.lookAgain', state === 'noClip' && known && can !== undefined && !transferring],
  ];
  return traits.filter(([, holds]) => holds).map(([name]) => name);
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
