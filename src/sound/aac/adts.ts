import { sampleRates } from './bands';
import type { AacConfig } from './config';

/** Header of each packet in a stream without a container (ISO/IEC 14496-3, 1.A.3.2). */
interface AdtsHeader {
  /** 7 bytes, or 9 with a checksum, plus the positions of further blocks. */
  readonly headerBytes: number;
  /** Header and data. */
  readonly packetBytes: number;
  /** Frames in the packet, 1 to 4. */
  readonly blocks: number;
  /** True if a checksum follows each block (if there are several). */
  readonly checksums: boolean;
  readonly config: AacConfig;
}

/** @returns undefined if no header of AAC-LC starts here */
export function readAdtsHeader(bytes: Uint8Array): AdtsHeader | undefined {
  if (bytes.length < 7) return undefined;
  const [b0, b1, b2, b3, b4, b5, b6] = bytes as Uint8Array & { readonly [index: number]: number };
  if (b0 !== 0xff || ((b1 ?? 0) & 0xf6) !== 0xf0) return undefined;
  const checksums = ((b1 ?? 0) & 1) === 0;
  const profile = (b2 ?? 0) >> 6;
  const rateIndex = ((b2 ?? 0) >> 2) & 15;
  const sampleRate = sampleRates[rateIndex];
  const channelConfiguration = (((b2 ?? 0) & 1) << 2) | ((b3 ?? 0) >> 6);
  const packetBytes = (((b3 ?? 0) & 3) << 11) | ((b4 ?? 0) << 3) | ((b5 ?? 0) >> 5);
  const blocks = ((b6 ?? 0) & 3) + 1;
  const headerBytes = 7 + (checksums ? 2 * blocks : 0);
  if (profile !== 1 || sampleRate === undefined || packetBytes <= headerBytes) return undefined;
  return {
    headerBytes,
    packetBytes,
    blocks,
    checksums: checksums && blocks > 1,
    config: { rateIndex, sampleRate, channelConfiguration, frameLength: 1024, sbr: false, ps: false, framing: 'adts' },
  };
}
