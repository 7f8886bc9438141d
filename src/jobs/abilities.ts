import { isShutDown } from '../api/shutdown';
import type { Capabilities } from '../api/types';
import { isCancelable } from './cancelTerms';
import { hasClip } from './due';
import { activeStatuses, type JobRecord, type JobStatus, stateOf } from './job';

/** Where a job was made, as far as it is configured here. */
export interface JobProvider {
  /** It is in the settings. Without it nothing can be sent, polled or downloaded. */
  known: boolean;
  can: Capabilities;
}

interface Facts {
  job: JobRecord;
  provider: JobProvider;
  /** ms since the epoch. */
  now: number;
}

interface Rule {
  /** The only statuses in which it can hold, where they are few: lists of jobs are narrowed by them. */
  statuses?: readonly JobStatus[];
  holds?(facts: Facts): boolean;
}

const derivable = (operation: 'remix' | 'edit' | 'extend'): Rule => ({
  statuses: ['completed'],
  holds: ({ job, provider }) => provider.known && job.id !== undefined && provider.can[operation],
});

const isTransferring = ({ transfer }: JobRecord): boolean => transfer?.state === 'running';

/** Its provider may still hand out its clips. */
const isObtainable = ({ job, provider }: Facts): boolean =>
  job.status === 'completed' && job.id !== undefined && provider.known;

/** The provider said that there is no clip yet: to the download that ran by itself, or to one by hand. */
const lacksClip = (job: JobRecord): boolean =>
  stateOf(job) === 'noClip' ||
  (!hasClip(job) &&
    job.transfer?.state === 'failed' &&
    job.transfer.variant === 'video' &&
    (job.transfer.error?.kind === 'noMedia' || job.transfer.error?.kind === 'notReady'));

/** A failed request that is not scheduled to be sent later. */
const isSendable = ({ job, provider }: Facts): boolean =>
  job.sendable !== undefined && job.sendsAt === undefined && provider.known;

const isEarly = ({ job, now }: Facts): boolean => (job.sendable?.from ?? 0) > now;

/** The prompt may be empty, which is a prompt all the same. */
const hasPrompt = ({ job }: Facts): boolean => (job.request?.prompt ?? job.prompt) !== undefined;

/** Actions that a job allows, with their rules: the single source for tree, page, palette and menus. */
const rules = {
  remix: derivable('remix'),
  edit: derivable('edit'),
  extend: derivable('extend'),

  /** Downloading an output, also while another one is on its way. */
  downloadOutput: { statuses: ['completed'], holds: isObtainable },
  /** Downloading the job's clip. */
  download: { statuses: ['completed'], holds: (facts) => isObtainable(facts) && !isTransferring(facts.job) },
  cancelDownload: { holds: ({ job }) => isTransferring(job) },
  /** Asking once more for a clip that the provider did not have. */
  lookAgain: {
    statuses: ['completed'],
    holds: (facts) => isObtainable(facts) && lacksClip(facts.job) && !isTransferring(facts.job),
  },
  /** Saving a clip under another name; what is not on the disk is downloaded for it. */
  saveAs: { holds: (facts) => hasClip(facts.job) || isObtainable(facts) },
  /** Whatever is done with a clip on the disk. */
  useClip: { holds: ({ job }) => hasClip(job) },
  /** Whatever is done with any output on the disk, a thumbnail included. */
  useFile: { holds: ({ job }) => job.media.length > 0 },

  /** Taking its settings for another job, at any provider. */
  createAgain: { holds: hasPrompt },
  /** Having another provider make it, where its own did not or cannot any more. */
  moveTo: {
    holds: (facts) =>
      hasPrompt(facts) && (facts.job.status === 'failed' || !facts.provider.known || isShutDown(facts.job.origin)),
  },
  sendAgain: { statuses: ['failed'], holds: (facts) => isSendable(facts) && !isEarly(facts) },
  sendLater: { statuses: ['failed'], holds: (facts) => isSendable(facts) && isEarly(facts) },
  dontSend: { statuses: ['failed'], holds: ({ job }) => job.sendsAt !== undefined },
  resolveUncertain: { statuses: ['uncertain'] },

  cancel: {
    statuses: activeStatuses,
    holds: ({ job, provider }) => provider.known && isCancelable(job, provider.can),
  },
  stopWatching: { statuses: activeStatuses, holds: ({ job }) => job.watching },
  resumeWatching: { statuses: activeStatuses, holds: ({ job, provider }) => !job.watching && provider.known },

  remove: { holds: ({ job }) => job.status !== 'submitting' },
  deleteAtProvider: {
    holds: ({ job, provider }) =>
      job.status !== 'submitting' && job.id !== undefined && provider.known && provider.can.delete,
  },

  goToParent: { holds: ({ job }) => job.madeFrom !== undefined || job.parent !== undefined },
  diagnose: { holds: ({ provider }) => provider.known },
  copyId: { holds: ({ job }) => job.id !== undefined },
  copyPrompt: { holds: ({ job }) => Boolean(job.prompt) },
  /** Copying code that makes the same job. */
  copyAs: { holds: (facts) => hasPrompt(facts) && facts.provider.known },
} satisfies Record<string, Rule>;

export type Ability = keyof typeof rules;

const table: Readonly<Record<Ability, Rule>> = rules;
const names = Object.keys(rules) as readonly Ability[];

export function isAble(ability: Ability, job: JobRecord, provider: JobProvider, now: number): boolean {
  const { statuses, holds } = table[ability];
  return (statuses?.includes(job.status) ?? true) && (holds?.({ job, provider, now }) ?? true);
}

/** @param now ms since the epoch */
export const abilities = (job: JobRecord, provider: JobProvider, now: number): ReadonlySet<Ability> =>
  new Set(names.filter((ability) => isAble(ability, job, provider, now)));

/** The only statuses of jobs that can have it; nothing where any may. */
export const statusesFor = (ability: Ability): readonly JobStatus[] | undefined => table[ability].statuses;
