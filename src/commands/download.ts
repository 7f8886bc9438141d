import type { DownloadRequest } from '../jobs/requests';
import * as vscode from 'vscode';
import type { JobRecord, Media } from '../jobs/job';
import { parseDownload } from '../jobs/parseRequest';
import { formatBytes } from '../ui/format';
import { jobTitle } from '../ui/words/jobWords';
import { inMessage } from '../ui/text';
import type { App, Command } from './app';
import { cancellable } from './progress';
import { idOf, jobFor } from './target';

/** Gets a clip into the library, or to the path that was given. */
export const download: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: vscode.l10n.t('Download'),
    ability: 'download',
    none: vscode.l10n.t('There is no finished job to download yet.'),
  });
  const { variant, index, to } = call.fields;
  const request = parseDownload({ ...idOf(job), variant, index, to });
  return call.byUser ? downloadWithProgress(app, job, request) : app.jobs.download(request);
};

/** @throws VideoJobsError, `cancelled` where the user gave up */
export function downloadWithProgress(app: App, job: JobRecord, request: DownloadRequest): Promise<Media> {
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
