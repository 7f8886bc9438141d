import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { largestRecording, type Recording } from '../../../src/api/recording/recording';
import { replayRecording } from '../../../src/commands/diagnosis';
import { Dismissed } from '../../../src/ui/prompts/input';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { clientFor, transportFor } from '../api/support/connect';
import { bench, studio } from './support';

const recording: Recording = {
  format: 'video-jobs-recording',
  version: 1,
  provider: {
    type: 'newapi',
    baseUrl: 'https://oven.example/v1',
    model: 'oven-1',
    overrides: { statuses: { BAKED: 'completed' }, answer: { address: 'where.lies' } },
  },
  exchanges: [
    {
      operation: 'get',
      method: 'GET',
      path: '/v1/videos/loaf',
      status: 200,
      body: { id: 'loaf', status: 'BAKED', where: { lies: 'https://cdn.example/loaf.mp4?removed=1' } },
    },
  ],
};

describe('A recording that is replayed', () => {
  let sandbox: TestSandbox;
  let folder: string;
  const file = () => join(folder, 'loaf.recording.json');
  const chosen = (...files: string[]) =>
    sinon
      .stub(vscode.window, 'showOpenDialog')
      .resolves(files.length === 0 ? undefined : files.map((one) => vscode.Uri.file(one)));
  const app = () => {
    const made = bench().app;
    made.sandbox.start = async () => sandbox;
    return made;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'video-jobs-replay-'));
    sandbox = await startTestSandbox({ clipsFolder: join('media', 'sandbox') });
  });
  afterEach(() => sinon.restore());
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  });

  it('is a provider of its type with its model and overrides, in this window alone, and says what was said', async () => {
    writeFileSync(file(), JSON.stringify(recording));
    chosen(file());
    const told = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    const own = app();
    await replayRecording(own);
    const { providers } = own;
    const { baseUrl, ...rest } = providers.all.find(({ id }) => id !== studio.id)!;
    assert.deepEqual(rest, {
      id: 'replay',
      label: 'Replay of oven.example',
      type: 'newapi',
      auth: 'none',
      model: 'oven-1',
      overrides: recording.provider.overrides,
    });
    assert.ok(told.firstCall.args[0].includes('Replay of oven.example'));
    const kept = vscode.workspace.getConfiguration('videoJobs').get<{ id: string }[]>('providers');
    assert.deepEqual(
      kept?.map(({ id }) => id),
      [studio.id],
    );

    const client = clientFor(baseUrl, transportFor(), { type: 'newapi', overrides: recording.provider.overrides });
    const job = await client.get('loaf');
    assert.equal(job.status, 'completed');
    assert.equal((await client.content('loaf', { variant: 'video', index: 0, known: job })).contentType, 'video/mp4');
  });

  it('has an id of its own each time', async () => {
    writeFileSync(file(), JSON.stringify(recording));
    chosen(file());
    sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    const own = app();
    await replayRecording(own);
    await replayRecording(own);
    assert.equal(new Set(own.providers.all.map(({ id }) => id)).size, 3);
  });

  it('adds nothing where no file was chosen', async () => {
    chosen();
    const own = app();
    await assert.rejects(replayRecording(own), Dismissed);
    assert.deepEqual(own.providers.all, [studio]);
  });

  it('is refused with words where the file is something else, or too large to be read', async () => {
    const own = app();
    for (const [text, words] of [
      ['<html>', /not JSON/],
      ['{"format": "video-jobs-recording", "version": 2}', /later version/],
      [' '.repeat(largestRecording + 1), /larger than/],
    ] as const) {
      writeFileSync(file(), text);
      const dialog = chosen(file());
      await assert.rejects(replayRecording(own), { kind: 'rejected', message: words });
      dialog.restore();
    }
    assert.deepEqual(own.providers.all, [studio]);
  });
});
