import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type World, world } from './support/jobs';
import { startProxy, type TestProxy } from './support/proxy';

const tlsFolder = process.env.VIDEO_JOBS_TLS ?? '';
const file = (name: string) => readFileSync(join(tlsFolder, name));
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Settings of a case, and what it must come to. */
interface Case {
  name: string;
  http: Record<string, unknown>;
  env?: Record<string, string>;
  mode?: TestProxy['mode'];
  /** Base origin; a name that only the proxy knows, where not said. */
  at?: () => string;
  /** `true`: it works; else what the message says. By client where they differ; `skip` where it cannot be tried. */
  result: Expected | { undici: Expected; vscode: Expected };
  proxied: boolean;
}
type Expected = true | RegExp | 'skip';

describe('The network of the editor', () => {
  let w: World;
  let tls: Record<'good' | 'expired' | 'other', Server>;
  let editorTrusts: boolean;
  let proxy: TestProxy;
  let closed: string;
  const rows: string[] = [];

  const set = (name: string, value: unknown) => {
    const [section, ...rest] = name.split('.');
    return vscode.workspace.getConfiguration(section).update(rest.join('.'), value, vscode.ConfigurationTarget.Global);
  };

  before(async () => {
    w = await world();
    const secure = (name: string) =>
      new Promise<Server>((done) => {
        // The sandbox answers to its own name only.
        const server = createTlsServer({ key: file(`${name}.key`), cert: file(`${name}.crt`) }, (asked, answer) => {
          const { method, url: path, headers } = asked;
          const host = new URL(w.sandbox.origin).host;
          const onward = request(`${w.sandbox.origin}${path}`, { method, headers: { ...headers, host } }, (got) => {
            answer.writeHead(got.statusCode ?? 502, got.headers);
            got.pipe(answer);
          });
          onward.on('error', () => answer.destroy());
          asked.pipe(onward);
        });
        server.on('tlsClientError', () => {});
        server.listen(0, '127.0.0.1', () => done(server));
      });
    tls = { good: await secure('good'), expired: await secure('expired'), other: await secure('other') };
    // VS Code's own, without us: builds before 1.139 do not take what `SSL_CERT_FILE` names for the system's.
    editorTrusts = await fetch(`https://127.0.0.1:${portOf(tls.good)}`).then(
      () => true,
      () => false,
    );
    proxy = await startProxy(portOf(tls.good), Number(process.env.VIDEO_JOBS_ENV_PROXY));
    const empty = createServer();
    await new Promise<void>((done) => empty.listen(0, '127.0.0.1', done));
    closed = `127.0.0.1:${(empty.address() as AddressInfo).port}`;
    await new Promise((done) => empty.close(done));
  });
  after(async () => {
    for (const row of rows) console.log(`    ${row}`);
    await set('videoJobs.network.client', undefined);
    for (const server of Object.values(tls)) server.close();
    await proxy.close();
    await w.end();
  });

  const url = () => `http://${proxy.host}`;
  /** The browser around VS Code reads the environment, too. */
  const ours = () => proxy.seen.filter((line) => line.includes('videos.test'));
  const direct = (name: keyof typeof tls) => () => `https://127.0.0.1:${portOf(tls[name])}`;
  const unknownName = /videos\.test was not found|Connecting to .* timed out/;
  const cases: Case[] = [
    { name: 'http.proxy', http: { 'http.proxy': url }, result: true, proxied: true },
    { name: 'environment only', http: {}, result: true, proxied: true },
    ...['on', 'fallback', 'override'].map((support) => ({
      name: `proxySupport ${support}`,
      http: { 'http.proxy': url, 'http.proxySupport': support },
      result: true as const,
      proxied: true,
    })),
    {
      name: 'proxySupport off',
      http: { 'http.proxy': url, 'http.proxySupport': 'off' },
      result: unknownName,
      proxied: false,
    },
    {
      name: 'noProxy names the host',
      http: { 'http.proxy': url, 'http.noProxy': ['.test'] },
      result: unknownName,
      proxied: false,
    },
    {
      name: 'noProxy *',
      http: { 'http.proxy': url, 'http.noProxy': ['a.example', '*'] },
      result: unknownName,
      proxied: false,
    },
    {
      name: 'noProxy with the port',
      http: { 'http.proxy': url, 'http.noProxy': ['videos.test:443'] },
      result: unknownName,
      proxied: false,
    },
    {
      name: 'noProxy with another port',
      http: { 'http.proxy': url, 'http.noProxy': ['videos.test:8443'] },
      result: true,
      proxied: true,
    },
    {
      name: 'noProxy of others hides NO_PROXY',
      http: { 'http.proxy': url, 'http.noProxy': ['a.example'] },
      env: { NO_PROXY: 'videos.test' },
      result: true,
      proxied: true,
    },
    {
      name: 'sign-in in the setting',
      http: { 'http.proxy': () => `http://ann:s%20ecret@${proxy.host}` },
      mode: { signIn: 'ann:s ecret' },
      result: true,
      proxied: true,
    },
    {
      name: 'sign-in in proxyAuthorization',
      http: { 'http.proxy': url, 'http.proxyAuthorization': `Basic ${Buffer.from('ann:x').toString('base64')}` },
      mode: { signIn: 'ann:x' },
      result: { undici: true, vscode: 'skip' },
      proxied: true,
    },
    {
      name: 'sign-in asked for (407)',
      http: { 'http.proxy': url },
      mode: { signIn: 'ann:x' },
      // VS Code asks the user there, and nobody answers.
      result: { undici: /407/, vscode: 'skip' },
      proxied: true,
    },
    {
      name: 'proxy refuses (403)',
      http: { 'http.proxy': url },
      mode: { status: 403 },
      result: /proxy rejected the request.*403/,
      proxied: true,
    },
    {
      name: 'proxy is not there',
      http: { 'http.proxy': () => `http://${closed}` },
      result: /proxy 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/,
      proxied: false,
    },
    { name: 'system certificate', http: {}, at: direct('good'), result: true, proxied: false },
    {
      name: 'systemCertificates off',
      http: { 'http.systemCertificates': false },
      at: direct('good'),
      result: /could not be verified \((SELF_SIGNED|UNABLE_TO)/,
      proxied: false,
    },
    {
      name: 'strictSSL off',
      http: { 'http.systemCertificates': false, 'http.proxyStrictSSL': false },
      at: direct('good'),
      // Its `fetch` does not know that setting.
      result: { undici: true, vscode: /could not be verified/ },
      proxied: false,
    },
    {
      name: 'certificate has expired',
      http: {},
      at: direct('expired'),
      result: /has expired or is not valid yet/,
      proxied: false,
    },
    { name: 'certificate of another name', http: {}, at: direct('other'), result: /another name/, proxied: false },
    {
      name: 'https where http is spoken',
      http: {},
      at: () => w.sandbox.origin.replace('http:', 'https:'),
      result: /does not use https/,
      proxied: false,
    },
  ];

  for (const client of ['undici', 'vscode'] as const) {
    describe(`with ${client}`, () => {
      before(() => set('videoJobs.network.client', client));

      for (const { name, http, env = {}, mode = {}, at, result, proxied } of cases) {
        const expected = typeof result === 'object' && 'undici' in result ? result[client] : result;
        if (expected === 'skip') {
          rows.push(`${client.padEnd(8)} ${name.padEnd(43)} -        not tried`);
          continue;
        }
        it(name, async function () {
          if (client === 'vscode' && !editorTrusts) this.skip();
          const origin = at?.() ?? 'https://videos.test';
          const id = await w.provide('openai', { id: 'tls', baseUrl: `${origin}/openai/v1` });
          const values = Object.entries(http);
          proxy.mode = mode;
          proxy.seen.length = 0;
          try {
            for (const [key, value] of values) {
              await set(key, typeof value === 'function' ? (value as () => string)() : value);
            }
            Object.assign(process.env, env);
            const { ok, message } = await w.api.testProvider(id);
            rows.push(
              `${client.padEnd(8)} ${name.padEnd(43)} ${ours().length > 0 ? 'proxy ' : 'direct'}   ${ok ? 'works' : message.split(' (')[0]}`,
            );
            if (expected === true) assert.ok(ok, message);
            else assert.match(message, expected);
            assert.deepEqual([...new Set(ours())], proxied ? ['CONNECT videos.test:443'] : []);
          } finally {
            for (const key of Object.keys(env)) delete process.env[key];
            for (const [key] of values) await set(key, undefined);
          }
        });
      }

      it('a job from create to its clip, through the proxy', async function () {
        if (client === 'vscode' && !editorTrusts) this.skip();
        await set('http.proxy', url());
        try {
          const id = await w.provide('openai', { baseUrl: 'https://videos.test/openai/v1' });
          const before = w.sandbox.requests.length;
          const { key } = await w.create(id, { prompt: `Through the proxy with ${client}` });
          const job = await w.until(key, (each) => each.media.length > 0);
          assert.ok(job.media[0]!.bytes > 1000);
          const posts = w.sandbox.requests.slice(before).filter(({ method }) => method === 'POST');
          assert.equal(posts.length, 1, 'paid once');
        } finally {
          await set('http.proxy', undefined);
        }
      });
    });
  }
});
