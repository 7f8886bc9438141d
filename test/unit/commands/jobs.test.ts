import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../../src/api/errors';
import type { CommandName } from '../../../src/commandIds';
import { readCall } from '../../../src/commands/lib/call';
import { commands } from '../../../src/commands/lib/table';
import { publicJob } from '../../../src/jobs/job';
import { Dismissed } from '../../../src/ui/prompts/input';
import { answerInputs } from '../support/quickInput';
import { type Bench, bench as benchWithoutKeys, benchWithKeys as bench, job } from './support';

const run = (name: CommandName, { app }: Bench, argument?: unknown) => commands[name](app, readCall(argument));

describe('Commands on jobs', () => {
  afterEach(() => sinon.restore());

  it('create with a whole request asks nothing and answers the job', async () => {
    const made = job();
    const b = bench([made]);
    const request = { provider: 'studio', prompt: 'A kite', seconds: 4 };
    assert.deepEqual(await run('create', b, request), publicJob(made));
    sinon.assert.calledOnceWithExactly(b.jobs.create, request);
  });

  it('create asks for what is missing and remembers what was chosen', async () => {
    const b = bench();
    answerInputs({ type: 'A kite' }, { pick: 'Use “veo”', typed: 'veo' }, { pick: '8' }, { pick: '720x1280' }, 'enter');
    await run('create', b);
    const chosen = { model: 'veo', seconds: 8, size: '720x1280' };
    sinon.assert.calledOnceWithExactly(
      b.jobs.create,
      { provider: 'studio', prompt: 'A kite', ...chosen },
      { consent: undefined },
    );
    assert.deepEqual(b.memory.get('videoJobs.last.studio'), { ...chosen, reference: undefined });
  });

  it('create offers the selection of the editor as the prompt', async () => {
    const b = bench();
    const editor = { selection: { isEmpty: false }, document: { getText: () => ' A kite\n  over the sea ' } };
    sinon.stub(vscode.window, 'activeTextEditor').value(editor);
    const shown = answerInputs('escape');
    await assert.rejects(run('create', b), Dismissed);
    assert.equal(shown[0]!.value, 'A kite⏎  over the sea');
    sinon.assert.notCalled(b.jobs.create);
  });

  it('create offers the prompt again that did not become a job, and forgets it when it has', async () => {
    const b = bench();
    b.jobs.create.onFirstCall().rejects(new VideoJobsError('auth', 'Studio needs an API key.'));
    const rest = ['enter', 'enter', 'enter', 'enter'] as const;
    const shown = answerInputs({ type: 'A kite' }, ...rest, 'enter', ...rest, 'escape');
    await assert.rejects(run('create', b), { kind: 'auth' });
    await run('create', b);
    await assert.rejects(run('create', b), Dismissed);
    const prompts = shown.filter(({ kind }) => kind === 'text').map(({ value }) => value);
    assert.deepEqual(prompts, ['', 'A kite', '']);
  });

  it('create asks for a key that is missing before anything is written', async () => {
    const b = benchWithoutKeys();
    const shown = answerInputs('escape', { type: 'k-1' }, { type: 'A kite' }, 'enter', 'enter', 'enter', 'enter');
    await assert.rejects(run('create', b), Dismissed);
    await run('create', b);
    assert.deepEqual(
      shown.slice(0, 3).map(({ password = false }) => password),
      [true, true, false],
    );
    sinon.assert.calledOnce(b.jobs.create);
  });

  it('remix asks for a key that is missing, too', async () => {
    const b = benchWithoutKeys([job()]);
    const shown = answerInputs('escape');
    await assert.rejects(run('remix', b, { kind: 'job', job: b.app.jobs.jobs[0]! }), Dismissed);
    assert.equal(shown[0]!.password, true);
    sinon.assert.notCalled(b.jobs.remix);
  });

  it('create refuses a wrong field before it asks for the others', async () => {
    await assert.rejects(run('create', bench(), { provider: 'studio', seconds: 'long' }), { kind: 'rejected' });
  });

  it('create again begins with what the job was made with', async () => {
    const request = { prompt: 'A kite', model: 'veo', extra: { seed: 7 } };
    const b = bench([job({ key: 'k', prompt: 'A kite', seconds: 8, request })]);
    answerInputs('enter', 'enter', 'enter', 'enter', 'enter');
    await run('createAgain', b, { kind: 'job', job: { key: 'k' } });
    const madeFrom = { key: 'k', relation: 'again' };
    assert.deepEqual(b.jobs.create.args, [
      [{ ...request, provider: 'studio', seconds: 8, madeFrom }, { consent: undefined }],
    ]);
  });

  for (const name of ['remix', 'edit', 'extend'] as const) {
    it(`${name} asks for a finished job and the prompt, with the old one in the box`, async () => {
      const source = job({ prompt: 'Old' });
      const b = bench([source, job({ status: 'queued' })]);
      const shown = answerInputs('enter', { type: 'New' }, ...(name === 'extend' ? [{ type: '6' }] : []));
      await run(name, b);
      assert.equal(shown[0]!.labels.length, 1, 'only the finished one');
      assert.equal(shown[1]!.value, 'Old');
      const length = name === 'extend' ? { seconds: 6 } : {};
      assert.deepEqual(b.jobs[name].args, [
        [{ provider: 'studio', id: source.id, prompt: 'New', ...length }, undefined],
      ]);
    });
  }

  it('offer nothing that the provider cannot do', async () => {
    const b = bench([job()]);
    b.can.remix = false;
    const said = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    await assert.rejects(run('remix', b), Dismissed);
    sinon.assert.calledOnce(said);
  });

  it('offer no job of a provider that is gone where it would have to be asked', async () => {
    const gone = { provider: 'gone' };
    const list = [
      job({ ...gone, status: 'in_progress' }),
      job({ ...gone, noClip: { message: 'None.' } }),
      job({ ...gone, status: 'failed', sendable: {} }),
    ];
    const b = bench(list);
    const said = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    for (const name of ['resumeWatching', 'download', 'lookAgain', 'sendAgain', 'copyAs', 'saveAs'] as const) {
      await assert.rejects(run(name, b), Dismissed, name);
    }
    assert.equal(said.callCount, 6);
  });

  it('import takes any text for an id, as it is', async () => {
    const b = bench();
    const id = '../../etc/passwd?a=b&c[$(error)](command:x)';
    answerInputs({ type: '' }, { type: id });
    await run('import', b);
    sinon.assert.calledOnceWithExactly(b.jobs.import, { provider: 'studio', id });
    sinon.assert.calledOnce(b.preview);
    await run('import', b, { provider: 'studio', id });
    sinon.assert.calledOnce(b.preview);
  });

  it('preview, details and download fetch a job that is not in the list', async () => {
    const b = bench();
    const ref = { provider: 'studio', id: 'elsewhere' };
    for (const name of ['preview', 'showDetails', 'download'] as const) await run(name, b, ref);
    assert.deepEqual(b.jobs.import.args, [[ref], [ref], [ref]]);
  });

  it('download hands on variant, output and path', async () => {
    const one = job();
    const b = bench([one]);
    const request = { provider: 'studio', id: one.id, variant: 'thumbnail', index: 0, to: '/x.webp' };
    assert.deepEqual(await run('download', b, request), { path: '/library/a.mp4' });
    sinon.assert.calledOnceWithExactly(b.jobs.download, request);
  });

  it('download as suggests the name of the library and keeps to what was chosen', async () => {
    const media = {
      variant: 'video',
      index: 0,
      path: '/library/kite.mp4',
      bytes: 1,
      contentType: 'video/mp4',
      sha256: '',
    };
    const one = job({ media: [media as never] });
    const b = bench([one]);
    const dialog = sinon.stub(vscode.window, 'showSaveDialog').resolves(vscode.Uri.file('/elsewhere/k.mp4'));
    sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    await run('saveAs', b, { key: one.key });
    assert.equal(dialog.firstCall.args[0]!.defaultUri!.fsPath, '/library/kite.mp4');
    assert.equal(b.jobs.download.firstCall.args[0].to, '/elsewhere/k.mp4');
    dialog.resolves(undefined);
    assert.equal(await run('saveAs', b, { key: one.key }), undefined);
    sinon.assert.calledOnce(b.jobs.download);
  });

  it('stop and follow again offer the jobs in question', async () => {
    const followed = job({ status: 'queued', watching: true });
    const left = job({ status: 'queued', watching: false });
    const b = bench([followed, left, job()]);
    answerInputs('enter', 'enter');
    await run('stopWatching', b);
    await run('resumeWatching', b);
    sinon.assert.calledOnceWithExactly(b.jobs.stopWatching, { key: followed.key });
    sinon.assert.calledOnceWithExactly(b.jobs.resumeWatching, { key: left.key });
  });

  it('copy what they say', async () => {
    const one = job({ id: 'a/b==', prompt: '$(x) [y](command:z)' });
    const b = bench([one]);
    const put = sinon.stub(vscode.env.clipboard, 'writeText').resolves();
    await run('copyId', b, { key: one.key });
    await run('copyPrompt', b, { key: one.key });
    assert.deepEqual(put.args, [['a/b=='], ['$(x) [y](command:z)']]);
  });

  for (const [pick, sign] of [
    ['curl', 'curl '],
    ['Python', 'import requests'],
    ['JavaScript', 'await fetch'],
  ] as const) {
    it(`copy as ${pick} has all of the request but the key`, async () => {
      const request = { prompt: "It's a kite", model: 'veo', reference: '/images/a b.png' };
      const b = bench([job({ key: 'k', request })]);
      await b.app.providers.setKey('studio', 'canary-key-1');
      const put = sinon.stub(vscode.env.clipboard, 'writeText').resolves();
      answerInputs({ pick });
      const code = await run('copyAs', b, { kind: 'job', job: { key: 'k' } });
      assert.equal(put.firstCall.args[0], code);
      for (const part of [sign, 'https://video.example/v1/videos', 'veo', '/images/a b.png', 'VIDEO_API_KEY']) {
        assert.ok(String(code).includes(part), `${part} in ${String(code)}`);
      }
      assert.ok(!String(code).includes('canary'));
    });
  }

  it('delete says what is deleted where, and deletes nothing where nobody said so', async () => {
    const one = job({ media: [{}, {}] as never, prompt: 'A [kite](command:evil)' });
    const b = bench([one]);
    const modal = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
    await assert.rejects(run('delete', b, { kind: 'job', job: one }), Dismissed);
    sinon.assert.notCalled(b.jobs.remove);
    const [message, { modal: isModal, detail }, ...buttons] = modal.firstCall.args as unknown as [
      string,
      vscode.MessageOptions,
      ...string[],
    ];
    assert.ok(isModal && !message.includes(']('));
    assert.match(detail!, /Studio.*cannot be undone/);
    assert.match(detail!, /2 files stay on your disk/);
    assert.deepEqual(buttons, ['Remove from List', 'Also Delete at the Provider']);
    modal.resolves('Also Delete at the Provider' as never);
    await run('delete', b, { kind: 'job', job: one });
    sinon.assert.calledOnceWithExactly(b.jobs.remove, { key: one.key }, 'both');
  });

  it('delete does not pretend at a provider that cannot', async () => {
    const one = job();
    const b = bench([one]);
    b.can.delete = false;
    const modal = sinon.stub(vscode.window, 'showWarningMessage').resolves('Remove from List' as never);
    await run('delete', b, { kind: 'job', job: one });
    assert.equal(modal.firstCall.args.length, 3);
    assert.match(modal.firstCall.args[1].detail!, /Studio keeps it.*\n\nIts clip is not on your disk\.$/);
    sinon.assert.calledOnceWithExactly(b.jobs.remove, { key: one.key }, 'here');
  });

  it('delete says that the clip of a job in progress will not come', async () => {
    const one = job({ status: 'in_progress', watching: true });
    const modal = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
    await assert.rejects(run('delete', bench([one]), { kind: 'job', job: one }), Dismissed);
    assert.match(modal.firstCall.args[1].detail!, /\n\nIt is still in progress\. Its clip will not be downloaded\.$/);
  });

  it('delete asks nobody where the place is given', async () => {
    const one = job();
    const b = bench([one]);
    await run('delete', b, { provider: 'studio', id: one.id, where: 'both' });
    sinon.assert.calledOnceWithExactly(b.jobs.remove, { key: one.key }, 'both');
    await assert.rejects(run('delete', b, { key: one.key, where: 'everywhere' }), { kind: 'rejected' });
  });

  it('do not find what is not there', async () => {
    await assert.rejects(run('preview', bench(), { key: 'gone' }), { kind: 'notFound' });
  });

  it('say that a file is gone before they show it', async () => {
    const media = [{ variant: 'video', index: 0, path: '/nowhere/a.mp4' }] as never;
    const one = job({ media });
    await assert.rejects(run('reveal', bench([one]), { key: one.key }), {
      kind: 'noMedia',
      message: /\/nowhere\/a\.mp4/,
    });
    sinon.restore();
    await assert.rejects(run('openExternal', bench([job({ key: 'k' })]), { key: 'k' }), { kind: 'noMedia' });
  });

  describe('of unknown fate', () => {
    const lost = () => job({ key: 'lost', id: undefined, status: 'uncertain' });

    it('get the id they have at the provider, after second thoughts', async () => {
      const b = bench([lost()]);
      answerInputs({ pick: 'Enter Job ID' }, 'back', { pick: 'Enter Job ID' }, { type: 'video_9' });
      await run('resolveUncertain', b, { key: 'lost' });
      sinon.assert.calledOnceWithExactly(b.jobs.resolveUncertain, 'lost', { id: 'video_9' });
    });

    it('are looked for, and are the one that is found', async () => {
      const b = bench([lost()]);
      b.jobs.lookForUncertain.resolves({ found: job({ key: 'lost', id: 'video_3' }), candidates: [] });
      answerInputs({ pick: 'Look for It' });
      const found = (await run('resolveUncertain', b, { key: 'lost' })) as { id?: string };
      assert.equal(found.id, 'video_3');
      sinon.assert.notCalled(b.jobs.resolveUncertain);
    });

    it('are the one that the user picks where several fit; where none does, the question stays', async () => {
      const b = bench([lost()]);
      const remote = (id: string) => ({ id, prompt: `Prompt of ${id}`, createdAt: 1, status: 'queued', raw: {} });
      b.jobs.lookForUncertain.onSecondCall().resolves({ candidates: [remote('a'), remote('b')] });
      answerInputs({ pick: 'Look for It' }, { pick: 'Look for It' }, { pick: 'Prompt of b' });
      await run('resolveUncertain', b, { key: 'lost' });
      sinon.assert.calledTwice(b.jobs.lookForUncertain);
      sinon.assert.calledOnceWithExactly(b.jobs.resolveUncertain, 'lost', { id: 'b' });
    });

    it('are sent again only after a warning', async () => {
      const b = bench([lost()]);
      answerInputs('enter', { pick: 'Send Again' }, { pick: 'Send Again' });
      const modal = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
      await assert.rejects(run('resolveUncertain', b), Dismissed);
      sinon.assert.notCalled(b.jobs.resolveUncertain);
      assert.match(modal.firstCall.args[1].detail!, /charged twice/);
      modal.resolves('Send Again' as never);
      await run('resolveUncertain', b, { key: 'lost' });
      sinon.assert.calledOnceWithExactly(b.jobs.resolveUncertain, 'lost', 'sendAgain', undefined);
    });

    it('are forgotten after a warning, without sending anything', async () => {
      const b = bench([lost()]);
      b.jobs.resolveUncertain.resolves(undefined);
      answerInputs({ pick: 'Forget' }, { pick: 'Forget' });
      const modal = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
      await assert.rejects(run('resolveUncertain', b, { key: 'lost' }), Dismissed);
      sinon.assert.notCalled(b.jobs.resolveUncertain);
      modal.resolves('Forget' as never);
      assert.equal(await run('resolveUncertain', b, { key: 'lost' }), undefined);
      sinon.assert.calledOnceWithExactly(b.jobs.resolveUncertain, 'lost', 'forget', undefined);
    });

    it('can only be looked for where the provider lists', async () => {
      const b = bench([lost()]);
      b.can.list = false;
      const asked = answerInputs('escape');
      await assert.rejects(run('resolveUncertain', b, { key: 'lost' }), Dismissed);
      assert.deepEqual(
        asked[0]?.labels?.map((label) => label.replace(/[ ….(].*/, '')),
        ['Enter', 'Send', 'Forget'],
      );
    });
  });

  it('are sent again as they were, now or when the provider allows it, or not after all', async () => {
    const b = bench([job({ key: 'k', status: 'failed', id: undefined, sendable: {} })]);
    await run('sendAgain', b, { key: 'k' });
    sinon.assert.calledOnceWithExactly(b.jobs.sendAgain, 'k', undefined);
    assert.equal(await run('sendLater', b, { key: 'k' }), undefined);
    sinon.assert.calledOnce(b.jobs.sendAgain);
    b.jobs.sendLater.returns(undefined);
    await run('sendLater', b, { key: 'k' });
    sinon.assert.calledTwice(b.jobs.sendAgain);
    await run('dontSend', b, { key: 'k' });
    sinon.assert.calledOnceWithExactly(b.jobs.dontSend, 'k');
  });

  it('are asked for anew, with their clip, where they were completed without one', async () => {
    const done = job({ key: 'k', id: 'video_1', status: 'completed', noClip: { message: 'Nothing.' }, media: [] });
    const b = bench([done]);
    await run('lookAgain', b, { key: 'k' });
    sinon.assert.calledOnceWithExactly(b.jobs.import, { provider: done.provider, id: 'video_1' });
    sinon.assert.calledOnce(b.jobs.download);
    sinon.assert.callOrder(b.jobs.import, b.jobs.download);
  });

  it('offer to add a provider where there is none', async () => {
    const said = sinon.stub(vscode.window, 'showInformationMessage').resolves('Try the Sandbox' as never);
    const ran = sinon.stub(vscode.commands, 'executeCommand').resolves();
    await assert.rejects(run('create', bench([], [])), Dismissed);
    await new Promise(setImmediate);
    sinon.assert.calledOnce(said);
    sinon.assert.calledOnceWithExactly(ran, 'videoJobs.trySandbox', {}, { by: 'person' });
  });
});
