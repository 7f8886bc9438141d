import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Command } from './app';
import { isElsewhere } from './files';
import { openFolder } from './reveal';

export const openLibrary: Command = async ({ settings }) => {
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
