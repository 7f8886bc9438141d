import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import type { CommandName } from '../../../src/commandIds';
import { runCommand } from '../../../src/commands/lib/run';
import { commands } from '../../../src/commands/lib/table';
import type { JobRecord } from '../../../src/jobs/job';
import { type Bench, benchWithKeys as bench, job } from './support';

const row = (record: JobRecord) => ({ kind: 'job', job: record });

describe('Commands on several selected rows', () => {
  let said: sinon.SinonStub;
  beforeEach(() => (said = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined)));
  afterEach(() => sinon.restore());

  const run = (name: CommandName, { app }: Bench, jobs: readonly JobRecord[]) => {
    const rows = jobs.map(row);
    return runCommand(app, commands[name], rows[0], false, rows);
  };

  it('delete asks once, deletes each where that is possible, and reports those that stay', async () => {
    const jobs = [job({ media: [{}] as never }), job({ id: undefined, status: 'failed' }), job()];
    const b = bench(jobs);
    const modal = sinon.stub(vscode.window, 'showWarningMessage').resolves('Also Delete at the Provider' as never);
    b.jobs.remove.onCall(0).rejects(new VideoJobsError('network', 'No way.'));
    await run('delete', b, jobs);
    sinon.assert.calledOnce(modal);
    assert.equal(modal.firstCall.args[0], 'Delete 3 jobs?');
    const { detail } = modal.firstCall.args[1];
    assert.match(detail!, /2 of them can also be deleted at their provider/);
    assert.match(detail!, /The file stays on your disk/);
    assert.deepEqual(b.jobs.remove.args, [
      [{ key: jobs[0]!.key }, 'both'],
      [{ key: jobs[1]!.key }, 'here'],
      [{ key: jobs[2]!.key }, 'both'],
    ]);
    assert.match(String(said.firstCall.args[0]), /1 of 3 jobs could not be deleted\. The first one: No way\./);
  });

  it('delete does nothing when the question is dismissed', async () => {
    const jobs = [job(), job()];
    const b = bench(jobs);
    sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
    await run('delete', b, jobs);
    sinon.assert.notCalled(b.jobs.remove);
    sinon.assert.notCalled(said);
  });

  it('follow those that can be followed, and stop those that are', async () => {
    const jobs = [job({ status: 'in_progress', watching: true }), job(), job({ status: 'queued', watching: true })];
    const b = bench(jobs);
    await run('stopWatching', b, jobs);
    assert.deepEqual(b.jobs.stopWatching.args, [[{ key: jobs[0]!.key }], [{ key: jobs[2]!.key }]]);
    await run('resumeWatching', b, jobs);
    sinon.assert.notCalled(b.jobs.resumeWatching);
    sinon.assert.calledOnce(said);
  });

  it('copy a line for each ID, and a paragraph for each prompt', async () => {
    const jobs = [job(), job()];
    const b = bench(jobs);
    assert.equal(await run('copyId', b, jobs), jobs.map(({ id }) => id).join('\n'));
    assert.equal(await run('copyPrompt', b, jobs), jobs.map(({ prompt }) => prompt).join('\n\n'));
  });

  it('download each, and report a failure after the others', async () => {
    const jobs = [job(), job()];
    const b = bench(jobs);
    b.jobs.download.onCall(0).rejects(new VideoJobsError('network', 'No way.'));
    await run('download', b, jobs);
    sinon.assert.calledTwice(b.jobs.download);
    sinon.assert.calledOnce(said);
  });

  it('apply to the selection of the view when a key is pressed', async () => {
    const jobs = [job(), job()];
    const b = bench(jobs);
    Object.assign(b.app.view, { selection: jobs.map(row) });
    assert.equal(await runCommand(b.app, commands.copyId, { selection: true }), jobs.map(({ id }) => id).join('\n'));
  });
});
