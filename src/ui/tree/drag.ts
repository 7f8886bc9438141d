import * as vscode from 'vscode';
import { clipsMime, clipsOf, isVideo, writeClips } from '../project/draggedClips';
import type { TreeNode } from './nodes';

/** Lets clips be dragged out of the view: into a document, to a group of editors, into the explorer. Nothing is dropped here. */
export class ClipDrag implements vscode.TreeDragAndDropController<TreeNode> {
  readonly dragMimeTypes = ['text/uri-list', clipsMime];
  readonly dropMimeTypes = [];

  handleDrag(rows: readonly TreeNode[], transfer: vscode.DataTransfer): void {
    const files = clipsOf(rows);
    if (files.length === 0) return;
    const addresses = files.map(({ media }) => vscode.Uri.file(media.path).toString());
    transfer.set('text/uri-list', new vscode.DataTransferItem(addresses.join('\r\n')));
    // A thumbnail is a picture like any other, and VS Code knows what to do with those.
    const clips = files.filter(isVideo);
    if (clips.length > 0) transfer.set(clipsMime, new vscode.DataTransferItem(writeClips(clips)));
  }
}
