import { type Box, boxesIn } from './mp4Boxes';

/** Largest index (`moov`, `moof`) that is read, in bytes. A clip's is a few kilobytes. */
export const maxIndexBytes = 8 * 1024 * 1024;

/** Returns the end of the last sample that a `moov` box places in the file; undefined if it places none. */
export function endOfSamples(moov: Buffer): number | undefined {
  let end: number | undefined;
  for (const trak of children(moov, 'trak')) {
    const trackEnd = endOfTrack(moov.subarray(trak.start, trak.end));
    if (trackEnd !== undefined) end = Math.max(end ?? 0, trackEnd);
  }
  return end;
}

/** Returns the end of the samples that a `moof` box places. @param at position of the box in the file @param moov for its defaults */
export function endOfFragment(moof: Buffer, at: number, moov: Buffer | undefined): number | undefined {
  let end: number | undefined;
  let previous = at;
  for (const traf of children(moof, 'traf')) {
    const bytes = moof.subarray(traf.start, traf.end);
    const [header] = children(bytes, 'tfhd');
    if (!header || header.end - header.start < 8) return undefined;
    const tfhd = new Fields(bytes.subarray(header.start, header.end));
    const flags = tfhd.uint32() & 0xffffff;
    const track = tfhd.uint32();
    const base = flags & 0x1 ? tfhd.uint64() : at;
    if (flags & 0x2) tfhd.uint32();
    if (flags & 0x8) tfhd.uint32();
    const size = flags & 0x10 ? tfhd.uint32() : defaultSize(moov, track);
    for (const run of children(bytes, 'trun')) {
      const trun = new Fields(bytes.subarray(run.start, run.end));
      const length = runLength(trun, size);
      if (!length || tfhd.isOver || trun.isOver) return undefined;
      const start = length.offset === undefined ? previous : base + length.offset;
      previous = start + length.bytes;
      if (length.bytes > 0) end = Math.max(end ?? 0, previous);
    }
  }
  return end;
}

/** Sample table of ISO/IEC 14496-12, 8.7: sizes (`stsz`), samples per chunk (`stsc`), positions of chunks (`stco`, `co64`). */
function endOfTrack(trak: Buffer): number | undefined {
  const table = inside(trak, ['mdia', 'minf', 'stbl']);
  if (!table || !isMedia(trak)) return undefined;
  const fieldsOf = (type: string) => {
    const [box] = children(table, type);
    return box && new Fields(table.subarray(box.start + 4, box.end));
  };
  const sizes = fieldsOf('stsz');
  const chunksOf = fieldsOf('stsc');
  const long = fieldsOf('co64');
  const offsets = long ?? fieldsOf('stco');
  if (!sizes || !chunksOf || !offsets) return undefined;
  const equalSize = sizes.uint32();
  const count = sizes.uint32();
  const runs = Array.from({ length: chunksOf.count(12) }, () => {
    const [first, samples] = [chunksOf.uint32(), chunksOf.uint32()];
    chunksOf.uint32();
    return { first, samples };
  });
  let end: number | undefined;
  let sample = 0;
  let run = 0;
  const chunks = offsets.count(long ? 8 : 4);
  for (let chunk = 1; chunk <= chunks && sample < count; chunk++) {
    while (runs[run + 1] && runs[run + 1]!.first <= chunk) run++;
    let position = long ? offsets.uint64() : offsets.uint32();
    for (let left = runs[run]?.samples ?? 0; left > 0 && sample < count; left--, sample++) {
      position += equalSize === 0 ? sizes.uint32() : equalSize;
    }
    if (sizes.isOver || offsets.isOver) return undefined;
    end = Math.max(end ?? 0, position);
  }
  return end;
}

/** Pictures and sound; a track of time codes or text is no reason to refuse a clip. */
function isMedia(trak: Buffer): boolean {
  const mdia = inside(trak, ['mdia']);
  const [handler] = mdia ? children(mdia, 'hdlr') : [];
  return (
    handler !== undefined && ['vide', 'soun'].includes(mdia!.toString('latin1', handler.start + 8, handler.start + 12))
  );
}

/** Default sample size of a track, from `trex`. */
function defaultSize(moov: Buffer | undefined, track: number): number | undefined {
  const defaults = moov && inside(moov, ['mvex']);
  for (const trex of defaults ? children(defaults, 'trex') : []) {
    const fields = new Fields(defaults!.subarray(trex.start + 4, trex.end));
    if (fields.uint32() !== track) continue;
    fields.uint32();
    fields.uint32();
    const size = fields.uint32();
    return fields.isOver ? undefined : size;
  }
  return undefined;
}

function runLength(trun: Fields, size: number | undefined): { offset?: number; bytes: number } | undefined {
  const flags = trun.uint32() & 0xffffff;
  const count = trun.uint32();
  const offset = flags & 0x1 ? trun.int32() : undefined;
  if (flags & 0x4) trun.uint32();
  if (!(flags & 0x200)) return size === undefined ? undefined : { offset, bytes: size * count };
  let bytes = 0;
  for (let sample = 0; sample < count && !trun.isOver; sample++) {
    if (flags & 0x100) trun.uint32();
    bytes += trun.uint32();
    if (flags & 0x400) trun.uint32();
    if (flags & 0x800) trun.uint32();
  }
  return { offset, bytes };
}

const children = (bytes: Buffer, type: string): Box[] => boxesIn(bytes).filter((box) => box.type === type);

function inside(bytes: Buffer, path: readonly string[]): Buffer | undefined {
  let current: Buffer | undefined = bytes;
  for (const type of path) {
    const parent: Buffer | undefined = current;
    const [box]: Box[] = parent ? children(parent, type) : [];
    current = box && parent?.subarray(box.start, box.end);
  }
  return current;
}

/** Reads numbers one after the other; beyond the end they are 0 and `isOver` is set. */
class Fields {
  readonly #bytes: Buffer;
  #position = 0;
  isOver = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  uint32(): number {
    return this.#next(4) ? this.#bytes.readUInt32BE(this.#position - 4) : 0;
  }

  int32(): number {
    return this.#next(4) ? this.#bytes.readInt32BE(this.#position - 4) : 0;
  }

  uint64(): number {
    return this.#next(8) ? Number(this.#bytes.readBigUInt64BE(this.#position - 8)) : 0;
  }

  /** Number of entries, no more than there are bytes for. @param size of an entry in bytes */
  count(size: number): number {
    return Math.min(this.uint32(), Math.floor((this.#bytes.length - this.#position) / size));
  }

  #next(length: number): boolean {
    if (this.#position + length > this.#bytes.length) {
      this.isOver = true;
      return false;
    }
    this.#position += length;
    return true;
  }
}
