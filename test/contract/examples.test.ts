import assert from 'node:assert/strict';
import { createClient } from '../../src/api/client';
import { VideoJobsError } from '../../src/api/errors';
import type { HttpClient } from '../../src/api/http/http';
import { createTransport } from '../../src/api/transport/transport';
import type { VideoClient } from '../../src/api/types';
import { startTestSandbox } from '../support/sandbox';
import { describeWithContracts } from './support/contracts';
import { type Example, loadExamples } from './support/examples';

const kinds: Record<number, string> = {
  400: 'rejected',
  401: 'auth',
  402: 'payment',
  404: 'notFound',
  429: 'rateLimited',
  500: 'server',
  502: 'server',
};

/** A client of OpenRouter's dialect to whom every request is answered with the example. */
function clientThatHears({ status = 200, contentType, value }: Example): VideoClient {
  const door: HttpClient = {
    send: async () => ({
      status,
      headers: { 'content-type': contentType },
      body: (async function* () {
        yield Buffer.from(JSON.stringify(value));
      })(),
      discard: () => {},
    }),
    close: async () => {},
  };
  const transport = createTransport({
    network: () => ({}),
    userAgent: 'video-jobs-tests',
    createHttpClient: () => door,
  });
  const baseUrl = 'https://provider.invalid/api/v1';
  const provider = { id: 'example', type: 'openrouter', baseUrl };
  return createClient({ provider, baseUrl, key: 'key' }, transport);
}

const calls: Record<string, (client: VideoClient) => Promise<unknown>> = {
  'post /videos': (client) => client.create({ prompt: 'a boat', model: 'example/model' }),
  'get /videos/{jobId}': (client) => client.get('job-abc123'),
  'get /videos/{jobId}/content': (client) => client.content('job-abc123', { variant: 'video', index: 0 }),
  'get /videos/models': (client) => client.models(),
};

describeWithContracts('The examples of the OpenAPI documents', () => {
  let examples: Example[];

  before(async () => {
    examples = await loadExamples();
  });
  const answers = (fits: (status: number) => boolean) =>
    examples.filter(
      ({ status, contentType }) => status !== undefined && contentType === 'application/json' && fits(status),
    );

  it('of answers are decoded by our client, field by field', async () => {
    const decoded: Record<string, unknown> = {};
    for (const example of answers((status) => status < 300)) {
      const operation = `${example.method} ${example.path}`;
      decoded[operation] = await calls[operation]!(clientThatHears(example));
    }
    const valueOf = (operation: string) =>
      answers((status) => status < 300).find((e) => `${e.method} ${e.path}` === operation)!.value as Record<
        string,
        unknown
      >;
    const created = decoded['post /videos'] as Record<string, unknown>;
    assert.deepEqual([created.id, created.status], [valueOf('post /videos').id, 'queued']);
    const shown = valueOf('get /videos/{jobId}');
    const job = decoded['get /videos/{jobId}'] as Record<string, unknown>;
    assert.deepEqual(
      [job.id, job.status, job.urls, job.outputs, job.cost],
      [shown.id, 'completed', shown.unsigned_urls, 1, { amount: 0.5, currency: 'USD', source: 'reported' }],
    );
    const [first] = valueOf('get /videos/models').data as { id: string; supported_durations: number[] }[];
    const [model] = decoded['get /videos/models'] as { id: string; seconds: number[] }[];
    assert.deepEqual([model?.id, model?.seconds], [first?.id, first?.supported_durations]);
  });

  it('of errors reach the user as what they are, in the words of the provider', async () => {
    const errors = answers((status) => status >= 400);
    assert.ok(errors.length >= 15);
    for (const example of errors) {
      const { error } = example.value as { error: { message: string } };
      const operation = `${example.method} ${example.path}`;
      await assert.rejects(calls[operation]!(clientThatHears(example)), (thrown: unknown) => {
        assert.ok(thrown instanceof VideoJobsError);
        assert.equal(thrown.kind, kinds[example.status!], `${operation} ${example.status}`);
        assert.ok(thrown.message.includes(error.message), thrown.message);
        return true;
      });
    }
  });

  it('of requests are taken by the sandbox', async () => {
    const sandbox = await startTestSandbox({ clipsFolder: 'media/sandbox' });
    const requests = examples.filter(({ status, value }) => status === undefined && typeof value === 'object');
    assert.ok(requests.length >= 1);
    for (const { method, path, contentType, value } of requests) {
      const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': contentType };
      const address = `${sandbox.baseUrl('openrouter')}${path}`;
      const response = await fetch(address, { method: method.toUpperCase(), headers, body: JSON.stringify(value) });
      assert.equal(response.status, 202);
    }
    await sandbox.close();
  });
});
