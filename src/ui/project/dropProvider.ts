import * as vscode from 'vscode';
import type { JobService, Logger } from '../../jobs/ports';
import { bringAssets, type Asset } from '../../platform/assets';
import { clipsMime, readClips } from './dragged';
import { planInsertion } from './insertion';
import { tellOfCopies } from './tell';

class ClipDropEdit extends vscode.DocumentDropEdit {
  constructor(
    text: vscode.SnippetString,
    readonly assets: readonly Asset[],
  ) {
    super(text, vscode.l10n.t('Insert Clip'), kind);
  }
}

/** Below what VS Code's own Markdown edit makes way for: it would insert the path in the library. */
const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('markdown', 'link', 'image', 'attachment', 'videoJobs');

export interface DropDeps {
  jobs: Pick<JobService, 'find'>;
  log: Logger;
}

/** Rows of the jobs view that are dropped into a document. Files are copied only when this edit is the one that is used. */
class ClipDropProvider implements vscode.DocumentDropEditProvider<ClipDropEdit> {
  constructor(private readonly deps: DropDeps) {}

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    transfer: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<ClipDropEdit | undefined> {
    const clips = readClips(await transfer.get(clipsMime)?.asString(), this.deps.jobs);
    if (clips.length === 0 || token.isCancellationRequested) return undefined;
    try {
      const { text, assets } = await planInsertion(document, position, clips);
      return new ClipDropEdit(text, assets);
    } catch (error) {
      // VS Code's own edits are still there: the path, and for Markdown a tag with it.
      this.deps.log.warn('A clip could not be inserted where it was dropped.', error);
      return undefined;
    }
  }

  async resolveDocumentDropEdit(edit: ClipDropEdit): Promise<ClipDropEdit> {
    const additional = new vscode.WorkspaceEdit();
    tellOfCopies(edit.assets, await bringAssets(edit.assets, additional));
    edit.additionalEdit = additional;
    return edit;
  }
}

/** Lets rows of the jobs view be dropped into any document. */
export const registerClipDrop = (deps: DropDeps): vscode.Disposable =>
  vscode.languages.registerDocumentDropEditProvider('*', new ClipDropProvider(deps), {
    providedDropEditKinds: [kind],
    dropMimeTypes: [clipsMime],
  });
