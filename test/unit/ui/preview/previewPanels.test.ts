import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import sinon from 'sinon';
import type { Family } from '../../../../src/jobs/ledger/families';
import { PreviewPanels } from '../../../../src/ui/preview/previewPanels';
import { FakeHost, type FakePanel } from './fakes';
import { clip, fixture, job } from './jobs';

describe('preview panels', () => {
  let folder: string;
  let host: FakeHost;
  let previews: PreviewPanels;

  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'previews-'))));
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    host = new FakeHost(folder);
    host.jobs = [job(), job({ key: 'k2', id: 'video_2' })];
    previews = new PreviewPanels(host.deps);
  });
  afterEach(() => {
    previews.dispose();
    sinon.restore();
  });

  const only = (): FakePanel => {
    assert.equal(host.panels.length, 1);
    return host.panels[0] as FakePanel;
  };
  const started = async (): Promise<FakePanel> => {
    previews.open({ key: 'k1' });
    const panel = only();
    panel.received.fire({ type: 'ready' });
    await panel.posts(1);
    return panel;
  };

  it('are one for a job, found by key or by provider and id', () => {
    previews.open({ key: 'k1' });
    previews.open({ provider: 'acme', id: 'video_123' });
    previews.open(job());
    assert.equal(only().reveals, 2);
    previews.open({ key: 'k2' });
    assert.equal(host.panels.length, 2);
    previews.open({ key: 'nobody' });
    assert.equal(host.panels.length, 2);
    assert.equal(host.panels[0]?.title, 'A heron lifts off from a misty lake at…');
  });

  it('can be opened again after they were closed', () => {
    previews.open({ key: 'k1' });
    only().dispose();
    previews.open({ key: 'k1' });
    assert.equal(host.panels.length, 2);
  });

  it('hold a strict policy, a fresh nonce and none of the job’s words', async () => {
    previews.open({ key: 'k1' });
    previews.open({ key: 'k2' });
    const pages = await Promise.all(host.panels.map((panel) => panel.page()));
    const nonces = pages.map((html) => /script-src 'nonce-([^']+)'/.exec(html)?.[1]);
    assert.ok(nonces.every((nonce) => Buffer.from(nonce ?? '', 'base64url').length >= 16));
    assert.notEqual(nonces[0], nonces[1]);
    assert.match(pages[0] ?? '', /default-src 'none'/);
    assert.ok(!pages[0]?.includes('unsafe'));
    assert.ok(!pages[0]?.includes('heron'));
  });

  it('give the page the clip that it is going to show: the first, or the one that was shown before a reload', async () => {
    const first = path.join(folder, 'first "clip".mp4');
    const second = path.join(folder, 'second.mp4');
    for (const file of [first, second]) await copyFile(fixture('clip.mp4'), file);
    host.jobs = [job({ media: [clip({ path: first }), clip({ path: second, index: 1 })] })];
    previews.open({ key: 'k1' });
    assert.match(
      await only().page(),
      /<video [^>]*data-output="video\/0"[^>]* src="[^"]*first &#34;clip&#34;\.mp4\?v=/,
    );
    only().dispose();
    const restored = host.restore(previews, { key: 'k1', variant: 'video', index: 1 });
    assert.match(await restored.page(), /<video [^>]*data-output="video\/1"[^>]* src="[^"]*second\.mp4\?v=/);
  });

  it('give the page no clip that is not there', async () => {
    host.jobs = [job({ media: [clip({ path: path.join(folder, 'gone.mp4') })] })];
    previews.open({ key: 'k1' });
    assert.ok(!(await only().page()).includes('<video'));
  });

  it('may load the extension’s own files and the library, and run no command links or forms', () => {
    previews.open({ key: 'k1' });
    assert.deepEqual(
      only().optionsSet.map((options) => ({
        ...options,
        localResourceRoots: options.localResourceRoots.map((root) => root.path),
      })),
      [
        {
          enableScripts: true,
          enableForms: false,
          enableCommandUris: false,
          localResourceRoots: [path.resolve('dist'), path.resolve('media'), folder, '/copies'],
        },
      ],
    );
  });

  it('get other folders only when a clip lies there, as that loads the page anew', async () => {
    const panel = await started();
    host.change(job({ media: [clip({ path: path.join(folder, 'deep', 'a.mp4') })] }));
    await panel.posts(2);
    assert.equal(panel.optionsSet.length, 1);
    host.change(job({ media: [clip({ path: '/elsewhere/a.mp4' })] }));
    await panel.posts(3);
    assert.deepEqual(panel.optionsSet[1]?.localResourceRoots.at(-1)?.path, '/elsewhere');
  });

  it('send nothing before the page is ready, then all of it, then each change of their own job', async () => {
    previews.open({ key: 'k1' });
    const panel = only();
    host.change(job({ status: 'failed' }));
    assert.equal(panel.posted.length, 0);
    panel.received.fire({ type: 'ready' });
    const [start] = await panel.posts(1);
    assert.equal(start?.type, 'start');
    assert.equal(start?.view.status.label, 'Failed');
    assert.equal(start?.type === 'start' && start.probe, `file://${path.resolve('media/probe.m4a')}`);
    host.change(job({ key: 'k2', id: 'video_2', status: 'failed' }));
    host.change(job({ status: 'in_progress', watching: true, prompt: 'Another prompt' }));
    const [, view] = await panel.posts(2);
    assert.deepEqual([view?.type, view?.view.status.label], ['view', 'In progress']);
    assert.equal(panel.title, 'Another prompt');
    assert.equal(panel.posted.length, 2);
  });

  it('make one message of changes that come at once', async () => {
    const panel = await started();
    for (let progress = 1; progress <= 50; progress++) {
      host.change(job({ status: 'in_progress', watching: true, progress }));
    }
    while (panel.posted.at(-1)?.view.notice?.progress?.percent !== 50) await new Promise(setImmediate);
    assert.ok(panel.posted.length <= 3, `${panel.posted.length} messages`);
  });

  it('start the page again when it was loaded anew', async () => {
    const panel = await started();
    panel.received.fire({ type: 'ready' });
    const [, again] = await panel.posts(2);
    assert.equal(again?.type, 'start');
  });

  it('rest while they are hidden and catch up when they are shown', async () => {
    const panel = await started();
    panel.visible = false;
    host.change(job({ status: 'failed' }));
    panel.visible = true;
    panel.viewState.fire();
    const [, view] = await panel.posts(2);
    assert.equal(view?.view.status.label, 'Failed');
    assert.equal(panel.posted.length, 2);
  });

  it('say so when the job was removed, and follow a provider’s change', async () => {
    const panel = await started();
    host.providerLabel = 'Acme Two';
    host.providersChanged.fire();
    const [, renamed] = await panel.posts(2);
    assert.ok(renamed?.view.facts.some(({ value }) => value === 'Acme Two'));
    host.jobs = [];
    host.changes.fire({ changed: [], removed: ['k1'] });
    const [, , gone] = await panel.posts(3);
    assert.equal(gone?.view.notice?.heading, 'This job is no longer in the list');
  });

  it('give the page a new address when the file changes, and none when it is gone', async () => {
    const file = path.join(folder, 'clip.mp4');
    await copyFile(fixture('clip.mp4'), file);
    host.jobs = [job({ media: [clip({ path: file })] })];
    const panel = await started();
    const shown = () => {
      const [shown] = panel.posted.at(-1)?.view.clips ?? [];
      assert.ok(shown);
      return { ...shown, url: shown.file?.url };
    };
    const first = shown();
    assert.ok(first?.url?.startsWith(`file://${file}?v=`));
    panel.viewState.fire();
    await panel.posts(2);
    assert.equal(shown().url, first.url, 'the player goes on with what it has');
    await utimes(file, 1, 1);
    panel.viewState.fire();
    await panel.posts(3);
    assert.notEqual(shown().url, first.url);
    await rm(file);
    const lost = { variant: 'video', index: 0, version: 'v' };
    panel.received.fire({ type: 'problem', clip: lost, problem: 'unplayable', reason: 'code 4' });
    await panel.posts(4);
    assert.equal(shown().notice?.heading, 'The file is no longer on disk');
  });

  it('run commands by name with the job and the output, and no others', async () => {
    const panel = await started();
    panel.received.fire({ type: 'action', action: 'remix', variant: 'video', index: 1 });
    panel.received.fire({ type: 'action', action: 'workbench.action.quit', variant: 'video', index: 0 });
    panel.received.fire({ type: 'action', action: 'reveal', variant: '/etc/passwd', index: 0 });
    assert.deepEqual(host.commands, [['videoJobs.remix', { key: 'k1', variant: 'video', index: 1 }, { by: 'person' }]]);
    assert.equal(host.logged.length, 2);
    host.change(job({ id: undefined, status: 'uncertain' }));
    panel.received.fire({ type: 'action', action: 'resolveUncertain', variant: 'video', index: 0 });
    assert.deepEqual(host.commands[1], [
      'videoJobs.resolveUncertain',
      { key: 'k1', variant: 'video', index: 0 },
      { by: 'person' },
    ]);
  });

  it('show the family, follow it, and open whom they name and nobody else', async () => {
    const parent = job({ key: 'k2', id: 'video_2', status: 'completed', size: '720x1280' });
    const child = job({ madeFrom: { key: 'k2', relation: 'remix' } });
    const member = (one: typeof parent, ...children: Family['root'][]): Family['root'] => ({
      key: one.key,
      job: one,
      id: one.id,
      children,
      more: 0,
    });
    host.jobs = [child, parent];
    host.family = {
      cut: false,
      root: { key: 'gone', id: 'video_0', children: [member(parent, member(child))], more: 3 },
    };
    const panel = await started();
    const members = (await panel.posts(1)).at(-1)?.view.family?.members ?? [];
    assert.deepEqual(
      members.map(({ key, level, change, current, more }) => [key, level, change, current, more]),
      [
        ['gone', 1, undefined, undefined, 'Show more (3)'],
        ['k2', 2, undefined, undefined, undefined],
        ['k1', 3, 'Remix · size 720x1280 → 1280x720', true, undefined],
      ],
    );
    assert.equal(members[0]?.title, 'Not in the list: video_0');
    assert.equal(members[0]?.status, undefined);
    host.change({ ...parent, progress: 99 });
    await panel.posts(2);
    host.change(job({ key: 'k9', id: 'video_9', madeFrom: { key: 'k2', relation: 'again' } }));
    await panel.posts(3);
    panel.received.fire({ type: 'relative', key: 'k2' });
    panel.received.fire({ type: 'relative', key: 'k7' });
    panel.received.fire({ type: 'relative', key: 4 });
    assert.deepEqual(host.commands, [['videoJobs.preview', { key: 'k2' }, { by: 'person' }]]);
  });

  it('log a command that failed', async () => {
    const panel = await started();
    host.command = () => Promise.reject(new Error('no'));
    panel.received.fire({ type: 'action', action: 'remix', variant: 'video', index: 0 });
    await new Promise(setImmediate);
    assert.match(host.logged[0] ?? '', /videoJobs\.remix failed/);
  });

  it('come back after a reload by the job’s key and nothing else', async () => {
    const panel = host.restore(previews, { key: 'k1', url: 'https://evil.test', time: 3 });
    panel.received.fire({ type: 'ready' });
    const [start] = await panel.posts(1);
    assert.equal(start?.view.key, 'k1');
    previews.open({ key: 'k1' });
    assert.deepEqual([panel.reveals, host.panels.length], [1, 0]);
    assert.ok(host.restore(previews, { key: 'k1' }).gone, 'a second tab of the same job');
    assert.ok(host.restore(previews, { id: 'video_123' }).gone);
    assert.ok(host.restore(previews, undefined).gone);
    const removed = host.restore(previews, { key: 'removed' });
    removed.received.fire({ type: 'ready' });
    assert.equal((await removed.posts(1))[0]?.view.status.label, 'Removed');
  });

  it('offer a way out when the page does not come up in ten seconds', async () => {
    const timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    host.jobs = [job({ media: [clip()] }), job({ key: 'k2', id: 'video_2' })];
    let choose: (label: string) => void = () => {};
    host.answer = new Promise((resolve) => (choose = resolve));
    previews.open({ key: 'k1' });
    previews.open({ key: 'k2' });
    await timers.tickAsync(9_999);
    assert.equal(host.warnings.length, 0);
    await timers.tickAsync(1);
    assert.equal(host.warnings.length, 1, 'one message, not one for each tab');
    const [message, ...ways] = host.warnings[0] ?? [];
    assert.match(message ?? '', /HTTPS or from localhost/);
    assert.deepEqual(ways, ['Open in System Player', 'Show in Folder']);
    assert.deepEqual(host.commands, []);
    choose('Open in System Player');
    await timers.tickAsync(0);
    assert.deepEqual(host.commands, [
      ['videoJobs.openExternal', { key: 'k1', variant: 'video', index: 0 }, { by: 'person' }],
    ]);
  });

  it('are silent when the page came up, was closed, or is hidden', async () => {
    const timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    previews.open({ key: 'k1' });
    previews.open({ key: 'k2' });
    const hidden = host.restore(previews, { key: 'k3' });
    hidden.visible = false;
    host.panels[0]?.received.fire({ type: 'ready' });
    host.panels[1]?.dispose();
    await timers.tickAsync(60_000);
    assert.equal(host.warnings.length, 0);
    assert.equal(timers.countTimers(), 0);
  });

  it('leave nothing behind', () => {
    previews.open({ key: 'k1' });
    previews.dispose();
    assert.ok(only().gone);
    assert.equal(
      host.changes.listeners.size + host.providersChanged.listeners.size + only().received.listeners.size,
      0,
    );
  });
});
