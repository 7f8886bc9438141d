import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type AboutDeps, aboutProvider } from '../../../../src/ui/tree/about';

const now = new Date(2026, 10, 21, 12).getTime();

describe('The tooltip of a provider', () => {
  beforeEach(() => sinon.useFakeTimers({ now, toFake: ['Date'] }));
  afterEach(() => sinon.restore());

  const account = { currency: 'USD', limit: 100, remaining: 60, resets: 'monthly', at: now - 60_000 };
  const build = (more: { account?: typeof account; limits?: object[] }) => {
    const find = sinon.stub().returns({ id: 'studio', type: 'openrouter', baseUrl: 'https://video.example' });
    const of = () => more.limits ?? [];
    return aboutProvider({
      providers: { find },
      accounts: { known: () => more.account },
      exchanges: { of },
    } as unknown as AboutDeps);
  };
  const lines = (text: readonly string[]) => text.map((line) => line.replace(/\s/g, ' '));

  it('says the newest limit and what the key has left, and when it was said', () => {
    const limits = [{ limit: { limit: 200, remaining: 9 } }, { limit: { limit: 200, remaining: 8 } }, {}];
    assert.deepEqual(lines(build({ account, limits })('studio')), [
      'Requests: 8 of 200 left',
      'Credit left on the key: $60.00 of $100.00 (monthly)',
      'As reported at 11:59 AM',
    ]);
  });

  it('says nothing where nothing was said', () => {
    assert.deepEqual(build({})('studio'), []);
  });
});
