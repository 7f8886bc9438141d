import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { refused, type World, world } from './support/jobs';

const setSetting = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration('videoJobs').update(name, value, vscode.ConfigurationTarget.Global);
const setFolder = (folder: string) => setSetting('library.folder', folder);

/** Each kind of error of the contract, brought about over real HTTP, with what the user reads. */
describe('Errors, in words', () => {
  let w: World;
  let provider: string;
  before(async () => {
    w = await world();
    provider = await w.provide('openai');
  });
  after(() => w.end());
  afterEach(() => w.sandbox.faults.clear());

  const status = (code: number, more: object = {}) => ({ kind: 'status' as const, status: code, ...more });
  const onCreate = { match: { operation: 'create' as const } };
  const finished = async (model = 'sandbox-fast') => {
    const job = await w.create(provider, { model });
    return w.until(job.key, (each) => each.status === 'completed' && each.media.length > 0);
  };

  it('auth: a refused key', async () => {
    const wrong = await w.provide('openai', { key: 'not-the-right-key' });
    const error = await refused('auth', w.create(wrong));
    assert.equal(error.httpStatus, 401);
    assert.match(error.message, /key/i);
    assert.ok(!error.message.includes('not-the-right-key'));
  });

  it('auth: no key at all, and nothing is sent', async () => {
    const keyless = await w.provide('openai', { key: '' });
    const before = w.sandbox.requests.length;
    const error = await refused('auth', w.create(keyless));
    assert.match(error.message, /key/i);
    assert.equal(w.sandbox.requests.length, before);
  });

  it('forbidden', async () => {
    w.sandbox.faults.add({
      ...status(403, { message: 'Your group may not use this model', code: 'no_access' }),
      ...onCreate,
    });
    const error = await refused('forbidden', w.create(provider));
    assert.match(error.message, /Your group may not use this model/);
    assert.equal(error.code, 'no_access');
  });

  it('payment', async () => {
    w.sandbox.faults.add({ ...status(402, { message: 'Insufficient credits' }), ...onCreate });
    assert.match((await refused('payment', w.create(provider))).message, /Insufficient credits/);
  });

  it('notFound: a job that the provider does not know', async () => {
    await refused('notFound', w.api.import({ provider, id: 'video_that_never_was' }));
  });

  it('notReady: a clip asked for too soon', async () => {
    const slow = await w.create(provider, { model: 'sandbox-stuck' });
    await refused('notReady', w.api.download({ provider, id: slow.id! }));
    assert.ok(['queued', 'in_progress'].includes(w.api.jobs.find((job) => job.key === slow.key)!.status));
  });

  it('noMedia: completed without a clip', async () => {
    const chainhub = await w.provide('chainhub');
    const empty = await w.create(chainhub, { model: 'sandbox-no-media' });
    await w.until(empty.key, (job) => job.status === 'completed');
    await refused('noMedia', w.api.download({ provider: chainhub, id: empty.id! }));
    assert.equal(w.api.jobs.find((job) => job.key === empty.key)!.status, 'completed');
    assert.ok(!readdirSync(w.library).some((name) => name.includes('part')));
  });

  it('expired: the clip is gone at the provider', async () => {
    await setSetting('library.autoDownload', false);
    try {
      const job = await w.create(provider, { model: 'sandbox-expires' });
      const done = await w.until(job.key, (each) => each.expiresAt !== undefined);
      assert.ok(done.status === 'completed' || done.status === 'expired');
      // `expires_at` is in whole seconds: the clip may be there for up to one more.
      await delay(Math.max(0, done.expiresAt! + 1000 - Date.now()));
      await refused('expired', w.api.download({ provider, id: job.id! }));
    } finally {
      await setSetting('library.autoDownload', undefined);
    }
  });

  it('rateLimited: says until when', async () => {
    w.sandbox.faults.add({ ...status(429, { retryAfter: 7, message: 'Too many running tasks' }), ...onCreate });
    const limited = await w.provide('openai');
    const error = await refused('rateLimited', w.create(limited));
    assert.equal(error.retryAfterMs, 7000);
    assert.match(error.message, /Too many running tasks/);
  });

  it("rejected: moderation, with the provider's own words and code, and the prompt is kept", async () => {
    const other = await w.provide('openai');
    const error = await refused('rejected', w.create(other, { model: 'sandbox-moderated', prompt: 'Refused prompt' }));
    assert.equal(error.code, 'moderation_blocked');
    assert.match(error.message, /blocked by our moderation system/);
    const kept = w.api.jobs.find((job) => job.prompt === 'Refused prompt')!;
    assert.equal(kept.status, 'failed');
    assert.equal(kept.error?.code, 'moderation_blocked');
  });

  it('unsupported: what the dialect cannot express is refused before anything is sent', async () => {
    const openrouter = await w.provide('openrouter');
    const posts = () => w.sandbox.requests.filter((request) => request.method === 'POST').length;
    const before = posts();
    const error = await refused('unsupported', w.create(openrouter, { seconds: 2.5 }));
    assert.match(error.message, /2\.5|whole/);
    assert.equal(posts(), before);
  });

  it('network: nobody answers, and the record says that nothing was sent', async () => {
    const deaf = await w.provide('openai', { baseUrl: 'http://127.0.0.1:9/v1', key: 'some-key' });
    const error = await refused('network', w.create(deaf, { prompt: 'To nobody' }));
    assert.match(error.message, /127\.0\.0\.1/);
    assert.equal(w.api.jobs.find((job) => job.prompt === 'To nobody')!.status, 'failed');
  });

  it('network: a connection that dies after the request leaves an uncertain job, sent once', async () => {
    const lonely = await w.provide('chainhub');
    w.sandbox.faults.add({ kind: 'reset', ...onCreate });
    const posts = () => w.sandbox.requests.filter((request) => request.operation === 'create').length;
    const before = posts();
    await refused('network', w.create(lonely, { prompt: 'Perhaps paid' }));
    assert.equal(posts(), before + 1);
    assert.equal(w.api.jobs.find((job) => job.prompt === 'Perhaps paid')!.status, 'uncertain');
  });

  it('server: 500 on a paid request is uncertain too', async () => {
    const lonely = await w.provide('chainhub');
    w.sandbox.faults.add({ ...status(500, { message: 'Internal trouble' }), ...onCreate });
    const error = await refused('server', w.create(lonely, { prompt: 'Half done' }));
    assert.match(error.message, /Internal trouble/);
    assert.equal(w.api.jobs.find((job) => job.prompt === 'Half done')!.status, 'uncertain');
  });

  it('badResponse: a web page where an API should be', async () => {
    w.sandbox.faults.add({ kind: 'html', match: { operation: 'get' } });
    assert.match((await refused('badResponse', w.api.import({ provider, id: 'video_x' }))).message, /address|page/i);
  });

  it('badResponse: ten megabytes of JSON are not swallowed', async () => {
    w.sandbox.faults.add({ kind: 'hugeJson', match: { operation: 'get' } });
    await refused('badResponse', w.api.import({ provider, id: 'video_x' }));
  });

  it('disk: a library that cannot be written to', async () => {
    const blocked = join(w.library, 'blocked');
    writeFileSync(blocked, 'a file where a folder should be');
    await setFolder(join(blocked, 'library'));
    try {
      const job = await w.create(provider);
      await w.until(job.key, (each) => each.status === 'completed');
      await refused('disk', w.api.download({ provider, id: job.id! }));
      assert.equal(w.api.jobs.find((each) => each.key === job.key)!.status, 'completed');
    } finally {
      await setFolder(w.library);
    }
  });

  it('cancelled: a download that the user stops leaves nothing half', async () => {
    const job = await finished();
    const to = join(w.library, 'stopped.mp4');
    w.sandbox.faults.add({ kind: 'slow', delayMs: 0, bytesPerSecond: 2000, match: { operation: 'content' } });
    await w.api.remove({ provider, id: job.id!, where: 'here' });
    await vscode.workspace
      .getConfiguration('videoJobs')
      .update('library.autoDownload', false, vscode.ConfigurationTarget.Global);
    try {
      await w.api.import({ provider, id: job.id! });
      const download = w.api.download({ provider, id: job.id!, to });
      const outcome = refused('cancelled', download);
      const parts = () => readdirSync(w.library).filter((name) => /^stopped\..*\.part$/.test(name));
      while (parts().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await vscode.commands.executeCommand('videoJobs.cancelDownload', { provider, id: job.id });
      await outcome;
      assert.ok(!existsSync(to));
      assert.deepEqual(parts(), []);
    } finally {
      await vscode.workspace
        .getConfiguration('videoJobs')
        .update('library.autoDownload', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('a failed poll never fails a job', async () => {
    const remove = w.sandbox.faults.add({ ...status(500), match: { operation: 'get' } });
    w.sandbox.faults.add({ ...status(500), match: { operation: 'list' } });
    const job = await w.create(provider);
    await w.api.refresh(provider).catch(() => undefined);
    assert.notEqual(w.api.jobs.find((each) => each.key === job.key)!.status, 'failed');
    remove();
    w.sandbox.faults.clear();
    await w.until(job.key, (each) => each.media.length > 0);
  });
});
