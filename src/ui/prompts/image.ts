import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { imageSize } from 'image-size';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import { parseSize, sameSize, type Size } from '../../shared/picture';
import { sameShape } from '../../shared/placement';
import { largestReference } from '../../shared/reference';

/** Bytes read for an image's dimensions; a photograph may have a thumbnail and a colour profile before them. */
const headBytes = 512 * 1024;

/** Largest image, in pixels: it is decoded as a whole. */
const maxPixels = 50e6;
const maxSide = 16_384;

/** Problem of a reference image; `fatal` if no server would accept it. */
interface ImageFault {
  fatal: boolean;
  message: string;
  /** True if only its size differs from the video's, not its aspect ratio. */
  resizable?: boolean;
}

/** Facts from the first bytes of an image; it is not decoded. */
interface ImageFacts extends Size {
  type: 'png' | 'jpg' | 'webp' | 'gif';
  /** True if the file's EXIF orientation rotates it. Width and height are those after rotation. */
  turned: boolean;
  animated: boolean;
}

/**
 * Checks an image before money is spent on it.
 * @param size size of the video as `WIDTHxHEIGHT`; any other notation is ignored
 * @throws VideoJobsError `disk`
 */
export async function checkImage(file: string, size: string | undefined): Promise<ImageFault | undefined> {
  const { head, bytes } = await readHead(file);
  return imageFault(head, path.basename(file), size, bytes);
}

/** @param head first bytes of the image. @param bytes size of the file */
export function imageFault(
  head: Uint8Array,
  name: string,
  size: string | undefined,
  bytes = head.length,
): ImageFault | undefined {
  const wrong = (message: string): ImageFault => ({ fatal: true, message });
  const odd = (message: string): ImageFault => ({ fatal: false, message });
  if (bytes > largestReference) return wrong(vscode.l10n.t('{0} is larger than 20 MB. Choose a smaller image.', name));
  const found = imageFacts(head);
  if (!found) return wrong(vscode.l10n.t('{0} is not a PNG, JPEG, WebP or GIF image.', name));
  const { width, height, turned, animated } = found;
  if (width * height > maxPixels || Math.max(width, height) > maxSide) {
    return wrong(vscode.l10n.t('{0} has {1} pixels, which is too many. Choose a smaller image.', name, shape(found)));
  }
  const wanted = parseSize(size);
  if (wanted && !sameSize(wanted, found)) {
    const message = vscode.l10n.t(
      'The image is {0} and the video will be {1}. Some servers reject that.',
      shape(found),
      shape(wanted),
    );
    return { ...odd(message), resizable: sameShape(found, wanted) };
  }
  if (turned) return odd(vscode.l10n.t('The image is rotated by metadata, which some servers ignore.'));
  if (animated) {
    return odd(vscode.l10n.t('The image is animated. Some servers reject that, or use a single frame of it.'));
  }
  return undefined;
}

const shape = ({ width, height }: Size): string => `${width}×${height}`;

/** @returns undefined for formats that servers do not take, such as SVG */
export function imageFacts(head: Uint8Array): ImageFacts | undefined {
  try {
    const { width, height, type, orientation = 1 } = imageSize(head);
    if (!isType(type) || width === 0 || height === 0) return undefined;
    const facts = { type, turned: orientation > 1, animated: isAnimated(head, type) };
    // Orientations 5 to 8 swap width and height.
    return orientation >= 5 ? { ...facts, width: height, height: width } : { ...facts, width, height };
  } catch {
    return undefined;
  }
}

const isType = (type: string | undefined): type is ImageFacts['type'] =>
  type === 'png' || type === 'jpg' || type === 'webp' || type === 'gif';

/** Detects animation by each format's marker before the first frame. */
function isAnimated(head: Uint8Array, type: ImageFacts['type']): boolean {
  const start = Buffer.from(head.subarray(0, 4096)).toString('latin1');
  switch (type) {
    case 'gif':
      return start.includes('NETSCAPE2.0');
    case 'png':
      return start.includes('acTL');
    case 'webp':
      return start.slice(12, 16) === 'VP8X' && (head[20]! & 2) !== 0;
    case 'jpg':
      return false;
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
