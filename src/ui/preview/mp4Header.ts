import { open, type FileHandle } from 'node:fs/promises';

/** What the header of an MP4 (ISO/IEC 14496-12) says that a `<video>` element does not tell. */
export interface Mp4Header {
  /** Frames a second of the first picture track, where they are evenly spaced. */
  fps?: number;
  /** Sample entry of the first sound track (`mp4a`, `Opus`, `fLaC`, …), `none` where there is no sound. */
  sound: string;
}

interface Box {
  type: string;
  /** Payload. */
  start: number;
  end: number;
}

/** A header of a clip of some minutes has tens of kilobytes; more than this is not read. */
const largestHeader = 4 * 1024 * 1024;
const mostTopLevelBoxes = 64;
const mostChildren = 256;

/** Reads the `moov` box and nothing else. Undefined for a file that is not an MP4 or has no whole header. */
export async function readMp4Header(path: string): Promise<Mp4Header | undefined> {
  const file = await open(path, 'r');
  try {
    const moov = await readMoov(file, (await file.stat()).size);
    return moov && decode(moov);
  } finally {
    await file.close();
  }
}

async function readMoov(file: FileHandle, size: number): Promise<Buffer | undefined> {
  const head = Buffer.alloc(16);
  for (let at = 0, count = 0; at + 8 <= size && count < mostTopLevelBoxes; count++) {
    const { bytesRead } = await file.read(head, 0, 16, at);
    const box = boxAt(head.subarray(0, bytesRead), 0, size - at);
    if (!box) return undefined;
    if (count === 0 && box.type !== 'ftyp') return undefined;
    const length = box.end - box.start;
    if (box.type === 'moov') {
      if (length > largestHeader || at + box.end > size) return undefined;
      const payload = Buffer.alloc(length);
      await file.read(payload, 0, length, at + box.start);
      return payload;
    }
    at += box.end;
  }
  return undefined;
}

function decode(moov: Buffer): Mp4Header {
  const header: Mp4Header = { sound: 'none' };
  for (const track of children(moov).filter(({ type }) => type === 'trak')) {
    const media = find(moov, track, 'mdia');
    const handler = media && find(moov, media, 'hdlr');
    const table = media && find(moov, media, 'minf', 'stbl');
    if (!media || !handler || !table) continue;
    const kind = fourcc(moov, handler.start + 8);
    if (kind === 'soun' && header.sound === 'none') header.sound = sampleEntry(moov, table) ?? 'unknown';
    if (kind === 'vide' && header.fps === undefined) {
      const fps = frameRate(moov, media, table);
      if (fps !== undefined) header.fps = fps;
    }
  }
  return header;
}

/** Format of the first entry of `stsd`: version and flags (4), count (4), entry size (4), format (4). */
function sampleEntry(data: Buffer, table: Box): string | undefined {
  const description = find(data, table, 'stsd');
  if (!description || description.end - description.start < 16) return undefined;
  return fourcc(data, description.start + 12).trim();
}

/** Samples by time, from `stts` (counts and their duration) and the time scale of `mdhd`. */
function frameRate(data: Buffer, media: Box, table: Box): number | undefined {
  const clock = find(data, media, 'mdhd');
  const times = find(data, table, 'stts');
  if (!clock || !times || clock.end - clock.start < 24 || times.end - times.start < 16) return undefined;
  const scale = data.readUInt32BE(clock.start + (data[clock.start] === 1 ? 20 : 12));
  const duration = data.readUInt32BE(times.start + 12);
  const fps = scale / duration;
  return fps >= 1 && fps <= 240 ? fps : undefined;
}

function find(data: Buffer, parent: Box, ...path: string[]): Box | undefined {
  return path.reduce<Box | undefined>(
    (box, type) => box && children(data, box).find((child) => child.type === type),
    parent,
  );
}

function children(data: Buffer, parent: Pick<Box, 'start' | 'end'> = { start: 0, end: data.length }): Box[] {
  const found: Box[] = [];
  for (let at = parent.start; at + 8 <= parent.end && found.length < mostChildren;) {
    const box = boxAt(data, at, parent.end - at);
    if (!box || box.end > parent.end) break;
    found.push(box);
    at = box.end;
  }
  return found;
}

/** Size 1 means a 64-bit size follows, size 0 "to the end". Undefined for a size that cannot be. */
function boxAt(data: Buffer, at: number, room: number): Box | undefined {
  if (data.length < at + 8) return undefined;
  const short = data.readUInt32BE(at);
  if (short === 1 && data.length < at + 16) return undefined;
  const head = short === 1 ? 16 : 8;
  const size = short === 1 ? Number(data.readBigUInt64BE(at + 8)) : short === 0 ? room : short;
  if (size < head || !Number.isSafeInteger(size)) return undefined;
  return { type: fourcc(data, at + 4), start: at + head, end: at + size };
}

const fourcc = (data: Buffer, at: number): string => (at + 4 <= data.length ? data.toString('latin1', at, at + 4) : '');
