import type { Variant } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import type { Group } from './model';

/** Fields of a row that command handlers use. */
interface TreeElement {
  readonly job?: JobRecord;
  readonly provider?: string;
}

/**
 * Row of a group. Row objects keep their identity while their content changes: VS Code refreshes rows by identity.
 */
export interface GroupNode extends TreeElement {
  readonly kind: 'group';
  group: Group;
  /** Maximum number of jobs shown. */
  limit: number;
  /** Parent of the jobs, whose rows they are; the group then has no row. */
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

/** Row that loads more jobs from the ledger. */
export interface OlderNode extends TreeElement {
  readonly kind: 'older';
  readonly group: GroupNode;
}

/** Row that loads more jobs from the provider. */
export interface MoreNode extends TreeElement {
  readonly kind: 'more';
  readonly provider: string;
  /** Group it belongs to; none at the root. */
  readonly parent?: GroupNode;
}

export type TreeNode = GroupNode | JobNode | OutputNode | OlderNode | MoreNode;
