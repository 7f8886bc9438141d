import type { JobService } from '../../jobs/jobService';
import * as vscode from 'vscode';
import type { Logger } from '../../jobs/ports';
import { bringAssets } from '../../platform/assets';
import { clipsMime, readClips } from './draggedClips';
import { planInsertion } from './insertion';
import { tellOfCopies } from './announce';

/** Below what VS Code's own Markdown edit makes way for: it would insert the path in the library. */
const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('markdown', 'link', 'image', 'attachment', 'videoJobs');

export interface DropDeps {
  jobs: Pick<JobService, 'find'>;
  log: Logger;
}

/** Rows of the jobs view that are dropped into a document. */
class ClipDropProvider implements vscode.DocumentDropEditProvider {
  constructor(private readonly deps: DropDeps) {}

  /** The files come with the edit: up to 1.139 VS Code never asks for them later by `resolveDocumentDropEdit`. */
  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    transfer: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    const clips = readClips(await transfer.get(clipsMime)?.asString(), this.deps.jobs);
    if (clips.length === 0) return undefined;
    try {
      const { text, assets } = await planInsertion(document, position, clips);
      if (token.isCancellationRequested) return undefined;
      const edit = new vscode.DocumentDropEdit(text, vscode.l10n.t('Insert Clip'), kind);
      edit.additionalEdit = new vscode.WorkspaceEdit();
      await bringAssets(assets, edit.additionalEdit);
      tellOfCopies(assets);
      return edit;
    } catch (error) {
      // VS Code's own edits are still there: the path, and for Markdown a tag with it.
      this.deps.log.warn('A clip could not be inserted where it was dropped.', error);
      return undefined;
    }
  }
}

/** Lets rows of the jobs view be dropped into any document. */
export const registerClipDrop = (deps: DropDeps): vscode.Disposable =>
  vscode.languages.registerDocumentDropEditProvider('*', new ClipDropProvider(deps), {
    providedDropEditKinds: [kind],
    dropMimeTypes: [clipsMime],
  });
