import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Provider } from '../api/provider';
import type { Variant } from '../api/types';
import { frameName } from '../jobs/clips/fileName';
import { type JobRecord, publicJob } from '../jobs/job';
import { diskError } from '../jobs/ledger/diskError';
import { writeBelow } from '../platform/newFile';
import type { WhichFrame } from '../shared/messages';
import { clipLabel } from '../ui/project/insertion';
import { offerFrame } from '../ui/project/savedFrame';
import { showFailure } from '../ui/prompts/failure';
import { Dismissed } from '../ui/prompts/input';
import { formTitleOf, titleOf } from '../ui/titles';
import { createByForm, settingsOf } from './create';
import type { App, Command } from './lib/app';
import { type Call, text } from './lib/call';
import { report } from './lib/progress';
import { jobFor, labelOf } from './lib/target';

/** The clip that a frame command applies to. */
export interface ShownClip {
  job: JobRecord;
  /** Defaults to the output that is shown. */
  output?: { variant: Variant; index: number };
}

/** Returns the named clip, or the one in the active preview. @throws VideoJobsError `notFound` */
async function shownClip(app: App, call: Call, title: string): Promise<ShownClip> {
  call.byUser = true;
  const { variant, index } = call.fields as { variant?: Variant; index?: number };
  if (text(call.fields, 'key') !== undefined || call.fields['id'] !== undefined) {
    const job = await jobFor(app, call, { title, none: '' });
    return { job, output: { variant: variant ?? 'video', index: index ?? 0 } };
  }
  const key = app.preview.active;
  const job = key === undefined ? undefined : app.jobs.find({ key });
  if (!job) {
    throw new VideoJobsError(
      'notFound',
      vscode.l10n.t('First open the clip in the preview, and pause at the frame you want.'),
    );
  }
  call.provider = job.provider;
  return { job };
}

/** Saves the frame on screen as a file in the workspace. Returns its path. */
const saveFrame: Command = async (app, call) => {
  const title = titleOf('saveFrame');
  const { job, output } = await shownClip(app, call, title);
  const { at, bytes } = await app.preview.capture(job.key, { which: 'shown', to: 'host', output });
  const index = output?.index ?? 0;
  const root = await folderFor();
  const name = (scope: vscode.Uri) => `${frameName(app.settings.frameName(scope), job, index, at)}.png`;
  const uri = root
    ? await report(title, () => writeBelow(root, name(root), bytes, 'videoJobs.capture.fileName'))
    : await saveElsewhere(title, path.basename(name(vscode.Uri.file(app.settings.libraryFolder))), bytes, app);
  if (!uri) return undefined;
  offerFrame(uri, clipLabel(job)).catch((error: unknown) => {
    if (!(error instanceof Dismissed)) showFailure(error, app.log);
  });
  return uri.fsPath;
};

/** Copies the frame on screen to the clipboard as an image. */
const copyFrame: Command = async (app, call) => {
  const { job, output } = await shownClip(app, call, titleOf('copyFrame'));
  await app.preview.capture(job.key, { which: 'shown', to: 'clipboard', output });
  vscode.window.setStatusBarMessage(vscode.l10n.t('The frame was copied to the clipboard.'), 5000);
};

/** Returns the workspace folder to save in, or undefined if none is open. @throws Dismissed */
async function folderFor(): Promise<vscode.Uri | undefined> {
  const { workspaceFolders: folders = [] } = vscode.workspace;
  const document = vscode.window.activeTextEditor?.document.uri;
  const own = document && vscode.workspace.getWorkspaceFolder(document);
  if (own) return own.uri;
  if (folders.length < 2) return folders[0]?.uri;
  const chosen = await vscode.window.showWorkspaceFolderPick();
  if (!chosen) throw new Dismissed();
  return chosen.uri;
}

/** Saves to a path that the user picks; the dialog confirms that an existing file is replaced. */
async function saveElsewhere(
  title: string,
  name: string,
  bytes: Uint8Array,
  { settings }: App,
): Promise<vscode.Uri | undefined> {
  const uri = await vscode.window.showSaveDialog({
    title,
    saveLabel: vscode.l10n.t('Save'),
    defaultUri: vscode.Uri.file(path.join(settings.libraryFolder, name)),
    filters: { [vscode.l10n.t('Images')]: ['png'] },
  });
  if (!uri) return undefined;
  try {
    await vscode.workspace.fs.writeFile(uri, bytes);
  } catch (cause) {
    throw diskError(cause, uri.fsPath);
  }
  return uri;
}

/** Creates a video that starts from the frame on screen, at any provider that accepts an image. */
const continueFromFrame: Command = (app, call) => goOn(app, call, formTitleOf('continueFromFrame'), 'shown');

/** Creates a video that starts from a clip's last frame: an "extend" for providers without one. */
const continueFromLast: Command = (app, call) => goOn(app, call, formTitleOf('continueFromLast'), 'last');

async function goOn(app: App, call: Call, title: string, which: WhichFrame): Promise<unknown> {
  const fits = ({ id }: Provider) => app.jobs.capabilities(id).reference.includes('file');
  if (!app.providers.all.some(fits)) {
    throw new VideoJobsError(
      'unsupported',
      vscode.l10n.t('None of your providers accepts an image file to start from. Add one that does.'),
    );
  }
  const { job, output } = which === 'shown' ? await shownClip(app, call, title) : await endOf(app, call, title);
  const { at, bytes } = await app.preview.capture(job.key, { which, to: 'host', output });
  const reference = await app.references.keep(bytes, `frame-${at.toFixed(3)}s.png`);
  const own = app.providers.find(job.provider);
  const note =
    own && fits(own)
      ? undefined
      : vscode.l10n.t('{0} does not accept image files. Which provider should continue?', labelOf(app, job.provider));
  const { reference: _earlier, inputs: _inputs, ...again } = settingsOf(job);
  const madeFrom = { key: job.key, relation: 'continue' as const, at };
  const start = { title, given: { reference }, again, fits, note };
  return publicJob(await createByForm(app, call, start, madeFrom));
}

/** Returns the named clip, the one in the active preview, or one that the user picks. */
export async function endOf(app: App, call: Call, title: string): Promise<ShownClip> {
  const named = text(call.fields, 'key') !== undefined || call.fields['id'] !== undefined;
  const active = app.preview.active;
  const shown = named || active === undefined ? undefined : app.jobs.find({ key: active });
  if (named || shown) return shownClip(app, call, title);
  const none = vscode.l10n.t('No clip on disk yet. Download one first.');
  const job: JobRecord = await jobFor(app, call, { title, ability: 'useClip', none });
  return { job, output: { variant: 'video', index: 0 } };
}

export const frameCommands = { saveFrame, copyFrame, continueFromFrame, continueFromLast };
