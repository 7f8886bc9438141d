import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { type SandboxSystem, sandboxSystems } from '../../src/sandbox';
import {
  createRequest,
  findsByPrompt,
  hasCompanions,
  headersOf,
  offers,
  type Operation,
  queryOf,
  typeOf,
} from '../support/sandbox/systems';
import { refused, type World, world } from './support/jobs';
import { SideBySide } from './support/sideBySide';
import { isNewestVersion } from './support/versions';

/** A version of VS Code changes none of what is particular to a system: in older ones these stand for all. */
const sample: readonly SandboxSystem[] = ['openai', 'openrouter', 'opeai'];
const systems = isNewestVersion ? sandboxSystems : sample;

describe('Each system, from create to a clip on disk', () => {
  let w: World;
  const providers = new Map<SandboxSystem, string>();
  let token: string;
  const sideBySide = new SideBySide();
  before(async () => {
    w = await world();
    for (const system of systems) providers.set(system, await w.provide(system));
    token = await w.provide('opeai', { auth: 'token' });
    sideBySide.begin();
  });
  after(() => w.end());

  for (const system of systems) {
    describe(system, () => {
      const it = sideBySide.subject();
      const idOf = () => providers.get(system)!;
      const can = (what: Operation) => offers(system, what);
      const posts = () =>
        w.sandbox.requests.filter((request) => request.system === system && request.method === 'POST').length;

      it('creates once, follows to the end and has the clip on disk', async () => {
        const provider = idOf();
        const before = posts();
        const created = await w.create(provider, { prompt: `A kite over ${system}` });
        assert.ok(created.id, 'the provider gave an id');
        assert.equal(created.prompt, `A kite over ${system}`);
        const job = await w.until(created.key, (each) => each.status === 'completed' && each.media.length > 0);
        const video = job.media.find((media) => media.variant === 'video')!;
        const bytes = readFileSync(video.path);
        assert.equal(bytes.length, video.bytes);
        assert.equal(createHash('sha256').update(bytes).digest('hex'), video.sha256);
        assert.equal(bytes.subarray(4, 8).toString('latin1'), 'ftyp');
        assert.equal(video.contentType, 'video/mp4');
        // The extension serves providers of type "sandbox" itself, so that this sandbox sees nothing of them.
        if (typeOf(system) !== 'sandbox') assert.equal(posts(), before + 1, 'paid once');
        const files = readdirSync(w.library, { recursive: true, encoding: 'utf8' });
        const { name } = parse(video.path);
        assert.deepEqual(
          files.filter((file) => file.startsWith(name) && file.endsWith('.part')),
          [],
        );
        const sidecar = readFileSync(`${video.path}.json`, 'utf8');
        assert.ok(sidecar.includes(video.sha256) && sidecar.includes(`A kite over ${system}`));
        assert.ok(!sidecar.includes(w.sandbox.key), 'no key in a sidecar');
      });

      it('answers a clip on disk without a request, and copies it elsewhere on request', async () => {
        const provider = idOf();
        const created = await w.create(provider);
        const { media } = await w.until(created.key, (each) => each.media.length > 0);
        // The thumbnail may be on its way.
        const asked = () =>
          w.sandbox.requests.filter((request) => request.system === system && !request.path.includes('thumbnail'))
            .length;
        const requests = asked();
        const again = await w.api.download({ provider, id: created.id! });
        assert.equal(again.path, media.find((each) => each.variant === 'video')!.path);
        const to = join(w.library, `copy-of-${system}.mp4`);
        const copy = await w.api.download({ provider, id: created.id!, to });
        assert.equal(copy.path, to);
        assert.equal(copy.sha256, again.sha256);
        assert.equal(asked(), requests);
      });

      it('imports a job by its id', async () => {
        const provider = idOf();
        const created = await w.create(provider);
        await w.until(created.key, (each) => each.media.length > 0);
        await w.api.remove({ provider, id: created.id!, where: 'here' });
        assert.ok(!w.api.jobs.some((job) => job.key === created.key));
        const imported = await w.api.import({ provider, id: created.id! });
        assert.equal(imported.id, created.id);
        assert.equal(imported.status, 'completed');
        await w.until(imported.key, (each) => each.media.length > 0);
      });

      it(can('remix') ? 'remixes a finished job' : 'says that it cannot remix', async () => {
        const provider = idOf();
        const source = await w.create(provider);
        await w.until(source.key, (each) => each.media.length > 0);
        const asked = w.api.remix({ provider, id: source.id!, prompt: 'The same at night' });
        if (!can('remix')) return refused('unsupported', asked);
        const remix = await asked;
        assert.deepEqual(remix.parent, { id: source.id, relation: 'remix' });
        assert.notEqual(remix.id, source.id);
        const done = await w.until(remix.key, (each) => each.media.length > 0);
        assert.equal(done.prompt, 'The same at night');
      });

      it(can('delete') ? 'deletes at the provider' : 'does not pretend to delete at the provider', async () => {
        const provider = idOf();
        const created = await w.create(provider);
        await w.until(created.key, (each) => each.media.length > 0);
        const { path } = w.api.jobs.find((job) => job.key === created.key)!.media[0]!;
        const both = w.api.remove({ provider, id: created.id!, where: 'both' });
        if (can('delete')) {
          await both;
          assert.ok(!w.api.jobs.some((job) => job.key === created.key));
          await refused('notFound', w.api.import({ provider, id: created.id! }));
        } else {
          await refused('unsupported', both);
          assert.ok(
            w.api.jobs.some((job) => job.key === created.key),
            'nothing is lost by a refusal',
          );
        }
        assert.ok(existsSync(path), 'the file on disk stays');
      });

      if (can('list')) {
        it('finds jobs that were made elsewhere', async () => {
          const provider = idOf();
          const known = new Set(w.api.jobs.map(({ key }) => key));
          const fields = { model: 'sandbox-fast', prompt: 'Made elsewhere' };
          const { path, json = fields, headers } = createRequest(system, fields);
          const query = queryOf(system);
          const answer = await fetch(`${w.sandbox.baseUrl(system)}${path}${query && `?${query}`}`, {
            method: 'POST',
            headers: { ...headersOf(system, w.sandbox.key), ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(json),
          });
          assert.ok(answer.ok, await answer.text());
          await w.api.refresh(provider);
          const found = w.api.jobs.find((job) => job.provider === provider && !known.has(job.key));
          assert.ok(found, 'it is in the list');
          if (findsByPrompt(system)) assert.equal(found.prompt, 'Made elsewhere');
          assert.deepEqual(found.media, [], 'what others made is fetched when asked for');
        });
      }

      if (hasCompanions(system)) {
        it('fetches thumbnail and spritesheet', async () => {
          const provider = idOf();
          const created = await w.create(provider);
          await w.until(created.key, (each) => each.media.some((media) => media.variant === 'video'));
          for (const variant of ['thumbnail', 'spritesheet'] as const) {
            const media = await w.api.download({ provider, id: created.id!, variant });
            assert.equal(media.contentType, 'image/webp');
            assert.equal(readFileSync(media.path).subarray(8, 12).toString('latin1'), 'WEBP');
          }
        });
      }

      if (system === 'openrouter') {
        it('fetches every output of a job that made several', async () => {
          const created = await w.create(idOf(), { model: 'sandbox-many' });
          const job = await w.until(
            created.key,
            (each) => each.media.filter((media) => media.variant === 'video').length === 3,
          );
          assert.deepEqual(job.media.map((media) => media.index).sort(), [0, 1, 2]);
          assert.equal(new Set(job.media.map((media) => media.path)).size, 3);
        });
      }

      if (system === 'opeai') {
        it('is spoken to by its frontend’s token', async () => {
          const created = await w.create(token);
          await w.until(created.key, (each) => each.media.length > 0);
          const contents = w.sandbox.requests.filter((request) => /^\/opeai\/.*\/content/.test(request.path));
          assert.match(contents.at(-1)!.path, /^\/opeai\/api\/videos\//);
        });
      }
    });
  }
});
