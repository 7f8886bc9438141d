import * as vscode from 'vscode';
import { viewId } from '../names';
import { ClipDrag } from './drag';
import type { JobsTree } from './jobsTree';
import type { TreeNode } from './nodes';

/** The view as VS Code knows it, there from the start. Who serves its rows is called when somebody looks. */
export class LazyJobsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: vscode.Disposable[];
  #tree: JobsTree | undefined;

  /** @param knock must `open` it */
  constructor(private readonly knock: () => void) {
    this.#view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: new ClipDrag(),
    });
    this.#subscriptions = [this.#changed, this.#view, this.#view.onDidChangeVisibility(() => void this.#behind)];
  }

  /** From now on the rows are those of this tree. */
  open(tree: JobsTree): vscode.TreeView<TreeNode> {
    this.#tree = tree;
    this.#subscriptions.push(tree.onDidChangeTreeData((rows) => this.#changed.fire(rows)));
    return this.#view;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return this.#behind.getChildren(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return this.#behind.getTreeItem(node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#behind.getParent(node);
  }

  resolveTreeItem(row: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    return this.#behind.resolveTreeItem(row, node);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  get #behind(): JobsTree {
    if (!this.#tree) this.knock();
    return this.#tree!;
  }
}
