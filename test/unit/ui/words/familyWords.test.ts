import assert from 'node:assert/strict';
import { changeWords, relationWord } from '../../../../src/ui/words/familyWords';
import { completed } from '../support/jobs';

describe('the words for a family', () => {
  const from = completed({ prompt: 'A heron at dawn', model: 'm-1', size: '1280x720', seconds: 4 });
  const changes = (more: Parameters<typeof completed>[0]) =>
    changeWords(from, completed({ ...from, ...more }), (id) => id.toUpperCase());

  it('name how a job came from another', () => {
    const of = (relation: 'remix' | 'edit' | 'extend' | 'continue' | 'again', at?: number) =>
      relationWord(completed({ madeFrom: { key: 'k', relation, ...(at === undefined ? {} : { at }) } }));
    assert.equal(of('remix'), 'Remix');
    assert.equal(of('extend'), 'Extension');
    assert.equal(of('continue', 63.24), 'Continuation at 1:03.2');
    assert.equal(of('continue', 59.96), 'Continuation at 1:00.0');
    assert.equal(of('continue'), 'Continuation');
    assert.equal(of('again'), 'Created again');
    assert.equal(relationWord(completed({ parent: { id: 'x', relation: 'edit' } })), 'Edit');
    assert.equal(relationWord(completed()), undefined);
  });

  it('say what is different, and nothing of what is the same or not known', () => {
    assert.deepEqual(changes({}), []);
    assert.deepEqual(changes({ model: undefined, size: undefined, prompt: undefined }), []);
    assert.deepEqual(changes({ model: 'm-2', size: '720x1280', seconds: 8, provider: 'other' }), [
      'provider ACME → OTHER',
      'model m-1 → m-2',
      'size 1280x720 → 720x1280',
      'length 4s → 8s',
    ]);
  });

  it('name few words of a prompt, whatever their case or order', () => {
    assert.deepEqual(changes({ prompt: 'A fox at dusk' }), ['prompt +fox +dusk −heron −dawn']);
    assert.deepEqual(changes({ prompt: 'at dawn, a HERON' }), ['prompt changed']);
    assert.deepEqual(changes({ prompt: 'A heron at dawn, four more words here' }), ['prompt changed']);
    assert.deepEqual(changes({ prompt: `A heron at dawn ${'x'.repeat(5000)}` }), [`prompt +${'x'.repeat(23)}…`]);
  });
});
