import assert from 'node:assert/strict';
import sinon from 'sinon';
import { askChoice, askText, back, Dismissed } from '../../../../src/ui/prompts/input';
import { answerInputs } from '../../support/quickInput';

const frame = { title: 'Create' };
const choices = [
  { label: 'one', value: 1, group: 'Used before' },
  { label: 'two', value: 2, group: 'Used before' },
  { label: 'three', value: 3 },
];

describe('An input', () => {
  afterEach(() => sinon.restore());

  it('answers the text, trimmed, and says what is wrong with it first', async () => {
    const shown = answerInputs({ type: '  ' }, { type: ' A kite ' });
    const check = (text: string) => (text === '' ? 'Empty' : undefined);
    assert.equal(await askText(frame, { prompt: 'Describe', check }), 'A kite');
    assert.equal(shown[0]!.refused, 'Empty');
  });

  it('hides what is typed where it is a key', async () => {
    const shown = answerInputs({ type: 'k-1' });
    await askText(frame, { prompt: 'Key', password: true });
    assert.equal(shown[0]!.password, true);
  });

  it('that is closed ends the command', async () => {
    answerInputs('escape', 'escape');
    await assert.rejects(askText(frame, { prompt: 'Describe' }), Dismissed);
    await assert.rejects(askChoice(frame, { placeholder: 'Which?', choices }), Dismissed);
  });

  it('has a way back only where there is a step before', async () => {
    const shown = answerInputs('back', 'enter');
    assert.equal(await askChoice({ ...frame, canGoBack: true }, { placeholder: 'Which?', choices }), back);
    assert.equal(await askChoice(frame, { placeholder: 'Which?', choices }), 1);
    assert.deepEqual(
      shown.map(({ canGoBack }) => canGoBack),
      [true, false],
    );
  });

  it('offers the likely choice first', async () => {
    answerInputs('enter');
    assert.equal(await askChoice(frame, { placeholder: 'Which?', choices, first: (value) => value === 2 }), 2);
  });

  it('takes what is typed where that is allowed', async () => {
    const free = (text: string) => ({ label: `Use “${text}”`, value: Number(text) });
    const shown = answerInputs({ pick: 'Use “42”', typed: '42' }, { pick: 'one', typed: 'one' });
    assert.equal(await askChoice(frame, { placeholder: 'Which?', choices, free }), 42);
    assert.equal(await askChoice(frame, { placeholder: 'Which?', choices, free }), 1);
    assert.ok(!shown[0]!.labels.some((label) => label.startsWith('Use')), 'nothing is typed yet');
  });

  it('takes what is typed also where Enter comes before its row', async () => {
    const free = (text: string) => ({ label: `Use “${text}”`, value: Number(text) });
    answerInputs({ type: '42' });
    assert.equal(await askChoice(frame, { placeholder: 'Which?', choices, free }), 42);
  });

  it('takes what is typed, and not a row that VS Code has not filtered out yet', async () => {
    const free = (text: string) => ({ label: `Use “${text}”`, value: Number(text) });
    const lengths = [5, 4, 14].map((value) => ({ label: `${value} s`, description: `about $0.${value}4`, value }));
    const stale = (typed: string) => answerInputs({ pick: '5 s', typed });
    const ask = (typed: string) => {
      sinon.restore();
      stale(typed);
      return askChoice(frame, { placeholder: 'How long?', choices: lengths, free });
    };
    assert.equal(await ask('4'), 4);
    assert.equal(await ask('4 s'), 4);
    assert.equal(await ask('42'), 42);
    assert.equal(await ask('5'), 5);
    assert.equal(await ask('$0.5'), 5, 'found by its description');
  });

  it('says what it expects of text that is no choice, and accepts nothing', async () => {
    const free = (text: string) => (Number(text) > 0 ? { label: `Use “${text}”`, value: Number(text) } : undefined);
    const shown = answerInputs({ pick: 'Enter a number', typed: 'abc' }, { pick: 'two', typed: '' });
    const expected = 'Enter a number';
    void askChoice(frame, { placeholder: 'Which?', choices, free, expected });
    assert.equal(await askChoice(frame, { placeholder: 'Which?', choices, free, expected }), 2);
    assert.equal(shown.length, 2);
  });

  it('shows choices that come later, under headings', async () => {
    const shown = answerInputs({ pick: 'two' });
    const question = { placeholder: 'Which?', choices: [], later: Promise.resolve(choices) };
    assert.equal(await askChoice<number>(frame, question), 2);
    assert.deepEqual(
      shown[0]!.items.map(({ label }) => label),
      ['Used before', 'one', 'two', 'three'],
    );
  });

  it('keeps the likely choice first when choices come later', async () => {
    const shown = answerInputs('enter');
    const later = Promise.resolve([...choices, { label: 'four', value: 4 }]);
    const question = { placeholder: 'Which?', choices, later, first: (value: number) => value === 4 };
    assert.equal(await askChoice<number>(frame, question), 4);
    assert.equal(shown[0]!.active, 'four');
  });

  it('draws no icons from the words of strangers', async () => {
    const shown = answerInputs('enter');
    const hostile = { label: '$(error) \u202ecod\nline', description: '$(x)', detail: '$(y)', value: 1 };
    await askChoice(frame, { placeholder: 'Which?', choices: [hostile] });
    const [item] = shown[0]!.items;
    for (const text of [item!.label, item!.description!, item!.detail!]) {
      assert.ok(!text.includes('$('), text);
      assert.ok(!/[\n\u202e]/.test(text));
    }
  });
});
