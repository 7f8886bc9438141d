import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { assetName } from '../../jobs/clips/fileName';
import type { JobRecord, Media } from '../../jobs/job';
import { type AssetPlace, assetPlace } from '../../platform/assetFolder';
import { type Asset, planAsset } from '../../platform/assets';
import { lookBeside } from '../preview/files';
import { posterPath } from '../preview/strips';
import { plain, shorten } from '../text';
import type { Clip } from './draggedClips';
import { relativePath, videoSnippet } from './snippet';

/** Text to insert for clips, and the files it refers to. */
interface Insertion {
  text: vscode.SnippetString;
  assets: readonly Asset[];
}

/** Longest text alternative of a clip, in characters. */
const labelLength = 250;

/**
 * Plans the text and the files to copy; changes nothing yet.
 * @throws VideoJobsError if the document has no folder for clips, or its files cannot be read
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

/** Returns a clip's poster: the provider's thumbnail if it was downloaded, else the one that the preview generated. */
export async function posterOf(job: JobRecord, { path: clip, index }: Media): Promise<Media | undefined> {
  const thumbnail = job.media.find((media) => media.variant === 'thumbnail' && media.index === index);
  return thumbnail ?? (await keptPoster(clip, index));
}

/** @returns undefined if no preview has shown the clip yet */
async function keptPoster(clip: string, index: number): Promise<Media | undefined> {
  const file = posterPath(clip);
  const bytes = (await lookBeside(file, clip)) && (await readFile(file).catch(() => undefined));
  if (!bytes) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { variant: 'thumbnail', index, path: file, bytes: bytes.length, contentType: 'image/webp', sha256 };
}

/** Returns a clip's text alternative: its prompt in one line. */
export const clipLabel = ({ prompt }: Pick<JobRecord, 'prompt'>): string =>
  shorten(plain(prompt ?? ''), labelLength) || vscode.l10n.t('Generated video');

/** Returns a file's path relative to a document. */
export const wayTo = ({ from }: Pick<AssetPlace, 'from'>, uri: vscode.Uri): string =>
  uri.scheme === 'file' ? relativePath(from.fsPath, uri.fsPath) : relativePath(from.path, uri.path, path.posix);
