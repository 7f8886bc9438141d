import assert from 'node:assert/strict';
import os from 'node:os';
import sinon from 'sinon';
import { isOnline } from '../../../src/platform/online';
import { fakeSettings } from '../support/settings';

describe('whether there is a network', () => {
  const names = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  const kept = new Map(names.map((name) => [name, process.env[name]]));

  beforeEach(() => {
    fakeSettings({});
    for (const name of names) delete process.env[name];
  });

  afterEach(() => {
    sinon.restore();
    for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
  });

  const addresses = (...given: [address: string, internal: boolean][]) =>
    sinon
      .stub(os, 'networkInterfaces')
      .returns({ any: given.map(([address, internal]) => ({ address, internal })) } as never);

  it('is told by an address beyond this machine', () => {
    addresses(['127.0.0.1', true], ['192.168.1.7', false]);
    assert.equal(isOnline(), true);
  });

  it('is not told by the machine’s own, nor by one that a cable nobody plugged in would have', () => {
    addresses(['127.0.0.1', true], ['::1', true], ['fe80::1', false]);
    assert.equal(isOnline(), false);
  });

  it('is told by a proxy, through which a container without a network of its own may reach all', () => {
    addresses(['127.0.0.1', true]);
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:3128';
    assert.equal(isOnline(), true);
  });
});
