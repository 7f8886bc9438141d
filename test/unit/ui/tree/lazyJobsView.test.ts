import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { JobsTree } from '../../../../src/ui/tree/jobsTree';
import { LazyJobsView } from '../../../../src/ui/tree/lazyJobsView';
import type { TreeNode } from '../../../../src/ui/tree/nodes';

describe('the lazy jobs view', () => {
  const row = { kind: 'more', provider: 'acme' } as TreeNode;
  const changes = new vscode.EventEmitter<TreeNode | undefined>();
  const tree = {
    onDidChangeTreeData: changes.event,
    getChildren: (node?: TreeNode) => (node ? [] : [row]),
    getTreeItem: () => new vscode.TreeItem('Load More'),
  } as unknown as JobsTree;
  let lazyView: LazyJobsView;
  let load: sinon.SinonSpy;
  let visibility: vscode.EventEmitter<void>;

  beforeEach(() => {
    visibility = new vscode.EventEmitter();
    const view = { onDidChangeVisibility: visibility.event, dispose: () => undefined };
    sinon.stub(vscode.window, 'createTreeView').returns(view as never);
    load = sinon.spy(() => void lazyView.open(tree));
    lazyView = new LazyJobsView(load);
  });
  afterEach(() => {
    lazyView.dispose();
    sinon.restore();
  });

  it('loads the tree once, when the view is first shown', () => {
    sinon.assert.notCalled(load);
    assert.deepEqual(lazyView.getChildren(), [row]);
    assert.equal(lazyView.getTreeItem(row).label, 'Load More');
    visibility.fire();
    sinon.assert.calledOnce(load);
  });

  it('loads the tree if the view is shown before its rows are requested', () => {
    visibility.fire();
    sinon.assert.calledOnce(load);
  });

  it('forwards changes of rows until it is disposed', () => {
    const drawn: unknown[] = [];
    lazyView.onDidChangeTreeData((rows) => drawn.push(rows));
    lazyView.getChildren();
    changes.fire(row);
    lazyView.dispose();
    changes.fire(undefined);
    assert.deepEqual(drawn, [row]);
  });
});
