import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import { assetName } from '../../jobs/clips/fileName';
import type { Media } from '../../jobs/job';
import { copyNew, statOf } from '../../platform/assets';
import { dayKey } from '../format';
import type { Clip } from './draggedClips';
import { type GalleryClip, galleryPage } from './galleryPage';
import { posterOf } from './insertion';

interface GalleryOptions {
  signal: AbortSignal;
  /** Called before each clip with its number, from 1. */
  progress(clip: number): void;
}

/**
 * Writes a folder with copies of clips and a page that shows them. Copies rather than links, so that editing a clip in the
 * gallery does not change the library's; they share blocks if the file system can.
 * @param parent folder to create it in, under a free name
 * @returns URI of the page
 * @throws VideoJobsError `disk`, `cancelled`; deletes what it has written then
 */
export async function writeGallery(
  parent: vscode.Uri,
  clips: readonly Clip[],
  { signal, progress }: GalleryOptions,
): Promise<vscode.Uri> {
  const title = vscode.l10n.t('Video gallery {0}', dayKey(Date.now()));
  const folder = await freeFolder(parent, title);
  const written: vscode.Uri[] = [];
  const add = async (name: string, media: Media): Promise<string> => {
    const file = name + path.extname(media.path).toLowerCase();
    const target = vscode.Uri.joinPath(folder, file);
    await copyNew(media, target);
    written.push(target);
    return file;
  };
  try {
    await vscode.workspace.fs.createDirectory(folder);
    const digits = Math.max(2, String(clips.length).length);
    const shown: GalleryClip[] = [];
    for (const [index, { job, media }] of clips.entries()) {
      if (signal.aborted) throw new VideoJobsError('cancelled', vscode.l10n.t('The export was canceled.'));
      progress(index + 1);
      const name = `${String(index + 1).padStart(digits, '0')}-${assetName(job, media.index)}`;
      const poster = await posterOf(job, media);
      shown.push({ job, file: await add(name, media), ...(poster && { poster: await add(name, poster) }) });
    }
    const page = vscode.Uri.joinPath(folder, 'index.html');
    await vscode.workspace.fs.writeFile(page, new TextEncoder().encode(galleryPage(shown, title)));
    return page;
  } catch (error) {
    for (const uri of [...written, folder]) {
      // Not recursively: the user may have put files there meanwhile.
      await Promise.resolve(vscode.workspace.fs.delete(uri)).catch(() => undefined);
    }
    throw error;
  }
}

async function freeFolder(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const folder = vscode.Uri.joinPath(parent, number === 1 ? name : `${name} (${number})`);
    if (!(await statOf(folder))) return folder;
  }
}
