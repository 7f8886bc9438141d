import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { inMessage } from '../ui/text';
import { titleOf } from '../ui/titles';
import type { Command } from './lib/app';
import { fileFor, isElsewhere } from './lib/files';
import { jobFor, refOf } from './lib/target';

const preview: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('preview'),
    none: vscode.l10n.t('There are no jobs yet. Create a video first.'),
  });
  app.preview.open(refOf(job));
};

/** The provider's own answer, to be read and copied from. */
const showDetails: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('showDetails'),
    none: vscode.l10n.t('There are no jobs yet. Create a video first.'),
  });
  await app.details.open(job);
};

/** Plays a clip in the system's player; in a browser or on another machine, in the editor's own. */
const openExternal: Command = async (app, call) => {
  const { path } = await fileFor(app, call, titleOf('openExternal'));
  if (isElsewhere()) {
    await openHere(path);
    return;
  }
  if (await vscode.env.openExternal(vscode.Uri.file(path))) return;
  throw new VideoJobsError(
    'disk',
    vscode.l10n.t(
      'The system could not open {0}. Choose a default player for this type of file, then try again.',
      path,
    ),
  );
};

/** The view type of VS Code's built-in video editor, and the files it takes: `extensions/media-preview/package.json`. */
const videoPreview = { viewType: 'vscode.videoPreview', files: /\.(mp4|webm)$/i };

/** Opens a clip as VS Code opens any video: in its media preview. */
const openInEditor: Command = async (app, call) => {
  const { path } = await fileFor(app, call, vscode.l10n.t('Open in VS Code’s Media Preview'));
  await openHere(path);
};

/** Opens a file inside VS Code; a video never as text. */
async function openHere(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (videoPreview.files.test(file)) {
    await vscode.commands.executeCommand('vscode.openWith', uri, videoPreview.viewType);
  } else await vscode.commands.executeCommand('vscode.open', uri);
}

/** Shows a clip in the system's file manager; where there is none within reach, says where it is. */
const reveal: Command = async (app, call) => {
  const media = await fileFor(app, call, titleOf('reveal'));
  const uri = vscode.Uri.file(media.path);
  if (!isElsewhere()) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
    return;
  }
  const open = vscode.l10n.t('Open Folder');
  const copy = titleOf('copyPath');
  void vscode.window.showInformationMessage(inMessage(media.path), open, copy).then((chosen) => {
    if (chosen === copy) return vscode.env.clipboard.writeText(media.path);
    return chosen === open ? openFolder(path.dirname(media.path)) : undefined;
  });
};

/** In another window, so that what is open here stays. */
export const openFolder = (folder: string): Thenable<unknown> =>
  vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });

const openLibrary: Command = async ({ settings }) => {
  const folder = settings.libraryFolder;
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new VideoJobsError(
      'disk',
      vscode.l10n.t('The library folder {0} could not be created. Choose another one in the settings.', folder),
      { cause },
    );
  }
  await (isElsewhere() ? openFolder(folder) : vscode.env.openExternal(vscode.Uri.file(folder)));
};

export const openCommands = { openExternal, openInEditor, openLibrary, preview, reveal, showDetails };
