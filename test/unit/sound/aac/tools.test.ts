import assert from 'node:assert/strict';
import { AacDecoder } from '../../../../src/sound/aac/decoder';
import { BitWriter } from '../support/bitWriter';
import {
  adts,
  bandsOf,
  channel,
  type ChannelSpec,
  coupling,
  data,
  eightShort,
  fill,
  frame,
  longStart,
  longStop,
  longWindow,
  low,
  pair,
  program,
  single,
} from '../support/frames';
import { decodeAll, raw, similarity, textbook, worth } from '../support/samples';

const { offsets } = bandsOf(longWindow(30));
const silent = channel({}, { book: 0 });

/** Asserts that channels are these lines, frame after frame, as the standard's formula makes samples of them. */
function assertLines(actual: readonly ArrayLike<number>[], expected: readonly Readonly<Record<number, number>>[][]) {
  const samples = expected.map((frames) => textbook(frames));
  assert.equal(actual.length, samples.length);
  samples.forEach((one, index) => {
    const likeness = similarity([one], [actual[index] ?? []]);
    assert.ok(likeness > 120 || one.every((value) => value === 0), `channel ${index}: ${likeness} dB`);
  });
}

const energy = (samples: ArrayLike<number>) => Array.from(samples).reduce((sum, value) => sum + value * value, 0);

describe('The tools of AAC', () => {
  it('makes samples of the lines of each frame', () => {
    const packets = [
      frame(single(0, channel({ 7: 3, 100: -2 }))),
      frame(single(0, channel({ 8: -15 }))),
      frame(single(0, silent)),
    ];
    const { channels, concealed } = decodeAll(raw(1), packets);
    assertLines(channels, [[{ 7: worth(3, 140), 100: worth(-2, 140) }, { 8: worth(-15, 140) }, {}]]);
    assert.equal(concealed, 0);
  });

  it('makes samples of frames of 960', () => {
    const packets = [frame(single(0, channel({ 7: 3 }))), frame(single(0, channel({ 8: -4 })))];
    const { channels } = decodeAll(raw(1, { frameLength: 960 }), packets);
    const expected = textbook([{ 7: worth(3, 140) }, { 8: worth(-4, 140) }], 960);
    assert.equal(channels[0]?.length, 1920);
    assert.ok(similarity([expected], channels) > 120);
  });

  it('reads lines of up to 8191 behind their escapes', () => {
    const lines = { 4: 16, 5: -31, 6: 32, 7: 1000, 20: -8191 };
    const { channels } = decodeAll(raw(1), [frame(single(0, channel(lines, { factor: 120 })))]);
    assertLines(channels, [
      [Object.fromEntries(Object.entries(lines).map(([line, value]) => [line, worth(value, 120)]))],
    ]);
  });

  it('adds pulses to lines away from zero, and to zero downwards', () => {
    const spec = channel(
      { [offsets[3]! + 2]: 5, [offsets[3]! + 6]: -5 },
      {
        pulses: {
          band: 3,
          each: [
            [2, 7],
            [4, 15],
            [1, 9],
          ],
        },
      },
    );
    const { channels } = decodeAll(raw(1), [frame(single(0, spec))]);
    const at = offsets[3]!;
    assertLines(channels, [[{ [at + 2]: worth(12, 140), [at + 6]: worth(-20, 140), [at + 7]: worth(-9, 140) }]]);
  });

  it('makes left and right of middle and side, band by band', () => {
    const mask = Array.from({ length: 30 }, (_, band) => band === 2);
    const left = channel({ [offsets[2]!]: 8, [offsets[5]!]: 8 });
    const right = channel({ [offsets[2]!]: 3, [offsets[5]!]: 3 });
    const { channels } = decodeAll(raw(2), [frame(pair(0, left, right, mask))]);
    const [big, small] = [worth(8, 140), worth(3, 140)];
    assertLines(channels, [
      [{ [offsets[2]!]: big + small, [offsets[5]!]: big }],
      [{ [offsets[2]!]: big - small, [offsets[5]!]: small }],
    ]);
  });

  it('makes the right of intensity bands from the left, in phase, out of phase and turned by the mask', () => {
    const books = [11, 15, 14, 15, ...Array.from({ length: 26 }, () => 0)];
    const factors = [140, 4, 4, 4];
    const right: ChannelSpec = { ...channel({}), books, factors };
    const mask = Array.from({ length: 30 }, (_, band) => band === 3);
    const left = channel(Object.fromEntries([1, 2, 3].map((band) => [offsets[band]!, 9])));
    const { channels } = decodeAll(raw(2), [frame(pair(0, left, right, mask))]);
    const value = worth(9, 140);
    assertLines(channels, [
      [Object.fromEntries([1, 2, 3].map((band) => [offsets[band]!, value]))],
      [{ [offsets[1]!]: value / 2, [offsets[2]!]: -value / 2, [offsets[3]!]: -value / 2 }],
    ]);
  });

  it('scales intensity in short windows by group', () => {
    const window = { sequence: eightShort, shape: 0, maxBand: 2, groups: [3, 5] } as const;
    const lines = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [index * 128 + 5, 9]));
    const left = channel(lines, { window });
    const right: ChannelSpec = { ...left, books: [0, 15, 0, 14], factors: [0, 4, 0, -4], lines: {} };
    const start = frame(pair(0, { ...silent, window: { ...silent.window, sequence: longStart } }, silent, undefined));
    const [first = [], second = []] = decodeAll(raw(2), [start, frame(pair(0, left, right, 'none'))]).channels;
    // Sample 448 + 128 n is where the nth window begins: up to the end of the third they are half as loud, then twice, turned.
    const early = Array.from(first).slice(1024 + 448 + 128, 1024 + 448 + 384);
    assert.ok(similarity([early.map((value) => value / 2)], [second.slice(1024 + 448 + 128, 1024 + 448 + 384)]) > 120);
    const late = Array.from(first).slice(1024 + 448 + 512, 2048);
    assert.ok(similarity([late.map((value) => -value * 2)], [second.slice(1024 + 448 + 512, 2048)]) > 120);
  });

  it('fills bands of noise with the energy that is told, different each time, and the same in both channels where marked', () => {
    const noisy: ChannelSpec = {
      ...channel({}),
      gain: 140,
      books: Array.from({ length: 30 }, () => 13),
      factors: Array.from({ length: 30 }, () => 60),
    };
    const packets = Array.from({ length: 40 }, () => frame(pair(0, noisy, noisy, 'none')));
    const [left = [], right = []] = decodeAll(raw(2), packets).channels;
    // 30 bands of 2^(60/4) each; the transform keeps the energy of 1024 lines in 1024 samples, up to its scale.
    const expected = (30 * (2 ** 15) ** 2 * 39) / 1024 / 32768 ** 2 / 2;
    for (const one of [left, right]) {
      const ratio = energy(Array.from(one).slice(1024)) / expected;
      assert.ok(ratio > 0.93 && ratio < 1.07, `${ratio} of the energy`);
    }
    const correlation = Array.from(left).reduce((sum, value, n) => sum + value * (right[n] ?? 0), 0);
    assert.ok(Math.abs(correlation) < 0.1 * energy(left), 'each has its own');
    const [one = [], other = []] = decodeAll(
      raw(2),
      packets.map(() => frame(pair(0, noisy, noisy, 'all'))),
    ).channels;
    assert.deepEqual(one, other);
  });

  it('shapes lines by a filter, upwards and downwards', () => {
    // One coefficient k: each line is itself less k times the one before.
    const k = Math.sin((2 * Math.PI) / (2 * 3.5));
    for (const downwards of [false, true]) {
      const spec = channel(
        { 40: 10 },
        { window: longWindow(30), tns: [[{ length: 49, downwards, resolution: 3, coefficients: [2] }]] },
      );
      const expected: Record<number, number> = {};
      const end = downwards ? -1 : offsets[30]!;
      for (let line = 40, value = worth(10, 140); line !== end; line += downwards ? -1 : 1, value *= -k) {
        expected[line] = value;
      }
      assertLines(decodeAll(raw(1), [frame(single(0, spec))]).channels, [[expected]]);
    }
  });

  it('goes from long windows to short ones and back without a seam', () => {
    // Lines of a steady tone cannot be written by hand; but windows of silence must stay silent, and energy must not leak.
    const short = channel(
      { [3 * 128 + 10]: 9 },
      { window: { sequence: eightShort, shape: 1, maxBand: 10, groups: [8] } },
    );
    const at = (sequence: number): ChannelSpec => ({ ...silent, window: { ...silent.window, sequence, shape: 1 } });
    const packets = [at(longStart), short, at(longStop), silent].map((spec) => frame(single(0, spec)));
    const [samples = []] = decodeAll(raw(1), packets).channels;
    const from = 1024 + 448 + 3 * 128;
    assert.equal(energy(Array.from(samples).slice(0, from)), 0);
    assert.ok(energy(Array.from(samples).slice(from, from + 256)) > 0);
    assert.equal(energy(Array.from(samples).slice(from + 256)), 0);
  });

  it('adds a coupling channel to lines and to samples', () => {
    const other = channel({ 50: 6 });
    for (const point of ['beforeTns', 'afterTns', 'samples'] as const) {
      const coupled = coupling({
        tag: 0,
        point,
        targets: [[0, 3]],
        signed: false,
        scale: 3,
        gains: [1],
        channel: other,
      });
      const config = raw(2);
      const { channels } = decodeAll(config, [frame(pair(0, channel({ 9: 4 }), silent, undefined), coupled)]);
      assertLines(channels, [[{ 9: worth(4, 140), 50: worth(6, 140) }], [{ 50: worth(6, 140) / 2 }]]);
    }
  });

  it('brings channels into the order of FLAC', () => {
    const tone = (line: number) => channel({ [line]: 5 });
    const packet = frame(
      single(0, tone(10)),
      pair(0, tone(20), tone(30)),
      pair(1, tone(40), tone(50)),
      low(0, channel({ 2: 5 })),
    );
    const { channels, speakers } = decodeAll(raw(6), [packet]);
    assert.equal(speakers.join(' '), 'FL FR FC LFE BL BR');
    assertLines(
      channels,
      [20, 30, 10, 2, 40, 50].map((line) => [{ [line]: worth(5, 140) }]),
    );
  });

  it('reads a channel of low frequencies that is written as a single one', () => {
    const tone = (line: number) => channel({ [line]: 5 });
    const packet = frame(
      single(0, tone(10)),
      pair(0, tone(20), tone(30)),
      pair(1, tone(40), tone(50)),
      single(1, tone(2)),
    );
    assertLines([decodeAll(raw(6), [packet]).channels[3] ?? []], [[{ 2: worth(5, 140) }]]);
  });

  it('reads channels by their tags where a program names them, told in the first packet', () => {
    const spec = program({
      front: [
        [false, 5],
        [false, 2],
      ],
    });
    const packet = frame(spec, single(2, channel({ 20: 5 })), single(5, channel({ 10: 5 })));
    const { channels, concealed } = decodeAll(raw(0), [packet, packet]);
    assert.equal(concealed, 0);
    const frames = (line: number) => [{ [line]: worth(5, 140) }, { [line]: worth(5, 140) }];
    // The first single one in front is the centre; the order of output is that of WAVE.
    assertLines(channels, [frames(20), frames(10)]);
  });

  it('passes over data and filling', () => {
    const packet = frame(
      data(3, true),
      fill(0),
      data(300, false),
      single(0, channel({ 9: 4 })),
      fill(20),
      fill(269),
      data(255, true),
    );
    const { channels, concealed } = decodeAll(raw(1), [packet]);
    assert.equal(concealed, 0);
    assertLines(channels, [[{ 9: worth(4, 140) }]]);
  });

  it('decodes several frames of one packet', () => {
    const units = [frame(single(0, channel({ 9: 4 }))), frame(single(0, channel({ 12: 4 })))];
    const [header] = [adts(1, Uint8Array.from(units.flatMap((unit) => [...unit])))];
    header[6]! |= 1;
    const { channels, concealed } = decodeAll(raw(1, { framing: 'adts' }), [header]);
    assert.equal(concealed, 0);
    assertLines(channels, [[{ 9: worth(4, 140) }, { 12: worth(4, 140) }]]);
  });

  it('is silent for a channel that a frame leaves out', () => {
    const { channels, concealed } = decodeAll(raw(2), [new BitWriter().write(7, 3).bytes()]);
    assert.equal(concealed, 0);
    assert.equal(energy(channels[1] ?? []), 0);
    assert.equal(channels[1]?.length, 1024);
  });

  it('writes into the same arrays for every packet', () => {
    const decoder = new AacDecoder(raw(1));
    const packet = frame(single(0, channel({ 9: 4 })));
    assert.equal(decoder.decode(packet).channels[0], decoder.decode(packet).channels[0]);
  });
});
