import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandId, contractCommands, viewCommands } from '../../src/commandIds';
import { extension, refused } from './support/jobs';

interface Manifest {
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, { default: unknown; scope: string }> };
  };
}

describe('Activation', () => {
  before(() => extension.activate());

  it('loads no more than its doors before somebody knocks', () => {
    const dist = join(extension.extensionPath, 'dist');
    const own = Object.keys(createRequire(__filename).cache).filter((file) => file.startsWith(dist));
    assert.deepEqual(own, [join(dist, 'extension.js')]);
    const { moduleLoadList } = process as unknown as { moduleLoadList: string[] };
    assert.ok(moduleLoadList.includes('NativeModule path'), 'the list names built-in modules like that');
    assert.ok(!moduleLoadList.includes('NativeModule sqlite'));
  });

  it('offers its API in version 1 and no other', async () => {
    const { getApi } = await extension.activate();
    assert.ok(Array.isArray(getApi(1).jobs));
    assert.throws(() => getApi(2 as 1), RangeError);
  });

  it('registers every command it contributes', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = [...contractCommands, ...viewCommands].map(commandId).filter((id) => !registered.has(id));
    assert.deepEqual(missing, []);
  });

  it('keeps every setting out of the reach of a workspace, but for those that are about it', async () => {
    const { properties } = (extension.packageJSON as Manifest).contributes.configuration;
    // Read in trusted workspaces only, and confined to their folders (`src/platform/assetFolder.ts`, `newFile.ts`).
    const ofProject = ['videoJobs.project.assetsFolder', 'videoJobs.capture.fileName'];
    for (const [name, { scope }] of Object.entries(properties)) {
      if (ofProject.includes(name)) {
        assert.equal(scope, 'resource', name);
        continue;
      }
      assert.equal(scope, 'application', name);
      await assert.rejects(
        Promise.resolve(vscode.workspace.getConfiguration().update(name, 'x', vscode.ConfigurationTarget.Workspace)),
        `${name} cannot be set by a workspace`,
      );
    }
  });

  it('gives a caller with arguments the rejection, and no message', async () => {
    const create = vscode.commands.executeCommand('videoJobs.create', { provider: 'nobody', prompt: 'A kite' });
    await refused('notFound', Promise.resolve(create));
  });
});
