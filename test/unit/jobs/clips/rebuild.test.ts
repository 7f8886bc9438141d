import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sidecarPath } from '../../../../src/jobs/clips/sidecar';
import { readSidecar } from '../../../../src/jobs/clips/sidecarFile';
import { Bench, until } from '../support';

describe('rebuilding the list', () => {
  let bench: Bench;
  beforeEach(() => (bench = new Bench()));
  afterEach(() => bench.close());

  const never = new AbortController().signal;
  const rebuild = (window = bench.window()) => window.rebuild(never);

  /** A clip of two bytes and what lies beside it, as this release writes it, with changes. */
  const sidecar = (name: string, change: Record<string, unknown> = {}): string => {
    const clip = path.join(bench.clips, name);
    mkdirSync(path.dirname(clip), { recursive: true });
    writeFileSync(clip, 'ab');
    const told = {
      version: 1,
      provider: { id: 'lab', origin: 'https://lab.example' },
      job: { key: `key of ${name}`, id: `id of ${name}`, status: 'completed', mine: true },
      prompt: 'A heron',
      createdAt: '2026-11-01T10:00:00.000Z',
      media: { variant: 'video', index: 0, bytes: 2, contentType: 'video/mp4', sha256: 'ab'.repeat(32) },
      ...change,
    };
    writeFileSync(sidecarPath(clip), JSON.stringify(told));
    return clip;
  };

  it('gives back what a window had made, to the letter, and nothing twice', async () => {
    const window = bench.window();
    const made = await window.create({ provider: 'lab', prompt: 'A heron', seconds: 4, size: '1280x720' });
    bench.server.set(made.id!, { status: 'completed', completedAt: 1_790_000_000_000, expiresAt: 1_890_000_000_000 });
    await window.refresh();
    await until(() => window.find({ key: made.key })?.media.length === 2);
    const before = window.find({ key: made.key })!;
    window.dispose();
    rmSync(bench.ledger, { recursive: true });

    const again = bench.window();
    const changes: number[] = [];
    again.onDidChange(({ changed }) => changes.push(changed.length));
    assert.deepEqual(await again.rebuild(never), { added: 1, clips: 1, skipped: 0 });
    assert.deepEqual(changes, [1]);
    const { key, id, provider, prompt, seconds, size, origin, mine, createdAt, completedAt, expiresAt } = before;
    const expected = { key, id, provider, prompt, seconds, size, origin, mine, createdAt, completedAt, expiresAt };
    const after = again.find({ key })!;
    for (const [name, value] of Object.entries(expected)) assert.equal(after[name as keyof typeof after], value, name);
    assert.deepEqual(
      after.media,
      before.media.filter(({ variant }) => variant === 'video'),
    );
    assert.equal(after.status, 'completed');
    assert.deepEqual(await again.rebuild(never), { added: 0, clips: 0, skipped: 0 });
    const media = await again.download({ provider: 'lab', id: id! });
    assert.equal(media.path, before.media[0]!.path);
    assert.equal(bench.server.content.callCount, 2, 'the clip and its thumbnail, from before');
  });

  it('leaves what the list has as it is, but for a clip it does not know of', async () => {
    const window = bench.window();
    bench.server.add({ id: 'id of a.mp4', status: 'in_progress', prompt: 'Another prompt' });
    const known = await window.import({ provider: 'lab', id: 'id of a.mp4' });
    const clip = sidecar('a.mp4');
    sidecar('b.mp4');
    await rebuild(window);
    await window.remove({ provider: 'lab', id: 'id of b.mp4' }, 'here');
    assert.deepEqual(await rebuild(window), { added: 0, clips: 0, skipped: 0 });
    const job = window.find({ key: known.key })!;
    assert.deepEqual([job.status, job.prompt, job.media[0]?.path], ['in_progress', 'Another prompt', clip]);
    assert.equal(window.find({ provider: 'lab', id: 'id of b.mp4' }), undefined, 'removed by the user');
    assert.equal(window.jobs.length, 1);
  });

  it('brings several clips of one job together, from folders in folders', async () => {
    const job = { key: 'k', id: 'many', status: 'completed', outputs: 2 };
    const media = { variant: 'video', bytes: 2, contentType: 'video/mp4', sha256: 'ab'.repeat(32) };
    sidecar('2026/11/one.mp4', { job, media: { ...media, index: 0 } });
    sidecar('2026/two.mp4', { job, media: { ...media, index: 1 } });
    const window = bench.window();
    assert.deepEqual(await rebuild(window), { added: 1, clips: 2, skipped: 0 });
    const indexes = window.find({ key: 'k' })!.media.map(({ index }) => index);
    assert.deepEqual(indexes.sort(), [0, 1]);
  });

  it('takes nothing whose clip is gone, was changed, or lies elsewhere', async () => {
    rmSync(sidecar('gone.mp4'));
    writeFileSync(sidecar('changed.mp4'), 'abc');
    const clip = sidecar('linked.mp4');
    renameSync(clip, path.join(bench.ledger, 'elsewhere.mp4'));
    symlinkSync(path.join(bench.ledger, 'elsewhere.mp4'), clip);
    const other = sidecar('good.mp4');
    const outside = path.join(bench.ledger, 'outside.mp4.json');
    renameSync(sidecarPath(other), outside);
    symlinkSync(outside, sidecarPath(other));
    mkdirSync(path.join(bench.ledger, 'folder'));
    symlinkSync(path.join(bench.ledger, 'folder'), path.join(bench.clips, 'folder'));
    writeFileSync(path.join(bench.clips, 'settings.json'), '{}');
    assert.deepEqual(await rebuild(), { added: 0, clips: 0, skipped: 0 });
  });

  it('is not fooled by a file that somebody made', () => {
    const good = JSON.parse(readFileSync(sidecarPath(sidecar('x.mp4')), 'utf8')) as Record<string, unknown>;
    const read = (change: object) => readSidecar(JSON.stringify({ ...good, ...change }), '/clips/x.mp4');
    const { media } = good as { media: object };
    assert.equal(read({})?.media[0]?.path, '/clips/x.mp4');
    const refused: object[] = [
      { version: 2 },
      { version: undefined },
      { provider: 'lab' },
      { provider: { id: ['lab'], origin: 'https://lab.example' } },
      { provider: { id: 'lab' } },
      { job: { key: 'k' } },
      { job: { key: 'k', id: 'a\nb' } },
      { job: { key: {}, id: 'a' } },
      { createdAt: 5 },
      { createdAt: 'soon' },
      { media: undefined },
      { media: { ...media, variant: '../../x' } },
      { media: { ...media, index: -1 } },
      { media: { ...media, bytes: 1.5 } },
      { media: { ...media, bytes: 0 } },
      { media: { ...media, sha256: 'no' } },
    ];
    for (const change of refused) assert.equal(read(change), undefined, JSON.stringify(change));
    for (const text of ['', 'null', '[]', '7', '{', '"x"']) assert.equal(readSidecar(text, '/clips/x.mp4'), undefined);
    const odd = read({
      media: { ...media, path: '/etc/passwd' },
      prompt: { toString: 1 },
      seconds: 'ten',
      cost: { amount: -1 },
      reference: '/home/me/private.png',
      extra: { n: 100 },
      job: { key: 'k', id: 'a', status: 'submitting', parent: { id: 'p', relation: 'owner' } },
    })!;
    assert.equal(odd.media[0]?.path, '/clips/x.mp4');
    assert.equal(odd.status, 'completed');
    assert.equal(odd.watching, false);
    for (const name of ['prompt', 'seconds', 'cost', 'parent', 'request'] as const) assert.equal(odd[name], undefined);
  });

  it('counts what cannot be read, and goes on', async () => {
    sidecar('a.mp4');
    writeFileSync(path.join(bench.clips, 'b.mp4.json'), 'x'.repeat(2_000_000));
    writeFileSync(path.join(bench.clips, 'c.mp4.json'), '{"version":');
    assert.deepEqual(await rebuild(), { added: 1, clips: 1, skipped: 2 });
  });

  it('can be given up, and keeps what it has', async () => {
    for (let number = 0; number < 150; number++) sidecar(`clip ${number}.mp4`);
    const window = bench.window();
    const abort = new AbortController();
    const counts: number[] = [];
    const work = window.rebuild(abort.signal, (read) => {
      counts.push(read);
      abort.abort();
    });
    await assert.rejects(work, { kind: 'cancelled' });
    assert.equal(counts[0], 100);
    assert.equal(window.list.count(), 100);
    assert.deepEqual(await rebuild(window), { added: 50, clips: 50, skipped: 0 });
  });

  it('says that there is no library', async () => {
    rmSync(bench.clips, { recursive: true });
    await assert.rejects(rebuild(), { kind: 'disk', code: 'ENOENT' });
  });
});
