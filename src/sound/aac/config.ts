import { sampleRates } from './bands';
import { BitReader } from './bits';
import { BrokenPacket, UnsupportedSound } from './errors';
import { type ProgramConfig, readProgramConfig } from './programConfig';

/** Parameters that a decoder needs before the first packet. */
export interface AacConfig {
  /** Index of the sampling rate for tables, 0 to 12. */
  readonly rateIndex: number;
  /** Sampling rate of the core, in Hz. */
  readonly sampleRate: number;
  /** 1 to 15, or 0 if a program configuration element describes the channels. */
  readonly channelConfiguration: number;
  /** The element for configuration 0; if absent, the first packet contains one. */
  readonly program?: ProgramConfig;
  /** Samples per frame and channel. */
  readonly frameLength: 1024 | 960;
  /** True if the header announces spectral band replication (HE-AAC). Packets may contain it even if not. */
  readonly sbr: boolean;
  /** Parametric stereo: HE-AAC v2. */
  readonly ps: boolean;
  /** Sampling rate after spectral band replication in Hz, if the header specifies it. */
  readonly extensionRate?: number;
  /** `raw` packets, as in mp4, or each with a header, as in `.aac`. */
  readonly framing: 'raw' | 'adts';
}

/** Audio object types of ISO/IEC 14496-3, table 1.17. */
const lowComplexity = 2;
const spectralBandReplication = 5;
const parametricStereo = 29;

/** Bits that introduce a backward compatible extension, and a second one after it. */
const syncExtension = 0x2b7;
const syncFurther = 0x548;

/**
 * Reads an AudioSpecificConfig, the decoder configuration of mp4 and Matroska (ISO/IEC 14496-3, 1.6.2.1).
 * @throws UnsupportedSound if it is broken, or of another profile than AAC-LC and HE-AAC
 */
export function readAudioConfig(bytes: Uint8Array): AacConfig {
  const reader = new BitReader();
  try {
    reader.load(bytes);
    return readConfig(reader);
  } catch (error) {
    if (error instanceof BrokenPacket) throw new UnsupportedSound(`Broken AAC configuration: ${error.message}`);
    throw error;
  }
}

function readConfig(reader: BitReader): AacConfig {
  let type = readObjectType(reader);
  const { rateIndex, rate } = readRate(reader);
  const channelConfiguration = reader.read(4);
  let sbr = type === spectralBandReplication || type === parametricStereo;
  let ps = type === parametricStereo;
  let extensionRate: number | undefined;
  if (sbr) {
    extensionRate = readRate(reader).rate;
    type = readObjectType(reader);
  }
  if (type !== lowComplexity) throw new UnsupportedSound(`AAC of object type ${type}`);
  const frameLength = reader.bit() ? 960 : 1024;
  if (reader.bit()) reader.skip(14); // delay of a core coder
  reader.skip(1); // extension flag: nothing follows it in this profile
  let program: ProgramConfig | undefined;
  if (channelConfiguration === 0) {
    reader.skip(4);
    program = readProgramConfig(reader);
  }
  reader.check();
  if (!sbr && reader.left >= 16 && reader.peek(11) === syncExtension) {
    reader.skip(11);
    if (readObjectType(reader) === spectralBandReplication && reader.bit()) {
      sbr = true;
      extensionRate = readRate(reader).rate;
      if (reader.left >= 12 && reader.peek(11) === syncFurther) {
        reader.skip(11);
        ps = reader.bit() === 1;
      }
    }
  }
  const shape = { rateIndex, sampleRate: rate, channelConfiguration, frameLength } as const;
  return {
    ...shape,
    sbr,
    ps,
    framing: 'raw',
    ...(program && { program }),
    ...(extensionRate !== undefined && { extensionRate }),
  };
}

function readObjectType(reader: BitReader): number {
  const type = reader.read(5);
  return type === 31 ? 32 + reader.read(6) : type;
}

/** Reads a sampling rate by index or in Hz; an unlisted rate uses the tables of the next lower limit. */
function readRate(reader: BitReader): { rateIndex: number; rate: number } {
  const index = reader.read(4);
  if (index !== 15) {
    const rate = sampleRates[index];
    if (rate === undefined) throw new UnsupportedSound(`AAC sampling rate index ${index}`);
    return { rateIndex: index, rate };
  }
  const rate = reader.read(24);
  if (rate < 1000 || rate > 192_000) throw new UnsupportedSound(`AAC with ${rate} samples a second`);
  return { rateIndex: nearestIndex(rate), rate };
}

/** Returns the index of the tables for an unlisted sampling rate (ISO/IEC 14496-3, table 4.82). */
function nearestIndex(rate: number): number {
  const exact = sampleRates.indexOf(rate);
  if (exact >= 0) return exact;
  const limits = [92017, 75132, 55426, 46009, 37566, 27713, 23004, 18783, 13856, 11502, 9391];
  const found = limits.findIndex((limit) => rate >= limit);
  return found < 0 ? 11 : found;
}
