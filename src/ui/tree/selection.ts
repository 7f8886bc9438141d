import * as vscode from 'vscode';
import { fewest, most } from '../../shared/comparison';
import { clipsOf, isVideo } from '../project/dragged';
import type { TreeNode } from './nodes';

/** What menus need to know of the rows that are selected together. */
export function selectionContext(rows: readonly TreeNode[]): { canCompare: boolean; canDiffer: boolean } {
  const few = (count: number) => count >= fewest && count <= most;
  const clips = clipsOf(rows).filter(isVideo).length;
  const jobs = new Set(rows.map(({ kind, job }) => (kind === 'job' ? job?.key : undefined)));
  return {
    canCompare: few(clips) && clips === rows.length,
    canDiffer: few(jobs.size) && !jobs.has(undefined),
  };
}

/** Keeps the menus' conditions `videoJobs.canCompare` and `videoJobs.canDiffer`. */
export const followSelection = (view: Pick<vscode.TreeView<TreeNode>, 'onDidChangeSelection'>): vscode.Disposable =>
  view.onDidChangeSelection(({ selection }) => {
    for (const [name, value] of Object.entries(selectionContext(selection))) {
      void vscode.commands.executeCommand('setContext', `videoJobs.${name}`, value);
    }
  });
