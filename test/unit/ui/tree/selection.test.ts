import assert from 'node:assert/strict';
import type { JobRecord } from '../../../../src/jobs/job';
import type { TreeNode } from '../../../../src/ui/tree/nodes';
import { selectionContext } from '../../../../src/ui/tree/selection';
import { clip, job } from '../preview/jobs';

let count = 0;
const made = (...indexes: number[]): JobRecord => {
  count++;
  const media = indexes.map((index) => clip({ index, path: `/${count}/${index}.mp4` }));
  return job({ key: `k${count}`, media });
};
const row = (record: JobRecord) => ({ kind: 'job', job: record }) as TreeNode;
const output = (record: JobRecord, index: number) =>
  ({ kind: 'output', job: record, variant: 'video', index }) as unknown as TreeNode;

describe('rows that are selected together', () => {
  it('can be compared where they are two to four clips', () => {
    const rows = [1, 2, 3, 4, 5].map(() => row(made(0)));
    const counts = [1, 2, 3, 4, 5].map((length) => selectionContext(rows.slice(0, length)).canCompare);
    assert.deepEqual(counts, [false, true, true, true, false]);
    const one = made(0, 1);
    assert.ok(selectionContext([output(one, 0), output(one, 1)]).canCompare);
  });

  it('cannot be compared where one has no clip, or is another’s', () => {
    assert.equal(selectionContext([row(made(0)), row(made(0)), row(made())]).canCompare, false);
    const one = made(0);
    assert.equal(selectionContext([row(one), output(one, 0)]).canCompare, false);
  });

  it('differ where they are two to four jobs, with clips or without', () => {
    assert.ok(selectionContext([row(made()), row(made())]).canDiffer);
    assert.equal(selectionContext([row(made())]).canDiffer, false);
    const one = made(0, 1);
    assert.equal(selectionContext([output(one, 0), output(one, 1)]).canDiffer, false);
    assert.equal(selectionContext([row(made()), { kind: 'group' } as TreeNode]).canDiffer, false);
  });
});
