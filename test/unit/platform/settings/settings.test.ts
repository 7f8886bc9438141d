import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { libraryFolder, settings, writeSetting } from '../../../../src/platform/settings/settings';
import { fakeSettings } from '../../support/settings';

describe('Settings', () => {
  afterEach(() => sinon.restore());

  it('are the user’s own or the default; a workspace’s value is not looked at', () => {
    sinon.stub(vscode.workspace, 'getConfiguration').returns({
      get: () => 'from the workspace',
      inspect: (name: string) =>
        name === 'defaultProvider'
          ? { workspaceValue: 'evil', globalValue: 'mine' }
          : { workspaceValue: '/evil', workspaceFolderValue: '/evil', defaultValue: '' },
    } as never);
    assert.equal(settings.defaultProvider, 'mine');
    assert.ok(!settings.libraryFolder.includes('evil'));
  });

  it('hold limits whatever is written there', () => {
    const values = fakeSettings({ 'videoJobs.polling.minSeconds': -3, 'videoJobs.polling.maxSeconds': 'often' });
    assert.deepEqual([settings.minPollSeconds, settings.maxPollSeconds], [1, 30]);
    Object.assign(values, { 'videoJobs.polling.minSeconds': 60, 'videoJobs.polling.maxSeconds': 10 });
    assert.deepEqual([settings.minPollSeconds, settings.maxPollSeconds], [60, 60]);
    Object.assign(values, { 'videoJobs.polling.minSeconds': Number.NaN, 'videoJobs.library.fileName': 5 });
    assert.equal(settings.minPollSeconds, 4);
    assert.equal(settings.fileNameTemplate, '{date} {time} {prompt}');
  });

  it('put the library into the folder of films', () => {
    assert.equal(libraryFolder('', '/home/ann', 'linux'), '/home/ann/Videos/Video Jobs');
    assert.equal(libraryFolder(undefined, '/Users/ann', 'darwin'), '/Users/ann/Movies/Video Jobs');
    assert.equal(libraryFolder('~/clips', '/home/ann', 'linux'), '/home/ann/clips');
    assert.equal(libraryFolder('/srv/../clips', '/home/ann', 'linux'), '/clips');
    assert.equal(libraryFolder('clips', '/home/ann', 'linux'), '/home/ann/Videos/Video Jobs');
  });

  it('that cannot be written are a failure in words', async () => {
    const update = async () => {
      throw new Error('Unable to write into user settings');
    };
    sinon.stub(vscode.workspace, 'getConfiguration').returns({ update } as never);
    await assert.rejects(writeSetting('providers', []), { kind: 'disk', message: /videoJobs\.providers/ });
  });
});
