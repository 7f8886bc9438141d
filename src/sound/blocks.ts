import type { Mix } from './speakers';

/** Full scale of 16-bit samples. */
const fullScale = 32768;

/** A block of 16-bit samples, by channel; the arrays are written over with the next one. */
export interface Block {
  /** Samples since the start of the clip. */
  readonly at: number;
  readonly size: number;
  readonly channels: readonly Int32Array[];
}

/**
 * Gathers decoded sound into blocks of one size that follow one another from the start of the clip on, without a gap: what
 * comes late is preceded by silence, and what was before the start is left out.
 */
export class BlockFiller {
  readonly #mixes: readonly Mix[];
  readonly #channels: readonly Int32Array[];
  readonly #blockSize: number;
  /** Samples that the clip's sound has at most: none is taken behind it. */
  readonly #end: number;
  /** Samples in the block that is being filled, and in all before it. */
  #filled = 0;
  #before = 0;
  /** Where the next samples belong; negative before the start. */
  #next = 0;

  constructor(mixes: readonly Mix[], blockSize: number, end: number) {
    this.#mixes = mixes;
    this.#channels = mixes.map(() => new Int32Array(blockSize));
    this.#blockSize = blockSize;
    this.#end = end;
  }

  /** Samples so far. */
  get length(): number {
    return this.#before + this.#filled;
  }

  /** Where the next samples are going to be taken to belong. */
  get next(): number {
    return this.#next;
  }

  /** Says where the next samples belong, in samples since the start of the clip. Yields blocks of silence up to there. */
  *moveTo(at: number): Generator<Block> {
    this.#next = at;
    while (this.length < Math.min(at, this.#end)) {
      const count = Math.min(this.#blockSize - this.#filled, Math.min(at, this.#end) - this.length);
      for (const channel of this.#channels) channel.fill(0, this.#filled, this.#filled + count);
      this.#filled += count;
      if (this.#filled === this.#blockSize) yield this.#take();
    }
  }

  /** Takes decoded samples, -1 to 1. Yields the blocks that they fill. */
  *add(channels: readonly Float32Array[], length: number): Generator<Block> {
    let from = Math.max(0, this.length - this.#next);
    const to = Math.min(length, this.#end - this.#next);
    this.#next += length;
    while (from < to) {
      const count = Math.min(this.#blockSize - this.#filled, to - from);
      for (let channel = 0; channel < this.#mixes.length; channel++) {
        mixDown(
          this.#mixes[channel] as Mix,
          channels,
          from,
          count,
          this.#channels[channel] as Int32Array,
          this.#filled,
        );
      }
      this.#filled += count;
      from += count;
      if (this.#filled === this.#blockSize) yield this.#take();
    }
  }

  /** Yields what is left. */
  *finish(): Generator<Block> {
    if (this.#filled > 0) yield this.#take();
  }

  #take(): Block {
    const block = { at: this.#before, size: this.#filled, channels: this.#channels };
    this.#before += this.#filled;
    this.#filled = 0;
    return block;
  }
}

function mixDown(
  mix: Mix,
  channels: readonly Float32Array[],
  from: number,
  count: number,
  out: Int32Array,
  at: number,
): void {
  const [only] = mix;
  if (mix.length === 1 && only) {
    const source = channels[only.from] as Float32Array;
    const gain = only.gain * fullScale;
    for (let n = 0; n < count; n++) out[at + n] = inRange((source[from + n] as number) * gain);
    return;
  }
  for (let n = 0; n < count; n++) {
    let sum = 0;
    for (const one of mix) sum += ((channels[one.from] as Float32Array)[from + n] as number) * one.gain;
    out[at + n] = inRange(sum * fullScale);
  }
}

const inRange = (value: number) => Math.max(-fullScale, Math.min(fullScale - 1, Math.round(value)));
