import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import { withinBudget } from '../../../src/commands/lib/budget';
import { budgetAsks, budgetRefuses } from '../../../src/jobs/costs/budget';
import { Dismissed } from '../../../src/ui/prompts/input';

describe('A request that costs money', () => {
  afterEach(() => sinon.restore());
  const stopped = (code: string) => new VideoJobsError('payment', 'Today’s budget would be exceeded.', { code });
  const question = (answer: string | undefined) =>
    sinon.stub(vscode.window, 'showWarningMessage').resolves(answer as never);

  it('within the budget is sent without a question', async () => {
    const asked = question('Send Anyway');
    const work = sinon.stub().resolves('sent');
    assert.equal(await withinBudget(work), 'sent');
    sinon.assert.calledOnceWithExactly(work);
    sinon.assert.notCalled(asked);
  });

  it('beyond a budget that asks is sent once that is agreed to, with why it asks in the question', async () => {
    const asked = question('Send Anyway');
    const work = sinon.stub().resolves('sent').onFirstCall().rejects(stopped(budgetAsks));
    assert.equal(await withinBudget(work), 'sent');
    assert.deepEqual(work.args, [[], [{ overBudget: true }]]);
    sinon.assert.calledOnce(asked);
    const options = { modal: true, detail: 'Today’s budget would be exceeded.' };
    assert.deepEqual(asked.firstCall.args.slice(1), [options, 'Send Anyway']);
  });

  it('is not sent where the question is closed', async () => {
    question(undefined);
    const work = sinon.stub().rejects(stopped(budgetAsks));
    await assert.rejects(withinBudget(work), Dismissed);
    sinon.assert.calledOnce(work);
  });

  it('that a budget refuses, or that fails, is not asked about', async () => {
    const asked = question('Send Anyway');
    for (const error of [stopped(budgetRefuses), new VideoJobsError('network', 'no way'), new Error('odd')]) {
      const work = sinon.stub().rejects(error);
      await assert.rejects(withinBudget(work), error);
      sinon.assert.calledOnce(work);
    }
    sinon.assert.notCalled(asked);
  });

  it('is asked about once: what a budget says of it then is the answer', async () => {
    const asked = question('Send Anyway');
    const work = sinon.stub().onFirstCall().rejects(stopped(budgetAsks)).onSecondCall().rejects(stopped(budgetRefuses));
    await assert.rejects(withinBudget(work), { code: budgetRefuses });
    sinon.assert.calledOnce(asked);
  });
});
