import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { compare, showDifferences } from '../../../src/commands/compare';
import type { App, Command } from '../../../src/commands/lib/app';
import type { Call } from '../../../src/commands/lib/call';
import { clip } from '../ui/preview/jobs';
import { bench, job } from './support';

const made = (...indexes: number[]) => job({ media: indexes.map((index) => clip({ index, path: `/${index}.mp4` })) });

describe('Comparing', () => {
  let open: sinon.SinonStub;
  let ask: sinon.SinonStub;
  let diff: sinon.SinonStub;

  beforeEach(() => {
    open = sinon.stub();
    diff = sinon.stub().resolves();
    ask = sinon.stub();
    Object.assign(vscode.window, { showQuickPick: ask });
    sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
  });
  afterEach(() => sinon.restore());

  const run = (command: Command, list: ReturnType<typeof job>[], call: Partial<Call> = {}) => {
    const app = Object.assign(bench(list).app, { comparisons: { open }, requests: { compare: diff } }) as App;
    return command(app, { fields: {}, byUser: true, ...call });
  };
  const rows = (...of: { key: string; index?: number }[]) => ({
    rows: of.map(({ key, index }) => ({ key, ...(index === undefined ? {} : { variant: 'video', index }) })),
  });

  it('takes the rows that are selected: jobs by their first clip, outputs by their own, each once', async () => {
    const [a, b] = [made(1, 2), made(0)];
    await run(compare, [a, b], rows(a, b, { key: a.key, index: 2 }, { key: a.key, index: 1 }));
    sinon.assert.calledOnceWithExactly(open, [
      { key: a.key, index: 1 },
      { key: b.key, index: 0 },
      { key: a.key, index: 2 },
    ]);
  });

  it('refuses more than four', async () => {
    const list = [made(0), made(0), made(0), made(0), made(0)];
    await assert.rejects(run(compare, list, rows(...list)), { kind: 'rejected' });
    sinon.assert.notCalled(open);
  });

  it('asks for the others of one that is given, its own outputs first, until there are as many as there may be', async () => {
    const [other, one] = [made(0), made(0, 1)];
    type Item = { label: string; value: unknown; picked: boolean };
    ask.onFirstCall().callsFake(async (items: Item[]) => [...items, ...items]);
    ask.onSecondCall().callsFake(async (items: Item[]) => {
      assert.ok(
        items.every(({ picked }) => picked),
        'what was chosen is kept',
      );
      return items.slice(0, 1);
    });
    await run(compare, [other, one], { fields: { key: one.key, variant: 'video', index: 0 } });
    const items = ask.firstCall.args[0] as Item[];
    assert.deepEqual(
      items.map(({ value }) => value),
      [
        { key: one.key, index: 1 },
        { key: other.key, index: 0 },
      ],
    );
    assert.match(items[0]!.label, /Video 2$/);
    sinon.assert.calledTwice(ask);
    sinon.assert.calledOnceWithExactly(open, [
      { key: one.key, index: 0 },
      { key: one.key, index: 1 },
    ]);
  });

  it('asks for all from the palette, and ends without a word where nothing is chosen', async () => {
    ask.resolves(undefined);
    await assert.rejects(run(compare, [made(0), made(0)]), { name: 'Dismissed' });
    sinon.assert.notCalled(open);
  });

  it('shows the differences of the jobs that are selected, whether they have clips or not', async () => {
    const [a, b] = [job(), job()];
    await run(showDifferences, [a, b], rows(a, b, a));
    sinon.assert.calledOnceWithExactly(diff, [a, b]);
  });

  it('shows them of one that is given and of those that are chosen', async () => {
    const [a, b, c] = [job(), job(), job()];
    ask.callsFake(async (items: unknown[]) => items.slice(0, 2));
    await run(showDifferences, [a, b, c], { fields: { key: b.key } });
    sinon.assert.calledOnceWithExactly(diff, [b, c, a]);
  });

  it('shows them of four at most', async () => {
    const five = [job(), job(), job(), job(), job()];
    await assert.rejects(run(showDifferences, five, rows(...five)), { kind: 'rejected' });
  });
});
