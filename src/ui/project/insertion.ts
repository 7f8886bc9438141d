import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { assetName } from '../../jobs/clips/fileName';
import type { JobRecord, Media } from '../../jobs/job';
import { assetPlace, type AssetPlace } from '../../platform/assetFolder';
import { planAsset, type Asset } from '../../platform/assets';
import { lookBeside } from '../preview/files';
import { posterPath } from '../preview/strips';
import { plain, shorten } from '../text';
import type { Clip } from './draggedClips';
import { relativePath, videoSnippet } from './snippet';

/** What inserting clips into a document takes: the text, and the files that must be there for it. */
export interface Insertion {
  text: vscode.SnippetString;
  assets: readonly Asset[];
}

/** As much as a screen reader should have to say of a clip. */
const labelLength = 250;

/**
 * Works out the text, and what is to be copied; changes nothing yet.
 * @throws VideoJobsError where the document has no place for clips, or the files there cannot be read
 */
export async function planInsertion(
  document: vscode.TextDocument,
  position: vscode.Position,
  clips: readonly Clip[],
): Promise<Insertion> {
  const place = await assetPlace(document);
  const before = document.lineAt(position.line).text.slice(0, position.character);
  const planned = new Map<string, Asset>();
  const plan = async (name: string, media: Media): Promise<Asset> => {
    const taken = new Map([...planned].map(([address, asset]) => [address, asset.media]));
    const asset = await planAsset(place.folder, name, media, taken);
    if (!planned.has(asset.uri.toString())) planned.set(asset.uri.toString(), asset);
    return asset;
  };
  const snippets: string[] = [];
  for (const { job, media } of clips) {
    const clip = await plan(assetName(job, media.index), media);
    const picture = await posterOf(job, media);
    const poster = picture && (await plan(path.parse(clip.uri.path).name, picture));
    const shown = {
      path: wayTo(place, clip.uri),
      poster: poster && wayTo(place, poster.uri),
      label: clipLabel(job),
    };
    snippets.push(videoSnippet(document.languageId, shown, before));
  }
  const text = new vscode.SnippetString().appendText(snippets.join('\n'));
  return { text, assets: [...planned.values()] };
}

/** The picture that stands for a clip until it plays: the provider's, where it was downloaded, else what the preview made. */
export async function posterOf(job: JobRecord, { path: clip, index }: Media): Promise<Media | undefined> {
  const thumbnail = job.media.find((media) => media.variant === 'thumbnail' && media.index === index);
  return thumbnail ?? (await keptPoster(clip, index));
}

/** Nothing where no preview has shown the clip yet. */
async function keptPoster(clip: string, index: number): Promise<Media | undefined> {
  const file = posterPath(clip);
  const bytes = (await lookBeside(file, clip)) && (await readFile(file).catch(() => undefined));
  if (!bytes) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { variant: 'thumbnail', index, path: file, bytes: bytes.length, contentType: 'image/webp', sha256 };
}

/** What is to be seen in a clip, in one line. */
export const clipLabel = ({ prompt }: Pick<JobRecord, 'prompt'>): string =>
  shorten(plain(prompt ?? ''), labelLength) || vscode.l10n.t('Generated video');

/** The path that a document gives for a file. */
export const wayTo = ({ from }: Pick<AssetPlace, 'from'>, uri: vscode.Uri): string =>
  uri.scheme === 'file' ? relativePath(from.fsPath, uri.fsPath) : relativePath(from.path, uri.path, path.posix);
