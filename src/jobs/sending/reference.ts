import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { Capabilities, Reference } from '../../api/types';

/** Upper bound for an image, in bytes. OpenRouter accepts 50 MiB and OpenAI documents none; gateways refuse far less than this. */
const maxBytes = 20 * 1024 * 1024;

const refuse = (message: string) => new VideoJobsError('rejected', message);

/**
 * Prepares a reference image for sending; rejects unusable ones before money is spent.
 * @param source file path, `file:` URL or https URL
 * @throws VideoJobsError `rejected`, `unsupported` or `disk`
 */
export async function prepareReference(source: string, accepted: Capabilities['reference']): Promise<Reference> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !/^file:/i.test(source) && !path.isAbsolute(source)) {
    if (!URL.canParse(source) || new URL(source).protocol !== 'https:') {
      throw refuse(l10n.t('The reference image must be a file or a URL that starts with https://.'));
    }
    if (!accepted.includes('url')) {
      throw new VideoJobsError(
        'unsupported',
        l10n.t('This provider only accepts files as reference images. Download the image and choose the file.'),
      );
    }
    return { kind: 'url', url: source };
  }
  if (!accepted.includes('file')) {
    throw new VideoJobsError(
      'unsupported',
      l10n.t('This provider does not accept image files. Enter the URL of an image that starts with https://.'),
    );
  }
  return fromFile(pathOf(source));
}

/** Returns the absolute path. Relative ones are refused, as the extension host's working folder means nothing to the user. */
function pathOf(source: string): string {
  try {
    const file = /^file:/i.test(source) ? fileURLToPath(source) : source;
    if (path.isAbsolute(file)) return file;
  } catch {
    // A file: URL that names no local file.
  }
  throw refuse(l10n.t('{0} is not an absolute path of an image. Choose the file.', source));
}

async function fromFile(file: string): Promise<Reference> {
  let blob: Blob;
  let head: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      throw refuse(l10n.t('{0} is larger than 20 MB. Choose a smaller image.', path.basename(file)));
    }
    blob = await openAsBlob(file);
    head = new Uint8Array(await blob.slice(0, 16).arrayBuffer());
  } catch (error) {
    if (error instanceof VideoJobsError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new VideoJobsError(
      'disk',
      l10n.t('The image {0} could not be read ({1}). Choose another file.', file, code ?? message),
      { code, cause: error },
    );
  }
  const contentType = imageType(head);
  if (!contentType) {
    throw refuse(l10n.t('{0} is not a PNG, JPEG, WebP or GIF image.', path.basename(file)));
  }
  return { kind: 'file', name: path.basename(file), contentType, blob: blob.slice(0, blob.size, contentType) };
}

/** Returns the MIME type by the first bytes, since a file name proves nothing. */
export function imageType(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}
