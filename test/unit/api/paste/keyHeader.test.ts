import assert from 'node:assert/strict';
import { createClient } from '../../../../src/api/client';
import { readPasted } from '../../../../src/api/paste/pasted';
import { transportFor } from '../support/connect';
import { TestServer } from '../support/server';

describe('A key pasted in a header of its own', () => {
  let server: TestServer;
  let other: TestServer;

  beforeEach(async () => {
    server = await TestServer.start();
    other = await TestServer.start();
  });

  afterEach(async () => {
    await server.stop();
    await other.stop();
  });

  for (const header of ['Ocp-Apim-Subscription-Key', 'X-Functions-Key', 'cf-aig-authorization', 'X-My-Secret']) {
    it(`is kept apart from the provider, and sent in ${header} to its own server only`, async () => {
      const key = 'vj/0secret0of0gateway=';
      const curl = `curl ${server.origin}/v1/videos -H '${header}: ${key}' -H 'Content-Type: application/json' -d '{"model":"sora-2","prompt":"a"}'`;
      const pasted = readPasted(curl);
      assert.equal(pasted.key, key);
      assert.ok(!JSON.stringify([pasted.provider, pasted.left]).includes(key));
      assert.equal(pasted.provider.keyHeader, header);

      server.on('GET /v1/videos/a', { json: { id: 'a', status: 'completed', url: `${other.origin}/clip.mp4` } });
      server.on('GET /v1/videos/a/content', { status: 302, headers: { location: `${other.origin}/clip.mp4` } });
      other.on('GET /clip.mp4', { status: 404 });
      const transport = transportFor();
      const provider = { ...pasted.provider, id: 'lab' };
      const client = createClient({ provider, baseUrl: provider.baseUrl, key }, transport);
      await client.get('a');
      assert.equal(server.last.headers[header.toLowerCase()], key);
      assert.equal(server.last.headers.authorization, undefined);
      await assert.rejects(client.content('a', { variant: 'video', index: 0 }));
      assert.ok(other.requests.length > 0);
      assert.ok(!JSON.stringify(other.requests).includes(key));
      await transport.close();
    });
  }

  for (const [first, second] of [
    ['Authorization: Bearer vj0first0secret', 'cf-aig-authorization: Bearer vj0second0secret'],
    ['api-key: vj0first0secret', 'X-Auth-Key: vj0second0secret'],
    ['X-Auth-Key: vj0first0secret', 'Authorization: Bearer vj0second0secret'],
    ['Ocp-Apim-Subscription-Key: vj0first0secret', 'X-Functions-Key: vj0second0secret'],
    ['token: vj0first0secret', 'api-key: vj0second0secret'],
  ] as const) {
    it(`says that it is the only one of a provider where ${first.split(':')[0]} comes with ${second.split(':')[0]}`, () => {
      const pasted = readPasted(`curl https://lab.example/v1/videos -H '${first}' -H '${second}'`);
      assert.equal(pasted.key, 'vj0first0secret');
      const [name = ''] = second.split(':');
      assert.ok(
        pasted.left.some((line) => line.includes(`“${name}”: a provider has one key`)),
        pasted.left.join(' | '),
      );
      assert.ok(!JSON.stringify([pasted.provider, pasted.left]).includes('vj0second0secret'));
    });
  }
});
