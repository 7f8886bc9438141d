import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { JobRecord } from '../../../src/jobs/job';
import { openLedger } from '../../../src/jobs/openLedger';
import { Bench, Folders } from './support';

/** A window in a process of its own: makes jobs at a server that notes each one it made, before it answers. */
const program = (service: string) => `
  const fs = require('node:fs');
  const { createJobService } = require(${JSON.stringify(service)});
  const [folder, paid] = process.argv.slice(2);
  const provider = { id: 'lab', type: 'openai', baseUrl: 'https://lab.example/v1' };
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const jobs = new Map();
  const client = {
    async create({ prompt }) {
      await wait(Math.random() * 3);
      const job = { id: 'v-' + prompt, status: 'queued', raw: {} };
      fs.appendFileSync(paid, prompt + '\\n');
      jobs.set(job.id, job);
      await wait(Math.random() * 3);
      return job;
    },
    get: async (id) => jobs.get(id),
  };
  const able = { list: false, remix: false, edit: false, extend: false, delete: false, models: false, variants: ['video'], index: false, reference: [] };
  const quiet = () => {};
  const window = createJobService({
    folder,
    providers: { all: [provider], find: () => provider, connect: async () => ({ provider, baseUrl: provider.baseUrl }), onDidChange: () => ({ dispose: quiet }) },
    clientFor: () => client,
    capabilitiesOf: () => able,
    settings: () => ({ libraryFolder: folder, fileNameTemplate: '', autoDownload: false, minPollSeconds: 1, maxPollSeconds: 1 }),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  (async () => {
    for (let number = 0; number < 2000; number++) {
      await window.create({ provider: 'lab', prompt: process.pid + '-' + number }).catch((error) => {
        fs.appendFileSync(paid + '.errors', String(error) + '\\n');
      });
    }
  })();
`;

describe('a window that is killed', function () {
  this.timeout(60_000);
  const folders = new Folders();
  const built = folders.make();
  const service = path.join(built, 'service.cjs');
  const script = path.join(built, 'window.cjs');

  before(() => {
    const options = { bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' } as const;
    buildSync({ ...options, entryPoints: [path.resolve('src/jobs/service.ts')], outfile: service });
    writeFileSync(script, program(service));
  });

  after(() => folders.clear());

  const isOpen = ({ status }: Pick<JobRecord, 'status'>) => status === 'submitting' || status === 'uncertain';
  const start = (folder: string, paid: string) =>
    spawn(process.execPath, ['--no-warnings', script, folder, paid], { stdio: ['ignore', 'inherit', 'inherit'] });
  const lines = (file: string) =>
    existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];
  const killed = async (child: ChildProcess) => {
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exit;
  };

  it('loses no job and pays none twice, whenever it happens, with another window beside it', async () => {
    const folder = folders.make();
    const paid = path.join(folder, 'paid.txt');
    for (let round = 0; round < 8; round++) {
      const windows = [start(folder, paid), start(folder, paid)];
      const before = lines(paid).length;
      const deadline = performance.now() + 20_000;
      while (lines(paid).length < before + 3 && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      await Promise.all(windows.map(killed));
    }
    const prompts = lines(paid);
    assert.ok(prompts.length >= 24, `${prompts.length} jobs were made`);
    assert.deepEqual(lines(`${paid}.errors`), []);
    assert.equal(new Set(prompts).size, prompts.length, 'each was paid for once');

    const { ledger } = openLedger(folder);
    const jobs = ledger.list.all();
    ledger.close();
    const known = new Map(jobs.map((job) => [job.prompt, job]));
    assert.equal(known.size, jobs.length);
    for (const prompt of prompts) {
      const job = known.get(prompt);
      assert.ok(job, `${prompt} was paid for and is not in the list`);
      assert.ok(job.id === `v-${prompt}` || isOpen(job), `${prompt} is ${job.status}`);
    }

    // The next window sees at once that nobody is at work on them any more.
    const bench = new Bench();
    try {
      const window = bench.window({ folder });
      assert.equal(window.jobs.filter(({ status }) => status === 'submitting').length, 0);
      const open = jobs.filter(isOpen).length;
      assert.equal(window.jobs.filter(({ status }) => status === 'uncertain').length, open);
      assert.equal(window.jobs.length, jobs.length);
    } finally {
      bench.close();
    }
  });
});
