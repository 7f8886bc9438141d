import { BrokenPacket } from './errors';

/** Bytes that may be read past the end of a packet without leaving the buffer. */
const padding = 8;

/** Largest packet that is looked at, in bytes: eight channels at the most bits that the standard allows, and room for data. */
const largestPacket = 65_536;

/**
 * Reader of big-endian bit fields of one packet at a time. It keeps a copy of the packet, so that the loops need no check
 * of bounds: past the end it reads zeros, and `check` throws.
 */
export class BitReader {
  #bytes = new Uint8Array(2048 + padding);
  #position = 0;
  #end = 0;

  /**
   * @param bytes one packet
   * @throws BrokenPacket where it is empty, or larger than any packet is
   */
  load(bytes: Uint8Array): void {
    const size = bytes.length;
    if (size === 0 || size > largestPacket) throw new BrokenPacket(`A packet of ${size} bytes`);
    if (size + padding > this.#bytes.length) this.#bytes = new Uint8Array(size + padding);
    this.#bytes.set(bytes);
    this.#bytes.fill(0, size);
    this.#position = 0;
    this.#end = size * 8;
  }

  /** Bits since the start of the packet. */
  get position(): number {
    return this.#position;
  }

  /** Bits up to the end of the packet; negative where more were read than there are. */
  get left(): number {
    return this.#end - this.#position;
  }

  /** The next bits without moving on, as an unsigned number. @param count 1 to 25 */
  peek(count: number): number {
    const bytes = this.#bytes;
    let at = this.#position >>> 3;
    if (at > bytes.length - 4) at = bytes.length - 4;
    const word =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    return (word << (this.#position & 7)) >>> (32 - count);
  }

  skip(count: number): void {
    this.#position += count;
  }

  /** @param count 1 to 25 */
  read(count: number): number {
    const value = this.peek(count);
    this.#position += count;
    return value;
  }

  bit(): 0 | 1 {
    const byte = this.#bytes[this.#position >>> 3] ?? 0;
    const value = (byte >>> (7 - (this.#position & 7))) & 1;
    this.#position++;
    return value as 0 | 1;
  }

  /** Moves on to the start of the next byte, unless it is at the start of one. */
  align(): void {
    this.#position = (this.#position + 7) & ~7;
  }

  /** @throws BrokenPacket where more was read than there is */
  check(): void {
    if (this.#position > this.#end) throw new BrokenPacket('The packet ends too early');
  }
}
