import type { JobRecord } from '../../jobs/job';
import { videoCount } from '../jobWords';
import type { Group, Model } from './model';
import type { GroupNode, JobNode, MoreNode, OutputNode, TreeNode } from './nodes';

/** Jobs shown of a group at first, and added by each "show older". */
export const pageSize = 200;

/** The row objects that VS Code holds, brought up to date when the model changes. */
export class NodeCache {
  readonly #groups = new Map<string, GroupNode>();
  readonly #jobs = new Map<string, JobNode>();
  readonly #outputs = new Map<string, OutputNode>();
  readonly #more = new Map<string, MoreNode>();

  /** Takes over what the rows show, and drops those that are gone. */
  take(model: Model): void {
    const groups = new Set<string>();
    const jobs = new Map<string, JobRecord>();
    for (const group of model.groups) {
      groups.add(group.id);
      for (const job of group.jobs) jobs.set(job.key, job);
      const node = this.#groups.get(group.id);
      if (node) {
        node.group = group;
      } else {
        this.#groups.set(group.id, { kind: 'group', group, provider: group.provider, limit: pageSize });
      }
    }
    for (const id of this.#groups.keys()) {
      if (!groups.has(id)) this.#groups.delete(id);
    }
    for (const [key, node] of this.#jobs) {
      const job = jobs.get(key);
      if (job) {
        node.job = job;
      } else {
        this.#jobs.delete(key);
      }
    }
    for (const [id, node] of this.#outputs) {
      if (!jobs.has(node.parent.job.key)) this.#outputs.delete(id);
    }
  }

  group(id: string): GroupNode | undefined {
    return this.#groups.get(id);
  }

  /** Jobs that VS Code has asked for. */
  get shownJobs(): Iterable<JobNode> {
    return this.#jobs.values();
  }

  shownJob(key: string): JobNode | undefined {
    return this.#jobs.get(key);
  }

  job(job: JobRecord): JobNode {
    return getOrMake(this.#jobs, job.key, () => ({ kind: 'job', job, provider: job.provider }));
  }

  /** The group's jobs as far as they are shown, and the row that shows more of them. */
  page(node: GroupNode): TreeNode[] {
    const { jobs } = node.group;
    const rows: TreeNode[] = jobs.slice(0, node.limit).map((job) => this.job(job));
    return jobs.length > node.limit ? [...rows, { kind: 'older', group: node }] : rows;
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

/** The group to which a job belongs, if the filter lets it through. */
export const groupOf = (model: Model, key: string): Group | undefined =>
  model.groups.find(({ jobs }) => jobs.some((job) => job.key === key));

function getOrMake<T>(map: Map<string, T>, key: string, make: () => T): T {
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}
