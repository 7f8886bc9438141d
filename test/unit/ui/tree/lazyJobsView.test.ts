import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { JobsTree } from '../../../../src/ui/tree/jobsTree';
import { LazyJobsView } from '../../../../src/ui/tree/lazyJobsView';
import type { TreeNode } from '../../../../src/ui/tree/nodes';

describe('the door of the jobs view', () => {
  const row = { kind: 'more', provider: 'acme' } as TreeNode;
  const changes = new vscode.EventEmitter<TreeNode | undefined>();
  const tree = {
    onDidChangeTreeData: changes.event,
    getChildren: (node?: TreeNode) => (node ? [] : [row]),
    getTreeItem: () => new vscode.TreeItem('Load More'),
  } as unknown as JobsTree;
  let door: LazyJobsView;
  let knock: sinon.SinonSpy;
  let visibility: vscode.EventEmitter<void>;

  beforeEach(() => {
    visibility = new vscode.EventEmitter();
    const view = { onDidChangeVisibility: visibility.event, dispose: () => undefined };
    sinon.stub(vscode.window, 'createTreeView').returns(view as never);
    knock = sinon.spy(() => void door.open(tree));
    door = new LazyJobsView(knock);
  });
  afterEach(() => {
    door.dispose();
    sinon.restore();
  });

  it('calls nobody before somebody looks, and then once', () => {
    sinon.assert.notCalled(knock);
    assert.deepEqual(door.getChildren(), [row]);
    assert.equal(door.getTreeItem(row).label, 'Load More');
    visibility.fire();
    sinon.assert.calledOnce(knock);
  });

  it('calls where the view is shown before its rows are asked for', () => {
    visibility.fire();
    sinon.assert.calledOnce(knock);
  });

  it('passes on which rows are to be drawn again, until it is gone', () => {
    const drawn: unknown[] = [];
    door.onDidChangeTreeData((rows) => drawn.push(rows));
    door.getChildren();
    changes.fire(row);
    door.dispose();
    changes.fire(undefined);
    assert.deepEqual(drawn, [row]);
  });
});
