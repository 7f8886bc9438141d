/** A width and a height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** More than a frame of 8K takes as PNG; what is larger is none. */
const largestPicture = 96 * 1024 * 1024;

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const startOfJpeg = [0xff, 0xd8, 0xff];

const begins = (bytes: Uint8Array, start: readonly number[]): boolean => start.every((byte, at) => bytes[at] === byte);

/** Bytes that a page drew: a PNG, or a JPEG. Nothing is decoded. */
export const isPicture = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array &&
  value.length <= largestPicture &&
  ((value.length > 24 && begins(value, signature)) || (value.length > 3 && begins(value, startOfJpeg)));

export const isPng = (value: unknown): value is Uint8Array => isPicture(value) && value[0] === signature[0];

/** A size as requests have it, `WIDTHxHEIGHT`; another word says nothing about pixels. */
export function parseSize(text: string | undefined): Size | undefined {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text ?? '') ?? [];
  const size = { width: Number(width), height: Number(height) };
  return size.width > 0 && size.height > 0 ? size : undefined;
}

export const sameSize = (one: Size, other: Size): boolean => one.width === other.width && one.height === other.height;
