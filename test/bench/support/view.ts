import { capabilitiesOf } from '../../../src/api/dialects';
import type { JobRecord } from '../../../src/jobs/job';
import { JobsTree } from '../../../src/ui/tree/jobsTree';
import { buildModel } from '../../../src/ui/tree/model';
import type { TreeNode } from '../../../src/ui/tree/nodes';
import { lab } from './window';

/** The view's rows, as VS Code asks for them. */
export class View {
  readonly #tree: JobsTree;

  constructor(jobs: () => readonly JobRecord[]) {
    this.#tree = new JobsTree({
      build: () =>
        buildModel({
          jobs: jobs(),
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
