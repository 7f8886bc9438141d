import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../../src/api/errors';
import { budgetRefuses } from '../../../../src/jobs/costs/budget';
import { failureText, showFailure } from '../../../../src/ui/prompts/failure';
import { silent } from '../../support/settings';

describe('A failure', () => {
  afterEach(() => sinon.restore());
  const message = () => sinon.stub(vscode.window, 'showErrorMessage');

  it('is said once, with the log to look at', () => {
    const said = message().resolves(undefined);
    showFailure(new VideoJobsError('payment', 'Not enough credit.'), silent, 'studio');
    sinon.assert.calledOnceWithExactly(said, 'Not enough credit.', 'Show Log' as never);
  });

  it('of a budget says what the budget said, and leads to its setting', async () => {
    const said = message().resolves('Open Settings' as never);
    const run = sinon.stub(vscode.commands, 'executeCommand').resolves();
    showFailure(new VideoJobsError('payment', 'Too much for today.', { code: budgetRefuses }), silent, 'studio');
    await new Promise(setImmediate);
    sinon.assert.calledOnceWithExactly(said, 'Too much for today.', 'Open Settings' as never, 'Show Log' as never);
    sinon.assert.calledOnceWithExactly(run, 'workbench.action.openSettings', '@id:videoJobs.budget');
  });

  it('of a key leads to setting it', async () => {
    message().resolves('Set API Key' as never);
    const run = sinon.stub(vscode.commands, 'executeCommand').resolves();
    showFailure(new VideoJobsError('auth', 'The key was refused.'), silent, 'studio');
    await new Promise(setImmediate);
    sinon.assert.calledOnceWithExactly(run, 'videoJobs.setApiKey', { provider: 'studio' }, { by: 'person' });
  });

  it('of a key that was refused offers the other regions of the server', async () => {
    const said = message().resolves('Use Region Elsewhere…' as never);
    const run = sinon.stub(vscode.commands, 'executeCommand').resolves();
    const refused = new VideoJobsError('auth', 'The key was refused.', { httpStatus: 401 });
    const region = { name: 'Elsewhere', baseUrl: 'https://elsewhere.example' };
    showFailure(refused, silent, 'studio', [region]);
    await new Promise(setImmediate);
    sinon.assert.calledOnceWithExactly(
      run,
      'videoJobs.editProvider',
      { id: 'studio', region: region.baseUrl },
      { by: 'person' },
    );
    showFailure(new VideoJobsError('auth', 'There is no key.'), silent, 'studio', [region]);
    assert.ok(!(said.lastCall.args as unknown[]).includes('Use Region Elsewhere…'), 'no server refused a key');
  });

  it('of a request that may go later is one click from that, by the clock', async () => {
    const clock = sinon.useFakeTimers({ now: new Date(2026, 10, 21, 13, 55), toFake: ['Date'] });
    const said = message().resolves('Send at 2:05 PM' as never);
    const run = sinon.stub(vscode.commands, 'executeCommand').resolves();
    const error = new VideoJobsError('rateLimited', 'Too many.', { retryAfterMs: 600_000 });
    error.job = 'k';
    showFailure(error, silent, 'studio');
    await new Promise(setImmediate);
    clock.restore();
    assert.deepEqual(
      (said.firstCall.args.slice(1) as unknown as string[]).map((label) => label.replace(/\s/g, ' ')),
      ['Send at 2:05 PM', 'Show Log'],
    );
    sinon.assert.calledOnce(run);
    assert.deepEqual(run.firstCall.args, ['videoJobs.sendLater', { key: 'k' }, { by: 'person' }]);
  });

  it('offers to send again what never left, and to change what was refused', () => {
    const said = message().resolves(undefined);
    const offered = (kind: 'network' | 'rejected', mayHaveHappened: boolean) => {
      const error = new VideoJobsError(kind, 'No.', { mayHaveHappened });
      error.job = 'k';
      showFailure(error, silent);
      return said.lastCall.args.slice(1);
    };
    assert.deepEqual(offered('network', false), ['Send Again', 'Show Log']);
    assert.deepEqual(offered('network', true), ['Show Log']);
    assert.deepEqual(offered('rejected', false), ['Change It…', 'Show Log']);
  });

  it('is not said where the user gave up', () => {
    const said = message().resolves(undefined);
    showFailure(new VideoJobsError('cancelled', 'Cancelled.'), silent);
    sinon.assert.notCalled(said);
  });

  it('has the provider’s code and request id, once', () => {
    const facts = { code: 'no_access', requestId: 'req_7' };
    assert.equal(failureText(new VideoJobsError('forbidden', 'No.', facts)), 'No. (no_access, request req_7)');
    assert.equal(failureText(new VideoJobsError('forbidden', 'No: no_access, req_7', facts)), 'No: no_access, req_7');
  });

  it('makes no links of a provider’s words', () => {
    const hostile = 'x [pay](command:evil) [here](https://evil.example)\nnext';
    for (const error of [new VideoJobsError('server', hostile), new Error(hostile)]) {
      const text = failureText(error);
      assert.ok(!/\]\(/.test(text), text);
      assert.ok(!text.includes('\n'));
    }
  });
});
