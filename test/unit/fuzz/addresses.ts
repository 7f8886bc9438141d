import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normaliseBaseUrl } from '../../../src/api/baseUrl';
import { providerTypes } from '../../../src/api/dialects';
import { VideoJobsError } from '../../../src/api/errors';
import { isFetchable, sameOrigin } from '../../../src/api/http/address';
import { idSegment, urlOf } from '../../../src/api/wire';
import { property } from './support';

const baseUrl = 'https://api.example.com/v1';

const byte = fc.nat(255);
const privateV4 = fc
  .tuple(
    fc.oneof(
      byte.map((b) => [10, b]),
      byte.map((b) => [127, b]),
      byte.map((b) => [0, b]),
      fc.integer({ min: 16, max: 31 }).map((b) => [172, b]),
      fc.integer({ min: 64, max: 127 }).map((b) => [100, b]),
      fc.constantFrom([192, 168], [169, 254]),
      fc.tuple(fc.integer({ min: 224, max: 255 }), byte).map(([a, b]) => [a, b]),
    ),
    byte,
    byte,
  )
  .map(([[a, b], c, d]) => [a, b, c, d] as const);
type V4 = readonly [number, number, number, number];
const number = ([a, b, c, d]: V4): number => ((a * 256 + b) * 256 + c) * 256 + d;
const hex = (value: number): string => value.toString(16);

/** The notations of an IPv4 address that a browser understands, and the IPv6 addresses that carry one. */
const notations: readonly ((address: V4) => string)[] = [
  (v4) => v4.join('.'),
  (v4) => `${v4.join('.')}.`,
  (v4) => String(number(v4)),
  (v4) => `0x${hex(number(v4))}`,
  (v4) => v4.map((part) => `0${part.toString(8)}`).join('.'),
  (v4) => v4.map((part) => `0x${hex(part)}`).join('.'),
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  (v4) => v4.join('%2e'),
  (v4) => v4.join('。'),
  (v4) => `[::ffff:${v4.join('.')}]`,
  (v4) => `[::${v4.join('.')}]`,
  (v4) => `[64:ff9b::${v4.join('.')}]`,
  ([a, b, c, d]) => `[2002:${hex(a * 256 + b)}:${hex(c * 256 + d)}::1]`,
];

const privateHost = fc.oneof(
  fc.tuple(privateV4, fc.constantFrom(...notations)).map(([address, write]) => write(address)),
  fc.constantFrom(
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    'ｌocalhost',
  ),
  fc.constantFrom('nas.local', 'nas.local.', 'wiki.internal', 'router.lan', 'printer', 'x.home.arpa', 'intranet'),
  fc
    .tuple(fc.constantFrom('fe80', 'fc00', 'fd12', 'ff02', 'fec0'), fc.nat(0xffff))
    .map(([a, b]) => `[${a}::${hex(b)}]`),
);
const tail = fc.tuple(
  fc.constantFrom('', ':443', ':8080', ':80'),
  fc.constantFrom('', '/', '/a.mp4', '/latest/meta-data?x=1', '#f', '?@api.example.com'),
);
const scheme = fc.constantFrom('https://', 'http://', 'HTTPS://', 'https:\\\\', 'https:/', '//');

const anyAddress = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: 'binary' }),
  fc.tuple(scheme, privateHost, tail).map(([start, host, end]) => start + host + end.join('')),
);
const pasted = fc.oneof(
  anyAddress,
  fc
    .tuple(
      fc.constantFrom('', 'https://', 'http://', ' https://', '"https://'),
      fc.constantFrom(
        'api.openai.com',
        'localhost:8080',
        '127.0.0.1',
        'openrouter.ai',
        'x.openai.azure.com',
        '[::1]:1',
      ),
      fc.array(fc.constantFrom('v1', 'api', 'openai', 'videos', 'models', 'video', 'v1beta', '..', '%2e', 'a b', ''), {
        maxLength: 5,
      }),
      fc.constantFrom('', '/', '?x=1', '#', '"'),
    )
    .map(([start, host, segments, end]) => [start + host, ...segments].join('/') + end),
);

export function addresses(): void {
  property('no answer leads into a private network', fc.tuple(scheme, privateHost, tail), ([start, host, end]) => {
    const address = start + host + end.join('');
    assert.equal(isFetchable(address, baseUrl), false, address);
  });

  property('user information is never sent along', fc.tuple(fc.webUrl(), fc.webUrl()), ([address, own]) => {
    const url = new URL(address);
    url.username = 'user';
    for (const base of [baseUrl, own, url.origin]) assert.equal(isFetchable(url.href, base), false, url.href);
  });

  property('what may be fetched is the own origin or public https', anyAddress, (address) => {
    if (!isFetchable(address, baseUrl)) return;
    assert.ok(sameOrigin(address, baseUrl) || new URL(address).protocol === 'https:');
  });

  const auth = fc.constantFrom('bearer', 'api-key', undefined);
  property(
    'a base address is normalised once and for all',
    fc.tuple(pasted, fc.constantFrom(...providerTypes), auth),
    ([address, type, how]) => {
      let normal: string;
      try {
        normal = normaliseBaseUrl(type, address, how);
      } catch (error) {
        assert.ok(error instanceof VideoJobsError && error.kind === 'rejected', String(error));
        return;
      }
      assert.equal(normaliseBaseUrl(type, normal, how), normal);
      assert.match(normal, /^(https:\/\/|http:\/\/(localhost|127\.|\[::1\]|[^/]*\.localhost))/);
      assert.ok(!normal.endsWith('/') && !/[?#@]/.test(new URL(normal).origin + new URL(normal).search));
    },
  );

  const id = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', '.', '', 'a/../b', '%2e%2e', 'sora-2:task_1'),
  );
  property('an id is one segment of an address, whatever it holds', id, (text) => {
    let path: string;
    try {
      path = `/videos/${idSegment(text)}`;
    } catch (error) {
      assert.ok(error instanceof VideoJobsError && error.kind === 'rejected', String(error));
      return;
    }
    const { pathname, origin, search, hash } = new URL(urlOf(baseUrl, { method: 'GET', path }));
    assert.deepEqual([origin, search, hash], ['https://api.example.com', '', '']);
    assert.equal(decodeURIComponent(pathname.replace('/v1/videos/', '')), text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  });
}
