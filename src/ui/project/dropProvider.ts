import * as vscode from 'vscode';
import type { JobService } from '../../jobs/jobService';
import type { Logger } from '../../jobs/ports';
import { bringAssets } from '../../platform/assets';
import { tellOfCopies } from './announce';
import { clipsMime, readClips } from './draggedClips';
import { planInsertion } from './insertion';

/** Kind that VS Code's own Markdown edit yields to; that one would insert the library's path. */
const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('markdown', 'link', 'image', 'attachment', 'videoJobs');

interface DropDeps {
  jobs: Pick<JobService, 'find'>;
  log: Logger;
}

/** Inserts rows of the jobs view that are dropped into a document. */
class ClipDropProvider implements vscode.DocumentDropEditProvider {
  readonly #deps: DropDeps;

  constructor(deps: DropDeps) {
    this.#deps = deps;
  }

  /** Copies the files here: up to 1.139, VS Code never calls `resolveDocumentDropEdit`. */
  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    transfer: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    const clips = readClips(await transfer.get(clipsMime)?.asString(), this.#deps.jobs);
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
      // VS Code falls back to its own edits: the path, or a Markdown link.
      this.#deps.log.warn('A clip could not be inserted where it was dropped.', error);
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
