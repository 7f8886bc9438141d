import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { settings } from '../../../../src/platform/settings/settings';
import { announce } from '../../../../src/ui/notifications/announcement';
import { registerNotifications } from '../../../../src/ui/notifications/notifications';
import { stopClock } from '../../support/clock';
import { completed, FakeJobs, hostile, job, silent } from '../support/jobs';

const failed = (more = {}) =>
  job({ key: 'bad', status: 'failed', watching: false, error: { message: 'It was refused.' }, ...more });

describe('what is said of jobs that ended', () => {
  it('is that the clip is ready, with a way to play it', () => {
    const record = completed();
    assert.deepEqual(announce([record], 'all'), {
      severity: 'information',
      message: '“A heron lifts off from a misty lake at dawn” is ready.',
      action: { label: 'Play', command: 'preview', job: record },
    });
  });

  it('is why it failed, with a way to the job', () => {
    const announcement = announce([failed()], 'all');
    assert.equal(announcement?.severity, 'error');
    assert.equal(announcement?.message, '“A heron lifts off from a misty lake at dawn” failed. It was refused.');
    assert.equal(announcement?.action.command, 'preview');
  });

  it('is that the clip did not arrive, where only that failed', () => {
    const transfer = {
      state: 'failed',
      variant: 'video',
      index: 0,
      error: { kind: 'disk', message: 'The disk is full.' },
    } as const;
    const announcement = announce([completed({ transfer })], 'failures');
    assert.match(announcement!.message, /could not be downloaded\. The disk is full\.$/);
  });

  it('is one sentence for several', () => {
    const two = [completed(), completed({ key: 'k2' })];
    assert.equal(announce(two, 'all')?.message, '2 video jobs are ready.');
    assert.equal(announce([...two, failed()], 'all')?.message, '3 video jobs ended: 2 ready, 1 failed.');
    assert.equal(announce([failed(), failed()], 'all')?.message, '2 video jobs failed.');
  });

  it('is what the user wants to hear of', () => {
    assert.equal(announce([completed()], 'failures'), undefined);
    assert.equal(announce([completed(), failed()], 'failures')?.message.includes('failed'), true);
    assert.equal(announce([completed(), failed()], 'off'), undefined);
  });

  it('holds no link, whatever the prompt and the provider wrote', () => {
    const { message } = announce([failed({ prompt: '[a](command:x)', error: { message: hostile } })], 'all')!;
    assert.doesNotMatch(message, /\]\(/);
    assert.ok(message.includes('[a]\u200b(command:x)'));
  });
});

describe('notifications', () => {
  let clock: sinon.SinonFakeTimers;
  let jobs: FakeJobs;
  let information: sinon.SinonStub;
  let error: sinon.SinonStub;
  let run: sinon.SinonStub;
  let update: sinon.SinonStub;
  let setting: unknown;
  let watched: Set<string>;
  let registered: { dispose(): void };

  beforeEach(() => {
    clock = stopClock();
    jobs = new FakeJobs();
    setting = undefined;
    watched = new Set();
    information = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    error = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
    run = sinon.stub(vscode.commands, 'executeCommand').resolves();
    update = sinon.stub().resolves();
    const inspect = () => ({ globalValue: setting, workspaceValue: 'off' });
    sinon.stub(vscode.workspace, 'getConfiguration').returns({ inspect, update } as never);
    registered = registerNotifications({
      jobs: jobs.service,
      settings,
      isWatched: (key) => watched.has(key),
      log: silent,
    });
  });
  afterEach(() => {
    registered.dispose();
    clock.restore();
    sinon.restore();
  });

  it('say once that a job of the user’s own ended, and play it', async () => {
    information.resolves('Play');
    jobs.end(completed());
    await clock.tickAsync(2000);
    sinon.assert.calledOnceWithExactly(
      information,
      '“A heron lifts off from a misty lake at dawn” is ready.',
      'Play',
      'Don’t Show Again',
    );
    sinon.assert.calledOnceWithExactly(run, 'videoJobs.preview', { key: 'k1' }, { by: 'person' });
  });

  it('leave out a clip that plays before the user’s eyes, but not its failure', async () => {
    watched = new Set(['k1', 'bad']);
    jobs.end(completed());
    jobs.end(failed());
    await clock.tickAsync(2000);
    sinon.assert.notCalled(information);
    sinon.assert.calledOnce(error);
  });

  it('tell of a clip that expires, and fetch it', async () => {
    const warning = sinon.stub(vscode.window, 'showWarningMessage').resolves('Download' as never);
    jobs.expires(completed({ media: [], expiresAt: Date.now() + 41 * 60_000 }));
    await clock.tickAsync(2000);
    sinon.assert.calledOnceWithExactly(
      warning,
      '“A heron lifts off from a misty lake at dawn” is not on your disk, and its provider will delete it in 40 minutes.',
      'Download' as never,
      'Don’t Show Again' as never,
    );
    sinon.assert.calledOnceWithExactly(run, 'videoJobs.download', { key: 'k1' }, { by: 'person' });
    setting = 'off';
    jobs.expires(completed({ media: [], expiresAt: Date.now() + 41 * 60_000 }));
    await clock.tickAsync(2000);
    sinon.assert.calledOnce(warning);
  });

  it('show a failed one', async () => {
    error.resolves('Show Job');
    jobs.end(failed());
    await clock.tickAsync(2000);
    sinon.assert.calledOnceWithExactly(run, 'videoJobs.preview', { key: 'bad' }, { by: 'person' });
  });

  it('gather those that end together, and open the list', async () => {
    error.resolves('Show Jobs');
    jobs.end(completed());
    jobs.end(failed());
    jobs.end(completed());
    await clock.tickAsync(2000);
    sinon.assert.notCalled(information);
    sinon.assert.calledOnce(error);
    assert.equal(error.firstCall.args[0], '2 video jobs ended: 1 ready, 1 failed.');
    sinon.assert.calledOnceWithExactly(run, 'videoJobs.jobs.focus');
  });

  it('leave jobs of others alone', async () => {
    jobs.end(completed({ mine: false }));
    await clock.tickAsync(2000);
    sinon.assert.notCalled(information);
    assert.equal(clock.countTimers(), 0);
  });

  it('can be turned off from the message, and stay off', async () => {
    information.resolves('Don’t Show Again');
    jobs.end(completed());
    await clock.tickAsync(2000);
    sinon.assert.calledOnceWithExactly(update, 'notifications', 'off', vscode.ConfigurationTarget.Global);
    setting = 'off';
    jobs.end(completed());
    jobs.end(failed());
    await clock.tickAsync(2000);
    sinon.assert.calledOnce(information);
    sinon.assert.notCalled(error);
  });
});
