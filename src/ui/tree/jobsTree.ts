import * as vscode from 'vscode';
import type { Capabilities } from '../../api/types';
import { isExpiring } from '../../jobs/due';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import { inProgress } from '../words/jobWords';
import { compare, groupOf, type Model } from './model';
import { NodeCache } from './nodeCache';
import type { GroupNode, JobNode, TreeNode } from './nodes';
import { groupTooltip, jobTooltip } from './tooltip';
import { groupItem, jobItem, moreItem, olderItem, outputItem } from './treeItems';

interface JobsTreeDeps {
  /** Builds the current model. @throws VideoJobsError `disk` if the ledger cannot be read */
  build(): Model;
  jobs: Pick<JobService, 'estimate' | 'find' | 'list'>;
  labelOf(provider: string): string;
  /** Returns undefined for a provider that is no longer configured. */
  capabilities(provider: string): Capabilities | undefined;
  /** Returns the known balance and rate limit of a provider, as lines. */
  about?(provider: string): readonly string[];
  /** Disables spinning icons. */
  still(): boolean;
}

/** Number of day groups that are expanded initially. */
const openDays = 3;
/** Time in which a row whose tooltip was requested is not redrawn only for the clock, in ms: that would close it. */
const readingMs = 20_000;

/** Serves rows from a `Model`; after a change, refreshes only the rows that differ. */
export class JobsTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #nodes: NodeCache;
  readonly #loading = new Set<string>();
  #model: Model | undefined;
  /** Job whose tooltip was requested last, and when. */
  #read: { key?: string; at: number } | undefined;

  readonly #deps: JobsTreeDeps;

  constructor(deps: JobsTreeDeps) {
    this.#deps = deps;
    this.#nodes = new NodeCache({
      page: (...of) => deps.jobs.list.page(...of),
      childCounts: (...of) => deps.jobs.list.childCounts(...of),
    });
  }

  /** Current model, built on first use: a view that is never opened costs nothing. */
  get model(): Model {
    return this.#model ?? this.#rebuild();
  }

  /** Rebuilds the model and refreshes the rows that changed. Does nothing before the tree is shown for the first time. */
  update(): void {
    if (!this.#model) {
      return;
    }
    const difference = compare(this.#model, this.#rebuild());
    if (difference === 'everything') {
      this.#changed.fire(undefined);
    } else if (difference !== 'nothing') {
      const groups = this.model.grouped ? difference.groups.flatMap((id) => this.#nodes.group(id) ?? []) : [];
      this.#changed.fire([...groups, ...difference.jobs.flatMap((key) => this.#nodes.shownJob(key) ?? [])]);
    }
  }

  /** Refreshes all rows: another grouping, other providers, or reduced motion. */
  redraw(): void {
    if (this.#model) {
      this.#rebuild();
      this.#changed.fire(undefined);
    }
  }

  /** Refreshes the rows that show elapsed or remaining time. */
  tick(): void {
    const now = Date.now();
    const read = this.#read && now - this.#read.at < readingMs ? this.#read.key : undefined;
    this.#changed.fire(
      [...this.#nodes.shownJobs].filter(({ job }) => job.key !== read && (inProgress(job) || isExpiring(job, now))),
    );
  }

  /** Marks a provider's next page as loading or not. */
  setLoading(provider: string, loading: boolean): void {
    if (loading) this.#loading.add(provider);
    else this.#loading.delete(provider);
    this.#changed.fire(this.#nodes.moreOf(provider));
  }

  showOlder(group: GroupNode): void {
    this.#nodes.older(group);
    this.#changed.fire(group.owner ?? (this.model.grouped ? group : undefined));
  }

  /** Returns the row of a job after loading its page; undefined if the filter hides it. */
  rowOf(key: string): JobNode | undefined {
    const job = this.#deps.jobs.find({ key });
    if (!job) {
      return undefined;
    }
    const [top, ...below] = this.#line(job);
    const group = groupOf(this.model, top!);
    let row = this.#rowIn(group && this.#nodes.group(group.id), top!);
    for (const next of below) {
      row = row && this.#rowIn(this.#nodes.familyGroup(row), next);
    }
    return row;
  }

  /** Returns the path of rows to the job, from its topmost ancestor. */
  #line(job: JobRecord): JobRecord[] {
    const { list } = this.#deps.jobs;
    const { family } = this.model;
    const line = [job];
    for (let next = family && list.parent(job); next && !line.includes(next); next = list.parent(next)) {
      // A parent that the filter hides has no rows below it.
      if (family!.words.length > 0 && list.place(next, { words: family!.words }) === undefined) {
        break;
      }
      line.unshift(next);
    }
    return line;
  }

  #rowIn(node: GroupNode | undefined, job: JobRecord): JobNode | undefined {
    const place = node && this.#deps.jobs.list.place(job, node.group.filter);
    if (!node || place === undefined) {
      return undefined;
    }
    this.#nodes.rows(node);
    while (node.limit <= place) {
      this.showOlder(node);
    }
    return this.#nodes.shownJob(job.key);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    switch (node.kind) {
      case 'output':
        return node.parent;
      case 'job':
        return this.#visible(node.parent);
      case 'older':
        return this.#visible(node.group);
      case 'more':
        return node.parent;
      case 'group':
        return undefined;
    }
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) {
      const { grouped, groups, more } = this.model;
      const nodes = groups.flatMap(({ id }) => this.#nodes.group(id) ?? []);
      const roots = grouped ? nodes : nodes.flatMap((group) => this.#nodes.rows(group));
      return [...roots, ...more.map((provider) => this.#nodes.more(provider))];
    }
    if (node.kind === 'group') {
      const { more, provider } = node.group;
      const jobs = this.#nodes.rows(node);
      return more && provider !== undefined ? [...jobs, this.#nodes.more(provider, node)] : jobs;
    }
    if (node.kind !== 'job') {
      return [];
    }
    const familyGroup = this.#nodes.familyGroup(node);
    return [...(familyGroup ? this.#nodes.rows(familyGroup) : []), ...this.#nodes.outputs(node)];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { still, capabilities, labelOf, jobs } = this.#deps;
    switch (node.kind) {
      case 'group':
        return groupItem(node.group, node.group.kind !== 'day' || this.model.groups.indexOf(node.group) < openDays);
      case 'job':
        return jobItem(node, {
          still: still(),
          can: capabilities(node.provider),
          estimate: jobs.estimate({ key: node.job.key }),
          children: this.#nodes.childCount(node),
          related: this.model.family !== undefined,
        });
      case 'output':
        return outputItem(node);
      case 'older':
        return olderItem(node);
      case 'more': {
        const from = node.parent || !this.model.grouped ? undefined : labelOf(node.provider);
        return moreItem(node, from, this.#loading.has(node.provider), still());
      }
    }
  }

  /** Creates tooltips on hover rather than for every row. */
  resolveTreeItem(row: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    this.#read = { key: node.kind === 'job' ? node.job.key : undefined, at: Date.now() };
    if (node.kind === 'group') {
      const { provider } = node.group;
      const about = provider === undefined ? [] : this.#deps.about?.(provider);
      row.tooltip = groupTooltip(node.group, about) ?? node.group.label;
    } else if (node.job) {
      const { provider } = node.job;
      row.tooltip = jobTooltip(node.job, this.#deps.labelOf(provider), Date.now(), {
        estimate: this.#deps.jobs.estimate(node.job),
        known: this.#deps.capabilities(provider) !== undefined,
      });
    }
    return row;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #rebuild(): Model {
    const model = this.#deps.build();
    this.#nodes.take(model);
    return (this.#model = model);
  }

  /** Returns undefined for the only group of a flat list, which has no row. */
  #visible(group: GroupNode | undefined): GroupNode | JobNode | undefined {
    return group?.owner ?? (this.model.grouped ? group : undefined);
  }
}
