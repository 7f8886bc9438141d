import assert from 'node:assert/strict';
import { back, Dismissed, type Frame } from '../../../../src/ui/prompts/input';
import { runSteps, type Step } from '../../../../src/ui/prompts/steps';

describe('Steps', () => {
  /** Says `answers` one after the other and writes down how it was asked. */
  const scripted = (answers: (string | typeof back)[], frames: Frame[] = []): Step<string> => {
    return async (state, frame) => {
      frames.push(frame);
      const answer = answers.shift();
      assert.ok(answer !== undefined);
      return answer === back ? back : state + answer;
    };
  };

  it('go on, back and on again, and say where they are', async () => {
    const frames: Frame[] = [];
    const steps = [scripted(['a', 'A'], frames), scripted([back, 'b'], frames), scripted(['c'], frames)];
    assert.equal(await runSteps('Create', '', () => steps), 'aAbc');
    assert.deepEqual(
      frames.map(({ step, canGoBack }) => [step, canGoBack]),
      [
        [1, false],
        [2, true],
        [1, false],
        [2, true],
        [3, true],
      ],
    );
    assert.ok(frames.every(({ totalSteps, title }) => totalSteps === 3 && title === 'Create'));
  });

  it('have no number where there is one only', async () => {
    const frames: Frame[] = [];
    await runSteps('Key', '', () => [scripted(['a'], frames)]);
    assert.deepEqual(frames, [{ title: 'Key', canGoBack: false }]);
  });

  it('may become more or fewer by an answer', async () => {
    const more = scripted(['b']);
    const first = scripted(['a']);
    assert.equal(await runSteps('x', '', (state) => (state.startsWith('a') ? [first, more] : [first])), 'ab');
  });

  it('end where somebody goes back from the first', async () => {
    await assert.rejects(
      runSteps('x', '', () => [scripted([back])]),
      Dismissed,
    );
  });

  it('are none where nothing is missing', async () => {
    assert.equal(await runSteps('x', 'all', () => []), 'all');
  });
});
