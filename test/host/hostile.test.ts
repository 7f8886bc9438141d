import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { refused, type World, world } from './support/jobs';

const texts = {
  script: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  markdown: '[click](command:workbench.action.quit) ![x](https://example.com/x.png) `code` **bold** $(trash)',
  path: '../../../../etc/passwd',
  windows: 'CON:. <>|?*"\\..\\..\\x',
  control: 'nul\u0000 bell\u0007 rtl\u202Egnp.exe line\u2028sep',
  long: 'x'.repeat(20_000),
} as const;

describe('Hostile text and answers', () => {
  let w: World;
  before(async () => (w = await world()));
  after(() => w.end());
  afterEach(() => w.sandbox.faults.clear());

  for (const [name, prompt] of Object.entries(texts)) {
    it(`a prompt of ${name} is sent as it is and names a harmless file`, async () => {
      const provider = await w.provide('openai');
      const created = await w.create(provider, { prompt });
      const job = await w.until(created.key, (each) => each.media.length > 0);
      assert.equal(job.prompt, prompt);
      const { path } = job.media[0]!;
      assert.ok(!relative(w.library, path).startsWith('..'), path);
      assert.ok(Buffer.byteLength(basename(path)) <= 255);
      assert.doesNotMatch(basename(path), /[<>:"/\\|?*\u0000-\u001f\u202e]/);
      const sidecar = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { prompt: string };
      assert.equal(sidecar.prompt, prompt);
    });
  }

  it('an id of another shape is opaque', async () => {
    const provider = await w.provide('openai');
    await refused('notFound', w.api.import({ provider, id: '../models?x=1#y' }));
    const last = w.sandbox.requests.at(-1)!;
    assert.match(last.path, /^\/openai\/v1\/videos\/[^/?#]+$/);
  });

  it('answers with hostile fields do not break the list', async () => {
    const provider = await w.provide('openai');
    w.sandbox.faults.add({ kind: 'hostile', match: { operation: ['get', 'list'] } });
    const created = await w.create(provider);
    await w.api.refresh(provider);
    assert.ok(w.api.jobs.some((job) => job.key === created.key));
  });

  it('answers of wrong types are an error that names what was expected, and the job stays', async () => {
    const provider = await w.provide('chainhub');
    const created = await w.create(provider);
    for (const kind of ['wrongTypes', 'wrongJson', 'truncatedJson', 'empty'] as const) {
      w.sandbox.faults.clear();
      w.sandbox.faults.add({ kind, match: { operation: 'get' } });
      await w.api
        .refresh(provider)
        .catch((error: unknown) => assert.equal((error as { name: string }).name, 'VideoJobsError'));
      assert.ok(w.api.jobs.some((job) => job.key === created.key));
    }
  });

  it('providers with broken fields are refused and nothing is saved', async () => {
    const before = w.api.providers.length;
    for (const broken of [
      { id: 'x', type: 'openai', baseUrl: 'http://example.com/v1' },
      { id: 'x', type: 'openai', baseUrl: 'https://user:pass@example.com/v1' },
      { id: 'x', type: 'nonsense', baseUrl: 'https://example.com/v1' },
      { id: '../x', type: 'openai', baseUrl: 'https://example.com/v1' },
      { id: 'x', type: 'openai', baseUrl: 'javascript:alert(1)' },
    ]) {
      await refused('rejected', w.api.saveProvider(broken));
    }
    assert.equal(w.api.providers.length, before);
  });
});
