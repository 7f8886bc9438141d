import assert from 'node:assert/strict';
import sinon from 'sinon';
import { networkSettings } from '../../../src/platform/network';
import { fakeSettings } from '../support/settings';

describe('The way to the network', () => {
  afterEach(() => sinon.restore());

  it('is the whole editor’s', () => {
    fakeSettings({
      'videoJobs.network.client': 'vscode',
      'http.proxy': ' http://proxy.example:8080 ',
      'http.proxyAuthorization': 'Basic eA==',
      'http.noProxy': ['internal.example', 7],
      'http.proxySupport': 'on',
      'http.proxyStrictSSL': false,
      'http.systemCertificates': false,
    });
    assert.deepEqual(networkSettings({ HTTPS_PROXY: 'http://env.example', SECRET: 'x' }), {
      client: 'vscode',
      proxy: 'http://proxy.example:8080',
      proxyAuthorization: 'Basic eA==',
      noProxy: ['internal.example'],
      proxySupport: 'on',
      strictSSL: false,
      systemCertificates: false,
      env: { HTTPS_PROXY: 'http://env.example' },
    });
  });

  it('is careful where nothing is set', () => {
    fakeSettings();
    assert.deepEqual(networkSettings({}), {
      client: 'undici',
      proxy: undefined,
      proxyAuthorization: undefined,
      noProxy: [],
      proxySupport: undefined,
      strictSSL: true,
      systemCertificates: true,
      env: {},
    });
  });
});
