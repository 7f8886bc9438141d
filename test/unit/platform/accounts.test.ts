import assert from 'node:assert/strict';
import sinon from 'sinon';
import { VideoJobsError } from '../../../src/api/errors';
import type { Provider } from '../../../src/api/provider';
import type { Account, VideoClient } from '../../../src/api/types';
import { Accounts } from '../../../src/platform/accounts';
import { silent } from '../support/settings';

const provider: Provider = { id: 'studio', type: 'openrouter', baseUrl: 'https://video.example' };
const minute = 60_000;

describe('What a key may still spend', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => (clock = sinon.useFakeTimers({ now: 1e12, toFake: ['Date'] })));
  afterEach(() => clock.restore());

  const build = (...answers: (number | 'nothing' | 'fails')[]) => {
    const account = sinon.spy(async (): Promise<Account | undefined> => {
      const answer = answers.shift();
      if (answer === 'fails') throw new VideoJobsError('network', 'no way');
      return typeof answer === 'number' ? { currency: 'USD', remaining: answer } : undefined;
    });
    const accounts = new Accounts({
      providers: { connect: async () => ({ provider, baseUrl: provider.baseUrl }) },
      clientFor: () => ({ account }) as unknown as VideoClient,
      log: silent,
    });
    return { accounts, account };
  };

  it('is asked for once in a few minutes, and in any case by a test', async () => {
    const { accounts, account } = build(5, 4, 3);
    assert.equal(accounts.known(provider), undefined);
    assert.deepEqual(await accounts.look(provider), { currency: 'USD', remaining: 5, at: 1e12 });
    clock.tick(4 * minute);
    assert.equal((await accounts.look(provider))?.remaining, 5);
    assert.equal(account.callCount, 1);
    assert.deepEqual(await accounts.look(provider, true), { currency: 'USD', remaining: 4, at: 1e12 + 4 * minute });
    clock.tick(5 * minute);
    assert.equal((await accounts.look(provider))?.remaining, 3);
  });

  it('is not that of another address', async () => {
    const { accounts } = build(5);
    await accounts.look(provider);
    assert.equal(accounts.known({ ...provider, baseUrl: 'https://other.example' }), undefined);
  });

  it('is unknown again where it could not be had, and that stops nobody', async () => {
    const { accounts, account } = build(5, 'fails', 'nothing');
    await accounts.look(provider);
    assert.equal(await accounts.look(provider, true), undefined);
    assert.equal(accounts.known(provider), undefined);
    await accounts.look(provider);
    assert.equal(account.callCount, 2, 'a failure rests as well');
    assert.equal(await accounts.look(provider, true), undefined);
  });
});
