/**
 * Complex Fourier transform of one size, forwards: Stockham's algorithm with steps of 4, 2, 3 and 5, in double precision.
 * It works in buffers of its own.
 */
class Fourier {
  readonly #steps: readonly { radix: number; rest: number; stride: number; twiddles: Float64Array }[];
  readonly #spare: { re: Float64Array; im: Float64Array };
  /** Values in, and after `run` values out. */
  re: Float64Array;
  im: Float64Array;

  constructor(size: number) {
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
    this.#spare = { re: new Float64Array(size), im: new Float64Array(size) };
    const steps = [];
    for (let left = size, stride = 1; left > 1;) {
      const radix = [4, 2, 3, 5].find((one) => left % one === 0);
      if (!radix) throw new RangeError(`No Fourier transform of ${size} points`);
      const rest = left / radix;
      const twiddles = new Float64Array(rest * (radix - 1) * 2);
      for (let p = 0; p < rest; p++) {
        for (let k = 1; k < radix; k++) {
          const angle = (-2 * Math.PI * p * k) / left;
          twiddles[(p * (radix - 1) + k - 1) * 2] = Math.cos(angle);
          twiddles[(p * (radix - 1) + k - 1) * 2 + 1] = Math.sin(angle);
        }
      }
      steps.push({ radix, rest, stride, twiddles });
      left = rest;
      stride *= radix;
    }
    this.#steps = steps;
  }

  run(): void {
    for (const { radix, rest, stride, twiddles } of this.#steps) {
      const { re, im } = this.#spare;
      if (radix === 4) quarters(this.re, this.im, re, im, rest, stride, twiddles);
      else if (radix === 2) halves(this.re, this.im, re, im, rest, stride, twiddles);
      else parts(this.re, this.im, re, im, radix, rest, stride, twiddles);
      this.#spare.re = this.re;
      this.#spare.im = this.im;
      this.re = re;
      this.im = im;
    }
  }
}

function quarters(
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
  rest: number,
  stride: number,
  twiddles: Float64Array,
): void {
  const quarter = stride * rest;
  for (let p = 0; p < rest; p++) {
    const t = p * 6;
    const w1r = twiddles[t]!;
    const w1i = twiddles[t + 1]!;
    const w2r = twiddles[t + 2]!;
    const w2i = twiddles[t + 3]!;
    const w3r = twiddles[t + 4]!;
    const w3i = twiddles[t + 5]!;
    for (let q = 0; q < stride; q++) {
      const a = q + stride * p;
      const b = a + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const acr = xr[a]! + xr[c]!;
      const aci = xi[a]! + xi[c]!;
      const amcr = xr[a]! - xr[c]!;
      const amci = xi[a]! - xi[c]!;
      const bdr = xr[b]! + xr[d]!;
      const bdi = xi[b]! + xi[d]!;
      const bmdr = xr[b]! - xr[d]!;
      const bmdi = xi[b]! - xi[d]!;
      const o = q + stride * 4 * p;
      yr[o] = acr + bdr;
      yi[o] = aci + bdi;
      const s1r = amcr + bmdi;
      const s1i = amci - bmdr;
      yr[o + stride] = s1r * w1r - s1i * w1i;
      yi[o + stride] = s1r * w1i + s1i * w1r;
      const s2r = acr - bdr;
      const s2i = aci - bdi;
      yr[o + stride * 2] = s2r * w2r - s2i * w2i;
      yi[o + stride * 2] = s2r * w2i + s2i * w2r;
      const s3r = amcr - bmdi;
      const s3i = amci + bmdr;
      yr[o + stride * 3] = s3r * w3r - s3i * w3i;
      yi[o + stride * 3] = s3r * w3i + s3i * w3r;
    }
  }
}

function halves(
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
  rest: number,
  stride: number,
  twiddles: Float64Array,
): void {
  const half = stride * rest;
  for (let p = 0; p < rest; p++) {
    const wr = twiddles[p * 2]!;
    const wi = twiddles[p * 2 + 1]!;
    for (let q = 0; q < stride; q++) {
      const a = q + stride * p;
      const o = q + stride * 2 * p;
      const dr = xr[a]! - xr[a + half]!;
      const di = xi[a]! - xi[a + half]!;
      yr[o] = xr[a]! + xr[a + half]!;
      yi[o] = xi[a]! + xi[a + half]!;
      yr[o + stride] = dr * wr - di * wi;
      yi[o + stride] = dr * wi + di * wr;
    }
  }
}

function parts(
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
  radix: number,
  rest: number,
  stride: number,
  twiddles: Float64Array,
): void {
  const part = stride * rest;
  for (let k = 0; k < radix; k++) {
    for (let p = 0; p < rest; p++) {
      const t = (p * (radix - 1) + k - 1) * 2;
      const wr = k === 0 ? 1 : twiddles[t]!;
      const wi = k === 0 ? 0 : twiddles[t + 1]!;
      for (let q = 0; q < stride; q++) {
        let sr = 0;
        let si = 0;
        for (let j = 0; j < radix; j++) {
          const angle = (-2 * Math.PI * ((j * k) % radix)) / radix;
          const from = q + stride * p + part * j;
          const cr = Math.cos(angle);
          const ci = Math.sin(angle);
          sr += xr[from]! * cr - xi[from]! * ci;
          si += xr[from]! * ci + xi[from]! * cr;
        }
        const o = q + stride * (radix * p + k);
        yr[o] = sr * wr - si * wi;
        yi[o] = sr * wi + si * wr;
      }
    }
  }
}

/**
 * Discrete cosine transform of the fourth kind, by a complex Fourier transform of half its size:
 * `out[n] = scale * Σ in[k] cos(π/size (n + 1/2)(k + 1/2))`. The inverse modified transform (IMDCT) is this and two folds.
 */
export class CosineTransform {
  readonly #size: number;
  readonly #fourier: Fourier;
  readonly #twiddles: Float64Array;

  constructor(size: number, scale = 1) {
    this.#size = size;
    this.#fourier = new Fourier(size / 2);
    this.#twiddles = new Float64Array(size);
    for (let j = 0; j < size / 2; j++) {
      const angle = (-Math.PI * (8 * j + 1)) / (8 * size);
      this.#twiddles[2 * j] = Math.cos(angle) * Math.sqrt(scale);
      this.#twiddles[2 * j + 1] = Math.sin(angle) * Math.sqrt(scale);
    }
  }

  /** @param at where the lines begin in `from`; they come out at the start of `to` */
  run(from: Float64Array, at: number, to: Float64Array): void {
    const size = this.#size;
    const fourier = this.#fourier;
    const twiddles = this.#twiddles;
    const half = size >> 1;
    let { re, im } = fourier;
    for (let j = 0; j < half; j++) {
      const a = from[at + 2 * j]!;
      const b = from[at + size - 1 - 2 * j]!;
      const wr = twiddles[2 * j]!;
      const wi = twiddles[2 * j + 1]!;
      re[j] = a * wr - b * wi;
      im[j] = a * wi + b * wr;
    }
    fourier.run();
    ({ re, im } = fourier);
    for (let j = 0; j < half; j++) {
      const a = re[j]!;
      const b = im[j]!;
      const wr = twiddles[2 * j]!;
      const wi = twiddles[2 * j + 1]!;
      to[2 * j] = a * wr - b * wi;
      to[size - 1 - 2 * j] = -(a * wi + b * wr);
    }
  }
}
