import assert from 'node:assert/strict';
import type { CreateInput, Reference, VideoClient } from '../../src/api/types';
import { sandboxModels, type SandboxSystem } from '../../src/sandbox';
import type { Exchange } from '../support/sandbox';
import { Contracts, describeWithContracts } from './support/contracts';
import { bytesOf, Session } from './support/session';

/** A PNG whose header says 1280x720, the size that the jobs below ask for. */
function image(): Reference {
  const header = Buffer.from('89504e470d0a1a0a0000000d4948445200000500000002d00802000000', 'hex');
  return { kind: 'file', name: 'start.png', contentType: 'image/png', blob: new Blob([header]) };
}

const input: CreateInput = { prompt: 'a paper boat on a lake', model: 'sandbox-video', seconds: 4, size: '1280x720' };
const address: Reference = { kind: 'url', url: 'https://pictures.invalid/start.png' };
const completed = 12;

const statusOf = ({ answer }: Exchange) => (JSON.parse(answer.body.toString()) as { status: string }).status;
const withoutId = (pathname: string) => pathname.replace(/(\/videos)\/[^/]+/, '$1/{id}');

describeWithContracts('What our client sends and the sandbox answers, held against the OpenAPI documents', () => {
  let contracts: Contracts;
  const session = new Session();

  before(async () => {
    contracts = await Contracts.load();
  });
  beforeEach(() => session.start());
  afterEach(() => session.stop());

  /**
   * All that went over the wire fits; these operations of the documents, no less, were part of it; and of the rest, the
   * documents say nothing.
   */
  function assertFits(operations: string[], undocumented: string[] = []): void {
    const documented = new Set<string>();
    const others = new Set<string>();
    for (const exchange of session.exchanges) {
      const { method, url, answer } = exchange;
      const { operation, ...finding } = contracts.check(exchange);
      assert.deepEqual(finding, { request: [], answer: [] }, `${method} ${url.pathname} ${answer.status}`);
      if (operation !== undefined) documented.add(operation);
      else if (url.origin === session.sandbox.origin) others.add(`${method} ${withoutId(url.pathname)}`);
    }
    assert.deepEqual([...documented].sort(), [...operations].sort());
    assert.deepEqual([...others].sort(), [...undocumented].sort());
  }

  /** A job in each of its states, to its end, for each way that it can go. */
  async function followAll(client: VideoClient, leaveOut: string[] = []): Promise<void> {
    for (const { id: model } of sandboxModels.filter(({ id }) => ![...leaveOut, 'sandbox-moderated'].includes(id))) {
      const { id } = await client.create({ ...input, model });
      for (const seconds of [0, 3, 6, 80, 80]) {
        session.advance(seconds);
        await client.get(id);
      }
    }
  }

  it('OpenAI: create as JSON and as a form, get, list, remix, edit, extend, content, delete', async () => {
    const client = session.client('openai');
    const { id } = await client.create({ ...input, reference: image() });
    await client.create({ ...input, reference: address });
    await session.client('openai', { overrides: { encoding: 'multipart' } }).create({ ...input, reference: address });
    await client.create({ prompt: 'nothing but a prompt' });
    session.advance(completed);
    for (const variant of client.capabilities.variants) {
      assert.ok((await bytesOf(await client.content(id, { variant, index: 0 }))).length > 500);
    }
    const derived = await client.remix(id, { prompt: 'at night' });
    assert.equal(derived.parentId, id);
    await client.edit(id, { prompt: 'in rain' });
    assert.equal((await client.extend(id, { prompt: 'and on', seconds: 8 })).seconds, 12);
    const first = await client.list({ limit: 2 });
    const second = await client.list({ limit: 2, after: first.next });
    assert.equal(new Set([...first.jobs, ...second.jobs].map((job) => job.id)).size, 4);
    await client.delete(id);
    // A status word that no document knows is what `sandbox-stuck` is for; see below.
    await followAll(client, ['sandbox-stuck']);
    await client.test();
    assertFits([
      'post /videos',
      'get /videos',
      'get /videos/{video_id}',
      'delete /videos/{video_id}',
      'get /videos/{video_id}/content',
      'post /videos/{video_id}/remix',
      'post /videos/edits',
      'post /videos/extensions',
    ]);
  });

  it('OpenRouter: create with all its fields, get, content by index, models', async () => {
    const client = session.client('openrouter');
    const { id } = await client.create({ ...input, model: 'sandbox-many', reference: image() });
    await client.create({ ...input, size: '720p 16:9', reference: address });
    session.advance(completed);
    assert.equal((await client.get(id)).outputs, 3);
    for (const index of [0, 1, 2]) {
      assert.ok((await bytesOf(await client.content(id, { variant: 'video', index }))).length > 1000);
    }
    await client.remix(id, { prompt: 'at night', source: { model: 'sandbox-many' } });
    assert.ok((await client.models()).length > 3);
    await followAll(client, ['sandbox-stuck']);
    await client.test();
    assertFits(['post /videos', 'get /videos/{jobId}', 'get /videos/{jobId}/content', 'get /videos/models']);
  });

  it('OpenRouter: refusals in their documented shape, each under its status', async () => {
    const client = session.client('openrouter');
    const { id } = await client.create(input);
    await assert.rejects(client.create({ ...input, extra: { duration: 'long' } }), { kind: 'rejected' });
    assert.deepEqual(contracts.check(session.exchanges.pop()!).answer, []);
    await assert.rejects(session.client('openrouter', { key: 'wrong' }).get(id), { kind: 'auth' });
    await assert.rejects(client.get('job-nobody'), { kind: 'notFound' });
    for (const [status, kind] of [
      [402, 'payment'],
      [404, 'notFound'],
      [429, 'rateLimited'],
      [500, 'server'],
    ] as const) {
      session.sandbox.faults.add({ kind: 'status', status, match: { operation: 'create' }, times: 1 });
      await assert.rejects(client.create(input), { kind });
    }
    const findings = session.exchanges.map((exchange) => contracts.check(exchange));
    assert.equal(findings.length, 7);
    for (const finding of findings) assert.deepEqual(finding, { ...finding, request: [], answer: [] });
  });

  for (const system of ['chainhub', 'jxincm'] satisfies SandboxSystem[]) {
    it(`${system}: content, its documented JSON for unfinished and for finished jobs`, async () => {
      const client = session.client(system);
      const { id } = await client.create({ ...input, reference: image() });
      await assert.rejects(client.content(id, { variant: 'video', index: 0 }), { kind: 'notReady' });
      session.advance(completed);
      const clip = await bytesOf(await client.content(id, { variant: 'video', index: 0 }));
      assert.equal(clip.subarray(4, 8).toString(), 'ftyp');
      const empty = await client.create({ ...input, model: 'sandbox-no-media' });
      session.advance(completed);
      await assert.rejects(client.content(empty.id, { variant: 'video', index: 0 }), { kind: 'noMedia' });
      const statuses = session.exchanges.filter(({ url }) => url.pathname.endsWith('/content')).map(statusOf);
      assert.deepEqual([...new Set(statuses)], ['pending', 'completed']);
      await client.remix(id, { prompt: 'at night' });
      const base = `/${system}/v1/videos`;
      assertFits(['get /v1/videos/{id}/content'], [`POST ${base}`, `GET ${base}/{id}`, `POST ${base}/{id}/remix`]);
    });
  }

  describe('sees what does not fit', () => {
    const last = () => contracts.check(session.exchanges.at(-1)!);

    it('a request with seconds as a number, or without a prompt', async () => {
      const client = session.client('openai', { overrides: { seconds: 'number' } });
      await assert.rejects(client.create(input));
      assert.match(last().request.join(), /seconds must be string/);
      await assert.rejects(session.client('openai').create({ ...input, extra: { prompt: undefined } }));
      assert.match(last().request.join(), /must have required property 'prompt'/);
    });

    it('a form with a length or size that the document does not have', async () => {
      const client = session.client('openai', { overrides: { encoding: 'multipart' } });
      await assert.rejects(client.create({ ...input, seconds: 5, size: '640x360' }));
      assert.match(last().request.join(), /seconds must be equal to one of.*size must be equal to one of/);
    });

    it('a request without a key', async () => {
      await assert.rejects(session.client('openai', { auth: 'none' }).get('video_x'));
      assert.match(last().request.join(), /Invalid security scheme/);
    });

    it('a content request without the headers that the document demands', async () => {
      const { id } = await session.client('chainhub').create(input);
      const address = `${session.sandbox.baseUrl('chainhub')}/videos/${id}/content`;
      await fetch(address, { headers: { authorization: `Bearer ${session.sandbox.key}` } });
      assert.match(last().request.join(), /required property 'content-type'/);
    });

    it('an answer with fields of other types, or none at all', async () => {
      const client = session.client('openai');
      for (const kind of ['wrongTypes', 'wrongJson'] as const) {
        session.sandbox.faults.add({ kind, match: { operation: 'create' }, times: 1 });
        await assert.rejects(client.create(input), { kind: 'badResponse' });
        assert.ok(last().answer.length > 3);
      }
    });

    it('a status word of its own', async () => {
      const client = session.client('openai');
      const { id } = await client.create({ ...input, model: 'sandbox-stuck' });
      session.advance(completed);
      assert.equal((await client.get(id)).status, 'in_progress');
      assert.match(last().answer.join(), /status must be equal to one of the allowed values/);
    });

    it('content of a gateway that answers with an address or with bytes, as others of its family do', async () => {
      const client = session.client('jxincm');
      const { id } = await client.create(input);
      session.advance(completed);
      const deviations: string[] = [];
      for (const kind of ['jsonUrl', 'bytes'] as const) {
        session.sandbox.faults.add({ kind, match: { operation: 'content' }, times: 1 });
        const address = `${session.sandbox.baseUrl('jxincm')}/videos/${encodeURIComponent(id)}/content`;
        const headers = { authorization: `Bearer ${session.sandbox.key}`, 'content-type': 'application/json' };
        await (await fetch(address, { headers })).arrayBuffer();
        deviations.push(last().answer.join());
      }
      assert.match(deviations[0]!, /video_url must be null/);
      assert.match(deviations[1]!, /media type "video\/mp4" does not match/);
    });
  });
});
