import * as vscode from 'vscode';
import { viewId } from '../names';
import { ClipDrag } from './drag';
import type { JobsTree } from './jobsTree';
import type { TreeNode } from './nodes';

/** The view as registered at activation; its tree is loaded when the view is first shown. */
export class LazyJobsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: vscode.Disposable[];
  #tree: JobsTree | undefined;

  readonly #load: () => void;

  /** @param load must call `open` */
  constructor(load: () => void) {
    this.#load = load;
    this.#view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: new ClipDrag(),
    });
    this.#subscriptions = [this.#changed, this.#view, this.#view.onDidChangeVisibility(() => void this.#loaded)];
  }

  /** Serves the rows of this tree from now on. */
  open(tree: JobsTree): vscode.TreeView<TreeNode> {
    this.#tree = tree;
    this.#subscriptions.push(tree.onDidChangeTreeData((rows) => this.#changed.fire(rows)));
    return this.#view;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return this.#loaded.getChildren(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return this.#loaded.getTreeItem(node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#loaded.getParent(node);
  }

  resolveTreeItem(row: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    return this.#loaded.resolveTreeItem(row, node);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  get #loaded(): JobsTree {
    if (!this.#tree) this.#load();
    return this.#tree!;
  }
}
