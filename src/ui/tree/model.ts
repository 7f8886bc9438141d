import * as vscode from 'vscode';
import type { VideoJobsError } from '../../api/errors';
import { type JobRecord, type JobState, stateOf } from '../../jobs/job';
import type { DayCount, JobCount, JobFilter, JobQueries } from '../../jobs/ledger/jobList';
import type { SearchWord } from '../../jobs/ledger/search';
import { dayKey, formatDay } from '../format';
import { stateWord } from '../words/jobWords';
import { wordsOf } from './filter';

export const groupings = ['provider', 'status', 'day', 'family'] as const;
export type Grouping = (typeof groupings)[number];

export interface Group {
  /** Unique and stable, also across groupings. */
  id: string;
  kind: Exclude<Grouping, 'family'> | 'all' | 'children';
  label: string;
  provider?: string;
  /** State that its icon shows. */
  state?: JobState;
  /** Filter that selects its jobs; `count` is their number. */
  filter: JobFilter;
  count: number;
  active: number;
  /** Its jobs, newest first, as far as they are loaded. */
  rows?: readonly JobRecord[];
  problem?: VideoJobsError;
  /** End of its provider's pause (Retry-After), in ms since the epoch. */
  pausedUntil?: number;
  /** True if its provider has older jobs that are not in the ledger yet. */
  more?: boolean;
}

/** Content of the tree, computed from counts; jobs are read page by page for expanded groups. */
export interface Model {
  /** False if the jobs of the only group are the roots. */
  grouped: boolean;
  groups: readonly Group[];
  /** Loaded children per job, when grouped by family. */
  family?: Broods;
  /** Providers with older jobs that have no group to show it. */
  more: readonly string[];
  /** Number of jobs that match the filter. */
  shown: number;
  total: number;
}

/** Loaded parts of the families. */
export interface Broods {
  /** Children by the key of their parent. */
  groups: Map<string, Group>;
  /** Number of children by the key of their parent; no entry for none. */
  counts: Map<string, number>;
  words: readonly SearchWord[];
}

export const broodOf = ({ key, provider, id }: JobRecord, { counts, words }: Broods): Group => ({
  id: `children:${key}`,
  kind: 'children',
  label: '',
  filter: { childrenOf: { key, provider, id }, words },
  count: counts.get(key) ?? 0,
  active: 0,
});

export interface ModelInput {
  list: JobQueries;
  /** Provider ids in the user's order. */
  providers: readonly string[];
  labelOf(provider: string): string;
  problems: ReadonlyMap<string, VideoJobsError>;
  pausedUntil?(provider: string): number | undefined;
  hasMore(provider: string): boolean;
  grouping: Grouping;
  query: string;
  now: number;
}

/** @throws VideoJobsError `disk` where the ledger cannot be read */
export function buildModel(input: ModelInput): Model {
  const { list, grouping, now } = input;
  const all = list.byProvider();
  const owners = [...new Set([...input.providers, ...all.keys()])];
  const words = wordsOf(input.query, owners, input.labelOf);
  const parts = words.length > 0 ? list.byProvider(words) : all;
  const { count, active } = sum([...parts.values()]);
  // "Refresh" finds the newest jobs of a provider without any; one that does not answer has no older ones to load now.
  const more = [...parts.keys()].filter((provider) => !input.problems.has(provider) && input.hasMore(provider));
  const model = { more, shown: count, total: sum([...all.values()]).count };
  if (grouping === 'status') {
    return { ...model, grouped: true, groups: byStatus(list.byState(words), words) };
  }
  if (grouping === 'day') {
    return { ...model, grouped: true, groups: byDay(list.byDay(words), words, now) };
  }
  if (grouping === 'family') {
    const filter = { tops: true, words };
    const tops: Group = { id: 'all', kind: 'all', label: '', filter, count: list.count(filter), active };
    const family = { groups: new Map<string, Group>(), counts: new Map<string, number>(), words };
    return { ...model, grouped: false, groups: [tops], family };
  }
  return owners.length > 1
    ? { ...model, more: [], grouped: true, groups: byProvider(parts, words, owners, more, model.total, input) }
    : { ...model, grouped: false, groups: [{ id: 'all', kind: 'all', label: '', filter: { words }, count, active }] };
}

const sum = (counts: readonly (JobCount | undefined)[]): JobCount => ({
  count: counts.reduce((total, one) => total + (one?.count ?? 0), 0),
  active: counts.reduce((total, one) => total + (one?.active ?? 0), 0),
});

/** @param more providers with older jobs */
function byProvider(
  parts: ReadonlyMap<string, JobCount>,
  words: readonly SearchWord[],
  owners: readonly string[],
  more: readonly string[],
  total: number,
  input: ModelInput,
): Group[] {
  const troubled = (id: string) => total > 0 && input.query === '' && input.problems.has(id);
  return owners
    .filter((id) => parts.has(id) || troubled(id))
    .map((id) => ({
      id: `provider:${id}`,
      kind: 'provider',
      label: input.labelOf(id),
      provider: id,
      filter: { provider: id, words },
      ...sum([parts.get(id)]),
      problem: input.problems.get(id),
      pausedUntil: input.problems.has(id) ? input.pausedUntil?.(id) : undefined,
      more: more.includes(id),
    }));
}

/** Status groups, those that need the user first; the first state of each names the group. */
const stateOrder: readonly (readonly [JobState, ...JobState[]])[] = [
  ['uncertain'],
  ['in_progress', 'submitting', 'queued'],
  ['missing'],
  ['noClip'],
  ['stopped'],
  ['completed'],
  ['failed'],
  ['cancelled'],
  ['expired'],
];

function byStatus(parts: ReadonlyMap<JobState, JobCount>, words: readonly SearchWord[]): Group[] {
  return stateOrder
    .map((states): Group => ({
      id: `status:${states[0]}`,
      kind: 'status',
      label: stateWord(states[0]),
      state: states[0],
      filter: { states, words },
      ...sum(states.map((state) => parts.get(state))),
    }))
    .filter(({ count }) => count > 0);
}

function byDay(days: readonly DayCount[], words: readonly SearchWord[], now: number): Group[] {
  return days.map(({ from, before, count, active }) => ({
    id: `day:${dayKey(from)}`,
    kind: 'day',
    label: formatDay(from, now),
    filter: { from, before, words },
    count,
    active,
  }));
}

/** Returns the group of a job, whether or not the query hides it. */
export function groupOf(model: Model, job: JobRecord): Group | undefined {
  const { provider, createdAt } = job;
  const state = stateOf(job);
  return model.groups.find(
    ({ filter }) =>
      (filter.provider === undefined || filter.provider === provider) &&
      (filter.states === undefined || filter.states.includes(state)) &&
      (filter.from === undefined || createdAt >= filter.from) &&
      (filter.before === undefined || createdAt < filter.before),
  );
}

/** Rows that must be refreshed after a change. */
type Difference = 'nothing' | 'everything' | { groups: string[]; jobs: string[] };

export function compare(before: Model, after: Model): Difference {
  if (
    before.grouped !== after.grouped ||
    (before.family === undefined) !== (after.family === undefined) ||
    before.groups.length !== after.groups.length ||
    before.more.join('\n') !== after.more.join('\n') ||
    before.groups.some((group, index) => group.id !== after.groups[index]?.id)
  ) {
    return 'everything';
  }
  const groups: string[] = [];
  const jobs: string[] = [];
  let rearranged = 0;
  const look = (old: Group, group: Group) => {
    const sameJobs = old.count === group.count && sameRows(old.rows, group.rows);
    if (!sameJobs) {
      rearranged++;
      groups.push(group.id);
      return;
    }
    if (!sameHead(old, group)) {
      groups.push(group.id);
    }
    // Records are immutable: another object means other content.
    const rows = old.rows ? (group.rows ?? []) : [];
    jobs.push(...rows.filter((job, row) => job !== old.rows?.[row]).map((job) => job.key));
  };
  after.groups.forEach((group, index) => look(before.groups[index]!, group));
  for (const [key, group] of after.family?.groups ?? []) {
    const old = before.family?.groups.get(key);
    if (old) look(old, group);
  }
  // A row shows its number of children, and can be expanded if there are any.
  const [old, now] = [countsOf(before), countsOf(after)];
  jobs.push(...[...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key)));
  // A job that moves between groups must leave one and enter the other in one refresh.
  if (rearranged > 1 || (rearranged === 1 && !after.grouped)) {
    return 'everything';
  }
  return groups.length === 0 && jobs.length === 0 ? 'nothing' : { groups, jobs };
}

const countsOf = ({ family }: Model): Broods['counts'] => family?.counts ?? new Map<string, number>();

/** Groups that are not loaded count as unchanged. */
const sameRows = (a: readonly JobRecord[] | undefined, b: readonly JobRecord[] | undefined): boolean =>
  !a || !b || (a.length === b.length && a.every(({ key }, row) => key === b[row]?.key));

const sameHead = (a: Group, b: Group): boolean =>
  a.label === b.label &&
  a.active === b.active &&
  a.problem === b.problem &&
  a.pausedUntil === b.pausedUntil &&
  a.more === b.more;

export const groupingWord = (grouping: Grouping): string =>
  ({
    provider: vscode.l10n.t('Provider'),
    status: vscode.l10n.t('Status'),
    day: vscode.l10n.t('Day'),
    family: vscode.l10n.t('Family'),
  })[grouping];
