import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import type { CommandName } from '../../../src/commandIds';
import { readCall } from '../../../src/commands/lib/call';
import { commands } from '../../../src/commands/lib/table';
import { Dismissed } from '../../../src/ui/prompts/input';
import { answerInputs } from '../support/quickInput';
import { type Bench, bench, job, studio } from './support';

const run = (name: CommandName, { app }: Bench, argument?: unknown) => commands[name](app, readCall(argument));
const keyOf = ({ storage }: Bench, id = 'studio') => JSON.parse(storage.kept.get(`videoJobs.key.${id}`) ?? 'null');

describe('Commands on providers', () => {
  let information: sinon.SinonStub;
  let warning: sinon.SinonStub;
  let error: sinon.SinonStub;
  beforeEach(() => {
    information = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    warning = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
    error = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
  });
  afterEach(() => sinon.restore());

  it('add one from the known ones, take its key behind dots and try it', async () => {
    const b = bench([], []);
    const shown = answerInputs({ pick: 'OpenRouter' }, { type: 'key with spaces' }, { type: 'k-1' });
    await run('addProvider', b);
    assert.deepEqual(
      b.app.providers.all.map(({ id }) => id),
      ['openrouter'],
    );
    assert.deepEqual(keyOf(b, 'openrouter'), { origin: 'https://openrouter.ai', key: 'k-1' });
    assert.equal(shown[1]!.password, true);
    assert.ok(shown[1]!.refused);
    sinon.assert.calledOnce(b.test);
    sinon.assert.calledOnce(information);
  });

  const command = `curl https://hub.example/v1/videos \\\n  -H "Authorization: Bearer R4nd0mR4nd0m"`;
  const inOneLine = command.replace('\n', ' ');

  it('add one from a pasted command, keep its key, and offer to clear the clipboard', async () => {
    const b = bench([], []);
    await vscode.env.clipboard.writeText(command);
    information.withArgs(sinon.match(/clipboard/), 'Clear Clipboard').resolves('Clear Clipboard');
    answerInputs({ pick: 'Paste' }, { type: inOneLine }, 'enter');
    await run('addProvider', b);
    assert.deepEqual(keyOf(b, 'hub.example'), { origin: 'https://hub.example', key: 'R4nd0mR4nd0m' });
    assert.ok(!JSON.stringify(b.app.providers.all).includes('R4nd0m'));
    sinon.assert.calledOnce(b.test);
    assert.equal(await vscode.env.clipboard.readText(), '');
  });

  for (const [why, held, asked] of [
    ['it holds something else', 'something else', 0],
    ['nobody said to clear it', command, 1],
  ] as const) {
    it(`leave the clipboard alone where ${why}`, async () => {
      const b = bench([], []);
      await vscode.env.clipboard.writeText(held);
      answerInputs({ pick: 'Paste' }, { type: inOneLine }, 'enter');
      await run('addProvider', b);
      assert.equal(await vscode.env.clipboard.readText(), held);
      sinon.assert.callCount(information.withArgs(sinon.match(/clipboard/)), asked);
    });
  }

  it('ask for the key of a pasted command where the variable it names is not set', async () => {
    const b = bench([], []);
    answerInputs({ pick: 'Paste' }, { type: 'curl https://hub.example/v1 -H "api-key: $HUB_KEY"' }, 'enter', {
      type: 'k-1',
    });
    await run('addProvider', b);
    assert.equal(b.app.providers.find('hub.example')!.apiKeyEnv, 'HUB_KEY');
    assert.equal(keyOf(b, 'hub.example').key, 'k-1');
  });

  it('add one as it is given, without a question', async () => {
    const b = bench([], []);
    await run('addProvider', b, studio);
    assert.deepEqual(b.app.providers.all, [studio]);
    await assert.rejects(run('addProvider', b, { ...studio, baseUrl: 'ftp://x' }), { kind: 'rejected' });
  });

  it('keep a provider that was added by somebody without a key at hand', async () => {
    const b = bench([], []);
    answerInputs({ pick: 'ope.ai' }, 'escape');
    await assert.rejects(run('addProvider', b), Dismissed);
    assert.equal(b.app.providers.all.length, 1);
    sinon.assert.notCalled(b.test);
  });

  it('ask for the key again when the address becomes another one', async () => {
    const b = bench();
    await b.app.providers.setKey('studio', 'k-1');
    answerInputs({ pick: 'Base URL' }, { type: 'https://new.example' }, { type: 'k-2' });
    await run('editProvider', b, { kind: 'group', provider: 'studio' });
    assert.deepEqual(keyOf(b), { origin: 'https://new.example', key: 'k-2' });
  });

  it('do not ask for it when only the path becomes another one', async () => {
    const b = bench();
    await b.app.providers.setKey('studio', 'k-1');
    answerInputs({ pick: 'Base URL' }, { type: 'https://video.example/v2' });
    await run('editProvider', b);
    assert.equal(b.app.providers.find('studio')!.baseUrl, 'https://video.example/v2');
    assert.equal(keyOf(b).key, 'k-1');
    sinon.assert.calledOnce(b.test);
  });

  it('move to another region only after a question, and the key with it', async () => {
    const ark = { id: 'ark', type: 'ark', baseUrl: 'https://ark.cn-beijing.volces.com/api/v3' };
    const region = 'https://ark.ap-southeast.bytepluses.com/api/v3';
    const b = bench([], [ark]);
    await b.app.providers.setKey('ark', 'k-1');
    await run('editProvider', b, { id: 'ark', region });
    assert.deepEqual(b.app.providers.find('ark'), ark, 'the user did not agree');
    assert.deepEqual(keyOf(b, 'ark'), { origin: 'https://ark.cn-beijing.volces.com', key: 'k-1' });
    warning.resolves('Change Region');
    await run('editProvider', b, { id: 'ark', region });
    assert.equal(b.app.providers.find('ark')!.baseUrl, region);
    assert.deepEqual(keyOf(b, 'ark'), { origin: 'https://ark.ap-southeast.bytepluses.com', key: 'k-1' });
    sinon.assert.calledOnce(b.test);
    const asked = warning.callCount;
    await assert.rejects(run('editProvider', b, { id: 'ark', region: 'https://evil.example' }), { kind: 'rejected' });
    assert.equal(warning.callCount, asked, 'it is no region of that server');
    assert.equal(b.app.providers.find('ark')!.baseUrl, region);
  });

  it('change what is given, without a question', async () => {
    const b = bench();
    await run('editProvider', b, { id: 'studio', label: 'New' });
    assert.equal(b.app.providers.find('studio')!.label, 'New');
    await assert.rejects(run('editProvider', b, { id: 'nobody', label: 'New' }), { kind: 'notFound' });
  });

  it('remove one after a question, with its key; jobs and clips stay', async () => {
    const b = bench([job()]);
    await b.app.providers.setKey('studio', 'k-1');
    await run('removeProvider', b, { kind: 'group', provider: 'studio' });
    assert.equal(b.app.providers.all.length, 1, 'the user did not agree');
    warning.resolves('Remove');
    await run('removeProvider', b, { kind: 'group', provider: 'studio' });
    assert.equal(b.app.providers.all.length, 0);
    assert.equal(keyOf(b), null);
    sinon.assert.notCalled(b.jobs.remove);
  });

  it('set a key that is given, without a question', async () => {
    const b = bench();
    await run('setApiKey', b, { provider: 'studio', key: 'k-1' });
    assert.equal(keyOf(b).key, 'k-1');
    sinon.assert.notCalled(b.test);
    await assert.rejects(run('setApiKey', b, { provider: 'studio', key: '' }), { kind: 'rejected' });
  });

  it('say so where the key store does not take the key, and go on with it', async () => {
    const b = bench();
    b.storage.broken = 'all';
    answerInputs({ type: 'k-1' });
    await run('setApiKey', b);
    sinon.assert.calledOnce(warning);
    sinon.assert.calledOnce(b.test);
    assert.equal((await b.app.providers.connect('studio')).key, 'k-1');
  });

  it('say once what is wrong with a key, and how to set another', async () => {
    const b = bench();
    b.test.rejects(new VideoJobsError('auth', 'The key was refused.'));
    answerInputs({ type: 'k-1' });
    await run('setApiKey', b);
    sinon.assert.calledOnceWithExactly(error, 'The key was refused.', 'Set API Key', 'Details');
  });

  it('ask for no key where none is needed', async () => {
    const b = bench([], [{ ...studio, auth: 'none' }]);
    await run('setApiKey', b, { kind: 'group', provider: 'studio' });
    sinon.assert.calledOnce(information);
    sinon.assert.notCalled(b.test);
  });

  it('clear a key', async () => {
    const b = bench();
    await b.app.providers.setKey('studio', 'k-1');
    await run('clearApiKey', b, { provider: 'studio' });
    assert.equal(keyOf(b), null);
    b.storage.broken = 'write';
    await assert.rejects(run('clearApiKey', b, { provider: 'studio' }), { kind: 'disk' });
  });

  it('test one and answer how it went', async () => {
    const b = bench();
    await b.app.providers.setKey('studio', 'k-1');
    const fine = { ok: true, message: 'Studio responded and accepted the key.' };
    assert.deepEqual(await run('testProvider', b, { provider: 'studio' }), fine);
    b.test.rejects(new VideoJobsError('network', 'No way.'));
    assert.deepEqual(await run('testProvider', b, { provider: 'studio' }), { ok: false, message: 'No way.' });
    sinon.assert.notCalled(error);
    await run('testProvider', b);
    sinon.assert.calledOnce(error);
  });

  it('try the sandbox: it is added once, and a first clip is one click away', async () => {
    const b = bench([job()], []);
    information.resolves('Create First Clip');
    await run('trySandbox', b);
    await run('trySandbox', b);
    assert.deepEqual(
      b.app.providers.all.map(({ id, type }) => [id, type]),
      [['sandbox', 'sandbox']],
    );
    sinon.assert.calledTwice(b.jobs.create);
    sinon.assert.calledTwice(b.preview);
    await run('trySandbox', b, { system: 'openrouter' });
    assert.equal(b.app.providers.all[1]!.id, 'sandbox-openrouter');
    sinon.assert.calledTwice(information);
  });
});
