import assert from 'node:assert/strict';
import { vscodeForSuite } from './support/suite';

describe('a new user', () => {
  const code = vscodeForSuite();

  it('finds the view in the activity bar, and in it two ways to begin', async () => {
    await code().openView();
    await code().welcome.getByRole('button', { name: 'Add a Provider' }).waitFor();
    await code().welcome.getByText('Try the sandbox').waitFor();
  });

  it('sees nothing in the status bar while no job is in progress', async () => {
    assert.equal(await code().statusItem(/video/i).count(), 0);
  });

  it('is not shown a notification', async () => {
    assert.deepEqual(await code().notifications(), []);
  });
});
