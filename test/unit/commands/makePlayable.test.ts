import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { downloadCommands } from '../../../src/commands/download';
import type { App } from '../../../src/commands/lib/app';
import { clip } from '../ui/preview/jobs';
import { completed } from '../ui/support/jobs';

describe('Make Playable Copy', () => {
  afterEach(() => sinon.restore());

  const run = async (answer: string | undefined, alwaysMakePlayable = false) => {
    const media = clip({ path: __filename });
    const job = { ...completed(), media: [media] };
    const make = sinon.stub().resolves('/made/copy.mp4');
    const update = sinon.stub().resolves();
    sinon.stub(vscode.workspace, 'getConfiguration').returns({ update } as never);
    const told = sinon.stub(vscode.window, 'showInformationMessage').resolves(answer as never);
    sinon
      .stub(vscode.window, 'withProgress')
      .callsFake(((_: unknown, work: (...all: unknown[]) => unknown) =>
        work({ report() {} }, { onCancellationRequested: () => ({ dispose() {} }) })) as never);
    const app = {
      jobs: { find: () => job, capabilities: () => ({ variants: ['video'] }) },
      copies: { make },
      settings: { alwaysMakePlayable },
      log: { error() {} },
    };
    const fields = { key: job.key, variant: 'video', index: 0 };
    await downloadCommands.makePlayable(app as unknown as App, { fields, byUser: true });
    await new Promise(setImmediate);
    assert.equal(make.callCount, 1);
    return { told: told.args.flat(), saved: update.args.map(([name, value]) => [name, value]) };
  };

  it('offers to do so always, and leaves the setting alone where that is not chosen', async () => {
    const { told, saved } = await run(undefined);
    assert.deepEqual(told, [
      'The preview plays the copy from now on. The clip itself is unchanged.',
      'Always Make Copies',
    ]);
    assert.deepEqual(saved, []);
  });

  it('saves that choice, and does not offer it again', async () => {
    assert.deepEqual((await run('Always Make Copies')).saved, [['preview.makePlayableCopies', 'always']]);
    sinon.restore();
    assert.deepEqual((await run(undefined, true)).told, []);
  });
});
