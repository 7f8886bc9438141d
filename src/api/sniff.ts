/** Kind of a body by its first bytes; headers are not trusted. */
type Sniffed =
  { kind: 'media'; contentType: string; extension: string } | { kind: 'json' } | { kind: 'html' } | { kind: 'unknown' };

/** Number of bytes that `sniff` looks at. */
export const sniffLength = 512;

const media = (contentType: string, extension: string): Sniffed => ({ kind: 'media', contentType, extension });

/** `ftyp` brands of still images, which share mp4's container. */
const imageBrands: Readonly<Record<string, [string, string]>> = {
  avif: ['image/avif', 'avif'],
  avis: ['image/avif', 'avif'],
  heic: ['image/heic', 'heic'],
  heix: ['image/heic', 'heic'],
  mif1: ['image/heif', 'heif'],
};

const whitespace: readonly number[] = [0x09, 0x0a, 0x0d];

export function sniff(bytes: Uint8Array): Sniffed {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, sniffLength));
  const ascii = (from: number, to: number): string => head.toString('latin1', from, to);
  const startsWith = (...values: number[]): boolean =>
    head.length >= values.length && values.every((value, i) => head[i] === value);

  const box = ascii(4, 8);
  // A box begins with its size as a 32-bit number, which is never plain text.
  const isBox = head.subarray(0, 4).some((byte) => byte < 0x20 && !whitespace.includes(byte));
  if (isBox && box === 'ftyp') {
    const brand = ascii(8, 12);
    const image = imageBrands[brand];
    if (image) return media(...image);
    return brand === 'qt  ' ? media('video/quicktime', 'mov') : media('video/mp4', 'mp4');
  }
  // QuickTime files and fragments may begin without `ftyp`.
  if (isBox && /^(moov|mdat|wide|free|skip|styp|moof)$/.test(box)) {
    return box === 'styp' || box === 'moof' ? media('video/mp4', 'mp4') : media('video/quicktime', 'mov');
  }
  if (startsWith(0x1a, 0x45, 0xdf, 0xa3)) {
    return ascii(0, 64).includes('matroska') ? media('video/x-matroska', 'mkv') : media('video/webm', 'webm');
  }
  if (ascii(0, 4) === 'RIFF') {
    if (ascii(8, 12) === 'WEBP') return media('image/webp', 'webp');
    if (ascii(8, 12) === 'AVI ') return media('video/x-msvideo', 'avi');
  }
  if (ascii(0, 4) === 'OggS') return media('video/ogg', 'ogv');
  if (startsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return media('image/png', 'png');
  if (startsWith(0xff, 0xd8, 0xff)) return media('image/jpeg', 'jpg');
  if (/^GIF8[79]a/.test(ascii(0, 6))) return media('image/gif', 'gif');
  if (head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47) return media('video/mp2t', 'ts');

  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^[{[]/.test(text)) return { kind: 'json' };
  return text.startsWith('<') ? { kind: 'html' } : { kind: 'unknown' };
}
