import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { LiveJobService } from '../../../../src/jobs/service';
import { stopClock } from '../../support/clock';
import { Bench, calm, fail } from '../support';

const minute = 60_000;
const tooMany = () => fail('rateLimited', { httpStatus: 429, retryAfterMs: 10 * minute });

describe('a failed request', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const requests = () => bench.server.create.callCount;

  /** A create that was refused; gives the key of its record. */
  async function refused(window: LiveJobService, error = tooMany(), prompt = 'A red fox'): Promise<string> {
    bench.server.create.onCall(requests()).rejects(error);
    await assert.rejects(window.create({ provider: 'lab', prompt, model: 'sora-2' }), error);
    assert.ok(error.job);
    return error.job;
  }

  const pass = async (ms: number) => {
    await clock.tickAsync(ms);
    await calm();
  };

  it('keeps its prompt, and is sent once at the agreed time', async () => {
    const window = bench.window();
    const key = await refused(window);
    const until = Date.now() + 10 * minute;
    assert.deepEqual(window.find({ key })?.sendable, { from: until });
    assert.equal(window.find({ key })?.prompt, 'A red fox');

    assert.equal(window.sendLater(key), until);
    assert.equal(window.find({ key })?.sendsAt, until);
    await pass(10 * minute - 1);
    assert.equal(requests(), 1);
    await pass(1);
    assert.equal(requests(), 2);
    assert.deepEqual(bench.server.create.secondCall.args[0], { prompt: 'A red fox', model: 'sora-2' });
    const { status, sendable, sendsAt, id } = window.find({ key })!;
    assert.deepEqual([status, sendable, sendsAt, id], ['queued', undefined, undefined, 'video_1']);
    await pass(60 * minute);
    assert.equal(requests(), 2);
    assert.equal(window.list.count(), 1);
  });

  it('is not sent automatically without consent, nor after it was withdrawn', async () => {
    const window = bench.window();
    await refused(window);
    await pass(15 * minute);
    assert.equal(requests(), 1);

    const other = await refused(window);
    window.sendLater(other);
    window.dontSend(other);
    assert.equal(window.find({ key: other })?.sendsAt, undefined);
    window.wake();
    await pass(60 * minute);
    assert.equal(requests(), 2);
    assert.deepEqual(
      window.jobs.map(({ status }) => status),
      ['failed', 'failed'],
    );
  });

  it("is refused by hand until the provider's wait ends, with the time", async () => {
    const window = bench.window();
    const key = await refused(window);
    await assert.rejects(window.sendAgain(key), {
      kind: 'rateLimited',
      job: key,
      message: /asked for no requests until/,
    });
    assert.equal(requests(), 1);
    await pass(10 * minute);
    assert.equal(window.sendLater(key), undefined);
    const both = await Promise.allSettled([window.sendAgain(key), window.sendAgain(key)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(requests(), 2);
  });

  for (const [name, late, sent] of [
    ['4 minutes', 4 * minute, true],
    ['just under 5 minutes', 5 * minute - 2_000, true],
    ['just over 5 minutes', 5 * minute + 2_000, false],
    ['a day', 24 * 60 * minute, false],
  ] as const) {
    it(`${sent ? 'is sent' : 'needs consent again'} when the computer wakes ${name} after the agreed time`, async () => {
      const window = bench.window();
      const key = await refused(window);
      const at = window.sendLater(key);
      assert.ok(at !== undefined);
      const timerLeft = at - Date.now();
      clock.setSystemTime(at + late - timerLeft);
      await pass(timerLeft + 100);
      assert.equal(requests(), sent ? 2 : 1);
      assert.equal(window.find({ key })?.sendsAt, undefined);
      assert.equal(window.find({ key })?.sendable !== undefined, !sent);
    });
  }

  it('is offered, not sent, after a restart or a sleep past the agreed time', async () => {
    const first = bench.window();
    const key = await refused(first);
    first.sendLater(key);
    first.dispose();
    await pass(60 * minute);
    const second = bench.window();
    second.wake();
    await pass(minute);
    assert.equal(requests(), 1);
    assert.deepEqual(second.find({ key })?.sendsAt, undefined);
    assert.ok(second.find({ key })?.sendable);

    const other = await refused(second);
    second.sendLater(other);
    clock.setSystemTime(Date.now() + 60 * minute);
    await pass(10 * minute);
    assert.equal(requests(), 2);
    assert.equal(second.find({ key: other })?.sendsAt, undefined);
    assert.ok((await second.sendAgain(other)).id);
    assert.equal(requests(), 3);
  });

  it('is sent by one of two windows only', async () => {
    const one = bench.window();
    const two = bench.window();
    const key = await refused(one);
    await calm();
    two.wake();
    one.sendLater(key);
    two.sendLater(key);
    await pass(20 * minute);
    assert.equal(requests(), 2);
    assert.equal(two.find({ key })?.status, 'queued');
  });

  it('waits longer if the provider extends its wait, and needs new consent after a second refusal', async () => {
    const window = bench.window();
    const [a, b] = [await refused(window), 'b'];
    window.sendLater(a);
    bench.server.create.onSecondCall().rejects(tooMany());
    await pass(10 * minute);
    assert.equal(requests(), 2);
    assert.deepEqual([window.find({ key: a })?.status, window.find({ key: a })?.sendsAt], ['failed', undefined]);
    assert.throws(() => window.sendLater(b), { kind: 'notFound' });
    await pass(60 * minute);
    assert.equal(requests(), 2);

    const c = await refused(window, tooMany());
    window.sendLater(a);
    window.sendLater(c);
    bench.server.create.onCall(3).rejects(tooMany());
    await pass(10 * minute);
    assert.equal(requests(), 4);
    const agreed = [a, c].filter((key) => window.find({ key })?.sendsAt !== undefined);
    assert.equal(agreed.length, 1);
    await pass(10 * minute);
    assert.equal(requests(), 5);
    assert.equal(window.find({ key: agreed[0]! })?.status, 'queued');
  });

  it('can be sent again at once if the connection was never made; a remix stays a remix', async () => {
    const window = bench.window();
    const key = await refused(window, fail('network'));
    assert.deepEqual(window.find({ key })?.sendable, {});
    const sent = await window.sendAgain(key);
    assert.deepEqual([sent.key, sent.status, requests()], [key, 'queued', 2]);

    bench.server.set(sent.id!, { status: 'completed' });
    bench.server.remix.onFirstCall().rejects(fail('network'));
    const error = await window.remix({ provider: 'lab', id: sent.id!, prompt: 'At night' }).catch((caught) => caught);
    const remix = await window.sendAgain(error.job);
    assert.deepEqual(remix.parent, { id: sent.id, relation: 'remix' });
    assert.deepEqual([bench.server.remix.callCount, requests()], [2, 2]);
  });

  it('cannot be sent again if it was at fault, or is uncertain', async () => {
    const window = bench.window();
    const wrong = await refused(window, fail('rejected', { httpStatus: 400 }));
    const lost = await refused(window, fail('timeout', { mayHaveHappened: true }));
    for (const key of [wrong, lost]) {
      assert.equal(window.find({ key })?.sendable, undefined);
      assert.throws(() => window.sendLater(key), { kind: 'rejected' });
    }
    for (const key of [wrong, lost]) await assert.rejects(window.sendAgain(key), { kind: 'rejected' });
    // Becomes uncertain on the second try: whatever was known before does not hold any more.
    const key = await refused(window, fail('network'));
    bench.server.create.onCall(requests()).rejects(fail('timeout', { mayHaveHappened: true }));
    await assert.rejects(window.sendAgain(key));
    assert.deepEqual([window.find({ key })?.status, window.find({ key })?.sendable], ['uncertain', undefined]);
    assert.equal(requests(), 4);
  });
});
