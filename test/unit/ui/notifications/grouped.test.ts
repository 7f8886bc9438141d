import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { announceGroup } from '../../../../src/ui/notifications/announcement';
import { type Notifications, registerNotifications } from '../../../../src/ui/notifications/notifications';
import { stopClock } from '../../support/clock';
import { clip, completed, FakeJobs, job, silent } from '../support/jobs';

const ready = (key: string) => completed({ key, media: [clip()] });
const failed = (key: string) => job({ key, status: 'failed', watching: false });

describe('Jobs that were sent together', () => {
  let clock: sinon.SinonFakeTimers;
  let jobs: FakeJobs;
  let said: sinon.SinonStub[];
  let run: sinon.SinonStub;
  let registered: Notifications;

  beforeEach(() => {
    clock = stopClock();
    jobs = new FakeJobs();
    said = (['showInformationMessage', 'showErrorMessage'] as const).map((name) =>
      sinon.stub(vscode.window, name).resolves('Compare' as never),
    );
    run = sinon.stub(vscode.commands, 'executeCommand').resolves();
    registered = registerNotifications({
      jobs: jobs.service,
      settings: { notifications: 'all' },
      isWatched: () => false,
      log: silent,
    });
  });
  afterEach(() => {
    registered.dispose();
    assert.equal(clock.countTimers(), 0);
    clock.restore();
    sinon.restore();
  });

  const messages = () => said.flatMap((one) => one.args.map(([message]) => message as string));
  const begin = (...keys: string[]) => {
    const group = registered.together.begin();
    for (const key of keys) group.add(key);
    return group;
  };

  it('are told of in one message when all have ended, and can be compared from there', async () => {
    const all = [ready('a'), failed('b'), ready('c')];
    begin('a', 'b', 'c').close();
    jobs.set(all[0]!, job({ key: 'b' }), job({ key: 'c' }));
    jobs.end(all[0]!);
    await clock.tickAsync(60_000);
    assert.deepEqual(messages(), []);
    jobs.set(...all);
    for (const one of all.slice(1)) jobs.end(one);
    await clock.tickAsync(3000);
    assert.deepEqual(messages(), ['3 video jobs ended: 2 ready, 1 failed.']);
    const rows = [{ key: 'a' }, { key: 'c' }];
    assert.deepEqual(run.firstCall.args, ['videoJobs.compare', { key: 'a' }, { by: 'person', rows }]);
    sinon.assert.calledOnce(run);
  });

  it('are waited for until the last is sent, but not for one that came to nothing', async () => {
    const group = begin('a', 'b');
    jobs.set(ready('a'), failed('b'));
    jobs.end(ready('a'));
    await clock.tickAsync(60_000);
    assert.deepEqual(messages(), []);
    group.drop('b');
    group.close();
    await clock.tickAsync(3000);
    assert.deepEqual(messages(), ['“A heron lifts off from a misty lake at dawn” is ready.']);
  });

  it('are not waited for where one ended in another window, is not followed any more, or was removed', async () => {
    begin('a', 'elsewhere', 'stopped', 'removed').close();
    jobs.set(ready('a'), ready('elsewhere'), job({ key: 'stopped', watching: false }));
    jobs.end(ready('a'));
    await clock.tickAsync(3000);
    assert.equal(messages().length, 1);
  });

  it('are told of once where the end is written down a moment before it is told of', async () => {
    begin('a', 'b').close();
    jobs.set(ready('a'), ready('b'));
    jobs.end(ready('a'));
    await clock.tickAsync(500);
    jobs.end(ready('b'));
    await clock.tickAsync(5000);
    assert.deepEqual(messages(), ['2 video jobs are ready.']);
  });

  it('are chosen from where they are more than fit side by side', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map(ready);
    assert.deepEqual(announceGroup(five, 'all')?.action, { label: 'Compare…', command: 'compare', jobs: [] });
    assert.equal(announceGroup([ready('a'), failed('b')], 'all')?.action.command, 'list');
    assert.equal(announceGroup(five, 'failures'), undefined);
    assert.equal(announceGroup(five, 'off'), undefined);
    assert.match(announceGroup([...five, failed('f')], 'failures')!.message, /^6 video jobs ended: 5 ready/);
  });
});
