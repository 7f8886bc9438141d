// Scale factor bands of ISO/IEC 14496-3, tables 4.129 to 4.147, and the bands that TNS reaches, table 4.155.

/** Sampling rates in Hz by their index. */
export const sampleRates: readonly number[] = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/** Offsets of the bands in a long window of 1024 lines, and the end of the last. */
const long = {
  rate96: [
    0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 72, 80, 88, 96, 108, 120, 132, 144, 156, 172, 188, 212,
    240, 276, 320, 384, 448, 512, 576, 640, 704, 768, 832, 896, 960, 1024,
  ],
  rate64: [
    0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 72, 80, 88, 100, 112, 124, 140, 156, 172, 192, 216,
    240, 268, 304, 344, 384, 424, 464, 504, 544, 584, 624, 664, 704, 744, 784, 824, 864, 904, 944, 984, 1024,
  ],
  rate48: [
    0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 88, 96, 108, 120, 132, 144, 160, 176, 196, 216, 240,
    264, 292, 320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896, 928, 1024,
  ],
  rate32: [
    0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 88, 96, 108, 120, 132, 144, 160, 176, 196, 216, 240,
    264, 292, 320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896, 928, 960,
    992, 1024,
  ],
  rate24: [
    0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 52, 60, 68, 76, 84, 92, 100, 108, 116, 124, 136, 148, 160, 172, 188,
    204, 220, 240, 260, 284, 308, 336, 364, 396, 432, 468, 508, 552, 600, 652, 704, 768, 832, 896, 960, 1024,
  ],
  rate16: [
    0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 100, 112, 124, 136, 148, 160, 172, 184, 196, 212, 228, 244, 260, 280,
    300, 320, 344, 368, 396, 424, 456, 492, 532, 572, 616, 664, 716, 772, 832, 896, 960, 1024,
  ],
  rate8: [
    0, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 172, 188, 204, 220, 236, 252, 268, 288, 308, 328, 348,
    372, 396, 420, 448, 476, 508, 544, 580, 620, 664, 712, 764, 820, 880, 944, 1024,
  ],
};

/** Offsets of the bands in a short window of 128 lines, and the end of the last. */
const short = {
  rate96: [0, 4, 8, 12, 16, 20, 24, 32, 40, 48, 64, 92, 128],
  rate48: [0, 4, 8, 12, 16, 20, 28, 36, 44, 56, 68, 80, 96, 112, 128],
  rate24: [0, 4, 8, 12, 16, 20, 24, 28, 36, 44, 52, 64, 76, 92, 108, 128],
  rate16: [0, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 60, 72, 88, 108, 128],
  rate8: [0, 4, 8, 12, 16, 20, 24, 28, 36, 44, 52, 60, 72, 88, 108, 128],
};

/** By index of the sampling rate: long bands, short bands, TNS' limit in long and in short bands. */
const rows: readonly (readonly [
  long: readonly number[],
  short: readonly number[],
  tnsLong: number,
  tnsShort: number,
])[] = [
  [long.rate96, short.rate96, 31, 9],
  [long.rate96, short.rate96, 31, 9],
  [long.rate64, short.rate96, 34, 10],
  [long.rate48, short.rate48, 40, 14],
  [long.rate48, short.rate48, 42, 14],
  [long.rate32, short.rate48, 51, 14],
  [long.rate24, short.rate24, 46, 14],
  [long.rate24, short.rate24, 46, 14],
  [long.rate16, short.rate16, 42, 14],
  [long.rate16, short.rate16, 42, 14],
  [long.rate16, short.rate16, 42, 14],
  [long.rate8, short.rate8, 39, 14],
  [long.rate8, short.rate8, 39, 14],
];

/** Bands of one kind of window. */
export interface Bands {
  /** Start of each, and the end of the last. */
  readonly offsets: Uint16Array;
  readonly count: number;
  /** First band that TNS does not apply to. */
  readonly tnsLimit: number;
}

/** Bands of long and short windows. */
export interface BandTables {
  readonly long: Bands;
  readonly short: Bands;
}

/**
 * @param rateIndex index of the sampling rate, 0 to 12
 * @param frameLength samples of a frame, 1024 or 960; the bands of 960 are those of 1024, cut off
 */
export function bandTables(rateIndex: number, frameLength: number): BandTables {
  const row = rows[rateIndex];
  if (!row) throw new RangeError(`No sampling rate has the index ${rateIndex}`);
  return { long: bandsOf(row[0], frameLength, row[2]), short: bandsOf(row[1], frameLength / 8, row[3]) };
}

function bandsOf(offsets: readonly number[], lines: number, tnsLimit: number): Bands {
  const cut = [...offsets.filter((offset) => offset < lines), lines];
  return { offsets: Uint16Array.from(cut), count: cut.length - 1, tnsLimit };
}
