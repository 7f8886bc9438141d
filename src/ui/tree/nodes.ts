import type { Variant } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import type { Group } from './model';

/** What command handlers see of a row: the job it stands for, or the provider. */
export interface TreeElement {
  readonly job?: JobRecord;
  readonly provider?: string;
}

/**
 * Rows as objects that stay the same while their content changes, because VS Code is told "this row changed" by the row
 * itself.
 */
export interface GroupNode extends TreeElement {
  readonly kind: 'group';
  group: Group;
  /** How many of its jobs are shown at most. */
  limit: number;
  /** The job from which those of the group were made: then they are its rows, and the group has none. */
  readonly owner?: JobNode;
}

export interface JobNode extends TreeElement {
  readonly kind: 'job';
  job: JobRecord;
  provider: string;
  parent: GroupNode;
}

/** One clip of several, or a thumbnail or spritesheet on disk. */
export interface OutputNode extends TreeElement {
  readonly kind: 'output';
  readonly parent: JobNode;
  readonly variant: Variant;
  readonly index: number;
}

/** Jobs that are here and not shown yet. */
export interface OlderNode extends TreeElement {
  readonly kind: 'older';
  readonly group: GroupNode;
}

/** Jobs that only the provider knows yet. */
export interface MoreNode extends TreeElement {
  readonly kind: 'more';
  readonly provider: string;
  /** The group it ends; none at the root. */
  readonly parent?: GroupNode;
}

export type TreeNode = GroupNode | JobNode | OutputNode | OlderNode | MoreNode;
