import type { JobQueries } from '../../jobs/ledger/jobList';
import type { JobRecord } from '../../jobs/job';
import { videoCount } from '../words/jobWords';
import { broodOf, type Broods, type Model } from './model';
import type { GroupNode, JobNode, MoreNode, OutputNode, TreeNode } from './nodes';

/** Jobs shown of a group at first, and added by each "show older". */
export const pageSize = 200;

/** The row objects that VS Code holds, brought up to date when the model changes. */
export class NodeCache {
  readonly #groups = new Map<string, GroupNode>();
  readonly #jobs = new Map<string, JobNode>();
  readonly #outputs = new Map<string, OutputNode>();
  readonly #more = new Map<string, MoreNode>();
  readonly #broods = new Map<string, GroupNode>();
  #family: Broods | undefined;

  constructor(private readonly list: Pick<JobQueries, 'page' | 'childCounts'>) {}

  /** Takes over what the rows show, and drops those that are gone. @throws VideoJobsError `disk` */
  take(model: Model): void {
    const before = new Map(this.#groups);
    this.#groups.clear();
    const seen = new Set<string>();
    this.#family = model.family;
    for (const group of model.groups) {
      const node = before.get(group.id) ?? { kind: 'group', group, provider: group.provider, limit: pageSize };
      const asked = node.group.rows !== undefined;
      node.group = group;
      this.#groups.set(group.id, node);
      // As many as were read before, and only where there were any.
      if (asked) this.#read(node);
      for (const { key } of group.rows ?? []) seen.add(key);
    }
    this.#takeBroods(seen);
    for (const key of this.#jobs.keys()) {
      if (!seen.has(key)) this.#jobs.delete(key);
    }
    for (const [id, node] of this.#outputs) {
      if (!seen.has(node.parent.job.key)) this.#outputs.delete(id);
    }
  }

  /** From those that came first on, as whoever came from a row that is gone is gone with it. */
  #takeBroods(seen: Set<string>): void {
    for (const key of seen) {
      const node = this.#broods.get(key);
      const owner = this.#jobs.get(key);
      if (!node || !owner || !this.#family) continue;
      const asked = node.group.rows !== undefined;
      node.group = broodOf(owner.job, this.#family);
      this.#family.groups.set(key, node.group);
      if (asked) this.#read(node);
      for (const { key: child } of node.group.rows ?? []) seen.add(child);
    }
    for (const key of this.#broods.keys()) if (!seen.has(key) || !this.#family) this.#broods.delete(key);
  }

  group(id: string): GroupNode | undefined {
    return this.#groups.get(id);
  }

  /** How many jobs stand below this one. */
  childCount({ job }: JobNode): number {
    return this.#family?.counts.get(job.key) ?? 0;
  }

  /** The jobs below one, as a group that has no row of its own. */
  brood(owner: JobNode): GroupNode | undefined {
    const family = this.#family;
    if (!family || this.childCount(owner) === 0) return undefined;
    const { job, provider } = owner;
    return getOrMake(this.#broods, job.key, () => {
      const group = broodOf(job, family);
      family.groups.set(job.key, group);
      return { kind: 'group', group, provider, limit: pageSize, owner };
    });
  }

  /** Jobs that VS Code has asked for. */
  get shownJobs(): Iterable<JobNode> {
    return this.#jobs.values();
  }

  shownJob(key: string): JobNode | undefined {
    return this.#jobs.get(key);
  }

  /** The group's jobs as far as they are shown, and the row that shows more of them. */
  rows(node: GroupNode): TreeNode[] {
    if (!node.group.rows) this.#read(node);
    const rows: TreeNode[] = (node.group.rows ?? []).flatMap(({ key }) => this.#jobs.get(key) ?? []);
    return node.group.count > rows.length ? [...rows, { kind: 'older', group: node }] : rows;
  }

  /** Reads the next page, after the last row that is shown. */
  older(node: GroupNode): void {
    const { filter, rows = [] } = node.group;
    node.limit = Math.max(node.limit, rows.length) + pageSize;
    this.#show(node, [...rows, ...this.list.page(filter, node.limit - rows.length, rows.at(-1))]);
  }

  #read(node: GroupNode): void {
    this.#show(node, this.list.page(node.group.filter, node.limit));
  }

  #show(parent: GroupNode, jobs: readonly JobRecord[]): void {
    parent.group.rows = jobs;
    if (this.#family) {
      const keys = jobs.map(({ key }) => key);
      for (const [key, count] of this.list.childCounts(keys, this.#family.words)) this.#family.counts.set(key, count);
    }
    for (const job of jobs) {
      const { provider } = job;
      const node = getOrMake(this.#jobs, job.key, (): JobNode => ({ kind: 'job', job, provider, parent }));
      Object.assign(node, { job, provider, parent });
    }
  }

  /** The clips of a job that has several, and what else of it is on disk. */
  outputs(parent: JobNode): OutputNode[] {
    const { key, media } = parent.job;
    const count = videoCount(parent.job);
    if (count < 2) {
      return [];
    }
    const clips = Array.from({ length: count }, (_, index) => ({ variant: 'video' as const, index }));
    const companions = media.filter(({ variant }) => variant !== 'video');
    return [...clips, ...companions].map(({ variant, index }) =>
      getOrMake(this.#outputs, `${key}:${variant}:${index}`, () => ({
        kind: 'output',
        parent,
        variant,
        index,
        get job() {
          return parent.job;
        },
        provider: parent.provider,
      })),
    );
  }

  more(provider: string, parent?: GroupNode): MoreNode {
    return getOrMake(this.#more, `${provider}\n${parent?.group.id}`, () => ({ kind: 'more', provider, parent }));
  }

  moreOf(provider: string): MoreNode[] {
    return [...this.#more.values()].filter((node) => node.provider === provider);
  }
}

function getOrMake<T>(map: Map<string, T>, key: string, make: () => T): T {
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}
