import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Overrides } from '../../../../src/api/overrides';
import { parseRecording, type Recording, recordingOf } from '../../../../src/api/recording/recording';
import { createExchanges } from '../../../../src/api/transport/exchanges';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox';
import { canary, clientFor, connectionTo, mp4, readAll, transportFor } from '../support/connect';

const clip = mp4(3000);

/** new-api v1.0.0-rc.30 (QuantumNous/new-api#7194): neither id nor address in the answer, the clip at a path of its own. */
function rc30(): Server {
  let polls = 0;
  return createServer(({ method, url = '' }, response) => {
    const say = (value: unknown, status = 200) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-oneapi-request-id': 'req-1' })
        .end(JSON.stringify(value));
    if (method === 'POST') say({ id: 'task_1', task_id: 'task_1', status: 'queued', prompt: 'a secret cat' });
    else if (url === '/v1/tasks/task_1/artifacts/video/content') {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length }).end(clip);
    } else if (url === '/v1/videos/task_1') {
      say({
        created_at: 1763719200,
        fail_reason: '',
        platform: '1',
        task_id: 'task_1',
        ...(polls++ === 0 ? { status: 'IN_PROGRESS', progress: '30%' } : { status: 'SUCCESS', progress: '100%' }),
        poster: 'https://cdn.example/a.webp?X-Amz-Signature=abcdef',
        token: canary,
      });
    } else say({ error: { message: `Invalid URL (GET ${url})` } }, 404);
  });
}

describe('A server like new-api rc.30', () => {
  let server: Server;
  let baseUrl: string;
  let sandbox: TestSandbox;
  const overrides: Overrides = { paths: { content: '/tasks/{id}/artifacts/video/content' } };
  before(async () => {
    server = rc30();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    sandbox = await startTestSandbox({ clipsFolder: join('media', 'sandbox') });
  });
  after(async () => {
    server.close();
    await sandbox.close();
  });

  /** A whole life of a job: what was seen, and what was kept of it. */
  async function live(at: string, differs: Overrides | undefined) {
    const exchanges = createExchanges();
    const transport = transportFor({ exchanges });
    const client = clientFor(at, transport, { type: 'newapi', overrides: differs });
    const seen = [await client.create({ prompt: 'a secret cat', model: 'm' })];
    for (let i = 0; i < 2; i++) seen.push(await client.get('task_1'));
    const content = await client.content('task_1', { variant: 'video', index: 0, known: seen.at(-1) }).then(
      async (found) => ({ type: found.contentType, bytes: (await readAll(found)).length }),
      (error: { kind: string }) => error.kind,
    );
    await transport.close();
    const facts = seen.map(({ id, status, progress, providerStatus, createdAt }) => {
      return { id, status, progress, providerStatus, createdAt };
    });
    return { facts, content, answers: exchanges.responses.of('test', 'task_1'), redactor: transport.redactor };
  }

  it('has its clip fetched by an override alone', async () => {
    const plain = await live(baseUrl, undefined);
    assert.equal(typeof plain.content, 'string', 'there is no way to the clip without it');
    const mended = await live(baseUrl, overrides);
    assert.equal(mended.facts.at(-1)!.status, 'completed');
    assert.deepEqual(mended.content, { type: 'video/mp4', bytes: clip.length });
  });

  it('is recorded without keys, signatures and the prompt, and replayed to the same job', async () => {
    const restarted = rc30();
    await new Promise<void>((resolve) => void restarted.listen(0, '127.0.0.1', resolve));
    const own = `http://127.0.0.1:${(restarted.address() as AddressInfo).port}/v1`;
    const { facts, answers, redactor } = await live(own, overrides);
    restarted.close();
    const connection = connectionTo(own, { type: 'newapi', overrides });
    const file = JSON.stringify(recordingOf(connection, answers, redactor, false));
    for (const secret of [canary, 'abcdef', 'a secret cat']) assert.ok(!file.includes(secret), secret);
    assert.ok(JSON.stringify(recordingOf(connection, answers, redactor, true)).includes('a secret cat'));
    const recording = parseRecording(file);
    assert.deepEqual(
      recording.exchanges.map(({ operation, method, status }) => `${operation} ${method} ${status}`),
      ['create POST 200', 'get GET 200', 'get GET 200', 'content GET 200'],
    );
    const again = await live(sandbox.replay(recording), recording.provider.overrides);
    assert.deepEqual(again.facts, facts);
    assert.equal(typeof again.content, 'object');
  });

  it('answers 404 to what was not recorded', async () => {
    const recording: Recording = {
      format: 'video-jobs-recording',
      version: 1,
      provider: { type: 'openai', baseUrl: 'https://h.example/v1' },
      exchanges: [
        {
          operation: 'get',
          method: 'GET',
          path: '/v1/videos/a',
          status: 200,
          body: { url: 'https://c.example/a.mp4' },
        },
      ],
    };
    const at = sandbox.replay(recording);
    assert.equal((await fetch(`${at}/videos/b`)).status, 404);
    const { url } = (await (await fetch(`${at}/videos/a`)).json()) as { url: string };
    assert.ok(url.startsWith(sandbox.storageOrigin), 'media is the sandbox’s own');
  });
});

describe('A file that is no recording', () => {
  const good = {
    format: 'video-jobs-recording',
    version: 1,
    provider: { type: 'openai', baseUrl: 'https://h.example/v1' },
    exchanges: [{ operation: 'get', method: 'GET', path: '/v1/videos/a', status: 200 }],
  };
  const exchange = (change: object) => ({ ...good, exchanges: [{ ...good.exchanges[0], ...change }] });

  it('is told from one that is', () => {
    assert.equal(parseRecording(JSON.stringify(good)).exchanges.length, 1);
  });

  for (const [why, text, words] of [
    ['huge', ' '.repeat(3 * 2 ** 20), /larger than/],
    ['no JSON', '{', /not JSON/],
    ['something else', '[]', /another format/],
    ['of the future', JSON.stringify({ ...good, version: 2 }), /later version/],
    ['of no type', JSON.stringify({ ...good, provider: { ...good.provider, type: 'evil' } }), /“provider”/],
    [
      'of a file',
      JSON.stringify({ ...good, provider: { type: 'openai', baseUrl: 'file:///etc/passwd' } }),
      /“provider”/,
    ],
    ['empty', JSON.stringify({ ...good, exchanges: [] }), /“exchanges”/],
    ['with a path that is none', JSON.stringify(exchange({ path: 'C:\\x' })), /“exchanges.0”/],
    ['with another method', JSON.stringify(exchange({ method: 'CONNECT' })), /“exchanges.0”/],
    ['with a status that no server can send', JSON.stringify(exchange({ status: 99 })), /“exchanges.0”/],
  ] as const) {
    it(`is refused with words: ${why}`, () => {
      assert.throws(() => parseRecording(text), { kind: 'rejected', message: words });
    });
  }
});
