import assert from 'node:assert/strict';
import path from 'node:path';
import { createClient } from '../../../src/api/client';
import { capabilitiesOf, dialectFor } from '../../../src/api/dialects';
import type { VideoClient } from '../../../src/api/types';
import type { SandboxSystem } from '../../../src/sandbox';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { typeOf } from '../../support/sandbox/systems';
import { clientFor, failure, transportFor } from './support/connect';
import { TestServer } from './support/server';

/** Systems that cancel, and the request with which they do; `until`: the last state in which they accept it. */
const systems: readonly { system: SandboxSystem; sends: string; model?: string; until: 'queued' | 'in_progress' }[] = [
  {
    system: 'fal',
    sends: 'PUT /fal/owner/sandbox-slow/requests/{id}/cancel',
    model: 'owner/sandbox-slow',
    until: 'in_progress',
  },
  { system: 'replicate', sends: 'POST /replicate/v1/predictions/{id}/cancel', until: 'in_progress' },
  { system: 'runway', sends: 'DELETE /runway/v1/tasks/{id}', until: 'in_progress' },
  {
    system: 'interactions',
    sends: 'POST /interactions/v1beta/interactions/{id}/cancel',
    until: 'in_progress',
  },
  { system: 'ark', sends: 'DELETE /ark/api/v3/contents/generations/tasks/{id}', until: 'queued' },
  { system: 'minimax', sends: 'DELETE /minimax/v2/video_generation/{id}', until: 'queued' },
  { system: 'dashscope', sends: 'POST /dashscope/api/v1/tasks/{id}/cancel', until: 'queued' },
];

describe('Canceling at a server', () => {
  const transport = transportFor();
  let sandbox: TestSandbox;
  let time: number;
  beforeEach(async () => {
    time = Date.now();
    sandbox = await startTestSandbox({ clipsFolder: path.resolve('media/sandbox'), now: () => time });
  });
  afterEach(() => sandbox.close());
  after(() => transport.close());

  const clientOf = (system: SandboxSystem): VideoClient => {
    const baseUrl = sandbox.baseUrl(system);
    return createClient(
      { provider: { id: system, type: typeOf(system), baseUrl }, baseUrl, key: sandbox.key },
      transport,
    );
  };

  for (const { system, sends, model = 'sandbox-slow', until } of systems) {
    describe(system, () => {
      const made = async () => {
        const client = clientOf(system);
        return { client, id: (await client.create({ prompt: 'a lantern', model, seconds: 5 })).id };
      };

      it('cancels a queued job with one request', async () => {
        const { client, id } = await made();
        const told = await client.cancel(id);
        const [last] = sandbox.requests.slice(-1);
        const own = id.split('/').at(-1) ?? '';
        assert.equal(`${last?.method} ${decodeURIComponent(last?.path ?? '')}`, sends.replace('{id}', own));
        assert.equal((await client.get(id)).status, 'cancelled');
        if (told) assert.deepEqual([told.id, told.status], [id, 'cancelled']);
      });

      it(
        until === 'queued' ? 'is refused for a running job, in the server’s words' : 'cancels a running job',
        async () => {
          const { client, id } = await made();
          time += 30_000;
          assert.equal((await client.get(id)).status, 'in_progress');
          if (until === 'in_progress') {
            await client.cancel(id);
            assert.equal((await client.get(id)).status, 'cancelled');
          } else {
            const error = await failure(() => client.cancel(id), 'rejected');
            assert.match(error.serverMessage ?? '', /task/i);
            assert.equal(error.mayHaveHappened, false);
            assert.equal((await client.get(id)).status, 'in_progress');
          }
        },
      );

      it('states when a job can be canceled', () => {
        const { cancel, cancelTerms } = clientOf(system).capabilities;
        assert.equal(cancel, true);
        assert.deepEqual(cancelTerms?.when, until === 'queued' ? ['queued'] : ['queued', 'in_progress']);
      });
    });
  }

  it('is not offered for jobs of a protocol without it', async () => {
    assert.deepEqual(capabilitiesOf({ type: 'minimax', baseUrl: '' }).cancelTerms?.except, ['v1/']);
    assert.deepEqual(capabilitiesOf({ type: 'gemini', baseUrl: '' }).cancelTerms?.except, ['models/']);
    await failure(() => clientOf('minimax').cancel('v1/106916112212032'), 'unsupported');
    for (const type of ['openai', 'openrouter', 'kling', 'luma', 'newapi']) {
      assert.equal(capabilitiesOf({ type, baseUrl: '' }).cancel, false, type);
    }
    assert.deepEqual(sandbox.requests, []);
  });

  it('knows the servers whose request deletes what has ended', () => {
    const destroying = systems.filter(({ system }) => clientOf(system).capabilities.cancelTerms?.destroys);
    assert.deepEqual(
      destroying.map(({ system }) => system),
      ['runway', 'ark', 'minimax'],
    );
  });

  describe('at a server that differs from its type', () => {
    let server: TestServer;
    before(async () => (server = await TestServer.start()));
    beforeEach(() => server.reset());
    after(() => server.stop());
    const client = (cancel: string): VideoClient =>
      clientFor(`${server.origin}/v1`, transport, { overrides: { paths: { cancel } } });

    it('uses the path of the settings, and takes a DELETE for one that destroys', () => {
      const provider = { type: 'openai', baseUrl: '' };
      const at = (cancel: string) => ({ ...provider, overrides: { paths: { cancel } } });
      const encoded = (cancel: string) => dialectFor(at(cancel)).encode({ op: 'cancel', id: 'a' }, {});
      const { method, path: target } = encoded('/jobs/{id}/cancel');
      assert.deepEqual([method, target], ['POST', '/jobs/a/cancel']);
      assert.equal(encoded('PUT /jobs/{id}').method, 'PUT');
      assert.equal(capabilitiesOf(at('DELETE /jobs/{id}')).cancelTerms?.destroys, true);
      assert.equal(capabilitiesOf(at('/jobs/{id}/cancel')).cancelTerms?.destroys, undefined);
    });

    for (const [title, reply, kind] of [
      ['a server that lacks the route', { status: 404, body: '<html>Not Found</html>' }, 'unsupported'],
      ['a server that lacks the method', { status: 405, json: { error: 'no' } }, 'unsupported'],
      ['a server that does not know the job', { status: 404, json: { error: { message: 'no such job' } } }, 'notFound'],
      ['an error under 200', { json: { error: { message: 'too late' } } }, 'rejected'],
    ] as const) {
      it(`tells ${title}`, async () => {
        server.on('POST /v1/jobs/a/cancel', reply);
        await failure(() => client('/jobs/{id}/cancel').cancel('a'), kind);
      });
    }

    it('says of an error of the server that the job may have been canceled, and repeats nothing', async () => {
      server.on('POST /v1/jobs/a/cancel', { status: 502, body: 'Bad Gateway' });
      const error = await failure(() => client('/jobs/{id}/cancel').cancel('a'), 'server');
      assert.equal(error.mayHaveHappened, true);
      assert.equal(server.requests.length, 1);
    });

    it('takes an answer without a body for a success', async () => {
      server.on('POST /v1/jobs/a/cancel', { status: 204 });
      assert.equal(await client('/jobs/{id}/cancel').cancel('a'), undefined);
    });
  });
});
