/** Tables of a cyclic redundancy check by byte, highest bit first. */
function table(polynomial: number, bits: 8 | 16): Uint16Array {
  const top = 1 << (bits - 1);
  const mask = (1 << bits) - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) value = ((value & top) !== 0 ? (value << 1) ^ polynomial : value << 1) & mask;
    return value;
  });
}

const table8 = table(0x07, 8);
const table16 = table(0x8005, 16);

/** CRC-8 of a frame's header (RFC 9639, 9.1.8). */
export const crc8 = (bytes: Uint8Array): number => bytes.reduce((crc, byte) => table8[crc ^ byte] as number, 0);

/** CRC-16 of a frame (RFC 9639, 9.3). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < bytes.length; at++) {
    crc = ((crc << 8) & 0xffff) ^ (table16[(crc >> 8) ^ (bytes[at] as number)] as number);
  }
  return crc;
}
