import assert from 'node:assert/strict';
import {
  parseCreate,
  parseDerive,
  parseDownload,
  parseJobId,
  parseProviderId,
  parseRemove,
} from '../../../src/platform/requests';

const ref = { provider: 'studio', id: '../../a:b/c=="<script>' };

describe('A request from outside', () => {
  it('keeps the fields of the API and no other', () => {
    const create = { provider: 'studio', prompt: 'A kite', seconds: 4, size: '1280x720', extra: { seed: 1 } };
    assert.deepEqual(parseCreate({ ...create, model: undefined, byUser: true }), create);
    assert.deepEqual(parseJobId({ ...ref, more: 1 }), ref);
    assert.deepEqual(parseDerive({ ...ref, prompt: 'p' }), { ...ref, prompt: 'p' });
    assert.deepEqual(parseDownload({ ...ref, variant: 'thumbnail', index: 0, to: '/x.webp' }), {
      ...ref,
      variant: 'thumbnail',
      index: 0,
      to: '/x.webp',
    });
    assert.deepEqual(parseRemove({ ...ref, where: 'here' }), { ...ref, where: 'here' });
  });

  const wrong: [string, () => unknown, RegExp][] = [
    ['no object', () => parseCreate('A kite'), /object/],
    ['no provider', () => parseCreate({ prompt: 'A kite' }), /"provider"/],
    ['an empty prompt', () => parseCreate({ provider: 'studio', prompt: ' ' }), /"prompt"/],
    ['a length in words', () => parseCreate({ provider: 's', prompt: 'p', seconds: '4' }), /"seconds"/],
    ['no length at all', () => parseCreate({ provider: 's', prompt: 'p', seconds: 0 }), /"seconds"/],
    ['a list for further fields', () => parseCreate({ provider: 's', prompt: 'p', extra: [] }), /object/],
    ['an id that is a number', () => parseJobId({ provider: 's', id: 7 }), /"id"/],
    ['an unknown variant', () => parseDownload({ ...ref, variant: 'audio' }), /"variant".*thumbnail/],
    ['a path that depends on where the editor was started', () => parseDownload({ ...ref, to: 'x.mp4' }), /"to"/],
    ['half an output', () => parseDownload({ ...ref, index: 0.5 }), /"index"/],
    ['no name of a provider', () => parseProviderId(undefined), /"provider"/],
    ['no place', () => parseRemove(ref), /"where".*here/],
  ];
  for (const [what, parse, message] of wrong) {
    it(`with ${what} is refused, and the field is named`, () => {
      assert.throws(parse, { kind: 'rejected', message });
    });
  }
});
