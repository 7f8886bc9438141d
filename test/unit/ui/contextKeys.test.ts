import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import { ContextKeys } from '../../../src/ui/contextKeys';
import { FakeJobs, FakeProviders, silent } from './support/jobs';

describe('context keys', () => {
  let set: sinon.SinonStub;
  let jobs: FakeJobs;
  beforeEach(() => {
    jobs = new FakeJobs();
    set = sinon.stub(vscode.commands, 'executeCommand').resolves();
  });
  afterEach(() => sinon.restore());

  const keysFor = (providers: FakeProviders) =>
    new ContextKeys({ jobs: jobs.service, providers: providers.directory, log: silent });
  const answered = () => new Promise(setImmediate);
  const values = () =>
    Object.fromEntries(set.getCalls().map(({ args }) => [String(args[1]).replace('videoJobs.', ''), args[2]]));

  it('says nothing of keys before anybody looks', () => {
    const providers = new FakeProviders('acme');
    keysFor(providers).update();
    assert.equal(providers.asked, 0);
    assert.deepEqual(values(), {
      hasProviders: true,
      hasKey: false,
      filtered: false,
      offline: false,
      keyRefused: false,
      listNewer: false,
      loaded: false,
    });
  });

  it('knows after a look whether any provider can be used', async () => {
    const providers = new FakeProviders('acme', 'zeta');
    providers.keyless.add('acme');
    keysFor(providers).lookUpKeys();
    await answered();
    assert.equal(values().loaded, true);
    assert.equal(values().hasKey, true);
  });

  it('does not start the sandbox to find out that it needs no key', async () => {
    const providers = new FakeProviders('sandbox');
    providers.type = 'sandbox';
    keysFor(providers).lookUpKeys();
    await answered();
    assert.equal(values().hasKey, true);
    assert.equal(providers.asked, 0);
  });

  it('looks once, and again only when the keys may have changed', async () => {
    const providers = new FakeProviders('acme');
    providers.keyless.add('acme');
    const keys = keysFor(providers);
    keys.lookUpKeys();
    keys.lookUpKeys();
    await answered();
    assert.equal(providers.asked, 1);
    assert.equal(values().hasKey, false);
    providers.keyless.clear();
    keys.keysMayHaveChanged(true);
    await answered();
    assert.equal(values().hasKey, true);
  });

  it('does not speak of keys where something else is wrong', async () => {
    const providers = new FakeProviders('acme');
    providers.connect = () => Promise.reject(new VideoJobsError('rejected', 'That is no address.'));
    keysFor(providers).lookUpKeys();
    await answered();
    assert.equal(values().hasKey, true);
  });

  it('tells a refused key from one that was never given', () => {
    const keys = keysFor(new FakeProviders('acme'));
    jobs.problems.set('acme', new VideoJobsError('auth', 'A key is needed.'));
    keys.update();
    assert.equal(values().keyRefused, false);
    jobs.problems.set('acme', new VideoJobsError('auth', 'The key was refused.', { httpStatus: 401 }));
    keys.update();
    assert.equal(values().keyRefused, true);
  });

  it('sets a key only when its value is another', () => {
    const keys = keysFor(new FakeProviders('acme'));
    keys.update();
    const before = set.callCount;
    keys.update();
    assert.equal(set.callCount, before);
    keys.update({ filtered: true });
    assert.equal(set.callCount, before + 1);
  });
});
