import { readAdtsHeader } from './adts';
import { type BandTables, bandTables } from './bands';
import { BitReader } from './bits';
import { ChannelStream, mostBands } from './channelStream';
import type { AacConfig } from './config';
import { CouplingChannel } from './coupling';
import { BrokenPacket, UnsupportedSound } from './errors';
import { Filterbank, Overlap } from './filterbank';
import { type Layout, layoutOfConfiguration, layoutOfProgram, type Slot, type Speaker } from './layout';
import { NoiseGenerator } from './noise';
import { readProgramConfig } from './programConfig';
import { dequantize } from './spectrum';
import { separateStereo, StereoMask } from './stereo';

/** Numbers of syntactic elements (ISO/IEC 14496-3, table 4.71). */
const singleElement = 0;
const pairElement = 1;
const couplingElement = 2;
const lowElement = 3;
const dataElement = 4;
const programElement = 5;
const fillElement = 6;
const endElement = 7;

/** Most coupling channels supported at once; each needs its own memory. */
const mostCouplings = 4;

/** Samples of one packet. */
interface DecodedPacket {
  /** One array per channel, in WAVE order. Overwritten by the next packet. */
  readonly channels: readonly Float32Array[];
  /** Samples per channel, from the start of the arrays. */
  readonly length: number;
  /** True if the packet was broken and silence was faded in. */
  readonly concealed: boolean;
}

/** One element of each frame, with the state it keeps between frames. */
interface Element {
  readonly slot: Slot;
  readonly streams: readonly ChannelStream[];
  readonly overlaps: readonly Overlap[];
  readonly mask: StereoMask;
  /** Tag of the element in this frame, for coupling channels. */
  tag: number;
  present: boolean;
}

/**
 * Decoder of AAC-LC, including the core of HE-AAC (ISO/IEC 14496-3, subpart 4). Allocates nothing per packet and never
 * throws for one: broken packets become silence and are counted.
 */
export class AacDecoder {
  readonly #config: AacConfig;
  readonly #tables: BandTables;
  readonly #reader = new BitReader();
  readonly #filterbank: Filterbank;
  readonly #noise = new NoiseGenerator();
  readonly #noiseStates = new Int32Array(mostBands);
  readonly #couplings = new Map<number, CouplingChannel>();
  #layout: Layout | undefined;
  #elements: readonly Element[] = [];
  #channels: Float32Array[] = [];
  #concealed = 0;

  /** @throws UnsupportedSound if the channel configuration is unknown */
  constructor(config: AacConfig) {
    this.#config = config;
    this.#tables = bandTables(config.rateIndex, config.frameLength);
    this.#filterbank = new Filterbank(config.frameLength);
    if (config.program) this.#useLayout(layoutOfProgram(config.program));
    else if (config.channelConfiguration !== 0) this.#useLayout(layoutOfConfiguration(config.channelConfiguration));
  }

  /** Samples per second. */
  get sampleRate(): number {
    return this.#config.sampleRate;
  }

  /** Speaker of each output channel; empty before the first packet if only packets specify them. */
  get speakers(): readonly Speaker[] {
    return this.#layout?.speakers ?? [];
  }

  /** Number of broken packets so far. */
  get concealed(): number {
    return this.#concealed;
  }

  /** @param packet one access unit, with its header if the framing has one */
  decode(packet: Uint8Array): DecodedPacket {
    const { frameLength, framing } = this.#config;
    let blocks = 1;
    let broken = false;
    try {
      this.#reader.load(packet);
      const header = framing === 'adts' ? readAdtsHeader(packet) : undefined;
      if (framing === 'adts' && !header) throw new BrokenPacket('A packet without its header');
      if (header) {
        this.#reader.skip(header.headerBytes * 8);
        this.#ensureBlocks(header.blocks);
        blocks = header.blocks;
      }
      for (let block = 0; block < blocks; block++) {
        this.#decodeBlock(block * frameLength);
        this.#reader.align();
        if (header?.checksums) this.#reader.skip(16);
      }
    } catch (error) {
      if (!(error instanceof BrokenPacket) && !(error instanceof UnsupportedSound)) throw error;
      broken = true;
      this.#concealed++;
      blocks = 1;
      this.#conceal();
    }
    return { channels: this.#channels, length: this.#layout ? blocks * frameLength : 0, concealed: broken };
  }

  #useLayout(layout: Layout): void {
    const { frameLength } = this.#config;
    this.#layout = layout;
    this.#channels = layout.speakers.map(() => new Float32Array(frameLength));
    this.#elements = layout.slots.map((slot) => ({
      slot,
      streams: slot.outputs.map(() => new ChannelStream(this.#tables, frameLength)),
      overlaps: slot.outputs.map(() => new Overlap(frameLength)),
      mask: new StereoMask(),
      tag: slot.tag ?? 0,
      present: false,
    }));
  }

  #ensureBlocks(blocks: number): void {
    const samples = blocks * this.#config.frameLength;
    if ((this.#channels[0]?.length ?? samples) < samples) {
      this.#channels = this.#channels.map(() => new Float32Array(samples));
    }
  }

  /** One `raw_data_block`. */
  #decodeBlock(at: number): void {
    const reader = this.#reader;
    for (const element of this.#elements) element.present = false;
    for (const coupling of this.#couplings.values()) coupling.present = false;
    for (let id = reader.read(3); id !== endElement; id = reader.read(3)) {
      reader.check();
      if (id === singleElement || id === pairElement || id === lowElement) this.#readElement(id, reader.read(4));
      else if (id === couplingElement) this.#readCoupling(reader.read(4));
      else if (id === dataElement) skipData(reader);
      else if (id === programElement) this.#readProgram();
      else if (id === fillElement) skipFill(reader);
    }
    reader.check();
    this.#synthesize(at);
  }

  #readProgram(): void {
    this.#reader.skip(4);
    const program = readProgramConfig(this.#reader);
    // Only the first one counts: a stream does not change its channels, so a later one is broken or identical.
    if (!this.#layout) this.#useLayout(layoutOfProgram(program));
  }

  #readElement(id: number, tag: number): void {
    const element = this.#elementFor(id, tag);
    const reader = this.#reader;
    const [first, second] = element.streams;
    if (!first) throw new BrokenPacket('An element without channels');
    element.tag = tag;
    element.mask.clear();
    if (id !== pairElement) {
      first.read(reader, false);
      this.#noiseStates.fill(0);
      dequantize(first);
      this.#noise.fill(first, this.#noiseStates);
    } else if (second) {
      this.#readPair(element, first, second);
    }
    element.present = true;
  }

  #readPair({ mask }: Element, first: ChannelStream, second: ChannelStream): void {
    const reader = this.#reader;
    const shared = reader.bit() === 1;
    if (shared) {
      first.window.read(reader);
      second.window.copy(first.window);
      mask.read(reader, first.window.groups * first.window.maxBand);
    }
    first.read(reader, shared);
    second.read(reader, shared);
    dequantize(first);
    dequantize(second);
    this.#noiseStates.fill(0);
    this.#noise.fill(first, this.#noiseStates);
    this.#noise.fill(second, this.#noiseStates, mask);
    separateStereo(first, second, mask);
  }

  /** Returns the element for the next one in a frame: by its tag if a program assigns tags, otherwise by order. */
  #elementFor(id: number, tag: number): Element {
    const kind = id === pairElement ? 'pair' : id === lowElement ? 'low' : 'single';
    let similar: Element | undefined;
    for (const element of this.#elements) {
      const { slot, present } = element;
      if (present) continue;
      if (slot.kind === kind && (slot.tag ?? tag) === tag) return element;
      // Some encoders write the LFE channel as a single channel, and vice versa.
      if (slot.kind !== 'pair' && kind !== 'pair') similar ??= element;
    }
    if (!similar) throw new BrokenPacket('An element that the configuration has no place for');
    return similar;
  }

  #readCoupling(tag: number): void {
    let coupling = this.#couplings.get(tag);
    if (!coupling) {
      if (this.#couplings.size >= mostCouplings) throw new BrokenPacket('Too many coupling channels');
      coupling = new CouplingChannel(this.#tables, this.#config.frameLength);
      this.#couplings.set(tag, coupling);
    }
    coupling.read(this.#reader);
    const { stream } = coupling;
    dequantize(stream);
    this.#noiseStates.fill(0);
    this.#noise.fill(stream, this.#noiseStates);
  }

  #synthesize(at: number): void {
    for (const { stream, overlap, samples, point, present } of this.#couplings.values()) {
      if (!present) stream.clear();
      stream.tns.apply(stream.spectrum, stream.window);
      if (point === 'samples') this.#filterbank.run(stream.spectrum, stream.window, overlap, samples, 0);
    }
    for (const element of this.#elements) {
      if (!element.present) for (const stream of element.streams) stream.clear();
      this.#couple(element, 'beforeTns');
      for (const { tns, spectrum, window } of element.streams) tns.apply(spectrum, window);
      this.#couple(element, 'afterTns');
      this.#run(element, at);
      for (const coupling of this.#couplings.values()) {
        if (!coupling.present || coupling.point !== 'samples') continue;
        coupling.eachTarget(element.slot.kind === 'pair', element.tag, (channel, gains) => {
          const out = this.#channels[element.slot.outputs[channel] ?? -1];
          if (out) coupling.addSamples(out, at, gains);
        });
      }
    }
  }

  #couple({ slot, streams, tag, present }: Element, point: 'beforeTns' | 'afterTns'): void {
    if (!present) return;
    for (const coupling of this.#couplings.values()) {
      if (!coupling.present || coupling.point !== point) continue;
      coupling.eachTarget(slot.kind === 'pair', tag, (channel, gains) => {
        const stream = streams[channel];
        if (stream) coupling.addLines(stream.spectrum, gains);
      });
    }
  }

  #run({ slot, streams, overlaps }: Element, at: number): void {
    for (let channel = 0; channel < streams.length; channel++) {
      const { spectrum, window } = streams[channel] as ChannelStream;
      const out = this.#channels[slot.outputs[channel] as number] as Float32Array;
      this.#filterbank.run(spectrum, window, overlaps[channel] as Overlap, out, at);
    }
  }

  /** Outputs silence, with a fade-out of the previous frame and a fade-in of the next. */
  #conceal(): void {
    for (const element of this.#elements) {
      for (const stream of element.streams) stream.clear();
      this.#run(element, 0);
    }
    for (const { stream, overlap, samples } of this.#couplings.values()) {
      stream.clear();
      this.#filterbank.run(stream.spectrum, stream.window, overlap, samples, 0);
    }
  }
}

function skipData(reader: BitReader): void {
  reader.skip(4);
  const aligned = reader.bit();
  let bytes = reader.read(8);
  if (bytes === 255) bytes += reader.read(8);
  if (aligned) reader.align();
  reader.skip(bytes * 8);
  reader.check();
}

function skipFill(reader: BitReader): void {
  let bytes = reader.read(4);
  if (bytes === 15) bytes += reader.read(8) - 1;
  reader.skip(bytes * 8);
  reader.check();
}
