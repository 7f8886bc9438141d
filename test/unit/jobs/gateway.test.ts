import assert from 'node:assert/strict';
import type { VideoJobsError } from '../../../src/api/errors';
import { Gateway } from '../../../src/jobs/gateway';
import { JobStore } from '../../../src/jobs/ledger/store';
import { fail, FakeDirectory, FakeServer, Folders, lab, LogBook } from './support';

describe('the gateway to a provider', () => {
  const folders = new Folders();
  let gateway: Gateway;
  let store: JobStore;

  beforeEach(() => {
    const server = new FakeServer();
    store = new JobStore(
      folders.make(),
      new LogBook(),
      () => {},
      () => {},
    );
    const providers = new FakeDirectory([lab]);
    gateway = new Gateway({ providers, clientFor: () => server, capabilitiesOf: () => server.capabilities }, store);
  });
  afterEach(() => {
    store.close();
    folders.clear();
  });

  const fails = (work: Promise<unknown>, error: VideoJobsError) => assert.rejects(work, (caught) => caught === error);

  for (const [what, refusal] of [
    ['a budget', fail('payment', { code: 'BUDGET_REFUSES' })],
    ['a full disk', fail('disk')],
    ['another window that was quicker', fail('rejected')],
    ['anything that looks like a wait', fail('rateLimited', { retryAfterMs: 60_000 })],
  ] as const) {
    it(`learns nothing about a provider from a request that ${what} stopped`, async () => {
      const trouble = fail('server', { httpStatus: 503 });
      await fails(
        gateway.call('lab', 'get', () => Promise.reject(trouble)),
        trouble,
      );
      let sent = false;
      const stopped = gateway.call('lab', 'create', async () => void (sent = true), {
        prepare: () => {
          throw refusal;
        },
      });
      await fails(stopped, refusal);
      assert.equal(sent, false);
      assert.equal(gateway.problems.get('lab'), trouble);
      assert.equal(gateway.notBefore('lab', 'create'), undefined);
    });
  }

  it('prepares nothing while the provider’s own time has not passed', async () => {
    const wait = fail('rateLimited', { retryAfterMs: 60_000 });
    await fails(
      gateway.call('lab', 'create', () => Promise.reject(wait)),
      wait,
    );
    const prepare = () => assert.fail('It was prepared.');
    await assert.rejects(
      gateway.call('lab', 'create', async () => undefined, { prepare }),
      { kind: 'rateLimited' },
    );
  });
});
