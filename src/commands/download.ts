import * as path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { relativeName } from '../jobs/clips/fileName';
import type { JobRecord, Media } from '../jobs/job';
import { parseDownload } from '../jobs/parseRequest';
import type { DownloadRequest } from '../jobs/requests';
import { writeSetting } from '../platform/settings/settings';
import { formatBytes, formatSeconds } from '../ui/format';
import { showFailure } from '../ui/prompts/failure';
import { inMessage } from '../ui/text';
import { formTitleOf, titleOf } from '../ui/titles';
import { jobTitle } from '../ui/words/jobWords';
import type { App, Command } from './lib/app';
import { fileFor } from './lib/files';
import { cancellable, report } from './lib/progress';
import { idOf, jobFor, jobsFor, refOf } from './lib/target';

/** Downloads a clip into the library, or to a given path. */
const download: Command = async (app, call) => {
  const [job, ...others] = await jobsFor(app, call, {
    title: titleOf('download'),
    ability: 'download',
    none: vscode.l10n.t('There is no finished job to download yet.'),
  });
  if (others.length > 0) return downloadSeveral(app, [job, ...others]);
  const { variant, index, to } = call.fields;
  const request = parseDownload({ ...idOf(job), variant, index, to });
  return call.byUser ? downloadWithProgress(app, job, request) : app.jobs.download(request);
};

/** Downloads the clips side by side, each with its own progress. @throws VideoJobsError of the first that failed, at the end */
async function downloadSeveral(app: App, jobs: readonly JobRecord[]): Promise<Media[]> {
  const results = await Promise.allSettled(jobs.map((job) => downloadWithProgress(app, job, idOf(job))));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

/** @throws VideoJobsError, `cancelled` if the user cancels */
function downloadWithProgress(app: App, job: JobRecord, request: DownloadRequest): Promise<Media> {
  const title = vscode.l10n.t('Downloading “{0}”', inMessage(jobTitle(job, 60)));
  return cancellable(title, async (signal, say) => {
    const listener = app.jobs.onDidChange(() => {
      const { receivedBytes, totalBytes } = app.jobs.find({ key: job.key })?.transfer ?? {};
      if (receivedBytes === undefined) return;
      const received = formatBytes(receivedBytes);
      say(totalBytes === undefined ? received : vscode.l10n.t('{0} of {1}', received, formatBytes(totalBytes)));
    });
    try {
      return await app.jobs.download(request, signal);
    } finally {
      listener.dispose();
    }
  });
}

const cancelDownload: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('cancelDownload'),
    ability: 'cancelDownload',
    none: vscode.l10n.t('No download is in progress.'),
  });
  app.jobs.cancelDownload(refOf(job));
};

const filters: Readonly<Record<string, string[]>> = {
  video: ['mp4', 'webm', 'mov'],
  image: ['webp', 'png', 'jpg'],
};

/** Saves a clip under a path that the user picks; the file in the library stays. */
const saveAs: Command = async (app, call) => {
  const title = formTitleOf('saveAs');
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
  // The dialog has already confirmed that an existing file is replaced.
  const media = await downloadWithProgress(app, job, { ...request, to: target.fsPath, replace: true });
  void offerFolder(media.path);
  return media;
};

/** Returns the clip's file name in the library, existing or planned. */
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
  const copy = titleOf('copyPath');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Saved as {0}.', inMessage(file)), copy);
  if (chosen === copy) await vscode.env.clipboard.writeText(file);
}

/** Makes a copy with sound that this editor decodes; the preview plays it from then on. */
const makePlayable: Command = async (app, call) => {
  const title = titleOf('makePlayable');
  const { path } = await fileFor(app, call, title);
  call.byUser = true;
  await cancellable(title, (signal, say) =>
    app.copies.make(path, signal, (seconds) => say(vscode.l10n.t('{0} done', formatSeconds(seconds)))),
  );
  if (!app.settings.alwaysMakePlayable) void offerAlways(app);
};

async function offerAlways({ log }: App): Promise<void> {
  const always = vscode.l10n.t('Always Make Copies');
  const text = vscode.l10n.t('The preview plays the copy from now on. The clip itself is unchanged.');
  if ((await vscode.window.showInformationMessage(text, always)) !== always) return;
  await writeSetting('preview.makePlayableCopies', 'always').catch((error: unknown) => showFailure(error, log));
}

/** Polls a job again that completed without a clip, and downloads the clip. */
const lookAgain: Command = async (app, call) => {
  const title = titleOf('lookAgain');
  const job = await jobFor(app, call, {
    title,
    ability: 'lookAgain',
    none: vscode.l10n.t('All completed jobs have their clips.'),
  });
  await report(vscode.l10n.t('Requesting the job…'), () => app.jobs.import(idOf(job)));
  return downloadWithProgress(app, job, idOf(job));
};

export const downloadCommands = { cancelDownload, lookAgain, download, makePlayable, saveAs };
