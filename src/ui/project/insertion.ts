import path from 'node:path';
import * as vscode from 'vscode';
import { assetName } from '../../jobs/clips/fileName';
import type { JobRecord, Media } from '../../jobs/job';
import { assetPlace, type AssetPlace } from '../../platform/assetFolder';
import { planAsset, type Asset } from '../../platform/assets';
import { plain, shorten } from '../text';
import type { Clip } from './dragged';
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
    const picture = posterOf(job, media);
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

/** The picture that stands for a clip until it plays: the provider's, where it was downloaded. */
export const posterOf = (job: JobRecord, { index }: Media): Media | undefined =>
  job.media.find((media) => media.variant === 'thumbnail' && media.index === index);

/** What is to be seen in a clip, in one line. */
export const clipLabel = ({ prompt }: Pick<JobRecord, 'prompt'>): string =>
  shorten(plain(prompt ?? ''), labelLength) || vscode.l10n.t('Generated video');

/** The path that a document gives for a file. */
export const wayTo = ({ from }: Pick<AssetPlace, 'from'>, uri: vscode.Uri): string =>
  uri.scheme === 'file' ? relativePath(from.fsPath, uri.fsPath) : relativePath(from.path, uri.path, path.posix);
