import type { JobRecord } from '../../jobs/job';
import type { JobQueries } from '../../jobs/ledger/jobList';
import { videoCount } from '../words/jobWords';
import { broodOf, type Broods, type Model } from './model';
import type { GroupNode, JobNode, MoreNode, OutputNode, TreeNode } from './nodes';

/** Jobs of a group that are shown at first, and added by each "Show older". */
const pageSize = 200;

/** Row objects that VS Code holds, updated in place when the model changes. */
export class NodeCache {
  readonly #groups = new Map<string, GroupNode>();
  readonly #jobs = new Map<string, JobNode>();
  readonly #outputs = new Map<string, OutputNode>();
  readonly #more = new Map<string, MoreNode>();
  readonly #broods = new Map<string, GroupNode>();
  #family: Broods | undefined;

  readonly #list: Pick<JobQueries, 'page' | 'childCounts'>;

  constructor(list: Pick<JobQueries, 'page' | 'childCounts'>) {
    this.#list = list;
  }

  /** Updates the rows from a model and drops those that are gone. @throws VideoJobsError `disk` */
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
      // Reload as many rows as before, and only for loaded groups.
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

  /** Updates the children from the top down: the descendants of a row that is gone go with it. */
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

  /** Returns the number of jobs below this one. */
  childCount({ job }: JobNode): number {
    return this.#family?.counts.get(job.key) ?? 0;
  }

  /** Returns the jobs below one, as a group without a row of its own. */
  familyGroup(owner: JobNode): GroupNode | undefined {
    const family = this.#family;
    if (!family || this.childCount(owner) === 0) return undefined;
    const { job, provider } = owner;
    return getOrMake(this.#broods, job.key, () => {
      const group = broodOf(job, family);
      family.groups.set(job.key, group);
      return { kind: 'group', group, provider, limit: pageSize, owner };
    });
  }

  /** Rows of jobs that VS Code has loaded. */
  get shownJobs(): Iterable<JobNode> {
    return this.#jobs.values();
  }

  shownJob(key: string): JobNode | undefined {
    return this.#jobs.get(key);
  }

  /** Returns the group's loaded rows, and a row that loads more. */
  rows(node: GroupNode): TreeNode[] {
    if (!node.group.rows) this.#read(node);
    const rows: TreeNode[] = (node.group.rows ?? []).flatMap(({ key }) => this.#jobs.get(key) ?? []);
    return node.group.count > rows.length ? [...rows, { kind: 'older', group: node }] : rows;
  }

  /** Reads the page after the last loaded row. */
  older(node: GroupNode): void {
    const { filter, rows = [] } = node.group;
    node.limit = Math.max(node.limit, rows.length) + pageSize;
    this.#show(node, [...rows, ...this.#list.page(filter, node.limit - rows.length, rows.at(-1))]);
  }

  #read(node: GroupNode): void {
    this.#show(node, this.#list.page(node.group.filter, node.limit));
  }

  #show(parent: GroupNode, jobs: readonly JobRecord[]): void {
    parent.group.rows = jobs;
    if (this.#family) {
      const keys = jobs.map(({ key }) => key);
      for (const [key, count] of this.#list.childCounts(keys, this.#family.words)) this.#family.counts.set(key, count);
    }
    for (const job of jobs) {
      const { provider } = job;
      const node = getOrMake(this.#jobs, job.key, (): JobNode => ({ kind: 'job', job, provider, parent }));
      Object.assign(node, { job, provider, parent });
    }
  }

  /** Returns rows for the clips of a job with several, and for its other files on disk. */
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
