import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { registerStatusItem } from '../../../../src/ui/status/statusItem';
import { expiryText, statusText, statusTooltip } from '../../../../src/ui/status/summary';
import { stopClock } from '../../support/clock';
import { completed, FakeJobs, hostile, job } from '../support/jobs';

describe('the status bar item', () => {
  const item = () => ({ show: sinon.spy(), hide: sinon.spy(), dispose: sinon.spy(), text: '', name: '', command: '' });
  let shown: ReturnType<typeof item>;
  let jobs: FakeJobs;
  beforeEach(() => {
    shown = item();
    jobs = new FakeJobs();
    sinon.stub(vscode.window, 'createStatusBarItem').returns(shown as never);
  });
  afterEach(() => sinon.restore());

  it('is hidden while there is nothing to say', () => {
    jobs.jobs = [completed(), job({ key: 'stopped', watching: false })];
    registerStatusItem({ jobs: jobs.service });
    sinon.assert.notCalled(shown.show);
  });

  it('follows one job by its percentage and several by their number, and goes away', () => {
    const registered = registerStatusItem({ jobs: jobs.service });
    jobs.set(job());
    assert.equal(shown.text, '$(sync~spin) Video: 62%');
    assert.equal(shown.command, 'videoJobs.showActive');
    jobs.set(job(), job({ key: 'k2', status: 'queued' }));
    assert.equal(shown.text, '$(sync~spin) 2 videos');
    sinon.assert.notCalled(shown.hide);
    jobs.set(completed());
    sinon.assert.calledOnce(shown.hide);
    registered.dispose();
    sinon.assert.calledOnce(shown.dispose);
  });

  it('is not drawn again for changes of other jobs', () => {
    const running = job();
    registerStatusItem({ jobs: jobs.service });
    jobs.set(running);
    jobs.set(running, completed({ key: 'k2' }));
    sinon.assert.calledOnce(shown.show);
  });

  it('does not open the list of jobs where none is in progress', () => {
    const read = sinon.stub().returns([]);
    const quiet = Object.defineProperty(new FakeJobs(), 'jobs', { get: read });
    registerStatusItem({ jobs: quiet.service, active: false });
    sinon.assert.notCalled(read);
  });

  it('needs no timer', () => {
    const clock = stopClock();
    registerStatusItem({ jobs: jobs.service });
    jobs.set(job());
    assert.equal(clock.countTimers(), 0);
    clock.restore();
  });

  it('keeps its icon still where that is wanted, and is spoken in words', () => {
    assert.deepEqual(statusText([job()], true), { text: '$(sync) Video: 62%', spoken: 'Video job: 62%' });
    assert.equal(statusText([job({ status: 'queued' })], false).text, '$(sync~spin) Video: Queued');
    assert.equal(statusText([job(), job()], false).spoken, '2 video jobs in progress');
  });
});

describe('the tooltip of the status bar item', () => {
  it('lists the jobs with a way to each, and says how many it left out', () => {
    const many = Array.from({ length: 11 }, (_, n) => job({ key: `key (${n})` }));
    const { value } = statusTooltip(many);
    assert.match(value, /\*\*11 video jobs in progress\*\*/);
    assert.equal(value.match(/\[Open\]/g)?.length, 8);
    assert.match(value, /and 3 more/);
    const [, query] = /\[Open\]\(command:videoJobs\.preview\?([^)]*)\)/.exec(value)!;
    assert.deepEqual(JSON.parse(decodeURIComponent(query!)), [{ key: 'key (0)' }, { by: 'person' }]);
  });

  it('lists the clips that expire, soonest first, with a way to save them', () => {
    const soon = job({ key: 'soon', status: 'completed', media: [], expiresAt: Date.UTC(2026, 10, 21, 14, 5) });
    const { value } = statusTooltip([], [soon]);
    assert.match(value, /Expires at.* — \[Download\]\(command:videoJobs\.download\?/);
    assert.doesNotMatch(value, /in progress/);
    assert.match(expiryText([soon]).text, /^\$\(warning\) Clip expires at /);
    assert.match(expiryText([soon, soon]).spoken, /^2 clips expire, the first one at /);
  });

  it('runs only our harmless commands, whatever a prompt says', () => {
    const tooltip = statusTooltip([job({ prompt: hostile, key: 'k"](command:x)' })]);
    assert.deepEqual(tooltip.isTrusted, {
      enabledCommands: [
        'videoJobs.preview',
        'videoJobs.download',
        'videoJobs.showActive',
        'videoJobs.create',
        'videoJobs.refresh',
      ],
    });
    assert.ok(!tooltip.supportHtml && !tooltip.supportThemeIcons);
    const links = [...tooltip.value.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, target]) => target!.split('?')[0]);
    assert.deepEqual(links, [
      'command:videoJobs.preview',
      'command:videoJobs.showActive',
      'command:videoJobs.refresh',
      'command:videoJobs.create',
    ]);
    assert.doesNotMatch(tooltip.value, /<|(?<!\\)!\\?\[/);
  });
});
