import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { frameName } from '../../../src/jobs/clips/fileName';
import type { JobRecord } from '../../../src/jobs/job';
import { assetParts } from '../../../src/platform/assetFolder';
import { networkSettings } from '../../../src/platform/network';
import { settings } from '../../../src/platform/settings/settings';
import { extension, world } from './jobs';

/** The settings that are about a workspace, each with its reader; see below. */
const ofProject = { 'videoJobs.project.assetsFolder': 'assetsFolder', 'videoJobs.capture.fileName': 'frameName' };
const text = (value: unknown) => JSON.stringify(value) ?? '';

/** The same assertions whatever trust the workspace has. @param trusted whether VS Code gives it any */
export function hostileWorkspaceChangesNothing(trusted: boolean): void {
  it('is there: VS Code has read its settings', () => {
    assert.equal(vscode.workspace.isTrusted, trusted);
    assert.ok(vscode.workspace.workspaceFolders?.length, 'a folder is open');
    const harmless = vscode.workspace.getConfiguration('editor').inspect('tabSize');
    assert.equal(harmless?.workspaceValue, 7);
    const proxy = vscode.workspace.getConfiguration('http').inspect('proxy');
    console.log(
      `    http.proxy of the workspace: ${text(proxy?.workspaceValue)}; VS Code applies ${text(vscode.workspace.getConfiguration('http').get('proxy'))}`,
    );
  });

  it('sets none of our settings, by what VS Code applies and by what we read', () => {
    const { contributes } = extension.packageJSON as {
      contributes: { configuration: { properties: Record<string, { default: unknown }> } };
    };
    const names = Object.keys(contributes.configuration.properties);
    assert.ok(names.length >= 9);
    for (const name of names) {
      if (Object.hasOwn(ofProject, name)) continue;
      const { globalValue, defaultValue } = vscode.workspace.getConfiguration().inspect(name)!;
      const applied = vscode.workspace.getConfiguration().get(name);
      assert.deepEqual(applied, globalValue ?? defaultValue, name);
    }
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(settings))) {
      if (Object.values(ofProject).includes(name)) continue;
      assert.ok(get, name);
      assert.doesNotMatch(text(get.call(settings)), /evil|3600/, name);
    }
    assert.equal(settings.networkClient, 'undici');
    assert.equal(settings.autoDownload, true);
  });

  it('sends no clip out of its own folder', () => {
    const { uri } = vscode.workspace.workspaceFolders![0]!;
    const given = settings.assetsFolder(uri);
    if (trusted) assert.equal(assetParts(given), undefined, `${text(given)} is refused`);
    else assert.doesNotMatch(text(given), /evil/);
  });

  it('sends no frame out of its own folder', () => {
    const { uri } = vscode.workspace.workspaceFolders![0]!;
    const template = settings.frameName(uri);
    if (!trusted) assert.doesNotMatch(template, /evil/);
    const job = { key: 'k', provider: 'p', createdAt: 0, prompt: '../../evil' } as JobRecord;
    for (const each of [template, '../../evil', 'a/../../b', '/etc/{prompt}', 'C:\\evil\\{id}']) {
      const name = frameName(each, job, 0, 1.5);
      assert.ok(!path.isAbsolute(name) && !name.split(/[\\/]/).includes('..'), `${each} gives ${name}`);
    }
  });

  it('sets nothing of the way to the network', () => {
    const read = networkSettings({});
    assert.doesNotMatch(text(read), /evil|ZXZpbA/);
    assert.deepEqual(read, { ...read, strictSSL: true, systemCertificates: true, noProxy: [] });
    assert.notEqual(read.proxySupport, 'off');
  });

  it('adds no provider, and a job goes the way it always does', async () => {
    const w = await world();
    try {
      assert.deepEqual(
        w.api.providers.filter(({ id }) => id === 'evil'),
        [],
      );
      const provider = await w.provide('openai');
      const { key } = await w.create(provider);
      const job = await w.until(key, (each) => each.media.length > 0);
      assert.ok(job.media[0]!.path.startsWith(w.library));
      const kept = text(vscode.workspace.getConfiguration('videoJobs').inspect('providers')?.globalValue);
      assert.doesNotMatch(kept, /evil/);
    } finally {
      await w.end();
    }
  });
}
