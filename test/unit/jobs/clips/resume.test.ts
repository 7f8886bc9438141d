import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { createClient } from '../../../../src/api/client';
import type { Provider } from '../../../../src/api/provider';
import type { Transport } from '../../../../src/api/transport/transport';
import type { KeptPartial } from '../../../../src/jobs/clips/partialFile';
import { downloadDelays } from '../../../../src/jobs/clips/transfer';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import type { LiveJobService } from '../../../../src/jobs/service';
import { transportFor } from '../../api/support/connect';
import { type Reply, TestServer } from '../../api/support/server';
import { sameBytes } from '../../support/bytes';
import { Bench, FakeDirectory, mp4, until } from '../support';

const clip = mp4(300_000);
const half = 150_000;
const other = Buffer.concat([clip.subarray(0, 200), Buffer.alloc(clip.length - 200, 9)]);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const done = { provider: 'lab', id: 'a' };
const endpoint = 'GET /v1/videos/a/content';

const whole = (etag = '"v1"', bytes = clip): Reply => ({ headers: { 'content-type': 'video/mp4', etag }, body: bytes });
const rest = (more: Record<string, string> = {}, bytes = clip): Reply => ({
  status: 206,
  headers: {
    'content-type': 'video/mp4',
    etag: '"v1"',
    'content-range': `bytes ${half}-${clip.length - 1}/${clip.length}`,
    ...more,
  },
  body: bytes.subarray(half),
});

/** The first half, and then what `after` does to the connection. */
const start =
  (after: (response: ServerResponse) => void, etag = '"v1"'): Reply =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length, etag });
    response.write(clip.subarray(0, half), () => setTimeout(after, 20, response));
  };
const cut = start((response) => response.socket?.destroy());

/** A third, and then drop by drop, for longer than the time between two checkpoints. */
const slowly: Reply = (_, response) => {
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length, etag: '"v1"' });
  let sent = 100_000;
  response.write(clip.subarray(0, sent));
  const drops = setInterval(() => response.write(clip.subarray(sent, (sent += 100))), 100);
  response.once('close', () => clearInterval(drops));
};

/** As a good server answers to any range. */
const fromThere: Reply = ({ headers }, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, {
    'content-type': 'video/mp4',
    etag: '"v1"',
    ...(from > 0 && { 'content-range': `bytes ${from}-${clip.length - 1}/${clip.length}` }),
  });
  response.end(clip.subarray(from));
};

describe('a download from a real server', () => {
  const delays = [...downloadDelays];
  let bench: Bench;
  let server: TestServer;
  let transport: Transport;

  before(() => (downloadDelays as number[]).fill(1));
  after(() => (downloadDelays as number[]).splice(0, delays.length, ...delays));

  beforeEach(async () => {
    bench = new Bench();
    bench.settings = { ...bench.settings, autoDownload: false };
    server = await TestServer.start();
    transport = transportFor();
    server.on('GET /v1/videos/a', { json: { id: 'a', object: 'video', status: 'completed', prompt: 'A fox' } });
  });
  afterEach(async () => {
    bench.close();
    await transport.close();
    await server.stop();
  });

  const provider = (): Provider => ({ id: 'lab', type: 'openai', baseUrl: `${server.origin}/v1` });
  const window = (): LiveJobService => {
    const providers = new FakeDirectory([provider()]);
    return bench.window({ providers, clientFor: (connection) => createClient(connection, transport) });
  };
  const asked = () => server.requests.filter(({ url }) => url.endsWith('/content'));
  const ranges = () => asked().map(({ headers }) => headers.range);
  const parts = () => readdirSync(bench.clips).filter((name) => name.endsWith('.part'));

  it('goes on from where it was cut, and touches no generation', async () => {
    server.on(endpoint, cut, rest());
    const media = await window().download(done);
    sameBytes(readFileSync(media.path), clip);
    assert.equal(media.sha256, sha256(clip));
    assert.deepEqual(ranges(), [undefined, `bytes=${half}-`]);
    assert.equal(asked()[1]!.headers['if-range'], '"v1"');
    assert.ok(server.requests.every(({ method }) => method === 'GET'));
  });

  const tricks: [string, Reply[]][] = [
    ['the whole instead of the rest', [whole()]],
    ['the whole of a new version', [whole('"v2"')]],
    ['the rest of another version', [rest({ etag: '"v2"' }, other), whole('"v2"')]],
    ['the rest without a validator', [rest({ etag: '' }, other), whole()]],
    ['the rest with a weak validator', [rest({ etag: 'W/"v1"' }, other), whole()]],
    [
      'the rest of a file of another size',
      [rest({ 'content-range': `bytes ${half}-${half + 9}/${half + 10}` }), whole()],
    ],
    [
      'another place of the file',
      [rest({ 'content-range': `bytes 5-${clip.length - half + 4}/${clip.length}` }), whole()],
    ],
    ['a rest that does not say from where', [rest({ 'content-range': '' }), whole()]],
    ['that there is nothing after it', [{ status: 416 }, whole()]],
    ['a compressed rest', [rest({ 'content-encoding': 'gzip' }), whole()]],
  ];
  for (const [name, replies] of tricks) {
    it(`never puts two files together: ${name}`, async () => {
      server.on(endpoint, cut, ...replies);
      const media = await window().download(done);
      sameBytes(readFileSync(media.path), clip);
      assert.equal(media.sha256, sha256(clip));
    });
  }

  it('asks once for a signed address that is refused in the middle, and keeps the new one', async () => {
    const job = (name: string): Reply => ({
      json: { id: 'a', status: 'completed', metadata: { url: `${server.origin}/${name}` } },
    });
    server.on('GET /v1/videos/a', job('old'), job('new'));
    server.on(endpoint, { json: { status: 'completed', video_url: `${server.origin}/old` } });
    server.on('GET /old', cut, { status: 403 });
    server.on(
      'GET /new',
      start((response) => response.socket?.destroy()),
      rest(),
    );
    const media = await window().download(done);
    sameBytes(readFileSync(media.path), clip);
    const jobs = server.requests.filter(({ url }) => url === '/v1/videos/a');
    assert.ok(jobs.length <= 3, `the job was asked for ${jobs.length} times`);
  });

  it('is gone on with by the next window, after this one closed', async () => {
    server.on(endpoint, slowly, fromThere);
    const first = window();
    void first.download(done).catch(() => {});
    const ledger = new Ledger(bench.ledger);
    await until(() => ledger.parts().some((body) => (JSON.parse(body) as KeptPartial).bytes > 0));
    ledger.close();
    first.dispose();
    assert.equal(parts().length, 1, 'what came is kept');
    const media = await window().download(done);
    sameBytes(readFileSync(media.path), clip);
    assert.equal(media.sha256, sha256(clip));
    assert.match(ranges()[1] ?? '', /^bytes=1\d{5}-$/);
    assert.deepEqual(parts(), []);
  });

  /** A part of the first half, as a failed download leaves it. */
  const leaveHalf = async () => {
    const one = window();
    server.on(endpoint, cut);
    await assert.rejects(one.download(done), { kind: 'network' });
    assert.equal(parts().length, 1);
    one.dispose();
    server.requests.length = 0;
    return path.join(bench.clips, parts()[0]!);
  };

  it('goes on in another window after its tries were used up', async () => {
    await leaveHalf();
    server.on(endpoint, rest());
    const media = await window().download(done);
    assert.deepEqual(ranges(), [`bytes=${half}-`]);
    assert.equal(media.sha256, sha256(readFileSync(media.path)));
    assert.equal(media.sha256, sha256(clip));
  });

  it('starts over where the part is not what was written', async () => {
    const part = await leaveHalf();
    const bytes = readFileSync(part);
    bytes[1000]! ^= 1;
    writeFileSync(part, bytes);
    server.on(endpoint, whole());
    assert.equal((await window().download(done)).sha256, sha256(clip));
    assert.deepEqual(ranges(), [undefined]);
  });

  it('clears away the part of a job that was removed', async () => {
    await leaveHalf();
    const next = window();
    await next.remove(done, 'here');
    await until(() => parts().length === 0);
  });

  it('replaces a file only where that was agreed, and only once the clip is whole', async () => {
    const to = path.join(bench.clips, 'mine.mp4');
    writeFileSync(to, 'precious');
    server.on(endpoint, { status: 404 });
    const one = window();
    await assert.rejects(one.download({ ...done, to, replace: true }));
    assert.equal(readFileSync(to, 'utf8'), 'precious');
    server.on(endpoint, whole());
    const link = path.join(bench.clips, 'link.mp4');
    symlinkSync(to, link);
    assert.equal((await one.download({ ...done, to: link, replace: true })).path, to);
    sameBytes(readFileSync(link), clip, 'the file behind the link');
    const copy = path.join(bench.clips, 'copy.mp4');
    writeFileSync(copy, 'also precious');
    assert.equal((await one.download({ ...done, to: copy })).path, path.join(bench.clips, 'copy (2).mp4'));
    assert.equal((await one.download({ ...done, to: copy, replace: true })).path, copy);
    sameBytes(readFileSync(copy), clip);
    const dangling = path.join(bench.clips, 'dangling.mp4');
    symlinkSync(path.join(bench.clips, 'nowhere.mp4'), dangling);
    assert.equal((await one.download({ ...done, to: dangling })).path, path.join(bench.clips, 'dangling (2).mp4'));
    assert.deepEqual(parts(), []);
    rmSync(dangling);
    assert.ok(!existsSync(path.join(bench.clips, 'nowhere.mp4')));
  });
});
