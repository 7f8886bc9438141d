import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CreateRequest } from '../../../../src/jobs/requests';
import { Bench, fail, few } from '../support';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(64)]);
const fox: CreateRequest = { provider: 'lab', prompt: 'A red fox', model: 'm-1', seconds: 4, size: '1280x720' };

describe('checks before a paid request', () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });

  afterEach(() => bench.close());

  const file = (name: string, bytes: Buffer) => {
    const target = path.join(bench.ledger, name);
    writeFileSync(target, bytes);
    return target;
  };

  describe('a reference image', () => {
    it('is sent as a file, with its type by its first bytes', async () => {
      const job = await bench.window().create({ ...fox, reference: file('a.dat', png) });
      const reference = bench.server.create.firstCall.args[0].reference;
      assert.ok(reference?.kind === 'file');
      assert.equal(reference.contentType, 'image/png');
      assert.equal(reference.name, 'a.dat');
      assert.equal(reference.blob.size, png.length);
      assert.equal(reference.blob.type, 'image/png');
      assert.equal(job.request?.reference, path.join(bench.ledger, 'a.dat'), 'its path, not its bytes');
    });

    it('is sent as a URL', async () => {
      await bench.window().create({ ...fox, reference: 'https://img.example/a.png' });
      assert.deepEqual(bench.server.create.firstCall.args[0].reference, {
        kind: 'url',
        url: 'https://img.example/a.png',
      });
    });

    it('is refused before money is spent if it cannot be used', async () => {
      const window = bench.window();
      const refused = (reference: string, kind: string) =>
        assert.rejects(window.create({ ...fox, reference }), { kind });
      await refused(path.join(bench.ledger, 'none.png'), 'disk');
      await refused(bench.ledger, 'disk').catch(() => refused(bench.ledger, 'rejected'));
      await refused(file('text.png', Buffer.from('<html>not an image</html>')), 'rejected');
      await refused(file('big.png', Buffer.concat([png, Buffer.alloc(20 * 1024 * 1024)])), 'rejected');
      await refused('http://img.example/a.png', 'rejected');
      await refused('data:image/png;base64,AAAA', 'rejected');
      await refused('good.png', 'rejected');
      await refused('file://elsewhere/good.png', 'rejected');
      await refused('file:///%00', 'rejected').catch(() => refused('file:///%00', 'disk'));
      bench.server.capabilities = { ...few, reference: ['url'] };
      await refused(file('good.png', png), 'unsupported');
      bench.server.capabilities = { ...few, reference: ['file'] };
      await refused('https://img.example/a.png', 'unsupported');
      assert.equal(bench.server.create.callCount, 0);
      assert.equal(window.jobs.length, 0);
    });
  });

  it('refuses invalid requests before money is spent', async () => {
    const window = bench.window();
    const itself: Record<string, unknown> = {};
    itself['again'] = itself;
    const wrong: Partial<Record<keyof CreateRequest, unknown>>[] = [
      { prompt: '' },
      { prompt: ' \n' },
      { prompt: undefined },
      { seconds: 0 },
      { seconds: -1 },
      { seconds: NaN },
      { seconds: '4' },
      { model: '' },
      { size: ' ' },
      { extra: [] },
      { extra: { big: 1n } },
      { extra: itself },
      { prompt: 'x'.repeat(100_001) },
      { model: 'x'.repeat(1_001) },
    ];
    for (const part of wrong) {
      await assert.rejects(
        window.create({ ...fox, ...part } as CreateRequest),
        { kind: 'rejected' },
        Object.keys(part).join(),
      );
    }
    const nobody = { ...fox, provider: 'nobody' };
    await assert.rejects(window.create({ ...nobody, reference: file('good.png', png) }), { kind: 'notFound' });
    await assert.rejects(window.remix({ ...nobody, id: 'video_1' }), { kind: 'notFound' });
    bench.directory.refusal = fail('auth');
    await assert.rejects(window.create(fox), { kind: 'auth' });
    assert.equal(bench.server.create.callCount, 0);
    assert.equal(window.jobs.length, 0);
  });
});
