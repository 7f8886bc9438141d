import * as path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { JobRecord } from '../jobs/job';
import { relativeName } from '../jobs/clips/fileName';
import { parseDownload } from '../jobs/parseRequest';
import { inMessage } from '../ui/text';
import type { App, Command } from './app';
import { downloadWithProgress } from './download';
import { idOf, jobFor } from './target';

const filters: Readonly<Record<string, string[]>> = { video: ['mp4', 'webm', 'mov'], image: ['webp', 'png', 'jpg'] };

/** A clip under a name of the user's choice; the one in the library stays. */
export const saveAs: Command = async (app, call) => {
  const title = vscode.l10n.t('Save Clip As');
  const job = await jobFor(app, call, {
    title,
    ability: 'saveAs',
    none: vscode.l10n.t('There is no finished job to download yet.'),
  });
  const { variant, index } = call.fields;
  const request = parseDownload({ ...idOf(job), variant, index });
  const kind = (request.variant ?? 'video') === 'video' ? 'video' : 'image';
  call.byUser = true;
  const target = await vscode.window.showSaveDialog({
    title,
    saveLabel: vscode.l10n.t('Save'),
    defaultUri: vscode.Uri.file(suggestion(app, job, request)),
    filters: { [kind === 'video' ? vscode.l10n.t('Videos') : vscode.l10n.t('Images')]: filters[kind]! },
  });
  if (!target) return undefined;
  if (target.scheme !== 'file') {
    throw new VideoJobsError('disk', vscode.l10n.t('Clips can only be saved to folders on this computer. Choose one.'));
  }
  // The dialog has asked before it gives the name of a file that is there.
  const media = await downloadWithProgress(app, job, { ...request, to: target.fsPath, replace: true });
  void offerFolder(media.path);
  return media;
};

/** The name that it has in the library, or would have. */
function suggestion(
  app: App,
  job: JobRecord,
  { variant = 'video', index = 0 }: ReturnType<typeof parseDownload>,
): string {
  const { libraryFolder, fileNameTemplate } = app.settings;
  const onDisk = job.media.find((one) => one.variant === variant && one.index === index);
  const name = onDisk
    ? path.basename(onDisk.path)
    : `${path.basename(relativeName(fileNameTemplate, job, variant, index))}.${variant === 'video' ? 'mp4' : 'webp'}`;
  return path.join(libraryFolder, name);
}

async function offerFolder(file: string): Promise<void> {
  const copy = vscode.l10n.t('Copy Clip Path');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Saved as {0}.', inMessage(file)), copy);
  if (chosen === copy) await vscode.env.clipboard.writeText(file);
}
