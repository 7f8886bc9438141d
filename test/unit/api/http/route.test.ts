import assert from 'node:assert/strict';
import type { NetworkSettings } from '../../../../src/api/http/http';
import { proxySecrets, routeTo } from '../../../../src/api/http/route';

const proxy = 'http://proxy.example:8080';
const by = (url: string, settings: NetworkSettings) => routeTo(url, settings).by;
const around = (url: string, ...noProxy: string[]) => by(url, { proxy, noProxy }) === 'noProxy';

describe('The way of a request', () => {
  it('is direct where nothing else is said, and for loopback always', () => {
    assert.deepEqual(routeTo('https://api.example', {}), { by: 'nothing' });
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]', '127.1', '0x7f.1']) {
      assert.equal(by(`http://${host}:8000/`, { proxy }), 'loopback', host);
    }
    assert.equal(by('https://api.example', { proxy, proxySupport: 'off' }), 'off');
  });

  it('goes through the proxy of the setting, then of the environment', () => {
    assert.deepEqual(routeTo('https://api.example', { proxy, env: { HTTPS_PROXY: 'http://other' } }), {
      proxy,
      by: 'setting',
    });
    for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']) {
      assert.deepEqual(routeTo('https://api.example', { env: { [name]: proxy } }), { proxy, by: 'environment' }, name);
    }
    for (const proxySupport of ['on', 'override', 'fallback'] as const) {
      assert.equal(routeTo('https://api.example', { proxy, proxySupport }).proxy, proxy);
    }
  });

  it('takes a proxy with or without a scheme, and none that cannot be spoken to', () => {
    assert.equal(routeTo('https://api.example', { proxy: ' proxy:3128 ' }).proxy, 'http://proxy:3128');
    assert.equal(routeTo('https://api.example', { proxy: 'socks5h://proxy' }).proxy, 'socks5://proxy');
    for (const wrong of ['http://:bad:', 'ftp://proxy', 'socks4://proxy', 'file:///proxy']) {
      assert.throws(() => routeTo('https://api.example', { proxy: wrong }), { code: 'ERR_INVALID_PROXY' }, wrong);
    }
  });

  it('goes around the proxy for a name and what ends in it', () => {
    for (const entry of ['corp.example', '.corp.example', '*.corp.example', ' CORP.example ', 'corp.example.']) {
      assert.ok(around('https://corp.example/', entry), entry);
      assert.ok(around('https://a.b.corp.example/', entry), entry);
      assert.ok(!around('https://notcorp.example/', entry), entry);
      assert.ok(!around('https://corp.example.org/', entry), entry);
    }
    assert.ok(around('https://corp.example./', 'corp.example'));
    assert.ok(!around('https://corp.example/', 'a.corp.example', '', ' '));
  });

  it('ignores an entry that is no host name, and goes on with the next', () => {
    // A label that claims to be Punycode and is none, which some versions of Node take in a URL and some do not. A drawn case.
    const entry = 'xn--0.a0.a0';
    assert.ok(!around('https://corp.example/', entry));
    assert.ok(around('https://corp.example/', entry, 'corp.example'));
  });

  it('goes around it for everything with *, wherever that stands', () => {
    assert.ok(around('https://api.example/', '*'));
    assert.ok(around('https://api.example/', 'other', '*'));
    assert.equal(by('https://api.example', { proxy, env: { NO_PROXY: '*' } }), 'noProxy');
  });

  it('costMatters a port', () => {
    assert.ok(around('https://api.example/', 'api.example:443'));
    assert.ok(around('https://api.example:8443/', '.example:8443'));
    assert.ok(!around('https://api.example/', 'api.example:8443'));
    assert.ok(!around('https://api.example:8443/', 'api.example:443'));
  });

  it('compares addresses as what they are', () => {
    assert.ok(around('https://10.0.0.1/', '10.0.0.1'));
    assert.ok(!around('https://110.0.0.1/', '10.0.0.1'));
    assert.ok(!around('https://1.10.0.0.1.example/', '10.0.0.1'));
    for (const entry of ['2001:db8::1', '[2001:db8::1]', '[2001:0db8:0:0::1]:443', '2001:DB8::1']) {
      assert.ok(around('https://[2001:db8::1]/', entry), entry);
      assert.ok(!around('https://[2001:db8::2]/', entry), entry);
    }
    assert.ok(!around('https://[2001:db8::1]/', '[2001:db8::1]:8443'));
    assert.ok(!around('https://[2001:db8::1]/', '2001:db8::1%eth0'), 'a zone is nothing of an address of the web');
  });

  it('reads NO_PROXY only where the setting is empty', () => {
    const env = { NO_PROXY: 'a.example, b.example c.example' };
    for (const name of ['a', 'b', 'c']) assert.equal(by(`https://${name}.example`, { proxy, env }), 'noProxy');
    assert.equal(by('https://a.example', { proxy, env, noProxy: ['other.example'] }), 'setting');
    assert.equal(by('https://a.example', { proxy, env: { no_proxy: 'x', NO_PROXY: 'a.example' } }), 'setting');
  });

  it('has secrets that are hidden from then on', () => {
    const secrets = proxySecrets({
      proxy: 'http://ann:p%40ss-word@proxy',
      proxyAuthorization: 'Basic QW5uOng=',
      env: { HTTPS_PROXY: 'http://bob:hunter22@proxy', NO_PROXY: 'x' },
    });
    assert.deepEqual(new Set(secrets), new Set(['p%40ss-word', 'p@ss-word', 'hunter22', 'QW5uOng=']));
    assert.deepEqual(proxySecrets({ proxy: 'proxy:3128' }), []);
  });
});
