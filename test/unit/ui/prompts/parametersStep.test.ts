import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { ModelInfo } from '../../../../src/api/types';
import { back } from '../../../../src/ui/prompts/input';
import { askParameters, parameterNames } from '../../../../src/ui/prompts/parametersStep';
import { type Act, answerInputs } from '../../support/quickInput';

const veo: ModelInfo = { id: 'google/veo', seed: true, sound: true, parameters: ['negativePrompt'] };

describe('The step for more parameters', () => {
  afterEach(() => sinon.restore());
  const ask = (acts: Act[], model?: ModelInfo, current?: Record<string, unknown>) => {
    const shown = answerInputs(...acts);
    return { shown, answer: askParameters({ title: 'Create Video' }, model, current) };
  };

  it('asks for JSON at once where the provider tells of none', async () => {
    const { shown, answer } = ask([{ type: '{ "seed": 42 }' }]);
    assert.deepEqual(await answer, { extra: { seed: 42 } });
    assert.deepEqual([shown.length, shown[0]!.kind, shown[0]!.value], [1, 'text', '']);
  });

  it('offers the names that the provider tells of, and writes the one chosen beside what is there', async () => {
    const { shown, answer } = ask([{ pick: 'seed' }, 'enter'], veo, { style: 'noir' });
    assert.deepEqual(await answer, { extra: { style: 'noir', seed: 1 } });
    assert.deepEqual(shown[0]!.labels, ['Enter JSON…', 'seed', 'generate_audio', 'negativePrompt']);
    assert.equal(shown[1]!.value, '{"style":"noir","seed":1}');
  });

  it('offers no name a second time, and passes the maker’s own ones on under its name', async () => {
    const current = { seed: 7, provider: { order: ['google'], options: { google: { cfg: 2 } } } };
    const { shown, answer } = ask([{ pick: 'negativePrompt' }, 'enter'], veo, current);
    const options = { google: { cfg: 2, negativePrompt: '' } };
    assert.deepEqual(await answer, { extra: { seed: 7, provider: { order: ['google'], options } } });
    assert.ok(!shown[0]!.labels.includes('seed'));
    assert.deepEqual(current.provider.options, { google: { cfg: 2 } }, 'what was there is not changed');
  });

  it('refuses what is no JSON object, and takes nothing for none', async () => {
    for (const [typed, why] of [
      ['{', /Not valid JSON/],
      ['[1]', /Enter an object/],
      ['null', /Enter an object/],
      ['"seed"', /Enter an object/],
      ['{"seed":9007199254740993}', /9007199254740993 cannot be sent with all its digits/],
      ['{"a":[{"b":1e999}]}', /1e999 cannot be sent/],
      ['{"seed":1,"seed":2}', /“seed” is there twice/],
      ['{"a":{"b":1,"\\u0062":2}}', /“b” is there twice/],
    ] as const) {
      const { shown, answer } = ask([{ type: typed }, { type: '' }]);
      assert.deepEqual(await answer, { extra: undefined });
      assert.match(shown[0]!.refused!, why);
      sinon.restore();
    }
    assert.deepEqual(await ask([{ type: '{}' }]).answer, { extra: undefined });
    sinon.restore();
    const kept = { seed: 9007199254740992, note: '9007199254740993 : {', list: [{ a: 1 }, { a: 2 }] };
    assert.deepEqual(await ask([{ type: JSON.stringify(kept) }]).answer, { extra: kept });
  });

  it('goes back from the text to the names, and from there to the step before', async () => {
    const { shown, answer } = ask([{ pick: 'Enter JSON' }, 'back', 'back'], veo, { seed: 7 });
    assert.equal(await answer, back);
    assert.deepEqual(
      shown.map(({ kind }) => kind),
      ['choice', 'text', 'choice'],
    );
    sinon.restore();
    assert.equal(await ask(['back']).answer, back);
  });

  it('names what is set in a title', () => {
    assert.equal(parameterNames({ seed: 1, style: 'noir' }), 'seed, style');
    assert.equal(parameterNames(undefined), '');
  });
});
