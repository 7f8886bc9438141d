import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { App } from '../../../src/commands/lib/app';
import { manageLibrary } from '../../../src/commands/manageLibrary';
import { completed } from '../ui/support/jobs';

const clipOf = (key: string, elsewhere: 'gone' | 'unknown' | 'kept') => ({
  job: { ...completed(), key, prompt: key, expiresAt: Date.now() + 3600_000 },
  media: [{ ...completed().media[0]!, path: `/library/${key}.mp4` }],
  bytes: 1_000_000,
  elsewhere,
});

describe('Manage Library', () => {
  afterEach(() => sinon.restore());

  const run = async (answer: string | undefined, maxLibraryBytes = 0, shows = (_: string) => false) => {
    const clips = [clipOf('old', 'gone'), clipOf('middle', 'unknown'), clipOf('new', 'kept')];
    const forget = sinon.stub();
    const diskUsage = { look: async () => clips, unfinished: async () => ({ count: 0, bytes: 0 }), forget };
    const providers = { find: () => undefined };
    const app = {
      jobs: { diskUsage },
      settings: { maxLibraryBytes },
      preview: { shows },
      providers,
      log: { warn() {} },
    };
    const asked: { items: readonly vscode.QuickPickItem[]; title?: string }[] = [];
    sinon.stub(vscode.window, 'showQuickPick').callsFake((async (items: never, options: vscode.QuickPickOptions) => {
      const list = await (items as Promise<vscode.QuickPickItem[]>);
      asked.push({ items: list, title: options.title });
      if (!options.canPickMany) return list[0];
      const ticked = list.filter(({ picked }) => picked);
      return ticked.length > 0 ? ticked : list;
    }) as never);
    const question = sinon.stub(vscode.window, 'showWarningMessage').resolves(answer as never);
    sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    sinon
      .stub(vscode.window, 'withProgress')
      .callsFake(((_: unknown, work: (...all: unknown[]) => unknown) =>
        work({ report() {} }, { onCancellationRequested: () => ({ dispose() {} }) })) as never);
    const remove = sinon.stub().resolves();
    sinon.stub(vscode.workspace, 'fs').value({ delete: remove });
    const done = await Promise.resolve(manageLibrary(app as unknown as App, { fields: {}, byUser: true })).catch(
      (error: Error) => error,
    );
    return { done, asked, question, remove, forget };
  };

  it('says which clips are nowhere else before anything is removed', async () => {
    const { question, remove, forget, asked } = await run(undefined);
    assert.match(asked[0]!.title!, /^Library: 3 clips, 3\sMB$/u);
    const { detail } = question.firstCall.args[1];
    assert.match(detail!, /^Only copies, no longer kept by the provider: 1 clip\./);
    assert.match(detail!, /because the provider does not say: 1 clip\./);
    assert.match(asked[1]!.items[0]!.detail!, /^Only copy/);
    sinon.assert.notCalled(remove);
    sinon.assert.notCalled(forget);
  });

  it('moves clips and their pictures to the trash, the oldest down to the limit, and no sidecar that is not ours', async () => {
    const { remove, forget } = await run('Delete from Disk', 1_500_000);
    assert.deepEqual(
      remove.args.map(([uri, options]) => [(uri as vscode.Uri).fsPath, options]),
      ['old.mp4', 'middle.mp4'].flatMap((clip) =>
        ['', '.strip.webp', '.poster.webp'].map((end) => [`/library/${clip}${end}`, { useTrash: true }]),
      ),
    );
    assert.deepEqual(
      forget.args.map(([key]) => key as string),
      ['old', 'middle'],
    );
  });

  it('leaves what a preview shows', async () => {
    const { forget } = await run('Delete from Disk', 0, (key) => key === 'middle');
    assert.deepEqual(
      forget.args.map(([key]) => key as string),
      ['old', 'new'],
    );
  });
});
