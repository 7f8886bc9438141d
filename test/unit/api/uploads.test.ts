import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client';
import { describedDialect, type Description } from '../../../src/api/dialects/described';
import type { MediaInput, Reference } from '../../../src/api/types';
import { uploadInputs } from '../../../src/api/uploads';
import { failure, transportFor } from './support/connect';
import { TestServer } from './support/server';

const file = (name: string, bytes: number, contentType = 'video/mp4'): Reference => ({
  kind: 'file',
  name,
  contentType,
  blob: new Blob([Buffer.alloc(bytes, 'a')]),
});
const large: MediaInput = { role: 'video', media: file('dance.mp4', 4_000_000), name: 'dance' };
const small: MediaInput = { role: 'reference', media: file('a.png', 10, 'image/png') };

describe('uploads of large inputs', () => {
  const transport = transportFor();
  let server: TestServer;
  before(async () => (server = await TestServer.start()));
  beforeEach(() => server.reset());
  after(async () => {
    await transport.close();
    await server.stop();
  });
  const clientOf = (type: string) => {
    const baseUrl = `${server.origin}/v1`;
    return createClient({ provider: { id: type, label: type, type, baseUrl }, baseUrl, key: 'secret' }, transport);
  };

  it('goes to Replicate as one form, and only if it is large', async () => {
    server.on('POST *', { status: 201, json: { id: 'f', urls: { get: 'https://api.replicate.com/v1/files/f' } } });
    const ready = await clientOf('replicate').upload?.([small, large]);
    assert.deepEqual(ready, [
      small,
      { role: 'video', media: { kind: 'url', url: 'https://api.replicate.com/v1/files/f' }, name: 'dance' },
    ]);
    assert.equal(server.requests.length, 1);
    const { url, headers, body } = server.last;
    assert.equal(url, '/v1/files');
    assert.match(String(headers['content-type']), /^multipart\/form-data/);
    assert.match(body, /name="content"; filename="dance\.mp4"/);
    assert.equal(headers['authorization'], 'Bearer secret');
  });

  it('goes to Runway in two steps, the fields of the first one before the file', async () => {
    const uploadUrl = `${server.origin}/storage`;
    const json = { uploadUrl, fields: { key: 'k/dance.mp4', policy: 'p' }, runwayUri: 'runway://1' };
    server.on('POST /v1/uploads', { json });
    server.on('POST /storage', { status: 204 });
    const ready = await clientOf('runway').upload?.([large]);
    assert.deepEqual(ready?.[0]?.media, { kind: 'url', url: 'runway://1' });
    const [start, send] = server.requests;
    assert.deepEqual(JSON.parse(start?.body ?? ''), { filename: 'dance.mp4', type: 'ephemeral' });
    assert.match(send?.body ?? '', /name="key"[\s\S]*name="policy"[\s\S]*name="file"; filename="dance\.mp4"/);
  });

  it('goes by PUT where a description says so, without the key to another origin', async () => {
    const other = await TestServer.start();
    other.on('PUT *', { status: 200 });
    const description: Description = {
      label: 'Lab',
      about: () => 'A lab',
      source: 'test',
      create: { method: 'POST', path: '/videos', body: { prompt: '{prompt}' } },
      get: { method: 'GET', path: '/videos/{id}' },
      upload: {
        above: { image: 0, video: 0, audio: 0 },
        start: {
          method: 'POST',
          path: '/initiate',
          body: { name: '{file.name}', type: '{file.type}', n: '{file.bytes}' },
        },
        send: { to: 'upload_url' },
        address: 'file_url',
      },
    };
    server.on('POST *', { json: { upload_url: `${other.origin}/put`, file_url: 'https://cdn.example/dance.mp4' } });
    const baseUrl = `${server.origin}/v1`;
    const connection = { provider: { id: 'lab', type: 'openai', baseUrl }, baseUrl, key: 'secret' };
    const context = { who: 'Lab', redactor: transport.redactor, write: false };
    const told: string[] = [];
    const ready = await uploadInputs(
      { connection, transport, dialect: describedDialect(description), context },
      [large],
      { onFile: (name, number, of) => told.push(`${name} ${number}/${of}`) },
    );
    assert.deepEqual(ready[0]?.media, { kind: 'url', url: 'https://cdn.example/dance.mp4' });
    assert.deepEqual(JSON.parse(server.last.body), { name: 'dance.mp4', type: 'video/mp4', n: 4_000_000 });
    assert.equal(other.last.body.length, 4_000_000);
    assert.equal(other.last.headers['content-type'], 'video/mp4');
    assert.equal(other.last.headers['authorization'], undefined);
    assert.deepEqual(told, ['dance.mp4 1/1']);
    await other.stop();
  });

  it('is refused an address inside this machine\u2019s network, and an answer without one', async () => {
    server.on('POST *', { json: { uploadUrl: 'http://192.168.0.7/x', runwayUri: 'runway://1' } });
    await failure(() => clientOf('runway').upload?.([large]) ?? Promise.resolve(), 'badResponse');
    server.reset();
    server.on('POST *', { json: { id: 'f' } });
    await failure(() => clientOf('replicate').upload?.([large]) ?? Promise.resolve(), 'badResponse');
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const { signal } = controller;
    await failure(() => clientOf('replicate').upload?.([large], { signal }) ?? Promise.resolve(), 'cancelled');
    assert.equal(server.requests.length, 0);
  });

  it('is no part of servers that take everything in the request', () => {
    assert.equal(clientOf('ark').upload, undefined);
  });
});
