import assert from 'node:assert/strict';
import { VSCode } from './support/vscode';

describe('a new user', () => {
  let code: VSCode;

  before(async () => {
    code = await VSCode.open();
  });
  after(() => code.close());

  it('finds the view in the activity bar, and in it two ways to begin', async () => {
    await code.openView();
    await code.welcome.getByRole('button', { name: 'Add a Provider' }).waitFor();
    await code.welcome.getByRole('link', { name: 'Try the sandbox' }).waitFor();
  });

  it('sees nothing in the status bar while no job is in progress', async () => {
    assert.equal(await code.statusItem(/video/i).count(), 0);
  });

  it('is not shown a notification', async () => {
    assert.deepEqual(await code.notifications(), []);
  });
});
