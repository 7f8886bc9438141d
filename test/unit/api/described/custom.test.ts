import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createClient } from '../../../../src/api/client';
import { capabilitiesOf, descriptions, dialectFor } from '../../../../src/api/dialects';
import { exampleProvider } from '../../../../src/api/dialects/described/example';
import { patchFields } from '../../../../src/api/dialects/described/patch';
import type { Overrides } from '../../../../src/api/overrides';
import type { Provider } from '../../../../src/api/provider';
import { parseProvider, parseProviders } from '../../../../src/platform/settings/providerEntry';
import type { SandboxSystem } from '../../../../src/sandbox';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox';
import { canary, failure, readAll, transportFor } from '../support/connect';
import { TestServer } from '../support/server';

/** The description of a type as a user would write it down. */
function inSettings(type: string): Overrides {
  const { auth, ...description } = descriptions[type]!;
  const own = Object.entries(description).filter(([name]) => patchFields.includes(name));
  const { usual: _, ...rest } = auth ?? {};
  return JSON.parse(JSON.stringify({ ...Object.fromEntries(own), ...(auth && { auth: rest }) })) as Overrides;
}

const parsed = (overrides: unknown, more: Partial<Provider> = {}): Provider =>
  parseProvider({ id: 'own', type: 'custom', baseUrl: 'https://video.example/v1', ...more, overrides });

const smallest = {
  create: { method: 'POST', path: '/make', body: { text: '{prompt}' } },
  get: { method: 'GET', path: '/jobs/{id}' },
};

describe('A server that is described in the settings', () => {
  const transport = transportFor();
  let sandbox: TestSandbox;
  let server: TestServer;
  let time = Date.UTC(2026, 10, 1);
  before(async () => {
    sandbox = await startTestSandbox({ clipsFolder: join('media', 'sandbox'), now: () => time });
    server = await TestServer.start();
  });
  beforeEach(() => server.reset());
  after(async () => {
    await transport.close();
    await sandbox.close();
    await server.stop();
  });

  for (const system of ['fal', 'replicate', 'runway', 'ark', 'kling', 'luma'] satisfies SandboxSystem[]) {
    it(`makes a clip at ${system}, as the type of that name does`, async () => {
      const baseUrl = sandbox.baseUrl(system);
      const provider = parsed(inSettings(system), { baseUrl });
      const client = createClient({ provider, baseUrl, key: sandbox.key }, transport);
      const model = system === 'fal' ? 'fal-ai/sandbox-video/text-to-video' : 'sandbox-video';
      const made = await client.create({ prompt: 'A cat', model, seconds: 5 });
      time += 3600_000 / 4;
      const job = await client.get(made.id);
      assert.equal(job.status, 'completed', JSON.stringify(job.raw));
      const content = await client.content(made.id, { variant: 'video', index: 0, known: job });
      assert.equal(content.contentType, 'video/mp4');
      assert.ok((await readAll(content)).length > 1000);
    });
  }

  it('is spoken to as its documents say: Leonardo', async () => {
    const example = parseProvider({ ...exampleProvider, baseUrl: `${server.origin}/api/rest` });
    const { overrides } = parseProvider(exampleProvider);
    assert.deepEqual(example.overrides, overrides);
    const client = createClient({ provider: example, baseUrl: example.baseUrl, key: canary }, transport);
    server.on('POST *', { json: { generate: { generationId: 'g1', apiCreditCost: 40 } } });
    const job = await client.create({ prompt: 'A cat', model: 'kling-2.6', seconds: 5, size: '1920x1080' });
    assert.deepEqual([job.id, server.last.url], ['g1', '/api/rest/v2/generations']);
    assert.deepEqual(JSON.parse(server.last.body), {
      model: 'kling-2.6',
      public: false,
      parameters: { prompt: 'A cat', duration: 5, width: 1920, height: 1080 },
    });
    const answer = (status: string, images: object[]) =>
      server.on('GET *', { json: { generations_by_pk: { id: 'g1', status, generated_images: images } } });
    answer('PENDING', []);
    assert.equal((await client.get('g1')).status, 'in_progress');
    assert.equal(server.last.url, '/api/rest/v1/generations/g1');
    const motionMP4URL = 'https://cdn.leonardo.ai/users/u/generations/g1/clip.mp4';
    answer('COMPLETE', [{ url: 'https://cdn.leonardo.ai/still.jpg', motionMP4URL }]);
    const done = await client.get('g1');
    assert.deepEqual([done.status, done.urls], ['completed', [motionMP4URL]]);
    assert.equal(server.last.headers.authorization, `Bearer ${canary}`);
  });

  it('needs no model where its create has no place for one', async () => {
    const provider = parsed(smallest, { baseUrl: server.origin });
    server.on('POST *', { json: { id: 'a', status: 'queued' } });
    await createClient({ provider, baseUrl: server.origin, key: canary }, transport).create({ prompt: 'A cat' });
    assert.deepEqual([server.last.url, JSON.parse(server.last.body)], ['/make', { text: 'A cat' }]);
  });

  it('keeps the path of its base URL whole', () => {
    const provider = parsed(smallest, { baseUrl: 'https://video.example/api/videos/' });
    assert.equal(capabilitiesOf(provider).list, false);
    const { path } = dialectFor(provider).encode({ op: 'get', id: 'a/b' }, {});
    assert.equal(path, '/jobs/a%2Fb');
  });

  it('cannot have the key sent elsewhere by an id or a model', async () => {
    const provider = parsed(
      { ...smallest, create: { method: 'POST', path: '/{model:path}/make', body: { text: '{prompt}' } } },
      { baseUrl: server.origin },
    );
    const client = createClient({ provider, baseUrl: server.origin, key: canary }, transport);
    for (const model of ['..', '../x', '.']) {
      await failure(() => client.create({ prompt: 'A cat', model }), 'rejected');
    }
    server.on('POST *', { json: { id: 'a', status: 'queued' } });
    await client.create({ prompt: 'A cat', model: '@evil.example/x' });
    assert.equal(server.last.url, '/%40evil.example/x/make');
  });

  const deep = (levels: number): unknown => (levels === 0 ? '{prompt}' : { a: deep(levels - 1) });
  const cyclic: Record<string, unknown> = { text: '{prompt}' };
  cyclic['self'] = cyclic;
  const hostile: [what: string, overrides: unknown, place: string][] = [
    ['is no object', [], 'overrides'],
    ['has no create', { get: smallest.get }, 'overrides.create'],
    ['has no get', { create: smallest.create }, 'overrides.get'],
    ['has no path', { ...smallest, get: { method: 'GET' } }, 'overrides.get.path'],
    ['has a path of a wrong type', { ...smallest, get: { method: 'GET', path: 7 } }, 'overrides.get.path'],
    ['has an absolute URL', { ...smallest, get: { method: 'GET', path: 'https://evil.example/{id}' } }, 'get.path'],
    ['continues the host', { ...smallest, get: { method: 'GET', path: '.evil.example/{id}' } }, 'get.path'],
    ['has user information', { ...smallest, get: { method: 'GET', path: '@evil.example/{id}' } }, 'get.path'],
    ['starts with two slashes', { ...smallest, get: { method: 'GET', path: '//evil.example/{id}' } }, 'get.path'],
    ['has a query in its path', { ...smallest, get: { method: 'GET', path: '/a?id={id}' } }, 'get.path'],
    ['asks for no job', { ...smallest, get: { method: 'GET', path: '/jobs' } }, 'overrides.get'],
    ['sends no prompt', { ...smallest, create: { method: 'POST', path: '/make' } }, 'overrides.create'],
    ['has an unknown method', { ...smallest, get: { method: 'TRACE', path: '/{id}' } }, 'get.method'],
    ['misspells a placeholder', { ...smallest, create: { ...smallest.create, body: { a: ['{promt}'] } } }, 'body.a.0'],
    ['reaches for a key', { ...smallest, create: { ...smallest.create, body: { a: '{key}' } } }, 'create.body.a'],
    ['names a prototype', { ...smallest, create: { ...smallest.create, body: { a: '{constructor}' } } }, 'body.a'],
    ['has a field of a prototype', JSON.parse('{"__proto__":{"get":1}}'), 'overrides.__proto__'],
    ['has an unknown field', { ...smallest, toString: {} }, 'overrides.toString'],
    ['sends a key of its own', { ...smallest, headers: { Authorization: 'Bearer x' } }, 'headers.Authorization'],
    ['names another host', { ...smallest, headers: { Host: 'evil.example' } }, 'headers.Host'],
    ['has a region without https', { ...smallest, regions: { a: 'http://evil.example' } }, 'regions.a'],
    [
      'has an expression that never ends',
      { ...smallest, errors: { kinds: [{ kind: 'auth', text: '(a+)+$' }] } },
      'text',
    ],
    ['has an expression that is none', { ...smallest, errors: { kinds: [{ kind: 'auth', text: '(' }] } }, 'text'],
    ['has an error of no kind', { ...smallest, errors: { kinds: [{ kind: 'bad' }] } }, 'errors.kinds.0.kind'],
    ['names a mode that is none', { ...smallest, variants: [{ when: {}, mode: 'x' }] }, 'variants.0.mode'],
    ['is nested without end', { ...smallest, create: { ...smallest.create, body: { a: deep(60) } } }, 'create.body'],
    ['contains itself', { ...smallest, create: { ...smallest.create, body: cyclic } }, 'create.body'],
    ['is huge', { ...smallest, models: Array.from({ length: 900 }, (_, i) => ({ id: `m${i}` })) }, 'overrides.models'],
    ['has a huge text', { ...smallest, get: { ...smallest.get, query: { a: 'x'.repeat(9000) } } }, 'get.query.a'],
    ['has a huge body', { ...smallest, extend: { ...smallest.create, body: { a: 'x'.repeat(300_000) } } }, 'overrides'],
    ['has null for a part', { ...smallest, list: null }, 'overrides.list'],
  ];
  for (const [what, overrides, place] of hostile) {
    it(`is left out with its place if it ${what}, and nothing else is`, () => {
      const good = { id: 'good', type: 'openai', baseUrl: 'https://video.example/v1' };
      const entry = { id: 'own', type: 'custom', baseUrl: 'https://video.example', overrides };
      const { providers, faults } = parseProviders([good, entry, { ...good, id: 'other' }]);
      assert.deepEqual(
        providers.map(({ id }) => id),
        ['good', 'other'],
      );
      assert.equal(faults.length, 1);
      assert.match(faults[0]!, /^providers\[1\]: "overrides/);
      const [, found = ''] = /"(overrides[^"]*)"/.exec(faults[0]!) ?? [];
      assert.ok(found.endsWith(place) || found.includes(`${place}.`), `${found} for ${place}`);
    });
  }
});

describe('Overrides of a type that is data', () => {
  const baseUrl = 'https://queue.fal.run';
  const encode = (overrides: Overrides, input = {}) =>
    dialectFor({ type: 'fal', baseUrl, overrides }).encode(
      { op: 'create', input: { prompt: 'A cat', model: 'fal-ai/m', ...input } },
      {},
    );

  it('are merged on top: fields are added, replaced and removed', () => {
    const { body, path } = encode(
      { create: { path: '/v2/{model:path}', body: { resolution: null, watermark: false, duration: '{seconds}s' } } },
      { seconds: 5 },
    );
    assert.deepEqual([path, body?.value], ['/v2/fal-ai/m', { prompt: 'A cat', duration: '5s', watermark: false }]);
  });

  it('leave the older ones their meaning, applied last', () => {
    const { body } = encode({ fields: { prompt: 'text' }, defaults: { fps: 24 }, create: { body: { a: 1 } } });
    assert.deepEqual(body?.value, { fps: 24, text: 'A cat', a: 1 });
  });

  it('take an operation away', () => {
    const can = (overrides?: Overrides) => capabilitiesOf({ type: 'replicate', baseUrl, overrides });
    assert.equal(can().list, true);
    assert.equal(can({ list: null }).list, false);
  });

  it('read at their places first, then at those of the type', () => {
    const overrides = parsed(
      { answer: { status: 'state', queue: 'place' }, statuses: { gone: 'expired' } },
      { type: 'ark' },
    );
    const { decode } = dialectFor(overrides);
    const job = decode(
      { id: 'a', state: 'gone', place: 3, content: { video_url: 'https://c.example/a.mp4' } },
      { baseUrl },
    );
    assert.deepEqual([job.id, job.status, job.queuePosition], ['a', 'expired', 3]);
  });

  it('must be complete where the type has nothing to merge with', () => {
    const broken = (type: string, overrides: unknown): void =>
      assert.throws(() => parsed(overrides, { type }), { message: /"overrides\.list\.(method|path|items)"/ });
    broken('luma', { list: { items: 'data' } });
    broken('together', { list: { path: '/list' } });
    parsed({ list: { method: 'GET', path: '/list', items: 'data' } }, { type: 'luma' });
  });
});

describe('Overrides of a type that is a program', () => {
  const dialect = (overrides: Overrides, type = 'openai') =>
    dialectFor(parsed(overrides, { type, baseUrl: 'https://h.example/v1' }));
  const baseUrl = 'https://h.example/v1';

  it('change what it sends', () => {
    const { encode } = dialect({
      headers: { 'x-version': '2' },
      create: { path: '/v2/make', body: { style: '{prompt}, in ink', prompt: null } },
      get: { query: { full: 'true' } },
    });
    const create = encode({ op: 'create', input: { prompt: 'A cat', model: 'm' } }, {});
    assert.deepEqual(
      [create.method, create.path, create.headers, create.body?.value],
      ['POST', '/v2/make', { 'x-version': '2' }, { model: 'm', style: 'A cat, in ink' }],
    );
    const get = encode({ op: 'get', id: 'a' }, {});
    assert.deepEqual([get.path, get.query], ['/videos/a', { full: 'true' }]);
  });

  it('add an operation that it lacks', () => {
    const { encode, capabilities, listAt } = dialect(
      { list: { method: 'POST', path: '/search', items: 'hits', body: { size: '{limit}' } } },
      'together',
    );
    assert.deepEqual([capabilities.list, listAt?.items], [true, 'hits']);
    const { method, path, body } = encode({ op: 'list', limit: 5 }, {});
    assert.deepEqual([method, path, body?.value], ['POST', '/search', { size: 5 }]);
  });

  it('read costs, and keep a clip’s time', () => {
    const { decode } = dialect({
      answer: { cost: 'usage.credits', costUnit: { currency: 'USD', perUnit: 0.01 } },
      keepsClip: 60,
    });
    const job = decode(
      { id: 'a', status: 'completed', completed_at: 1_700_000_000, usage: { credits: 40 } },
      { baseUrl },
    );
    assert.deepEqual(job.cost, { amount: 0.4, currency: 'USD', source: 'reported' });
    assert.equal(job.expiresAt, 1_700_000_060_000);
  });

  it('are refused where they would mean nothing', () => {
    assert.throws(() => parsed({ formats: { size: '*' } }, { type: 'openai' }), { message: /"overrides\.formats"/ });
  });
});
