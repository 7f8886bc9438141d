import * as vscode from 'vscode';
import type { VideoJobsError } from '../../api/errors';
import type { JobRecord, JobStatus } from '../../jobs/job';
import { dayKey, formatDay } from '../format';
import { inProgress, statusWord } from '../jobWords';
import { filterJobs } from './filter';

export const groupings = ['provider', 'status', 'day'] as const;
export type Grouping = (typeof groupings)[number];

export interface Group {
  /** Unique and stable, also across groupings. */
  id: string;
  kind: Grouping | 'all';
  label: string;
  provider?: string;
  /** The status its icon shows. */
  status?: JobStatus;
  jobs: readonly JobRecord[];
  active: number;
  problem?: VideoJobsError;
  /** Its provider has older jobs that are not here yet. */
  more?: boolean;
}

/** What the tree shows, computed anew from a snapshot: cheap even for thousands of jobs, since rows are made on demand. */
export interface Model {
  /** False: the one group's jobs are the roots. */
  grouped: boolean;
  groups: readonly Group[];
  /** Providers with older jobs, where no group of theirs can say so. */
  more: readonly string[];
  /** Jobs that pass the filter. */
  shown: number;
  total: number;
}

export interface ModelInput {
  /** Newest first. */
  jobs: readonly JobRecord[];
  /** Ids in the user's order. */
  providers: readonly string[];
  labelOf(provider: string): string;
  problems: ReadonlyMap<string, VideoJobsError>;
  hasMore(provider: string): boolean;
  grouping: Grouping;
  query: string;
  now: number;
}

export function buildModel(input: ModelInput): Model {
  const shown = filterJobs(input.jobs, input.query, input.labelOf);
  const owners = new Set([...input.providers, ...input.jobs.map((job) => job.provider)]);
  // With nothing to show the tree stays empty, so that the welcome text can say what to do.
  const more = shown.length === 0 ? [] : [...owners].filter((provider) => input.hasMore(provider));
  const model = { more, shown: shown.length, total: input.jobs.length };
  if (input.grouping === 'status') {
    return { ...model, grouped: true, groups: byStatus(shown) };
  }
  if (input.grouping === 'day') {
    return { ...model, grouped: true, groups: byDay(shown, input.now) };
  }
  return owners.size > 1
    ? { ...model, more: [], grouped: true, groups: byProvider(shown, [...owners], more, input) }
    : { ...model, grouped: false, groups: [group({ id: 'all', kind: 'all', label: '' }, shown)] };
}

/** The jobs by a word of theirs, both in the order of coming. */
function split(jobs: readonly JobRecord[], wordOf: (job: JobRecord) => string): Map<string, JobRecord[]> {
  const parts = new Map<string, JobRecord[]>();
  for (const job of jobs) {
    const word = wordOf(job);
    const part = parts.get(word);
    if (part) {
      part.push(job);
    } else {
      parts.set(word, [job]);
    }
  }
  return parts;
}

const group = (head: Omit<Group, 'jobs' | 'active'>, jobs: readonly JobRecord[]): Group => ({
  ...head,
  jobs,
  active: jobs.filter(inProgress).length,
});

/** @param more providers with older jobs. */
function byProvider(
  jobs: readonly JobRecord[],
  owners: readonly string[],
  more: readonly string[],
  input: ModelInput,
): Group[] {
  const parts = split(jobs, (job) => job.provider);
  const troubled = (id: string) => input.jobs.length > 0 && input.query === '' && input.problems.has(id);
  return owners
    .filter((id) => parts.has(id) || more.includes(id) || troubled(id))
    .map((id) =>
      group(
        {
          id: `provider:${id}`,
          kind: 'provider',
          label: input.labelOf(id),
          provider: id,
          problem: input.problems.get(id),
          more: more.includes(id),
        },
        parts.get(id) ?? [],
      ),
    );
}

/** From what needs the user to what is done with; the first status of a row names it. */
const statusOrder: readonly (readonly [JobStatus, ...JobStatus[]])[] = [
  ['uncertain'],
  ['in_progress', 'submitting', 'queued'],
  ['completed'],
  ['failed'],
  ['cancelled'],
  ['expired'],
];

function byStatus(jobs: readonly JobRecord[]): Group[] {
  return statusOrder
    .map((statuses) =>
      group(
        { id: `status:${statuses[0]}`, kind: 'status', label: statusWord(statuses[0]), status: statuses[0] },
        jobs.filter((job) => statuses.includes(job.status)),
      ),
    )
    .filter(({ jobs }) => jobs.length > 0);
}

function byDay(jobs: readonly JobRecord[], now: number): Group[] {
  return [...split(jobs, (job) => dayKey(job.createdAt))].map(([day, part]) =>
    group({ id: `day:${day}`, kind: 'day', label: formatDay(part[0]?.createdAt ?? now, now) }, part),
  );
}

/** What of the tree must be asked for again after a change. */
export type Difference = 'nothing' | 'everything' | { groups: string[]; jobs: string[] };

export function compare(before: Model, after: Model): Difference {
  if (
    before.grouped !== after.grouped ||
    before.groups.length !== after.groups.length ||
    before.more.join('\n') !== after.more.join('\n') ||
    before.groups.some((group, index) => group.id !== after.groups[index]?.id)
  ) {
    return 'everything';
  }
  const groups: string[] = [];
  const jobs: string[] = [];
  let rearranged = 0;
  after.groups.forEach((group, index) => {
    const old = before.groups[index]!;
    const sameJobs =
      old.jobs.length === group.jobs.length && old.jobs.every((job, row) => job.key === group.jobs[row]?.key);
    if (!sameJobs) {
      rearranged++;
      groups.push(group.id);
      return;
    }
    if (!sameHead(old, group)) {
      groups.push(group.id);
    }
    // Records are never changed in place: another object is another content.
    jobs.push(...group.jobs.filter((job, row) => job !== old.jobs[row]).map((job) => job.key));
  });
  // A job that went from one group to another must leave the one and enter the other in one step.
  if (rearranged > 1 || (rearranged === 1 && !after.grouped)) {
    return 'everything';
  }
  return groups.length === 0 && jobs.length === 0 ? 'nothing' : { groups, jobs };
}

const sameHead = (a: Group, b: Group): boolean =>
  a.label === b.label && a.active === b.active && a.problem === b.problem && a.more === b.more;

export const groupingWord = (grouping: Grouping): string =>
  ({
    provider: vscode.l10n.t('Provider'),
    status: vscode.l10n.t('Status'),
    day: vscode.l10n.t('Day'),
  })[grouping];
