import type { BitPacker } from './bits';

/** Highest order of the fixed predictors, and the most partitions of a block, as a power of two. */
export const highestOrder = 4;
const highestPartitionOrder = 6;

/** Larger Rice parameters are escape codes. */
const highestParameter = 14;

/** Computes the residual of each order of fixed predictor for a block: the sum of magnitudes. */
export function costs(samples: Int32Array, size: number, out: Float64Array): void {
  let [sum0, sum1, sum2, sum3, sum4] = [0, 0, 0, 0, 0];
  let [last0, last1, last2, last3] = [0, 0, 0, 0];
  for (let n = 0; n < size; n++) {
    const d0 = samples[n] as number;
    const d1 = d0 - last0;
    const d2 = d1 - last1;
    const d3 = d2 - last2;
    const d4 = d3 - last3;
    last0 = d0;
    last1 = d1;
    last2 = d2;
    last3 = d3;
    // The first samples are stored verbatim and not predicted.
    if (n < highestOrder) continue;
    sum0 += Math.abs(d0);
    sum1 += Math.abs(d1);
    sum2 += Math.abs(d2);
    sum3 += Math.abs(d3);
    sum4 += Math.abs(d4);
  }
  out[0] = sum0;
  out[1] = sum1;
  out[2] = sum2;
  out[3] = sum3;
  out[4] = sum4;
}

/** Encodes a predictor's residuals with Rice codes in partitions (RFC 9639, 9.2.7). */
export class ResidualCoder {
  /** Residuals with the sign in the lowest bit. */
  readonly #folded: Uint32Array;
  readonly #sums = new Float64Array(1 << highestPartitionOrder);
  readonly #best = { order: 0, parameters: new Uint8Array(1 << highestPartitionOrder) };
  readonly #parameters = new Uint8Array(1 << highestPartitionOrder);

  constructor(blockSize: number) {
    this.#folded = new Uint32Array(blockSize);
  }

  write(packer: BitPacker, samples: Int32Array, size: number, order: number): void {
    this.#predict(samples, size, order);
    this.#choosePartitions(size, order);
    const { order: partitionOrder, parameters } = this.#best;
    packer.write(0, 2);
    packer.write(partitionOrder, 4);
    const length = size >> partitionOrder;
    for (let partition = 0, at = order; partition < 1 << partitionOrder; partition++) {
      const parameter = parameters[partition] as number;
      packer.write(parameter, 4);
      for (const end = (partition + 1) * length; at < end; at++) {
        const value = this.#folded[at] as number;
        packer.unary(value >>> parameter);
        packer.write(value, parameter);
      }
    }
  }

  #predict(samples: Int32Array, size: number, order: number): void {
    const folded = this.#folded;
    const s = samples as Int32Array & Record<number, number>;
    for (let n = order; n < size; n++) {
      const at = (back: number) => s[n - back] as number;
      let value = at(0);
      if (order === 1) value -= at(1);
      else if (order === 2) value -= 2 * at(1) - at(2);
      else if (order === 3) value -= 3 * at(1) - 3 * at(2) + at(3);
      else if (order === 4) value -= 4 * at(1) - 6 * at(2) + 4 * at(3) - at(4);
      folded[n] = value >= 0 ? 2 * value : -2 * value - 1;
    }
  }

  /** Starts with the smallest partitions and merges pairs while that saves bits. */
  #choosePartitions(size: number, order: number): void {
    let partitionOrder = highestPartitionOrder;
    while (partitionOrder > 0 && (size % (1 << partitionOrder) !== 0 || size >> partitionOrder <= order)) {
      partitionOrder--;
    }
    const length = size >> partitionOrder;
    for (let partition = 0, at = order; partition < 1 << partitionOrder; partition++) {
      let sum = 0;
      for (const end = (partition + 1) * length; at < end; at++) sum += this.#folded[at] as number;
      this.#sums[partition] = sum;
    }
    let fewest = Infinity;
    for (; partitionOrder >= 0; partitionOrder--) {
      const bits = this.#parametersOf(partitionOrder, size, order);
      if (bits < fewest) {
        fewest = bits;
        this.#best.order = partitionOrder;
        this.#best.parameters.set(this.#parameters);
      }
      for (let pair = 0; pair < 1 << (partitionOrder - 1); pair++) {
        this.#sums[pair] = (this.#sums[2 * pair] as number) + (this.#sums[2 * pair + 1] as number);
      }
    }
  }

  /** @returns approximate number of bits in the partitions */
  #parametersOf(partitionOrder: number, size: number, order: number): number {
    let bits = 0;
    for (let partition = 0; partition < 1 << partitionOrder; partition++) {
      const count = (size >> partitionOrder) - (partition === 0 ? order : 0);
      const sum = this.#sums[partition] as number;
      let parameter = count > 0 && sum > count ? Math.floor(Math.log2(sum / count)) : 0;
      parameter = Math.min(parameter, highestParameter);
      const cost = (k: number) => count * (k + 1) + sum / 2 ** k;
      if (parameter > 0 && cost(parameter - 1) < cost(parameter)) parameter--;
      this.#parameters[partition] = parameter;
      bits += 4 + cost(parameter);
    }
    return bits;
  }
}
