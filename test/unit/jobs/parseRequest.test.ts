import assert from 'node:assert/strict';
import {
  parseDerive,
  parseDownload,
  parseJobId,
  parsePartialRequest,
  parseProviderId,
  parseRemove,
  parseRequest,
} from '../../../src/jobs/parseRequest';

const ref = { provider: 'studio', id: '../../a:b/c=="<script>' };

describe('A request from outside', () => {
  it('keeps the fields of the API and no other', () => {
    const create = { provider: 'studio', prompt: 'A kite', seconds: 4, size: '1280x720', extra: { seed: 1 } };
    assert.deepEqual(parseRequest({ ...create, model: undefined, byUser: true }), create);
    assert.deepEqual(parsePartialRequest({ seconds: 4, model: undefined }), { seconds: 4 });
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
    ['half a request with a wrong field', () => parsePartialRequest({ seconds: -1 }), /"seconds"/],
    ['half a request with an empty prompt', () => parsePartialRequest({ prompt: ' ' }), /"prompt"/],
    ['no object', () => parseRequest('A kite'), /object/],
    ['no provider', () => parseRequest({ prompt: 'A kite' }), /"provider"/],
    ['an empty prompt', () => parseRequest({ provider: 'studio', prompt: ' ' }), /"prompt"/],
    ['a length in words', () => parseRequest({ provider: 's', prompt: 'p', seconds: '4' }), /"seconds"/],
    ['no length at all', () => parseRequest({ provider: 's', prompt: 'p', seconds: 0 }), /"seconds"/],
    ['a list for further fields', () => parseRequest({ provider: 's', prompt: 'p', extra: [] }), /object/],
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
