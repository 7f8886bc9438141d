import * as vscode from 'vscode';
import { clipsMime, clipsOf, isVideo, writeClips } from '../project/draggedClips';
import type { TreeNode } from './nodes';

/** Drags clips out of the view: into a document, an editor group, or the explorer. Nothing can be dropped on the view. */
export class ClipDrag implements vscode.TreeDragAndDropController<TreeNode> {
  readonly dragMimeTypes = ['text/uri-list', clipsMime];
  readonly dropMimeTypes = [];

  handleDrag(rows: readonly TreeNode[], transfer: vscode.DataTransfer): void {
    const files = clipsOf(rows);
    if (files.length === 0) return;
    const addresses = files.map(({ media }) => vscode.Uri.file(media.path).toString());
    transfer.set('text/uri-list', new vscode.DataTransferItem(addresses.join('\r\n')));
    // VS Code handles pictures, such as thumbnails, itself.
    const clips = files.filter(isVideo);
    if (clips.length > 0) transfer.set(clipsMime, new vscode.DataTransferItem(writeClips(clips)));
  }
}
