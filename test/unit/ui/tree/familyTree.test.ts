import assert from 'node:assert/strict';
import type { TreeItem } from 'vscode';
import type { JobRecord } from '../../../../src/jobs/job';
import type { FamilyQueries } from '../../../../src/jobs/ledger/families';
import type { JobQueries } from '../../../../src/jobs/ledger/jobList';
import { JobsTree } from '../../../../src/ui/tree/jobsTree';
import { buildModel } from '../../../../src/ui/tree/model';
import type { TreeNode } from '../../../../src/ui/tree/nodes';
import { Listed } from '../../support/listOf';
import { completed, everything, now } from '../support/jobs';

describe('the view by family', () => {
  const from = (key: string) => ({ madeFrom: { key, relation: 'remix' as const } });
  const heron = completed({ key: 'a', id: 'a', prompt: 'A heron', createdAt: now - 9 });
  const night = completed({ key: 'b', id: 'b', prompt: 'By night', createdAt: now - 8, ...from('a') });
  const again = completed({ key: 'c', id: 'c', prompt: 'A heron by night', createdAt: now - 7, ...from('b') });
  const alone = completed({ key: 'd', id: 'd', prompt: 'An owl', createdAt: now - 6 });

  function shown(jobs: JobRecord[], query = '') {
    const listed = new Listed();
    let list = listed.set(jobs);
    const parent = (job: JobRecord) => jobs.find(({ key }) => key === job.madeFrom?.key);
    const queries = (): JobQueries & FamilyQueries => Object.assign(list, { parent, family: () => undefined });
    const tree = new JobsTree({
      build: () =>
        buildModel({
          list,
          providers: ['acme'],
          labelOf: (id) => id,
          problems: new Map(),
          hasMore: () => false,
          grouping: 'family',
          query,
          now,
        }),
      jobs: {
        estimate: () => undefined,
        find: (ref) => jobs.find(({ key }) => 'key' in ref && key === ref.key),
        get list() {
          return queries();
        },
      },
      labelOf: (id) => id,
      capabilities: () => everything,
      still: () => true,
    });
    const drawn = (node?: TreeNode): string =>
      tree
        .getChildren(node)
        .map((one) => `${one.kind === 'job' ? one.job.key : one.kind}${drawn(one) && `(${drawn(one)})`}`)
        .join(' ');
    const set = (changed: JobRecord[]) => {
      jobs = changed;
      list = listed.set(jobs);
      tree.update();
    };
    return { tree, drawn, set };
  }
  const itemOf = (tree: JobsTree, key: string): TreeItem => tree.getTreeItem(tree.rowOf(key)!);

  it('has each job below the one it was made from, and says how', () => {
    const { tree, drawn } = shown([heron, night, again, alone]);
    assert.equal(drawn(), 'd a(b(c))');
    assert.match(String(itemOf(tree, 'b').description), /^Remix · 1 derived/);
    assert.equal(itemOf(tree, 'b').collapsibleState, 1);
    assert.equal(itemOf(tree, 'c').collapsibleState, 0);
    assert.deepEqual(
      [tree.getParent(tree.rowOf('c')!), tree.getParent(tree.rowOf('a')!)],
      [tree.rowOf('b'), undefined],
    );
  });

  it('follows what is made and removed', () => {
    const { tree, drawn, set } = shown([heron, alone]);
    assert.equal(drawn(), 'd a');
    let redrawn = 0;
    tree.onDidChangeTreeData(() => redrawn++);
    set([heron, night, alone]);
    assert.equal(redrawn, 1);
    assert.equal(drawn(), 'd a(b)');
    set([heron, night, again, alone]);
    assert.equal(drawn(), 'd a(b(c))');
    set([heron, again, alone]);
    assert.equal(drawn(), 'd c a');
  });

  it('says on a row that nobody unfolds how many are below it now', () => {
    const { tree, set } = shown([heron, night]);
    tree.getChildren();
    const redrawn: unknown[] = [];
    tree.onDidChangeTreeData((rows) => redrawn.push(rows));
    const other = completed({ key: 'e', id: 'e', prompt: 'By day', createdAt: now - 5, ...from('a') });
    for (const [jobs, below] of [
      [[heron, night, other], /2 derived/] as const,
      [[heron, other], /1 derived/] as const,
    ]) {
      set([...jobs]);
      assert.deepEqual(redrawn.splice(0), [[tree.rowOf('a')]]);
      assert.match(String(itemOf(tree, 'a').description), below);
    }
  });

  it('keeps what a filter finds, below the parents that it finds', () => {
    const { tree, drawn } = shown([heron, night, again, alone], 'night');
    assert.equal(drawn(), 'b(c)');
    assert.equal(tree.rowOf('a'), undefined);
    assert.equal(shown([heron, night, again, alone], 'heron').drawn(), 'c a');
  });
});
