import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import type { Command } from '../../../src/commands/lib/app';
import { runCommand } from '../../../src/commands/lib/run';
import { Dismissed } from '../../../src/ui/prompts/input';
import { bench } from './support';

describe('Running a command', () => {
  let said: sinon.SinonStub;
  beforeEach(() => (said = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined)));
  afterEach(() => sinon.restore());

  const refused = new VideoJobsError('rejected', 'No such size.');
  const failing: Command = async () => {
    throw refused;
  };

  it('answers what the verb answers', async () => {
    assert.equal(await runCommand(bench().app, async () => 7, undefined), 7);
  });

  it('gives the rejection to a caller with arguments, and says nothing', async () => {
    await assert.rejects(runCommand(bench().app, failing, { provider: 'studio' }), refused);
    sinon.assert.notCalled(said);
  });

  for (const argument of [undefined, { kind: 'group', provider: 'studio' }]) {
    it(`says it once to a person (${argument ? 'from a menu' : 'from the palette'})`, async () => {
      assert.equal(await runCommand(bench().app, failing, argument), undefined);
      sinon.assert.calledOnce(said);
    });
  }

  it('says it to a person who had to be asked, whoever ran the command', async () => {
    const asking: Command = async (_app, call) => {
      call.byUser = true;
      throw refused;
    };
    await runCommand(bench().app, asking, { provider: 'studio' });
    sinon.assert.calledOnce(said);
  });

  it('says it for commands that only menus have', async () => {
    await runCommand(bench().app, failing, { key: 'k1' }, true);
    sinon.assert.calledOnce(said);
  });

  it('ends without a word where the person thought better of it', async () => {
    const leaving: Command = async () => {
      throw new Dismissed();
    };
    assert.equal(await runCommand(bench().app, leaving, { provider: 'studio' }), undefined);
    sinon.assert.notCalled(said);
  });

  it('offers the key where the key is the trouble', async () => {
    const locked: Command = async (_app, call) => {
      call.provider = 'studio';
      throw new VideoJobsError('auth', 'The key was refused.');
    };
    await runCommand(bench().app, locked, undefined);
    assert.deepEqual(said.firstCall.args.slice(1), ['Set API Key', 'Show Log']);
  });
});
