import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import timers from 'node:timers/promises';
import sinon from 'sinon';
import { createClient } from '../../../../src/api/client';
import type { Transport } from '../../../../src/api/transport/transport';
import { minBytes, Pace } from '../../../../src/jobs/clips/pace';
import { transportFor } from '../../api/support/connect';
import { type Reply, TestServer } from '../../api/support/server';
import { Bench, FakeDirectory, mp4, until } from '../support';

const minute = 60_000;

describe('the pace of a download', () => {
  let now: number;
  beforeEach(() => {
    now = 5_000_000;
    sinon.stub(performance, 'now').callsFake(() => now);
  });
  afterEach(() => sinon.restore());

  it('is too slow when a minute brings next to nothing', () => {
    const pace = new Pace();
    now += minute - 1;
    pace.received(10);
    now += 1;
    assert.throws(() => pace.received(10), { kind: 'timeout' });
  });

  it('is measured anew for each minute, and for each body', () => {
    const pace = new Pace();
    now += minute;
    pace.received(minBytes);
    now += minute - 1;
    pace.received(1);
    now += 10 * minute;
    pace.begin();
    pace.received(1);
    now += minute;
    assert.throws(() => pace.received(minBytes - 2), { kind: 'timeout' });
  });

  it('leaves any clip a quarter of an hour, and a large one as long as it takes at 16 kB/s', () => {
    const pace = new Pace();
    now += 15 * minute;
    assert.equal(pace.isOver(0), false);
    now += 1;
    assert.equal(pace.isOver(0), true);
    assert.equal(pace.isOver(16 * 1024), false);
    now += 1000;
    assert.equal(pace.isOver(16 * 1024), true);
    assert.equal(pace.isOver(2 ** 30), false);
  });
});

describe('a server that only drips', () => {
  const clip = mp4(2_000_000);
  const done = { provider: 'lab', id: 'a' };
  const endpoint = 'GET /v1/videos/a/content';
  let bench: Bench;
  let server: TestServer;
  let transport: Transport;
  /** By the clock that downloads go by. ms */
  let passed: number;

  beforeEach(async () => {
    passed = 0;
    const real = performance.now.bind(performance);
    sinon.stub(performance, 'now').callsFake(() => real() + passed);
    const sleep = timers.setTimeout;
    sinon
      .stub(timers, 'setTimeout')
      .callsFake((ms, value, options) => sleep(options?.signal ? (ms ?? 0) / 1000 : ms, value, options));
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
    sinon.restore();
  });

  /** `bytes` at a time, and so long passes before the next. */
  const drips =
    (bytes: number, ms: number): Reply =>
    (_, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length });
      let at = 0;
      const next = () => {
        if (response.destroyed) return;
        passed += ms;
        response.write(clip.subarray(at, (at += bytes)));
        if (at < clip.length) setTimeout(next, 5);
        else response.end();
      };
      next();
    };
  const window = () =>
    bench.window({
      providers: new FakeDirectory([{ id: 'lab', type: 'openai', baseUrl: `${server.origin}/v1` }]),
      clientFor: (connection) => createClient(connection, transport),
    });
  const asked = () => server.requests.filter(({ url }) => url.endsWith('/content')).length;

  it('is given up after its tries, and leaves nothing', async () => {
    server.on(endpoint, drips(100, minute / 4));
    const one = window();
    await assert.rejects(one.download(done), { kind: 'timeout' });
    assert.ok(asked() >= 2 && asked() <= 5, `${asked()} tries`);
    assert.deepEqual(readdirSync(bench.clips), []);
    assert.equal(one.jobs[0]?.transfer?.error?.kind, 'timeout');
  });

  it('may do better the next time', async () => {
    server.on(endpoint, drips(100, minute / 4), { headers: { 'content-type': 'video/mp4' }, body: clip });
    const media = await window().download(done);
    assert.equal(media.bytes, clip.length);
    await until(() => asked() === 2);
  });
});
