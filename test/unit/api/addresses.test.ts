import assert from 'node:assert/strict';
import { normaliseBaseUrl } from '../../../src/api/baseUrl';
import { capabilitiesOf, dialectFor, providerTypes } from '../../../src/api/dialects';
import { isFetchable, isPublicHost, sameOrigin } from '../../../src/api/http/address';
import type { Auth } from '../../../src/api/provider';
import { idSegment } from '../../../src/api/wire';
import { failure } from './support/connect';

describe('A base URL', () => {
  const table: [type: string, given: string, expected: string, auth?: Auth][] = [
    ['openai', 'https://api.openai.com', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    ['openai', '  https://api.openai.com/v1//  ', 'https://api.openai.com/v1'],
    ['openai', 'api.openai.com', 'https://api.openai.com/v1'],
    ['openai', '//api.openai.com/v1', 'https://api.openai.com/v1'],
    ['openai', '"https://api.openai.com/v1"', 'https://api.openai.com/v1'],
    ['openai', 'HTTPS://API.OpenAI.com/v1', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com:443/v1', 'https://api.openai.com/v1'],
    ['openai', 'https://h.example/v1/videos', 'https://h.example/v1'],
    ['openai', 'https://h.example/v1/videos/video_1/content?variant=thumbnail#x', 'https://h.example/v1'],
    ['openai', 'https://h.example/v1/video/create', 'https://h.example/v1'],
    ['openai', 'https://h.example/v1/chat/completions', 'https://h.example/v1'],
    ['openai', 'https://h.example/v1/models', 'https://h.example/v1'],
    ['openai', 'https://h.example/videos', 'https://h.example/v1'],
    ['openai', 'https://h.example/videos/v1', 'https://h.example/videos/v1'],
    ['openai', 'https://h.example/gateway/v1', 'https://h.example/gateway/v1'],
    ['openai', 'localhost:4000', 'http://localhost:4000/v1'],
    ['openai', '127.0.0.1:8091/v1', 'http://127.0.0.1:8091/v1'],
    ['openai', 'http://[::1]:30000', 'http://[::1]:30000/v1'],
    ['openai', 'https://res.openai.azure.com', 'https://res.openai.azure.com/openai/v1'],
    ['openai', 'https://res.openai.azure.com/openai', 'https://res.openai.azure.com/openai/v1'],
    [
      'openai',
      'https://res.cognitiveservices.azure.com/openai/v1/',
      'https://res.cognitiveservices.azure.com/openai/v1',
    ],
    ['openrouter', 'https://openrouter.ai', 'https://openrouter.ai/api/v1'],
    ['openrouter', 'openrouter.ai/api', 'https://openrouter.ai/api/v1'],
    ['openrouter', 'https://openrouter.ai/v1', 'https://openrouter.ai/api/v1'],
    ['openrouter', 'https://openrouter.ai/api/v1/videos/models', 'https://openrouter.ai/api/v1'],
    ['openrouter', 'https://proxy.example/router/v1', 'https://proxy.example/router/v1'],
    ['newapi', 'https://api.chainhub.tech', 'https://api.chainhub.tech/v1'],
    ['newapi', 'https://api.jxincm.cn/v1/videos', 'https://api.jxincm.cn/v1'],
    ['unified', 'https://yunwu.ai', 'https://yunwu.ai/v1'],
    ['unified', 'https://h.example/v1/video/query?id=a', 'https://h.example/v1'],
    ['generations', 'https://h.example', 'https://h.example/v1'],
    ['generations', 'https://h.example/v1/video/generations/task_1', 'https://h.example/v1'],
    ['generations', 'https://h.example/v2/videos/generations', 'https://h.example/v2'],
    ['opeai', 'https://api-platform.ope.ai', 'https://api-platform.ope.ai/v1'],
    ['opeai', 'https://api-platform.ope.ai/v1', 'https://api-platform.ope.ai/v1'],
    ['opeai', 'https://api-platform.ope.ai/api', 'https://api-platform.ope.ai/api'],
    ['opeai', 'https://api-platform.ope.ai/api/videos/1/content', 'https://api-platform.ope.ai/api'],
    ['opeai', 'https://api-platform.ope.ai', 'https://api-platform.ope.ai/api', 'token'],
    ['opeai', 'https://api-platform.ope.ai/v1', 'https://api-platform.ope.ai/api', 'token'],
    ['opeai', 'https://host.example/opeai', 'https://host.example/opeai/v1'],
    ['opeai', 'https://host.example/opeai', 'https://host.example/opeai/api', 'token'],
    ['opeai', 'https://gateway.example/models/v1', 'https://gateway.example/models/api', 'token'],
    ['opeai', 'https://host.example/opeai', 'https://host.example/opeai/v1'],
    ['opeai', 'https://host.example/opeai/videos', 'https://host.example/opeai/v1'],
    ['opeai', 'https://host.example/opeai', 'https://host.example/opeai/api', 'token'],
    ['opeai', 'https://host.example/a/b/v2', 'https://host.example/a/b/v2'],
    ['openai', 'http://0.0.0.0:8000', 'http://127.0.0.1:8000/v1'],
    ['openai', '0.0.0.0:8000/v1/videos', 'http://127.0.0.1:8000/v1'],
    ['openai', 'http://0:8000', 'http://127.0.0.1:8000/v1'],
    ['openai', 'http://[::]:8000', 'http://[::1]:8000/v1'],
    ['openai', 'http://192.168.1.5:8000', 'http://192.168.1.5:8000/v1', 'none'],
    ['openai', 'http://10.1.2.3', 'http://10.1.2.3/v1', 'none'],
    ['openai', 'http://172.20.0.2:4000', 'http://172.20.0.2:4000/v1', 'none'],
    ['openai', 'http://100.100.1.2:4000', 'http://100.100.1.2:4000/v1', 'none'],
    ['openai', 'http://[fd00::5]:8000', 'http://[fd00::5]:8000/v1', 'none'],
    ['openai', 'http://studio.local:8188', 'http://studio.local:8188/v1', 'none'],
    ['openai', 'http://gpu-box:8000', 'http://gpu-box:8000/v1', 'none'],
    ['newapi', 'http://host.docker.internal:3000', 'http://host.docker.internal:3000/v1', 'none'],
    ['sandbox', 'http://127.0.0.1:5000', 'http://127.0.0.1:5000/openai/v1'],
    ['sandbox', 'http://127.0.0.1:5000/openai', 'http://127.0.0.1:5000/openai/v1'],
    ['sandbox', 'http://127.0.0.1:5000/openrouter', 'http://127.0.0.1:5000/openrouter/api/v1'],
    ['sandbox', 'http://127.0.0.1:5000/openrouter/api/v1', 'http://127.0.0.1:5000/openrouter/api/v1'],
    ['sandbox', 'http://127.0.0.1:5000/opeai/v1', 'http://127.0.0.1:5000/opeai/v1'],
    ['sandbox', 'http://127.0.0.1:5000/opeai', 'http://127.0.0.1:5000/opeai/api', 'token'],
    ['sandbox', 'http://127.0.0.1:5000/chainhub', 'http://127.0.0.1:5000/chainhub/v1'],
    ['sandbox', 'http://127.0.0.1:5000/jxincm/v1', 'http://127.0.0.1:5000/jxincm/v1'],
  ];
  for (const [type, given, expected, auth] of table) {
    it(`of ${type}${auth ? ` (${auth})` : ''}: ${given.trim()} is ${expected}`, () => {
      assert.equal(normaliseBaseUrl(type, given, auth), expected);
      assert.equal(normaliseBaseUrl(type, expected, auth), expected, 'a second time changes nothing');
    });
  }

  for (const given of [
    'http://api.openai.com/v1',
    'http://192.168.1.5:8000',
    'ftp://h.example',
    'https://user:pw@h.example/v1',
    'https://h.example/v1?key=R4nd0m',
    'h.example/v1/videos?model=m&api_key=R4nd0m',
    '',
    '   ',
    'https://',
    'not an address',
    'javascript://x',
  ]) {
    it(`is not "${given}"`, () => failure(() => normaliseBaseUrl('openai', given), 'rejected'));
  }

  it('over HTTP in a private network gets a key only for the origin that the user accepted', async () => {
    const given = 'http://192.168.1.5:8000';
    const error = await failure(() => normaliseBaseUrl('openai', given, 'bearer'), 'rejected');
    assert.equal(error.code, 'httpNeedsConsent');
    assert.match(error.message, /http:\/\/192\.168\.1\.5:8000 without encryption/);
    assert.equal(normaliseBaseUrl('openai', given, 'bearer', given), `${given}/v1`);
    for (const other of ['http://192.168.1.5:8001', 'http://192.168.1.6:8000', 'https://192.168.1.5:8000']) {
      await failure(() => normaliseBaseUrl('openai', given, 'bearer', other), 'rejected');
    }
  });

  for (const given of [
    'http://example.com',
    'http://8.8.8.8',
    'http://169.254.169.254/latest',
    'http://metadata.google.internal',
    'http://[fe80::1]',
    'http://224.0.0.1',
    'http://a.onion',
    'ftp://192.168.1.5',
  ]) {
    it(`over HTTP is never ${given}`, () => failure(() => normaliseBaseUrl('openai', given, 'none'), 'rejected'));
  }

  it('of an unknown type is refused with a list of the known ones', async () => {
    const error = await failure(() => normaliseBaseUrl('vimeo', 'https://h.example'), 'rejected');
    assert.match(error.message, /openai, openrouter, newapi,.* sandbox/);
  });
});

describe('A URL from a response', () => {
  const base = 'https://api.example.com/v1';
  it('is fetched from the same origin, or over https from a public host', () => {
    for (const address of [
      'https://api.example.com/x',
      'https://cdn.example.org/a.mp4?sig=1',
      'https://8.8.8.8/a.mp4',
      'https://[2606:4700::1111]/a.mp4',
      'https://cdn.example.org:8443/a.mp4',
    ]) {
      assert.equal(isFetchable(address, base), true, address);
    }
  });

  it('is not fetched from this computer, its network, or unencrypted', () => {
    for (const address of [
      'http://cdn.example.org/a.mp4',
      'http://api.example.com/x',
      'https://user:pw@cdn.example.org/a',
      'https://user@api.example.com/a',
      'https://localhost/a',
      'https://sub.localhost/a',
      'https://127.0.0.1/a',
      'https://127.1/a',
      'https://2130706433/a',
      'https://0x7f.1/a',
      'https://0177.0.0.1/a',
      'https://0xa9fea9fe/a',
      'https://2852039166/a',
      'https://[::ffff:a9fe:a9fe]/a',
      'https://[::ffff:10.0.0.1]/a',
      'https://10.0.0.1./a',
      'https://a.localhost./a',
      'https://LOCALHOST/a',
      'https://１２７.0.0.1/a',
      'https://0.0.0.0/a',
      'https://10.0.0.1/a',
      'https://172.16.0.1/a',
      'https://172.31.255.255/a',
      'https://192.168.0.1/a',
      'https://169.254.169.254/latest/meta-data',
      'https://100.64.0.1/a',
      'https://198.18.0.1/a',
      'https://224.0.0.1/a',
      'https://255.255.255.255/a',
      'https://[::1]/a',
      'https://[::]/a',
      'https://[fe80::1]/a',
      'https://[fc00::1]/a',
      'https://[fd12:3456::1]/a',
      'https://[::ffff:127.0.0.1]/a',
      'https://[64:ff9b::7f00:1]/a',
      'https://[2002:7f00:1::]/a',
      'https://[2001:db8::1]/a',
      'https://printer.local/a',
      'https://metadata.google.internal/a',
      'https://intranet/a',
      'https://localhost./a',
      'ftp://cdn.example.org/a',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:video/mp4;base64,AAAA',
      'nonsense',
      '',
    ]) {
      assert.equal(isFetchable(address, base), false, address);
    }
  });

  it('may be on another port of loopback where the provider itself is on loopback', () => {
    const local = 'http://127.0.0.1:4000/v1';
    assert.equal(isFetchable('http://127.0.0.1:5000/a', local), true);
    assert.equal(isFetchable('http://localhost:5000/a', local), true);
    const lan = 'http://192.168.0.1:8000/v1';
    assert.equal(isFetchable('http://192.168.0.1:9000/clip.mp4', lan), true, 'another port of the same host');
    assert.equal(isFetchable('http://192.168.0.2:8000/clip.mp4', lan), false);
    assert.equal(isFetchable('http://127.0.0.1:9000/clip.mp4', lan), false);
    assert.equal(isFetchable('http://192.168.0.1/a', local), false);
    assert.equal(isFetchable('http://cdn.example.org/a', local), false);
    assert.equal(isFetchable('https://cdn.example.org/a', local), true);
    assert.equal(isFetchable('ftp://127.0.0.1/a', local), false);
  });

  it('has the origin of scheme, host and port', () => {
    assert.equal(sameOrigin('https://a.example/x', 'https://a.example:443/y'), true);
    assert.equal(sameOrigin('https://a.example', 'http://a.example'), false);
    assert.equal(sameOrigin('https://a.example', 'https://a.example:8443'), false);
    assert.equal(sameOrigin('https://a.example', 'https://a.example.evil.example'), false);
    assert.equal(sameOrigin('nonsense', 'nonsense'), false);
  });

  it('needs more than one label for a public name', () => {
    assert.equal(isPublicHost('example.com'), true);
    assert.equal(isPublicHost('example'), false);
    assert.equal(isPublicHost(''), false);
  });
});

describe('An id in a path', () => {
  it('is encoded whole', () => {
    assert.equal(idSegment('sora-2:task_01'), 'sora-2%3Atask_01');
    assert.equal(idSegment('a/b=c?d#e%f g'), 'a%2Fb%3Dc%3Fd%23e%25f%20g');
    assert.equal(idSegment('../../admin'), '..%2F..%2Fadmin');
    assert.equal(idSegment('\ud800'), '%EF%BF%BD');
  });

  it('is no dot segment', async () => {
    for (const id of ['', '.', '..']) await failure(() => idSegment(id), 'rejected');
  });
});

describe('The table of dialects', () => {
  it('has every type', () => {
    for (const type of ['openai', 'openrouter', 'newapi', 'unified', 'generations', 'opeai', 'sandbox']) {
      assert.ok(providerTypes.includes(type), type);
    }
  });

  it('lets the sandbox speak the dialect of its first path segment', () => {
    const dialect = (path: string) => dialectFor({ type: 'sandbox', baseUrl: `http://127.0.0.1:1${path}` }).label;
    assert.equal(dialect('/openai/v1'), 'OpenAI Videos API');
    assert.equal(dialect('/openrouter/api/v1'), 'OpenRouter');
    assert.equal(dialect('/opeai/api'), 'ope.ai');
    assert.equal(dialect('/chainhub/v1'), 'new-api');
    assert.equal(dialect('/jxincm/v1'), 'new-api');
    assert.equal(dialect('/unified/v1'), 'Unified video format');
    assert.equal(dialect('/generations/v2'), 'Video generations');
    assert.equal(dialect(''), 'OpenAI Videos API');
  });

  it('says what each type can do, and nothing of an unknown one', async () => {
    const can = (type: string) => {
      const { list, remix, edit, extend, delete: remove, models, index } = capabilitiesOf({ type, baseUrl: '' });
      return { list, remix, edit, extend, remove, models, index };
    };
    const none = { list: false, remix: false, edit: false, extend: false, remove: false, models: false, index: false };
    const openai = { list: true, remix: true, edit: true, extend: true, remove: true, models: true };
    assert.deepEqual(can('openai'), { ...none, ...openai });
    assert.deepEqual(can('openrouter'), { ...none, remix: true, edit: true, extend: true, models: true, index: true });
    assert.deepEqual(can('newapi'), { ...none, remix: true, models: true });
    assert.deepEqual(can('opeai'), { ...none, remix: true });
    assert.deepEqual(can('unified'), none);
    assert.deepEqual(can('generations'), none);
    assert.deepEqual(can('vimeo'), none);
    assert.deepEqual(can('constructor'), none);
    await failure(() => dialectFor({ type: 'vimeo', baseUrl: '' }), 'rejected');
  });
});
