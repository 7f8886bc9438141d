import { capabilitiesOf } from '../../../src/api/dialects';
import { isActive, type JobRecord } from '../../../src/jobs/job';
import type { JobService } from '../../../src/jobs/jobService';
import { JobsTree } from '../../../src/ui/tree/jobsTree';
import { buildModel } from '../../../src/ui/tree/model';
import type { TreeNode } from '../../../src/ui/tree/nodes';
import { lab } from './window';

type Jobs = Pick<JobService, 'estimate' | 'find' | 'list'>;

/** Jobs of one provider that are all in memory, as the view asks for them. */
export const inMemory = (jobs: () => readonly JobRecord[]): Jobs => ({
  estimate: () => undefined,
  find: (ref) => jobs().find((job) => 'key' in ref && job.key === ref.key),
  list: {
    page: (_filter, limit) => jobs().slice(0, limit),
    count: () => jobs().length,
    place: ({ key }) => jobs().findIndex((job) => job.key === key),
    byProvider: () => new Map([[lab, { count: jobs().length, active: jobs().filter(isActive).length }]]),
    byState: () => new Map(),
    byDay: () => [],
    childCounts: () => new Map(),
    parent: () => undefined,
    family: () => undefined,
  },
});

/** The view's rows, as VS Code asks for them. */
export class View {
  readonly #tree: JobsTree;

  constructor(jobs: Jobs) {
    this.#tree = new JobsTree({
      jobs,
      build: () =>
        buildModel({
          list: jobs.list,
          providers: [lab],
          labelOf: (id) => id,
          problems: new Map(),
          hasMore: () => false,
          grouping: 'provider',
          query: '',
          now: Date.now(),
        }),
      labelOf: (id) => id,
      capabilities: () => capabilitiesOf({ type: 'openai', baseUrl: 'https://lab.example/v1' }),
      still: () => false,
    });
  }

  /** Draws what is seen first; gives the number of rows. */
  firstPage(): number {
    return this.#draw(this.#tree.getChildren());
  }

  /** Draws what a change makes VS Code ask for again; gives the number of rows. */
  update(): number {
    let drawn = 0;
    const listener = this.#tree.onDidChangeTreeData((asked) => {
      drawn += asked === undefined ? this.firstPage() : this.#draw(Array.isArray(asked) ? asked : [asked]);
    });
    this.#tree.update();
    listener.dispose();
    return drawn;
  }

  #draw(rows: readonly TreeNode[]): number {
    for (const row of rows) this.#tree.getTreeItem(row);
    return rows.length;
  }
}
