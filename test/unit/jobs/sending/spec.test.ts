import assert from 'node:assert/strict';
import { specOf } from '../../../../src/jobs/sending/spec';

type Specified = Parameters<typeof specOf>[1];

describe('the identity of a request', () => {
  const server = { type: 'openai', baseUrl: 'https://lab.example/v1' };
  const hash = 'a'.repeat(64);
  const plain: Specified = {
    operation: 'create',
    prompt: 'A red fox\nin the snow',
    model: 'sora-2',
    seconds: 4,
    size: '1280x720',
    request: {
      prompt: '',
      extra: { style: 'noir', camera: { pan: 1, tilt: 2 } },
      inputs: [{ role: 'first', source: '/a.png' }],
    },
    inputs: [{ role: 'first', source: '/a.png', sha256: hash }],
  };
  const request = plain.request!;
  const spec = specOf(server, plain);

  it('is a hash', () => assert.match(spec, /^[0-9a-f]{64}$/));

  const same: Record<string, [typeof server, Specified]> = {
    'line ends of another system': [server, { ...plain, prompt: 'A red fox\r\nin the snow' }],
    'blanks around the prompt': [server, { ...plain, prompt: '  A red fox\nin the snow\n' }],
    'fields in another order': [
      server,
      { ...plain, request: { ...request, extra: { camera: { tilt: 2, pan: 1 }, style: 'noir' } } },
    ],
    'a slash at the end of the address': [{ ...server, baseUrl: 'https://LAB.example/v1/' }, plain],
    'the same file at another place': [
      server,
      {
        ...plain,
        request: { ...request, inputs: [{ role: 'first', source: 'C:\\b.png' }] },
        inputs: [{ role: 'first', source: 'C:\\b.png', sha256: hash }],
      },
    ],
    'the old spelling of an input': [
      server,
      { ...plain, request: { prompt: '', extra: request.extra, reference: '/a.png' } },
    ],
  };
  for (const [title, [where, what]] of Object.entries(same)) {
    it(`is the same for ${title}`, () => assert.equal(specOf(where, what), spec));
  }

  const other: Record<string, [typeof server, Specified]> = {
    'another prompt': [server, { ...plain, prompt: 'A red fox in the snow' }],
    'another model': [server, { ...plain, model: 'sora-2-pro' }],
    'another length': [server, { ...plain, seconds: 8 }],
    'no length': [server, { ...plain, seconds: undefined }],
    'another size': [server, { ...plain, size: '720x1280' }],
    'another server': [{ ...server, baseUrl: 'https://lab2.example/v1' }, plain],
    'another type': [{ ...server, type: 'newapi' }, plain],
    'another operation': [server, { ...plain, operation: 'remix', parent: { id: 'a', relation: 'remix' } }],
    'another field': [server, { ...plain, request: { ...request, extra: { style: 'noir' } } }],
    'a seed': [server, { ...plain, request: { ...request, seed: 1 } }],
    sound: [server, { ...plain, request: { ...request, sound: false } }],
    'what to avoid': [server, { ...plain, request: { ...request, negativePrompt: 'rain' } }],
    'another content of the file': [
      server,
      { ...plain, inputs: [{ role: 'first', source: '/a.png', sha256: 'b'.repeat(64) }] },
    ],
    'another role of the file': [
      server,
      { ...plain, request: { ...request, inputs: [{ role: 'reference', source: '/a.png' }] } },
    ],
  };
  for (const [title, [where, what]] of Object.entries(other)) {
    it(`differs for ${title}`, () => assert.notEqual(specOf(where, what), spec));
  }

  it('differs between any two of these', () => {
    const all = Object.values(other).map(([where, what]) => specOf(where, what));
    assert.equal(new Set(all).size, all.length);
  });

  it('is that of another signature of an address', () => {
    const at = (query: string): Specified => {
      const source = `https://cdn.example/lamp.png${query}`;
      return {
        ...plain,
        request: { prompt: '', inputs: [{ role: 'first', source }] },
        inputs: [{ role: 'first', source }],
      };
    };
    assert.equal(specOf(server, at('?sig=1')), specOf(server, at('?sig=2')));
    assert.notEqual(specOf(server, at('')), specOf(server, plain));
  });

  it('does not depend on a key in a field', () => {
    const withKey = (authorization: string): Specified => ({
      ...plain,
      request: { prompt: '', extra: { authorization } },
    });
    assert.equal(specOf(server, withKey('Bearer one')), specOf(server, withKey('Bearer two')));
  });
});
