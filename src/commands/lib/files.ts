import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import type { Variant } from '../../api/types';
import { hasClip } from '../../jobs/due';
import type { Media } from '../../jobs/job';
import type { Clip } from '../../ui/project/draggedClips';
import type { App } from './app';
import type { Call } from './call';
import { jobFor } from './target';

/**
 * Returns true if the editor runs in a browser or on a remote machine, without access to local file managers and
 * players.
 */
export const isElsewhere = (): boolean =>
  vscode.env.uiKind === vscode.UIKind.Web || vscode.env.remoteName !== undefined;

/**
 * Returns the file for a command: that of the named variant and output, otherwise the first clip.
 * @throws VideoJobsError `noMedia` if it is not on disk, Dismissed
 */
export const fileFor = async (app: App, call: Call, title: string): Promise<Media> =>
  (await clipFor(app, call, title)).media;

/** Returns the file of `fileFor` together with its job. */
async function clipFor(app: App, call: Call, title: string): Promise<Clip> {
  const none = vscode.l10n.t('No clip on disk yet. Download one first.');
  const job = await jobFor(app, call, { title, ability: 'useClip', none });
  const { variant = 'video', index = 0 } = call.fields as { variant?: Variant; index?: number };
  const media =
    job.media.find((one) => one.variant === variant && one.index === index) ??
    job.media.find((one) => one.variant === 'video');
  const there = media && (await access(media.path).then(...whether));
  if (media && there) return { job, media };
  throw new VideoJobsError(
    'noMedia',
    media
      ? vscode.l10n.t('The file no longer exists: {0}. Download the clip again.', media.path)
      : vscode.l10n.t('The clip is not on disk yet. Download it first.'),
  );
}

/**
 * Returns the clips for a command: those of the selected rows, or of the one job that was given or picked.
 * @throws VideoJobsError `noMedia` if none is on disk, Dismissed
 */
export async function clipsFor(app: App, call: Call, title: string): Promise<Clip[]> {
  const withClips = call.rows?.filter(({ key }) => {
    const job = typeof key === 'string' ? app.jobs.find({ key }) : undefined;
    return job && hasClip(job);
  });
  const clips: Clip[] = [];
  for (const fields of withClips?.length ? withClips : [call.fields]) {
    clips.push(await clipFor(app, { ...call, fields }, title));
  }
  return clips;
}

const whether = [() => true, () => false] as const;
