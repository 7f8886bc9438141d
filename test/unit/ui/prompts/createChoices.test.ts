import assert from 'node:assert/strict';
import { freeSeconds, modelChoices, secondsChoices, sizeChoices } from '../../../../src/ui/prompts/createChoices';

const values = (choices: { value: unknown }[]) => choices.map(({ value }) => value);

describe('Choices of the create form', () => {
  it('have the configured model, those used before, and the provider’s, each once', () => {
    const models = [{ id: 'veo', name: 'Veo 3' }, { id: 'sora-2' }];
    const choices = modelChoices({ models, at: Date.now() }, [{ model: 'sora-2' }, { model: 'sora-2' }, {}], 'mine');
    assert.deepEqual(values(choices), [undefined, 'mine', 'sora-2', 'veo']);
    assert.equal(choices[3]!.description, 'Veo 3');
  });

  it('leave out lengths and sizes that the model does not take', () => {
    const model = { seconds: [5, 10], sizes: ['1920x1080'] };
    const history = [{ seconds: 4, size: '1280x720' }, { seconds: 10 }];
    assert.deepEqual(values(secondsChoices(model, history)), [undefined, 10, 5]);
    assert.deepEqual(values(sizeChoices(model, history)), [undefined, '1920x1080']);
    assert.deepEqual(values(sizeChoices({ sizes: [], resolutions: ['720p'] }, [])), [undefined, '720p']);
  });

  it('have the usual ones where nothing is known, after those used before', () => {
    assert.deepEqual(values(secondsChoices({}, [{ seconds: 6 }])), [undefined, 6, 4, 8, 12]);
    const sizes = sizeChoices({}, [{ size: '720p' }]);
    assert.equal(sizes[1]!.value, '720p');
    assert.deepEqual(
      sizes.slice(2, 4).map(({ value, description }) => [value, description]),
      [
        ['1280x720', 'landscape'],
        ['720x1280', 'portrait'],
      ],
    );
  });

  it('leave out what the server has no words for', () => {
    const fits = (value: unknown) => value !== 2.5 && value !== '1792x1024';
    assert.deepEqual(values(secondsChoices({}, [{ seconds: 2.5 }, { seconds: 6 }], { fits })), [
      undefined,
      6,
      4,
      8,
      12,
    ]);
    assert.deepEqual(values(sizeChoices({}, [], { fits })), [undefined, '1280x720', '720x1280', '1024x1792']);
  });

  it('make a length of what is typed, if it is one', () => {
    assert.equal(freeSeconds('2,5 s')?.value, 2.5);
    assert.equal(freeSeconds('8')?.value, 8);
    for (const text of ['0', '-4', 'long', '']) assert.equal(freeSeconds(text), undefined, text);
  });
});
