import assert from 'node:assert/strict';
import { originOf, parseProvider, parseProviders } from '../../../../src/platform/settings/providerEntry';

const good = { id: 'studio', type: 'openai', baseUrl: 'https://video.example/v1' };

describe('An entry of the setting', () => {
  it('keeps the fields that are known and drops the others', () => {
    const whole = {
      ...good,
      label: 'Studio',
      auth: 'api-key',
      headers: { 'x-group': 'a' },
      model: 'sora-2',
      apiKeyEnv: 'STUDIO_KEY',
      overrides: {
        encoding: 'multipart',
        paths: { get: '/video/query?id={id}' },
        fields: { size: ['width', 'height'] },
      },
    };
    assert.deepEqual(parseProvider({ ...whole, later: true }), whole);
    assert.deepEqual(parseProvider({ ...good, label: '', model: null }), good);
  });

  const broken: [string, unknown, RegExp][] = [
    ['is no object', 'studio', /an object/],
    ['has no id', { ...good, id: undefined }, /"id"/],
    ['has an id with a slash', { ...good, id: 'a/b' }, /"id"/],
    ['has an unknown type', { ...good, type: 'veo' }, /openrouter/],
    ['has no address', { ...good, baseUrl: undefined }, /"baseUrl"/],
    ['has an address without encryption', { ...good, baseUrl: 'http://video.example' }, /https/],
    ['has a key in its address', { ...good, baseUrl: 'https://me:secret@video.example' }, /user name or password/],
    ['has a key behind its address', { ...good, baseUrl: 'https://video.example/v1?key=R4nd0m' }, /not contain a key/],
    ['has a key of a known form', { ...good, baseUrl: 'https://video.example#sk-R4nd0mR4nd0m' }, /not contain a key/],
    ['sends the key in no known way', { ...good, auth: 'basic' }, /bearer, api-key, token, none/],
    ['has headers that are no texts', { ...good, headers: { a: 1 } }, /"headers"/],
    ['names no variable', { ...good, apiKeyEnv: '$KEY' }, /"apiKeyEnv"/],
    ['has an unknown encoding', { ...good, overrides: { encoding: 'xml' } }, /"overrides.encoding"/],
    ['has overrides that are none', { ...good, overrides: 'multipart' }, /"overrides"/],
    [
      'misspells a part of the answer',
      { ...good, overrides: { answer: { adress: 'a' } } },
      /"overrides.answer.adress"/,
    ],
    ['names no place', { ...good, overrides: { paths: { get: 'videos' } } }, /"overrides.paths.get"/],
    ['has overrides of another kind', { ...good, overrides: { path: {} } }, /"overrides.path"/],
    [
      'has a path that leads elsewhere',
      { ...good, overrides: { paths: { get: 'https://x.example' } } },
      /overrides.paths.get"/,
    ],
    ['gives a status no meaning', { ...good, overrides: { statuses: { OK: 'good' } } }, /overrides.statuses.OK"/],
  ];
  for (const [what, entry, message] of broken) {
    it(`that ${what} is refused in words`, () => {
      assert.throws(() => parseProvider(entry), { kind: 'rejected', message });
    });
  }

  it('that is broken costs only itself', () => {
    const { providers, faults } = parseProviders([
      null,
      good,
      { ...good, id: 'b', type: '?' },
      { ...good, label: 'twin' },
    ]);
    assert.deepEqual(providers, [good]);
    assert.equal(faults.length, 3);
    assert.match(faults[2]!, /Two providers have the ID "studio"/);
  });

  it('need not be in a list for the rest to work', () => {
    assert.deepEqual(parseProviders(undefined), { providers: [], faults: [] });
    assert.equal(parseProviders({ studio: good }).faults.length, 1);
  });

  it('has one origin, however its address is written', () => {
    for (const baseUrl of ['video.example', 'https://video.example', 'https://video.example/v1/videos/']) {
      assert.equal(originOf({ ...good, baseUrl }), 'https://video.example');
    }
  });
});
