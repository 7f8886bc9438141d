import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import sinon from 'sinon';
import { createRedactor } from '../../../../src/api/redact';
import type { ComparisonView } from '../../../../src/shared/comparison';
import { ComparisonPanels } from '../../../../src/ui/compare/comparisonPanels';
import { FakeHost, type FakePanel } from '../preview/fakes';
import { clip, fixture, job } from '../preview/jobs';

describe('comparison panels', () => {
  let folder: string;
  let host: FakeHost;
  let panels: ComparisonPanels;
  const key = (name: string, index = 0) => ({ key: name, index });

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'comparisons-'));
    await copyFile(fixture('clip.mp4'), path.join(folder, 'clip.mp4'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    const media = [clip({ path: path.join(folder, 'clip.mp4') })];
    host = new FakeHost(folder);
    host.jobs = ['k1', 'k2', 'k3'].map((name) => job({ key: name, id: name, media }));
    panels = new ComparisonPanels({ ...host.deps, redactor: createRedactor() });
  });
  afterEach(() => {
    panels.dispose();
    sinon.restore();
  });

  const last = (panel: FakePanel) => (panel.posted.at(-1) as unknown as { view: ComparisonView }).view;
  const keys = (panel: FakePanel) => last(panel).clips.map((one) => one.key);
  const started = async (...names: string[]): Promise<FakePanel> => {
    panels.open(names.map((name) => key(name)));
    const panel = host.panels.at(-1)!;
    panel.received.fire({ type: 'ready' });
    await panel.posts(1);
    return panel;
  };

  it('are one for a set of clips, in whatever order', async () => {
    await started('k1', 'k2');
    panels.open([key('k2'), key('k1')]);
    assert.equal(host.panels.length, 1);
    assert.equal(host.panels[0]!.reveals, 1);
    panels.open([key('k1'), key('k3')]);
    assert.equal(host.panels.length, 2);
    host.panels[0]!.dispose();
    panels.open([key('k1'), key('k2')]);
    assert.equal(host.panels.length, 3);
  });

  it('show each clip by an address of the page, and follow the jobs that they are about', async () => {
    const panel = await started('k1', 'k2');
    const { title, clips } = last(panel);
    assert.match(title, /^Compare: A heron/);
    assert.ok(
      clips.every(({ file }) => /clip\.mp4\?v(=|%3D)/.test(file!.url)),
      JSON.stringify(clips),
    );
    assert.match(String(panel.webview['html']), /data-page="comparison"/);
    host.change(job({ key: 'k3', media: [] }));
    host.change(job({ key: 'k2', model: 'other', media: [] }));
    await panel.posts(2);
    assert.equal(panel.posted.length, 2);
    assert.equal(last(panel).clips[1]!.notice?.heading, 'The clip has not been downloaded yet');
  });

  it('remove and swap clips at the page’s word, and keep two', async () => {
    const panel = await started('k1', 'k2', 'k3');
    panel.received.fire({ type: 'swap', clip: key('k3') });
    await panel.posts(2);
    assert.deepEqual(keys(panel), ['k3', 'k2', 'k1']);
    for (const name of ['k2', 'k1']) panel.received.fire({ type: 'remove', clip: key(name) });
    await panel.posts(3);
    assert.deepEqual(keys(panel), ['k3', 'k1']);
  });

  it('call commands by hand for one clip, and for the differences of several', async () => {
    const panel = await started('k1', 'k2');
    panel.received.fire({ type: 'action', action: 'preview', clip: key('k2') });
    panel.received.fire({ type: 'differences', clips: [key('k1'), key('k2')] });
    const row = (name: string) => ({ key: name, variant: 'video', index: 0 });
    assert.deepEqual(host.commands, [
      ['videoJobs.preview', row('k2'), { by: 'person', rows: [row('k2')] }],
      ['videoJobs.showDifferences', row('k1'), { by: 'person', rows: [row('k1'), row('k2')] }],
    ]);
  });

  it('learn of a file what the page found', async () => {
    const panel = await started('k1', 'k2');
    const { version } = last(panel).clips[0]!.file!;
    panel.received.fire({ type: 'problem', version, problem: 'unplayable', reason: 'x' });
    await panel.posts(2);
    assert.equal(last(panel).clips[0]!.notice?.heading, 'The clip cannot be shown here');
  });

  it('ignore what is none of their messages', async () => {
    const panel = await started('k1', 'k2');
    for (const message of [
      null,
      { type: 'action', action: 'delete', clip: key('k1') },
      { type: 'differences', clips: [] },
      { type: 'swap', clip: { key: 'k1', index: -1 } },
      { type: 'shown', clip: { variant: 'video', index: 0, version: 'v' } },
    ]) {
      panel.received.fire(message);
    }
    assert.deepEqual(host.commands, []);
    assert.equal(host.logged.filter((line) => line.includes('ignored')).length, 5);
  });

  it('are restored with their clips after a reload, and closed where nothing is known of them', async () => {
    const panel = host.restore(panels, { clips: [key('k1'), key('k2')], layout: 'wipe' });
    panel.received.fire({ type: 'ready' });
    await panel.posts(1);
    assert.deepEqual(keys(panel), ['k1', 'k2']);
    for (const state of [
      undefined,
      {},
      { clips: [] },
      { clips: Array(5).fill(key('k1')) },
      { clips: [{ key: 'k1' }] },
    ]) {
      assert.ok(host.restore(panels, state).gone);
    }
  });
});
