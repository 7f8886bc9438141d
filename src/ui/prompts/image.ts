import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { imageSize } from 'image-size';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';

/** The dimensions stand in the first bytes; a photograph may have a thumbnail and a colour profile before them. */
const headBytes = 512 * 1024;
/** What servers take at most, by the strictest that says so. */
const maxBytes = 20 * 1024 * 1024;
const types = new Set(['png', 'jpg', 'webp', 'gif']);

/** What is odd about a reference image; `fatal` where no server would take it. */
export interface ImageFault {
  fatal: boolean;
  message: string;
}

/**
 * Looks at an image before money is spent on it.
 * @param size what the video is to have, as `WIDTHxHEIGHT`; another word says nothing about dimensions
 * @throws VideoJobsError `disk`
 */
export async function checkImage(file: string, size: string | undefined): Promise<ImageFault | undefined> {
  const name = path.basename(file);
  const { head, bytes } = await readHead(file);
  if (bytes > maxBytes) {
    return { fatal: true, message: vscode.l10n.t('{0} is larger than 20 MB. Choose a smaller image.', name) };
  }
  return imageFault(head, name, size);
}

/** @param head the image's first bytes */
export function imageFault(head: Uint8Array, name: string, size: string | undefined): ImageFault | undefined {
  const found = measure(head);
  if (!found) {
    return { fatal: true, message: vscode.l10n.t('{0} is not a PNG, JPEG, WebP or GIF image.', name) };
  }
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? [];
  if (width === undefined || (found.width === Number(width) && found.height === Number(height))) return undefined;
  return {
    fatal: false,
    message: vscode.l10n.t(
      'The image is {0} and the video is to be {1}. Some servers refuse that.',
      `${found.width}×${found.height}`,
      `${width}×${height}`,
    ),
  };
}

function measure(head: Uint8Array): { width: number; height: number } | undefined {
  try {
    const { width, height, type, orientation = 1 } = imageSize(head);
    if (type === undefined || !types.has(type)) return undefined;
    // Orientations from 5 lie on their side.
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
}

async function readHead(file: string): Promise<{ head: Uint8Array; bytes: number }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, headBytes)));
    return { head: buffer.subarray(0, bytesRead), bytes: size };
  } catch (cause) {
    throw new VideoJobsError('disk', vscode.l10n.t('The image {0} could not be read.', file), { cause });
  } finally {
    await handle?.close();
  }
}
