import * as vscode from 'vscode';
import type { StoredClip } from '../jobs/clips/diskUsage';
import { sidecarPath } from '../jobs/clips/sidecar';
import { isOwnSidecar } from '../jobs/clips/sidecarFile';
import { formatBytes, formatMoment, formatNumber } from '../ui/format';
import { posterPath, stripPath } from '../ui/preview/strips';
import { Dismissed } from '../ui/prompts/input';
import { runCommand } from '../ui/run';
import { inMessage } from '../ui/text';
import { jobTitle } from '../ui/words/jobWords';
import type { App, Command } from './lib/app';
import { cancellable } from './lib/progress';
import { labelOf } from './lib/target';

const bytesOf = (clips: readonly StoredClip[]): number => clips.reduce((sum, { bytes }) => sum + bytes, 0);
const countWords = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 clip') : vscode.l10n.t('{0} clips', formatNumber(count));

interface Plan extends vscode.QuickPickItem {
  /** Clips checked initially; absent for an entry that does something else. */
  ticked?: readonly StoredClip[];
  run?(): Promise<unknown>;
}

/** Shows what the library holds and lets the user pick clips to delete from disk. The jobs stay. */
export const manageLibrary: Command = async (app, call) => {
  call.byUser = true;
  const clips = await app.jobs.diskUsage.look(Date.now());
  const title = titleOf(app, clips);
  const plan = await vscode.window.showQuickPick(await plans(app, clips), {
    title,
    placeHolder: vscode.l10n.t('Select what to delete from disk. You will be asked to confirm'),
  });
  if (!plan) throw new Dismissed();
  if (plan.run) return plan.run();
  const chosen = await choose(app, title, clips, plan.ticked ?? []);
  await confirm(chosen);
  return clear(app, chosen);
};

function titleOf(app: App, clips: readonly StoredClip[]): string {
  const size = formatBytes(bytesOf(clips));
  const { maxLibraryBytes } = app.settings;
  return maxLibraryBytes > 0
    ? vscode.l10n.t('Library: {0}, {1} of {2}', countWords(clips.length), size, formatBytes(maxLibraryBytes))
    : vscode.l10n.t('Library: {0}, {1}', countWords(clips.length), size);
}

async function plans(app: App, clips: readonly StoredClip[]): Promise<Plan[]> {
  const unfinished = await app.jobs.diskUsage.unfinished();
  const about = (some: readonly StoredClip[]) => `${countWords(some.length)} · ${formatBytes(bytesOf(some))}`;
  const surplus = overLimit(clips, app.settings.maxLibraryBytes);
  const providers = [...new Set(clips.map(({ job }) => job.provider))];
  const list: Plan[] = [];
  if (surplus.length > 0) {
    list.push({
      label: vscode.l10n.t('Delete the oldest, down to the limit'),
      description: about(surplus),
      ticked: surplus,
    });
  }
  if (clips.length > 0) {
    list.push({ label: vscode.l10n.t('Select clips to delete'), description: about(clips), ticked: [] });
  }
  for (const provider of providers.length > 1 ? providers : []) {
    const some = clips.filter(({ job }) => job.provider === provider);
    list.push({
      label: vscode.l10n.t('Delete the clips of {0}', inMessage(labelOf(app, provider), 60)),
      description: about(some),
      ticked: some,
    });
  }
  if (unfinished.count > 0) {
    list.push({
      label: vscode.l10n.t('Delete partial downloads'),
      description: `${formatNumber(unfinished.count)} · ${formatBytes(unfinished.bytes)}`,
      run: () => app.jobs.diskUsage.clearUnfinished(),
    });
  }
  list.push(
    { label: vscode.l10n.t('Open folder'), run: async () => runCommand('openLibrary') },
    {
      label: vscode.l10n.t('Set a Limit'),
      run: async () => vscode.commands.executeCommand('workbench.action.openSettings', 'videoJobs.library.maxSize'),
    },
  );
  return list;
}

/** Returns the oldest clips to delete to get below the limit. */
function overLimit(clips: readonly StoredClip[], limit: number): StoredClip[] {
  let surplus = limit > 0 ? bytesOf(clips) - limit : 0;
  return clips.filter(({ bytes }) => {
    const goes = surplus > 0;
    if (goes) surplus -= bytes;
    return goes;
  });
}

async function choose(
  app: App,
  title: string,
  clips: readonly StoredClip[],
  ticked: readonly StoredClip[],
): Promise<readonly StoredClip[]> {
  const items = clips.map((clip) => ({
    label: jobTitle(clip.job, 80),
    description: [formatBytes(clip.bytes), formatMoment(clip.job.createdAt), labelOf(app, clip.job.provider)].join(
      ' · ',
    ),
    detail: elsewhereWords(clip),
    picked: ticked.includes(clip),
    clip,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    canPickMany: true,
    matchOnDescription: true,
    placeHolder: vscode.l10n.t('Clips to delete from disk, oldest first'),
  });
  if (!chosen || chosen.length === 0) throw new Dismissed();
  return chosen.map(({ clip }) => clip);
}

function elsewhereWords({ job, elsewhere }: StoredClip): string {
  switch (elsewhere) {
    case 'gone':
      return vscode.l10n.t('Only copy: the provider no longer has it');
    case 'unknown':
      return vscode.l10n.t('Possibly the only copy: the provider does not say how long it keeps clips');
    case 'kept':
      return vscode.l10n.t('Kept by the provider until {0}', formatMoment(job.expiresAt!));
  }
}

async function confirm(chosen: readonly StoredClip[]): Promise<void> {
  const count = (elsewhere: StoredClip['elsewhere']) => chosen.filter((clip) => clip.elsewhere === elsewhere).length;
  const [gone, unknown] = [count('gone'), count('unknown')];
  const detail = [
    gone > 0 ? vscode.l10n.t('Only copies, no longer kept by the provider: {0}.', countWords(gone)) : '',
    unknown > 0
      ? vscode.l10n.t('Possibly the only copies, because the provider does not say: {0}.', countWords(unknown))
      : '',
    vscode.l10n.t('Files are moved to the trash if possible. The jobs stay in the list.'),
  ];
  const yes = vscode.l10n.t('Delete from Disk');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete {0} ({1}) from disk?', countWords(chosen.length), formatBytes(bytesOf(chosen))),
    { modal: true, detail: detail.filter(Boolean).join('\n\n') },
    yes,
  );
  if (answer !== yes) throw new Dismissed();
}

async function clear(app: App, chosen: readonly StoredClip[]): Promise<void> {
  const shown = chosen.filter(({ job }) => app.preview.shows(job.key));
  const failed: StoredClip[] = [];
  let cleared = 0;
  let useTrash = true;
  await cancellable(vscode.l10n.t('Deleting clips'), async (signal, say) => {
    for (const clip of chosen) {
      if (signal.aborted) break;
      if (shown.includes(clip)) continue;
      try {
        useTrash = await remove(clip, useTrash);
        app.jobs.diskUsage.forget(
          clip.job.key,
          clip.media.map(({ path }) => path),
        );
        say(formatNumber(++cleared));
      } catch (error) {
        if (error instanceof Dismissed) break;
        app.log.warn('A clip could not be removed', error);
        failed.push(clip);
      }
    }
  });
  const words = [
    vscode.l10n.t('Deleted: {0}.', countWords(cleared)),
    shown.length > 0 ? vscode.l10n.t('Skipped because they are open in a preview: {0}.', countWords(shown.length)) : '',
    failed.length > 0
      ? vscode.l10n.t('Could not be deleted: {0}. See the log for the reason.', countWords(failed.length))
      : '',
  ];
  void vscode.window.showInformationMessage(words.filter(Boolean).join(' '));
}

/**
 * Removes a job's files. @returns true if they went to the trash @throws Dismissed if there is none and the user keeps
 * them
 */
async function remove({ job, media }: StoredClip, useTrash: boolean): Promise<boolean> {
  for (const { path } of media) {
    const sidecar = (await isOwnSidecar(path)) ? [sidecarPath(path)] : [];
    for (const file of [path, ...sidecar, stripPath(path), posterPath(path)]) {
      const uri = vscode.Uri.file(file);
      try {
        await vscode.workspace.fs.delete(uri, { useTrash });
      } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') continue;
        if (!useTrash) throw error;
        await confirmNoTrash(jobTitle(job, 60));
        useTrash = false;
        await vscode.workspace.fs.delete(uri, { useTrash });
      }
    }
  }
  return useTrash;
}

async function confirmNoTrash(title: string): Promise<void> {
  const yes = vscode.l10n.t('Delete Permanently');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Files cannot be moved to the trash here. Permanently delete “{0}” and the other selected clips?',
      inMessage(title),
    ),
    { modal: true },
    yes,
  );
  if (answer !== yes) throw new Dismissed();
}

export const manageLibraryCommands = { manageLibrary };
