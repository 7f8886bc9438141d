import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import { runCommand } from '../../../src/commands/lib/run';
import { commands } from '../../../src/commands/lib/table';
import { chargeChanged } from '../../../src/jobs/cancellation';
import type { JobRecord } from '../../../src/jobs/job';
import { type Bench, benchWithKeys as bench, job } from './support';

const active = (change: Partial<JobRecord> = {}) => job({ status: 'queued', watching: true, ...change });
const row = (record: JobRecord) => ({ kind: 'job', job: record });
const yes = 'Cancel Job' as never;

describe('Cancel Job', () => {
  let modal: sinon.SinonStub;
  let said: sinon.SinonStub;
  let failed: sinon.SinonStub;
  beforeEach(() => {
    modal = sinon.stub(vscode.window, 'showWarningMessage').resolves(yes);
    said = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    failed = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
  });
  afterEach(() => sinon.restore());

  const run = ({ app }: Bench, ...jobs: JobRecord[]) =>
    runCommand(app, commands.cancel, row(jobs[0]!), false, jobs.map(row));
  const button = () => String(modal.firstCall.args[2]);

  it('says what it costs and how it differs from Stop Following, and sends nothing until that is confirmed', async () => {
    const one = active();
    const b = bench([one]);
    modal.resolves(undefined);
    await run(b, one);
    sinon.assert.notCalled(b.jobs.cancel);
    assert.match(modal.firstCall.args[0] as string, /^Cancel “Prompt \d+”\?$/);
    const { detail } = modal.firstCall.args[1] as vscode.MessageOptions;
    assert.match(detail!, /Studio does not charge jobs that are canceled in the queue/);
    assert.match(detail!, /“Stop Following” only stops checking it/);
    modal.callsFake(async () => button());
    b.jobs.cancel.resolves({ ...one, status: 'cancelled' });
    await run(b, one);
    sinon.assert.calledOnceWithExactly(b.jobs.cancel, { key: one.key }, { agreed: 'queued' });
    sinon.assert.notCalled(said);
  });

  it('asks again where the charge has changed meanwhile', async () => {
    const one = active();
    const b = bench([one]);
    modal.callsFake(async () => button());
    b.jobs.cancel.onCall(0).callsFake(() => {
      Object.assign(one, { status: 'in_progress' });
      return Promise.reject(new VideoJobsError('rejected', 'It has left the queue.', { code: chargeChanged }));
    });
    b.jobs.cancel.onCall(1).resolves({ ...one, status: 'cancelled' });
    await run(b, one);
    sinon.assert.calledTwice(modal);
    assert.match((modal.secondCall.args[1] as vscode.MessageOptions).detail!, /Whether Studio charges .* is unknown/);
    assert.deepEqual(b.jobs.cancel.args[1], [{ key: one.key }, { agreed: 'in_progress' }]);
    sinon.assert.notCalled(failed);
  });

  it('says of a job that had finished that nothing was canceled', async () => {
    const one = active();
    const b = bench([one]);
    modal.callsFake(async () => button());
    b.jobs.cancel.resolves({ ...one, status: 'completed' });
    await run(b, one);
    assert.match(said.firstCall.args[0] as string, /already finished/);
  });

  it('cancels those of several rows that can be, after one question, and reports what was refused', async () => {
    const jobs = [active(), job(), active({ status: 'in_progress' })];
    const b = bench(jobs);
    modal.callsFake(async () => button());
    b.jobs.cancel.onCall(0).rejects(new VideoJobsError('rejected', 'Too late.'));
    await run(b, ...jobs);
    sinon.assert.calledOnce(modal);
    assert.equal(modal.firstCall.args[0], 'Cancel 2 jobs?');
    assert.deepEqual(
      b.jobs.cancel.args.map(([ref]) => ref as unknown),
      [{ key: jobs[0]!.key }, { key: jobs[2]!.key }],
    );
    sinon.assert.calledOnce(failed);
  });

  it('asks nothing of a caller that names the job', async () => {
    const one = active();
    const b = bench([one]);
    await runCommand(b.app, commands.cancel, { provider: 'studio', id: one.id });
    sinon.assert.notCalled(modal);
    sinon.assert.calledOnceWithExactly(b.jobs.cancel, { key: one.key });
  });
});
