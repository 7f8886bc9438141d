import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Placed } from '../../agents/tool';
import { VideoJobsError } from '../../api/errors';
import { assetName } from '../../jobs/clips/fileName';
import type { JobRecord } from '../../jobs/job';
import { assetParts, folderBelow } from '../../platform/assetFolder';
import { copyNew, planAsset } from '../../platform/assets';
import { settings } from '../../platform/settings/settings';
import { clipLabel, posterOf, wayTo } from '../project/insertion';
import { videoSnippet } from '../project/snippet';

/**
 * Returns the path of an input that an agent may read: an address as it is, and a file of the workspace or the library,
 * links followed.
 * @throws VideoJobsError `rejected`
 */
export async function inputPath(source: string): Promise<string> {
  if (/^https?:\/\//i.test(source)) return source;
  const { root } = workspace();
  const file = path.resolve(root.fsPath, source);
  const folders = [...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath), settings.libraryFolder];
  const [real, ...allowed] = await Promise.all([file, ...folders].map((one) => realpath(one).catch(() => one)));
  if (allowed.some((folder) => isBelow(folder, real!))) return real!;
  throw refuse(
    vscode.l10n.t(
      '{0} is outside of the workspace and the library, where agents cannot read files.',
      source.slice(0, 300),
    ),
  );
}

const isBelow = (folder: string, file: string): boolean => {
  const way = path.relative(folder, file);
  return way !== '' && !way.startsWith('..') && !path.isAbsolute(way);
};

/** First folder of the workspace. @throws VideoJobsError `rejected` if none is open or trusted */
function workspace(): { root: vscode.Uri } {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!root) throw refuse(vscode.l10n.t('No folder is open. Open one, so that agents can read and place files.'));
  if (vscode.workspace.isTrusted) return { root };
  throw refuse(vscode.l10n.t('This workspace is not trusted, so agents cannot read or place files in it.'));
}

/** Copies a clip and its poster into the workspace. @throws VideoJobsError */
export async function place(
  job: JobRecord,
  index: number,
  { folder, document }: { folder?: string; document?: string },
): Promise<Placed> {
  const { root } = workspace();
  const name = folder ?? settings.assetsFolder(root);
  const parts = assetParts(name);
  if (!parts) {
    throw refuse(
      vscode.l10n.t('"{0}" is not a folder inside the workspace, such as "assets/videos".', String(name).slice(0, 300)),
    );
  }
  const target = await folderBelow(root, parts, 'videoJobs.project.assetsFolder');
  const media = job.media.find((one) => one.variant === 'video' && one.index === index)!;
  const clip = await planAsset(target, assetName(job, index), media);
  if (!clip.exists) await copyNew(media, clip.uri);
  const picture = await posterOf(job, media);
  const poster = picture && (await planAsset(target, path.parse(clip.uri.path).name, picture));
  if (poster && !poster.exists) await copyNew(poster.media, poster.uri);
  const from = document === undefined ? root : vscode.Uri.joinPath(root, path.posix.dirname(asPosix(document)));
  const shown = {
    path: wayTo({ from }, clip.uri),
    poster: poster && wayTo({ from }, poster.uri),
    label: clipLabel(job),
  };
  return {
    file: wayTo({ from: root }, clip.uri),
    ...(poster && { poster: wayTo({ from: root }, poster.uri) }),
    markup: {
      markdown: videoSnippet('markdown', shown),
      html: videoSnippet('html', shown),
      jsx: videoSnippet('javascriptreact', shown),
      path: shown.path,
    },
  };
}

/** Path of a document below the workspace, with `/`. @throws VideoJobsError `rejected` for one elsewhere */
function asPosix(document: string): string {
  const parts = assetParts(document);
  if (parts && parts.length > 0) return parts.join('/');
  throw refuse(vscode.l10n.t('"{0}" is not a path inside the workspace.', document.slice(0, 300)));
}

const refuse = (message: string): VideoJobsError => new VideoJobsError('rejected', message);
