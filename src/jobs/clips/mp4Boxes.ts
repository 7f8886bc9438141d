/** A box of an ISO base media file: its type, and where its content starts and ends. */
export interface Box {
  type: string;
  start: number;
  end: number;
}

/**
 * Reads the header of a box (ISO/IEC 14496-12, 4.2).
 * @param header its first 16 bytes, or as many as there are
 * @param rest bytes from the box to the end of what contains it
 * @returns length with header, and length of the header; undefined if it is no box
 */
export function boxAt(header: Buffer, rest: number): { type: string; length: number; head: number } | undefined {
  if (header.length < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return undefined;
  const short = header.readUInt32BE(0);
  // 0: up to the end of the file. 1: the eight bytes after the type hold the length.
  if (short === 0) return { type, length: rest, head: 8 };
  if (short !== 1) return short < 8 ? undefined : { type, length: short, head: 8 };
  if (header.length < 16) return undefined;
  const long = header.readBigUInt64BE(8);
  return long < 16n ? undefined : { type, length: Number(long), head: 16 };
}

/** Returns the boxes inside a box, up to the first that does not fit. */
export function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const box = boxAt(bytes.subarray(offset, offset + 16), bytes.length - offset);
    if (!box || box.length > bytes.length - offset) break;
    boxes.push({ type: box.type, start: offset + box.head, end: offset + box.length });
    offset += box.length;
  }
  return boxes;
}
