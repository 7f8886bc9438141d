import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import sinon, { type SinonFakeTimers } from 'sinon';
import { type ReceivedResponse, VideoJobsError } from '../../../../src/api/errors';
import type { InlineClip } from '../../../../src/api/types';
import { Tracker } from '../../../../src/jobs/intake/tracker';
import { JobStore } from '../../../../src/jobs/ledger/store';
import { stopClock } from '../../support/clock';
import { Bench, calm, few, mp4, until } from '../support';

const inlineClip: InlineClip = { contentType: 'video/mp4', extension: 'mp4', bytes: mp4(3_000) };

describe('what a response to a paid request holds', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
    bench.server.capabilities = few;
  });

  afterEach(() => {
    bench.close();
    clock.restore();
    sinon.restore();
  });

  for (const autoDownload of [true, false]) {
    const setting = `with automatic downloads ${autoDownload ? 'on' : 'off'}`;

    it(`is kept as the job's clip if it is one, ${setting}, without another request`, async () => {
      bench.settings = { ...bench.settings, autoDownload };
      const window = bench.window();
      let ends = 0;
      window.onDidEnd(() => ends++);
      bench.server.create.callsFake(async () => bench.server.add({ id: 'unnamed_1', status: 'completed', inlineClip }));
      const { key } = await window.create({ provider: 'lab', prompt: 'A red fox' });
      await until(() => window.find({ key })?.media.length === 1);
      const [media] = window.find({ key })!.media;
      assert.deepEqual(readFileSync(media!.path), Buffer.from(inlineClip.bytes));
      await calm();
      assert.equal(bench.server.content.callCount, 0);
      assert.equal(bench.server.get.callCount, 0);
      assert.equal(ends, 1);
      assert.equal(window.find({ key })?.transfer, undefined);
    });
  }

  describe('a clip, in a window that is killed', () => {
    interface Place {
      owner: object;
      method: string;
      calls: 'before' | 'after';
    }

    /** Copies the disk as it is when `method` is called, and puts it back once the job is through: the rest never was. */
    async function killedAt({ owner, method, calls }: Place, id: string) {
      const copies = [bench.ledger, bench.clips].map((folder) => ({ folder, copy: bench.folders.make() }));
      const own = (owner as Record<string, (...given: unknown[]) => unknown>)[method]!;
      let isArmed = false;
      const snapshot = () => {
        if (isArmed) for (const { folder, copy } of copies) cpSync(folder, copy, { recursive: true });
        isArmed = false;
      };
      sinon.stub(owner as Record<string, typeof own>, method).callsFake(function (this: unknown, ...given) {
        if (calls === 'before') snapshot();
        const result = own.apply(this, given);
        if (calls === 'after') snapshot();
        return result;
      });
      const window = bench.window();
      bench.server.create.callsFake(async () => {
        isArmed = true;
        return { id, status: 'completed', inlineClip, raw: null };
      });
      const { key } = await window.create({ provider: 'lab', prompt: 'A red fox' });
      await until(() => window.find({ key })?.media.length === 1);
      assert.equal(isArmed, false, 'the window was not killed');
      window.dispose();
      await calm();
      sinon.restore();
      for (const { folder, copy } of copies) {
        rmSync(folder, { recursive: true });
        cpSync(copy, folder, { recursive: true });
      }
      // The claims of the killed window expire.
      await clock.tickAsync(60_000);
      return key;
    }

    for (const autoDownload of [true, false]) {
      for (const [when, owner, method, calls] of [
        ['before its job is recorded', Tracker.prototype, 'recordCreated', 'before'],
        ['after its job is recorded', JobStore.prototype, 'write', 'after'],
      ] as const) {
        for (const id of ['unnamed_1', 'video_9']) {
          it(`${when}, is saved at the next start (${id}, automatic downloads ${autoDownload ? 'on' : 'off'})`, async () => {
            bench.settings = { ...bench.settings, autoDownload };
            const key = await killedAt({ owner, method, calls }, id);
            const window = bench.window();
            window.wake();
            await until(() => window.find({ key })?.media.length === 1);
            const job = window.find({ key })!;
            assert.deepEqual([job.status, job.id, job.prompt], ['completed', id, 'A red fox']);
            assert.deepEqual(readFileSync(job.media[0]!.path), Buffer.from(inlineClip.bytes));
            await calm();
            assert.deepEqual(
              readdirSync(bench.clips).filter((name) => name.endsWith('.part')),
              [],
            );
            assert.equal(bench.server.content.callCount, 0);
          });
        }
      }
    }
  });

  it('is a clip that is cut off: the job is recorded at once, and says that its clip was incomplete', async () => {
    const window = bench.window();
    const cut = { ...inlineClip, bytes: inlineClip.bytes.subarray(0, 1_500) };
    bench.server.create.callsFake(async () =>
      bench.server.add({ id: 'video_9', status: 'completed', inlineClip: cut }),
    );
    const { key } = await window.create({ provider: 'lab', prompt: 'A red fox' });
    assert.equal(window.find({ key })?.status, 'completed');
    await until(() => window.find({ key })?.transfer?.state === 'failed');
    assert.equal(window.find({ key })?.transfer?.error?.code, 'incomplete_media');
    assert.deepEqual(readdirSync(bench.clips), []);
  });

  it('is a clip for a folder that cannot be written: it is saved once the folder can be', async () => {
    const usual = bench.settings;
    bench.settings = { ...usual, libraryFolder: '/dev/null/clips' };
    const window = bench.window();
    bench.server.create.callsFake(async () => bench.server.add({ id: 'video_9', status: 'completed', inlineClip }));
    const { key } = await window.create({ provider: 'lab', prompt: 'A red fox' });
    await until(() => window.find({ key })?.transfer?.state === 'failed');
    bench.settings = usual;
    const media = await window.download({ provider: 'lab', id: 'video_9' });
    assert.deepEqual(readFileSync(media.path), Buffer.from(inlineClip.bytes));
    assert.equal(bench.server.content.callCount, 0);
    assert.equal(window.find({ key })?.media.length, 1);
  });

  it('is kept as the clip if a poll brings it', async () => {
    bench.settings = { ...bench.settings, autoDownload: false };
    const window = bench.window();
    const { key } = await window.create({ provider: 'lab', prompt: 'A red fox' });
    bench.server.set('video_1', { status: 'completed', inlineClip });
    await clock.tickAsync(10_000);
    await until(() => window.find({ key })?.media.length === 1);
    assert.equal(bench.server.content.callCount, 0);
  });

  it('is not kept for jobs that others created with the same account', async () => {
    bench.server.capabilities = { ...few, list: true };
    const window = bench.window();
    bench.server.add({ id: 'foreign', status: 'completed', inlineClip });
    await window.refresh('lab');
    await calm();
    assert.equal(window.find({ provider: 'lab', id: 'foreign' })?.media.length, 0);
  });

  const failWith = (response: ReceivedResponse, mayHaveHappened: boolean) =>
    bench.server.create.callsFake(async () => {
      throw new VideoJobsError('badResponse', 'It cannot be read.', { mayHaveHappened }).withResponse(response);
    });

  for (const [name, response, kept] of [
    ['JSON', { status: 200, text: '{"task":{"no":"id"}}' }, { task: { no: 'id' } }],
    [
      'HTML',
      { status: 200, contentType: 'text/html', text: '<p>Paid, thank you: 17</p>' },
      { httpStatus: 200, contentType: 'text/html', text: '<p>Paid, thank you: 17</p>' },
    ],
    [
      'bytes',
      { status: 200, contentType: 'application/zip', bytes: Buffer.from('PK\x03\x04') },
      { httpStatus: 200, contentType: 'application/zip', base64: 'UEsDBA==' },
    ],
    [
      'a part of JSON',
      { status: 200, text: '{"id":"vid', isIncomplete: true },
      { httpStatus: 200, text: '{"id":"vid', isIncomplete: true },
    ],
    [
      'JSON with numbers that a double cannot hold',
      { status: 200, text: '{"no":{"id":1790000000000000123},"cost":-9007199254740993,"at":12345678901234567890}' },
      { no: { id: '1790000000000000123' }, cost: '-9007199254740993', at: '12345678901234567890' },
    ],
    [
      'an event stream',
      { status: 200, text: 'data: {"a":1}\n\ndata: {"b":2}\n\n' },
      { httpStatus: 200, text: 'data: {"a":1}\n\ndata: {"b":2}\n\n' },
    ],
    ['nothing', { status: 200, text: '' }, { httpStatus: 200, text: '' }],
  ] as const satisfies readonly (readonly [string, ReceivedResponse, unknown])[]) {
    it(`is kept whole if it cannot be read: ${name}`, async () => {
      const window = bench.window();
      failWith(response, true);
      await assert.rejects(window.create({ provider: 'lab', prompt: 'A red fox' }));
      const [job] = window.jobs;
      assert.equal(job?.status, 'uncertain');
      assert.deepEqual(window.raw({ key: job.key }), kept);
      const again = bench.window();
      assert.deepEqual(again.raw({ key: job.key }), kept);
    });
  }

  it('is kept for a refused request, too', async () => {
    const window = bench.window();
    failWith({ status: 400, text: '{"error":{"message":"no"}}' }, false);
    await assert.rejects(window.create({ provider: 'lab', prompt: 'A red fox' }));
    assert.equal(window.jobs[0]?.status, 'failed');
    assert.deepEqual(window.raw({ key: window.jobs[0].key }), { error: { message: 'no' } });
  });

  it('names an unknown status word as such, until a known one follows', async () => {
    const window = bench.window();
    const { key } = await window.create({ provider: 'lab', prompt: 'A red fox' });
    bench.server.set('video_1', {
      status: 'in_progress',
      providerStatus: 'BAKED',
      statusUnknown: true,
      clipUrlSeen: true,
    });
    await clock.tickAsync(10_000);
    await calm();
    const { statusUnknown, clipUrlSeen, providerStatus, watching } = window.find({ key })!;
    assert.deepEqual([statusUnknown, clipUrlSeen, providerStatus, watching], [true, true, 'BAKED', true]);
    bench.server.jobs.set('video_1', { id: 'video_1', status: 'in_progress', providerStatus: 'running', raw: {} });
    await clock.tickAsync(40_000);
    await calm();
    assert.equal(window.find({ key })?.statusUnknown, undefined);
    assert.equal(window.find({ key })?.clipUrlSeen, undefined);
  });
});
