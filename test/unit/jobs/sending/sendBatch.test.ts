import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { sendBatch } from '../../../../src/jobs/sending/sendBatch';
import { stopClock } from '../../support/clock';
import { Bench, fail, FakeServer, lab } from '../support';

describe('a batch of requests', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    for (const id of ['second', 'third']) {
      bench.servers[id] = new FakeServer();
      bench.directory.all.push({ ...lab, id, baseUrl: `https://${id}.example/v1` });
    }
    clock = stopClock();
  });
  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const requests = ['lab', 'second', 'third'].map((provider) => ({ provider, prompt: 'A heron' }));

  it('is one family, whose first member is persisted before the others are sent', async () => {
    const window = bench.window();
    const written: string[] = [];
    bench.servers['second']!.create.callsFake(async () => {
      assert.equal(window.find({ key: written[0]! })?.provider, 'lab');
      return bench.servers['second']!.add();
    });
    const outcomes = await sendBatch(requests, { create: window.create, onWritten: (key) => written.push(key) });
    assert.deepEqual(
      outcomes.map(({ job }) => job?.provider),
      ['lab', 'second', 'third'],
    );
    const first = outcomes[0]!.job!;
    assert.deepEqual([first.key, first.madeFrom], [written[0], undefined]);
    const { root } = window.list.family(first.key, 10)!;
    assert.equal(root.key, first.key);
    assert.deepEqual(root.children.map(({ job }) => [job?.provider, job?.madeFrom?.relation]).sort(), [
      ['second', 'again'],
      ['third', 'again'],
    ]);
    assert.equal(new Set(written).size, 3);
  });

  it('continues past a refused request, which keeps its record and family', async () => {
    const window = bench.window();
    bench.server.create.rejects(fail('rejected', { httpStatus: 400 }));
    const outcomes = await sendBatch(requests, { create: window.create });
    const [first, second] = outcomes;
    assert.equal(first!.error?.kind, 'rejected');
    assert.equal(window.find({ key: first!.error.job! })?.status, 'failed');
    assert.equal(second!.job?.madeFrom?.key, first!.error.job);
  });

  it('takes the first request that could be persisted as the source', async () => {
    const window = bench.window();
    const [, ...others] = requests;
    const outcomes = await sendBatch([{ provider: 'nobody', prompt: 'A heron' }, ...others], {
      create: window.create,
    });
    assert.equal(outcomes[0]!.error?.kind, 'notFound');
    assert.equal(outcomes[1]!.job?.madeFrom, undefined);
    assert.equal(outcomes[2]!.job?.madeFrom?.key, outcomes[1]!.job?.key);
  });

  it('takes the given job as the source of all', async () => {
    const window = bench.window();
    const { key } = await window.create(requests[0]!);
    const madeFrom = { key, relation: 'again' as const };
    const outcomes = await sendBatch(requests, { create: window.create, madeFrom });
    assert.deepEqual(
      outcomes.map(({ job }) => job?.madeFrom),
      [madeFrom, madeFrom, madeFrom],
    );
  });
});
