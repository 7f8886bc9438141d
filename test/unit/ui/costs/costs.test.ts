import assert from 'node:assert/strict';
import type { SpentOn } from '../../../../src/jobs/ledger/spending';
import { sizesOf } from '../../../../src/jobs/targets/limits';
import { parseBudgets, parsePrices } from '../../../../src/platform/settings/money';
import { costsCsv } from '../../../../src/ui/costs/csv';
import { costsPage } from '../../../../src/ui/costs/page';
import { limitsBroken } from '../../../../src/ui/prompts/modelLimits';

const row = (change: Partial<SpentOn> = {}): SpentOn => ({
  day: '2026-11-21',
  provider: 'lab',
  model: 'veo',
  currency: 'USD',
  jobs: 1,
  reported: 1,
  estimated: 0,
  unknown: 0,
  ...change,
});
const now = new Date(2026, 10, 21, 12).getTime();

describe('The page of costs', () => {
  const page = (rows: SpentOn[], budgets: Parameters<typeof costsPage>[0]['budgets'] = []) =>
    costsPage({ rows, budgets, now, labelOf: (id) => (id === 'lab' ? 'The Lab' : id) });

  it('adds what can be added and nothing else', () => {
    const text = page([
      row(),
      row({ model: 'kling', reported: 0, estimated: 0.25 }),
      row({ currency: 'CNY', reported: 7 }),
      row({ currency: undefined, reported: 0, unknown: 2, jobs: 2 }),
      row({ day: '2026-11-01', reported: 4 }),
    ]);
    const lines = text.split('\n').map((line) => line.replaceAll('&#36;', '$'));
    const line = (start: string) => lines.find((one) => one.startsWith(`| ${start}`));
    assert.equal(line('Today'), '| Today | 1 | CN¥7.00 | – | – |');
    const at = lines.indexOf(line('Today')!);
    assert.equal(lines[at + 1], '|  | 2 | $1.00 | $0.25 | – |');
    assert.equal(lines[at + 2], '|  | 2 | – | – | 2 |');
    assert.ok(lines.includes('|  | 3 | $5.00 | $0.25 | – |'), 'all of it in dollars');
    assert.equal(line('The Lab | kling'), '| The Lab | kling | 1 | – | $0.25 | – |');
  });

  it('says so where nothing was spent, and how a budget stands', () => {
    const budget = { amount: 5, currency: 'USD', over: 'ask', unknown: 'ask' } as const;
    const text = page([], [{ budget, reported: 1, estimated: 2, unknown: 1, left: 2 }]);
    assert.match(text, /Nothing spent yet/);
    assert.match(text, /\| All providers \| &#36;5.00 \| &#36;1.00 \| &#36;2.00 \| &#36;2.00 \| 1 \|/);
  });

  it('names each of its tables, also under the budgets', () => {
    const budget = { amount: 5, currency: 'USD', over: 'ask', unknown: 'ask' } as const;
    const text = page([row()], [{ budget, reported: 1, estimated: 2, unknown: 1, left: 2 }]);
    const headings = text.match(/^## .*$/gm);
    assert.deepEqual(headings, ['## Today’s Budget', '## By Time', '## By Provider and Model', '## By Day']);
    assert.equal(text.match(/^\| :---/gm)?.length, headings.length);
  });

  it('takes no name for markup', () => {
    const text = page([row({ provider: '<img src=x>|[a](command:b)', model: '`**x**`\n# y https://evil.example' })]);
    assert.doesNotMatch(text, /<img|\]\(|\*\*x|^# y|https:\/\/|command:/m);
  });
});

describe('The file of costs', () => {
  it('is one that a spreadsheet reads, and runs nothing', () => {
    const text = costsCsv([
      row({ model: '=cmd|"/c calc"', reported: 0.1 + 0.2 }),
      row({ model: undefined, currency: undefined }),
    ]);
    assert.deepEqual(text.split('\r\n'), [
      '\ufeffday,provider,model,currency,jobs,reported,estimated,jobs of unknown cost',
      '2026-11-21,lab,"\'=cmd|""/c calc""",USD,1,0.3,0,0',
      '2026-11-21,lab,,,1,1,0,0',
      '',
    ]);
  });
});

describe('The settings of money', () => {
  it('become prices', () => {
    const price = { provider: 'lab', amount: 0.1, currency: 'EUR', per: 'second' };
    assert.deepEqual(
      parsePrices([
        { provider: 'lab', perSecond: 0.1, currency: 'eur' },
        { provider: 'lab', model: 'v*', size: '1080P', perSecond: 0.1, currency: 'EUR' },
        { provider: 'lab', size: '1280X720', perClip: 2, currency: 'EUR' },
        ...[{ perSecond: 1 }, { provider: 'lab', perSecond: '1' }, { provider: 'lab', perClip: -1 }, null, 'x'],
      ]),
      [
        { ...price, when: {} },
        { ...price, when: { model: 'v*', resolution: '1080p' } },
        { ...price, amount: 2, per: 'clip', when: { size: '1280x720' } },
      ],
    );
    assert.deepEqual(parsePrices({}), []);
  });

  it('become budgets, and a slip lifts none', () => {
    const [first, second] = parseBudgets([
      { provider: 'lab', amount: 5, over: 'refuse' },
      { amount: '5', unknown: 'x' },
    ]);
    assert.deepEqual(first, { provider: 'lab', amount: 5, currency: 'USD', over: 'refuse', unknown: 'ask' });
    const nothing = { amount: 0, currency: 'USD', over: 'ask', unknown: 'ask' };
    assert.deepEqual(second, nothing);
    for (const slip of [5, '5', [5]]) assert.deepEqual(parseBudgets(slip), [nothing]);
    assert.deepEqual(parseBudgets({ amount: 5 }), [{ ...nothing, amount: 5 }]);
    for (const none of [undefined, null, []]) assert.deepEqual(parseBudgets(none), []);
  });
});

describe('What a model makes', () => {
  const model = {
    id: 'm',
    name: 'Veo',
    seconds: [4, 8],
    resolutions: ['720p'],
    aspectRatios: ['16:9', '9:16'],
    frames: [],
  };

  it('is offered as resolution and shape together where it tells no sizes', () => {
    assert.deepEqual(sizesOf(model), ['720p 16:9', '720p 9:16']);
    assert.deepEqual(sizesOf({ ...model, sizes: ['1280x720'] }), ['1280x720']);
    assert.deepEqual(sizesOf({}), []);
  });

  it('is said before it is refused', () => {
    assert.deepEqual(limitsBroken('m', model, { seconds: 5, size: '1080p 16:9', reference: '/a.png' }), [
      'm supports clips of 4 or 8 seconds, not 5.',
      'm does not support 1080p 16:9, only 720p 16:9 or 720p 9:16.',
      'm does not support start images.',
    ]);
    for (const size of ['720p', '16:9', '720P 9x16', '1280x720', undefined]) {
      assert.deepEqual(limitsBroken('m', model, { seconds: 8, size }), [], size);
    }
    assert.equal(limitsBroken('m', model, { size: '1920x1080' }).length, 1);
    assert.deepEqual(limitsBroken('m', {}, { seconds: 5, size: 'huge', reference: '/a.png' }), []);
  });
});
