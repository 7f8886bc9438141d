import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { InputRole, MediaKind, Reference } from '../../api/types';

/**
 * Upper bounds of files, in megabytes. OpenRouter accepts 50 MiB for an image and OpenAI documents none; gateways refuse
 * far less than this. Clips and sounds are those of the servers that take them (Runway, fal, MiniMax).
 */
const maxMegabytes: Readonly<Record<MediaKind, number>> = { image: 20, video: 200, audio: 50 };

export const kindOf = (role: InputRole): MediaKind => (role === 'video' || role === 'audio' ? role : 'image');

const refuse = (message: string) => new VideoJobsError('rejected', message);

/** Errors by kind of media, as whole sentences for the sake of translations. */
const words: Readonly<
  Record<MediaKind, { place(): string; onlyFiles(): string; onlyUrls(): string; kind(file: string): string }>
> = {
  image: {
    place: () => l10n.t('The reference image must be a file or a URL that starts with https://.'),
    onlyFiles: () =>
      l10n.t('This provider only accepts files as reference images. Download the image and choose the file.'),
    onlyUrls: () =>
      l10n.t('This provider does not accept image files. Enter the URL of an image that starts with https://.'),
    kind: (file) => l10n.t('{0} is not a PNG, JPEG, WebP or GIF image.', file),
  },
  video: {
    place: () => l10n.t('A video must be a file or a URL that starts with https://.'),
    onlyFiles: () => l10n.t('This provider only accepts files as videos. Download the video and choose the file.'),
    onlyUrls: () =>
      l10n.t('This provider does not accept video files. Enter the URL of a video that starts with https://.'),
    kind: (file) => l10n.t('{0} is not an MP4, MOV or WebM video.', file),
  },
  audio: {
    place: () => l10n.t('A sound must be a file or a URL that starts with https://.'),
    onlyFiles: () => l10n.t('This provider only accepts files as sounds. Download the sound and choose the file.'),
    onlyUrls: () =>
      l10n.t('This provider does not accept sound files. Enter the URL of a sound that starts with https://.'),
    kind: (file) => l10n.t('{0} is not an MP3 or WAV file.', file),
  },
};

/**
 * Prepares a file or an address for sending; rejects unusable ones before money is spent.
 * @param source file path, `file:` URL or https URL
 * @throws VideoJobsError `rejected`, `unsupported` or `disk`
 */
export async function prepareMedia(
  source: string,
  kind: MediaKind,
  accepted: readonly ('file' | 'url')[],
): Promise<Reference> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !/^file:/i.test(source) && !path.isAbsolute(source)) {
    if (!URL.canParse(source) || new URL(source).protocol !== 'https:') throw refuse(words[kind].place());
    if (!accepted.includes('url')) throw new VideoJobsError('unsupported', words[kind].onlyFiles());
    return { kind: 'url', url: source };
  }
  if (!accepted.includes('file')) throw new VideoJobsError('unsupported', words[kind].onlyUrls());
  return fromFile(pathOf(source), kind);
}

/** Returns the absolute path. Relative ones are refused, as the extension host's working folder means nothing to the user. */
function pathOf(source: string): string {
  try {
    const file = /^file:/i.test(source) ? fileURLToPath(source) : source;
    if (path.isAbsolute(file)) return file;
  } catch {
    // A file: URL that names no local file.
  }
  throw refuse(l10n.t('{0} is not an absolute path. Choose the file.', source));
}

async function fromFile(file: string, kind: MediaKind): Promise<Reference> {
  let blob: Blob;
  let head: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > maxMegabytes[kind] * 2 ** 20) {
      throw refuse(
        kind === 'image'
          ? l10n.t('{0} is larger than 20 MB. Choose a smaller image.', path.basename(file))
          : l10n.t('{0} is larger than {1} MB. Choose a smaller file.', path.basename(file), maxMegabytes[kind]),
      );
    }
    blob = await openAsBlob(file);
    head = new Uint8Array(await blob.slice(0, 16).arrayBuffer());
  } catch (error) {
    if (error instanceof VideoJobsError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new VideoJobsError(
      'disk',
      kind === 'image'
        ? l10n.t('The image {0} could not be read ({1}). Choose another file.', file, code ?? message)
        : l10n.t('The file {0} could not be read ({1}). Choose another one.', file, code ?? message),
      { code, cause: error },
    );
  }
  const contentType = mediaType(head);
  if (!contentType?.startsWith(`${kind}/`)) throw refuse(words[kind].kind(path.basename(file)));
  return { kind: 'file', name: path.basename(file), contentType, blob: blob.slice(0, blob.size, contentType) };
}

/** Returns the MIME type by the first bytes, since a file name proves nothing. */
function imageType(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

/** As `imageType`, for clips and sounds as well. */
export function mediaType(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12);
    return brand === 'qt  ' ? 'video/quicktime' : brand.startsWith('M4A') ? 'audio/mp4' : 'video/mp4';
  }
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'video/webm';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'audio/wav';
  // A tag, or the first frame: eleven bits that are set, then layer 3.
  if (text.startsWith('ID3') || (head[0] === 0xff && (head[1] ?? 0) >= 0xe0 && (head[1] ?? 0) % 8 < 4)) {
    return imageType(head) ?? 'audio/mpeg';
  }
  return imageType(head);
}
