import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Variant } from '../api/types';
import type { JobRecord } from '../jobs/job';
import { formatNumber } from '../ui/format';
import type { Clip } from '../ui/project/draggedClips';
import { writeGallery } from '../ui/project/gallery';
import { Dismissed } from '../ui/prompts/input';
import { pickJobs } from '../ui/prompts/pickJob';
import { inMessage } from '../ui/text';
import { formTitleOf } from '../ui/titles';
import type { App, Command } from './lib/app';
import type { Call, Fields } from './lib/call';
import { isElsewhere } from './lib/files';
import { cancellable } from './lib/progress';
import { jobFor, labelOf, newestFitting } from './lib/target';
import { openFolder } from './open';

/** One folder with a page and its clips, of chosen jobs. Answers the page's path. */
const exportGallery: Command = async (app, call) => {
  const title = formTitleOf('exportGallery');
  const { clips, missing } = await present(await wanted(app, call, title));
  if (clips.length === 0) {
    throw new VideoJobsError('noMedia', vscode.l10n.t('None of these clips are on disk. Download them first.'));
  }
  call.byUser = true;
  const parent = await askFolder(app, title);
  const page = await cancellable(vscode.l10n.t('Exporting the gallery'), (signal, say) =>
    writeGallery(parent, clips, {
      signal,
      progress: (clip) => say(vscode.l10n.t('{0} of {1}', formatNumber(clip), formatNumber(clips.length))),
    }),
  );
  await show(page, missing);
  return page.fsPath;
};

/** Every clip of the jobs that were selected, given or chosen; of an output's row that output alone. */
async function wanted(app: App, call: Call, title: string): Promise<Clip[]> {
  if (call.rows) return call.rows.flatMap((fields) => clipsIn(app, fields));
  const none = vscode.l10n.t('No clip on disk yet. Download one first.');
  const question = { title, ability: 'useClip' as const, none };
  if (call.fields['key'] !== undefined || call.fields['id'] !== undefined) {
    const job = await jobFor(app, call, question);
    return clipsIn(app, { ...call.fields, key: job.key });
  }
  const jobs = await pickJobs(title, newestFitting(app, undefined, question), (id) => labelOf(app, id), none);
  return jobs.flatMap(videosOf);
}

function clipsIn(app: App, { key, variant, index }: Fields): Clip[] {
  const job = typeof key === 'string' ? app.jobs.find({ key }) : undefined;
  if (!job || ((variant as Variant | undefined) ?? 'video') !== 'video') return [];
  return videosOf(job).filter(({ media }) => index === undefined || media.index === index);
}

const videosOf = (job: JobRecord): Clip[] =>
  job.media.filter(({ variant }) => variant === 'video').map((media) => ({ job, media }));

/** Each clip once, and how many files are gone. */
async function present(clips: readonly Clip[]): Promise<{ clips: Clip[]; missing: number }> {
  const all = [...new Map(clips.map((clip) => [clip.media.path, clip])).values()];
  const there = await Promise.all(all.map(({ media }) => access(media.path).then(...whether)));
  const found = all.filter((_clip, index) => there[index]);
  return { clips: found, missing: all.length - found.length };
}

const whether = [() => true, () => false] as const;

async function askFolder({ settings }: App, title: string): Promise<vscode.Uri> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: vscode.l10n.t('Export Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(settings.libraryFolder),
    })) ?? [];
  if (!folder) throw new Dismissed();
  return folder;
}

/** In the browser, which is where its readers will see it; out of its reach, by where it is. */
async function show(page: vscode.Uri, missing: number): Promise<void> {
  const near = page.scheme === 'file' && !isElsewhere();
  if (near) await vscode.env.openExternal(page);
  const folder = path.dirname(page.fsPath);
  const open = vscode.l10n.t('Open Folder');
  const copy = vscode.l10n.t('Copy Path');
  const text = [
    vscode.l10n.t('The gallery was exported to {0}.', inMessage(folder)),
    missing > 0 ? vscode.l10n.t('Skipped because their files no longer exist: {0}.', formatNumber(missing)) : '',
  ];
  void vscode.window
    .showInformationMessage(text.filter(Boolean).join(' '), ...(page.scheme === 'file' ? [open] : []), copy)
    .then((chosen) => {
      if (chosen === copy) return vscode.env.clipboard.writeText(page.fsPath);
      if (chosen !== open) return undefined;
      return near ? vscode.env.openExternal(vscode.Uri.file(folder)) : openFolder(folder);
    });
}

export const exportGalleryCommands = { exportGallery };
