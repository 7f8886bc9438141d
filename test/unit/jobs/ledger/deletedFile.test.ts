import assert from 'node:assert/strict';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import sinon from 'sinon';
import { ledgerFile } from '../../../../src/jobs/ledger/file';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { deletedFile } from '../../../../src/jobs/ledger/restoreLedger';
import { Bench, until } from '../support';

const fox = { provider: 'lab', prompt: 'A fox' };

// Windows does not let an open file be deleted.
(process.platform === 'win32' ? describe.skip : describe)(
  'a job list whose file goes away while a window has it open',
  () => {
    let bench: Bench;
    beforeEach(() => {
      bench = new Bench();
      bench.settings = { ...bench.settings, autoDownload: false };
    });
    afterEach(() => bench.close());

    const remove = () => {
      for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(ledgerFile(bench.ledger) + suffix, { force: true });
    };
    const stored = () => {
      const ledger = new Ledger(bench.ledger);
      const prompts = ledger.list.all().map(({ prompt }) => prompt);
      ledger.close();
      return prompts;
    };

    for (const [what, lose] of [
      ['deleted', remove],
      ['deleted without its log', () => rmSync(ledgerFile(bench.ledger))],
      ['deleted with its folder', () => rmSync(bench.ledger, { recursive: true })],
    ] as const) {
      it(`sends nothing into a file that was ${what}, says so, and writes the jobs back`, async () => {
        const window = bench.window();
        await window.create(fox);
        bench.server.create.resetHistory();
        lose();
        await assert.rejects(window.create({ ...fox, prompt: 'A hare' }), { kind: 'disk', code: deletedFile });
        sinon.assert.notCalled(bench.server.create);
        assert.ok(bench.told.some(({ code }) => code === deletedFile));
        assert.deepEqual(
          window.jobs.map(({ prompt }) => prompt),
          ['A fox'],
        );
        assert.deepEqual(stored(), ['A fox']);

        const job = await window.create({ ...fox, prompt: 'A hare' });
        assert.deepEqual(stored().sort(), ['A fox', 'A hare']);
        assert.equal(window.find({ key: job.key })?.id, job.id);
      });
    }

    it('joins its jobs with those of a file that took its place', async () => {
      const window = bench.window();
      await window.create(fox);
      remove();
      const other = new Ledger(bench.ledger);
      other.write(() =>
        other.put({
          ...window.jobs[0]!,
          key: 'older',
          id: 'older',
          prompt: 'An owl',
          createdAt: 5,
        }),
      );
      other.close();
      bench.server.create.resetHistory();
      await assert.rejects(window.create(fox), { code: deletedFile });
      sinon.assert.notCalled(bench.server.create);
      assert.deepEqual(stored(), ['A fox', 'An owl']);
      assert.equal(readdirSync(bench.ledger).filter((name) => name.includes('.deleted-')).length, 1, 'the copy stays');
    });

    it('records the answer to a request that was sent before', async () => {
      const window = bench.window();
      bench.server.create.callsFake(async ({ prompt }) => {
        remove();
        return bench.server.add({ prompt });
      });
      const job = await window.create(fox);
      assert.equal(job.id, 'video_1');
      assert.deepEqual(stored(), ['A fox']);
    });

    it('notices it without a request, where the system reports changes of a folder', async () => {
      const window = bench.window();
      await window.create(fox);
      remove();
      await until(() => bench.told.length > 0);
      assert.deepEqual(stored(), ['A fox']);
    });

    it('follows a list that another window set aside, without a word', async () => {
      const window = bench.window();
      await window.create(fox);
      const file = ledgerFile(bench.ledger);
      for (const suffix of ['', '-wal', '-shm']) {
        renameSync(file + suffix, `${file.replace('.sqlite', '.damaged-1.sqlite')}${suffix}`);
      }
      await window.create({ ...fox, prompt: 'A hare' });
      assert.deepEqual(stored(), ['A hare']);
      assert.deepEqual(bench.told, []);
    });
  },
);
