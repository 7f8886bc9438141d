import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readAudioConfig } from '../../../../src/sound/aac/config';
import { AacDecoder } from '../../../../src/sound/aac/decoder';
import { UnsupportedSound } from '../../../../src/sound/aac/errors';
import { inFull } from '../../support/effort';
import { drawnConfigurations, drawnFrames } from '../support/drawn';
import { channel, frame, longWindow, single } from '../support/frames';
import { decodeAll, raw, similarity, textbook, worth } from '../support/samples';

const seed = 20_221_204;
const cases = inFull ? 3000 : 300;
const good = drawnConfigurations.map((configuration) => drawnFrames(configuration, 12, 7));
const tone = frame(single(0, channel({ 9: 4 })));

/** A packet of noise, or a good one that is cut off, or has bits turned. */
const packets = fc.oneof(
  fc.uint8Array({ maxLength: 900 }),
  fc
    .tuple(fc.nat(drawnConfigurations.length - 1), fc.nat(11), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([kind, index, share]) => {
      const packet = good[kind]?.[index] ?? new Uint8Array();
      return packet.subarray(0, Math.floor(packet.length * share));
    }),
  fc
    .tuple(
      fc.nat(drawnConfigurations.length - 1),
      fc.nat(11),
      fc.array(fc.nat(8 * 300), { minLength: 1, maxLength: 8 }),
    )
    .map(([kind, index, bits]) => {
      const packet = Uint8Array.from(good[kind]?.[index] ?? []);
      for (const bit of bits) if (bit >> 3 < packet.length) packet[bit >> 3]! ^= 1 << (bit & 7);
      return packet;
    }),
);

describe('AAC packets that are broken', () => {
  it('never break the decoder: each takes its time, and is finite', function () {
    this.timeout(600_000);
    const decoders = drawnConfigurations.map((configuration) => new AacDecoder(raw(configuration)));
    fc.assert(
      fc.property(fc.nat(decoders.length - 1), packets, (kind, packet) => {
        const decoder = decoders[kind]!;
        const before = decoder.concealed;
        const { channels, length, concealed } = decoder.decode(packet);
        assert.equal(length, decoder.speakers.length === 0 ? 0 : 1024);
        assert.equal(decoder.concealed - before, concealed ? 1 : 0);
        for (const one of channels) assert.ok(one.every(Number.isFinite));
      }),
      { numRuns: cases, seed },
    );
    // What was broken leaves no trace: from the second good frame on, the samples are those of a decoder that saw no other.
    decoders.forEach((decoder, kind) => {
      if (drawnConfigurations[kind] === 1) assert.deepEqual(after(decoder), after(new AacDecoder(raw(1))));
    });
  });

  it('never break the reading of configurations', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          new AacDecoder(readAudioConfig(bytes)).decode(bytes);
        } catch (error) {
          assert.ok(error instanceof UnsupportedSound, String(error));
        }
      }),
      { numRuns: cases, seed },
    );
  });

  it('are silent, counted, and fade out and in', () => {
    const { channels, concealed } = decodeAll(raw(1), [tone, tone, tone.subarray(0, 5), tone, tone]);
    const value = worth(4, 140);
    assert.equal(concealed, 1);
    const expected = textbook([{ 9: value }, { 9: value }, {}, { 9: value }, { 9: value }]);
    assert.ok(similarity([expected], channels) > 120);
  });

  for (const [name, packet] of [
    ['empty', new Uint8Array()],
    ['larger than any packet', new Uint8Array(100_000)],
    ['cut off', tone.subarray(0, 5)],
    ['of an element without a place', frame(single(0, channel({})), single(1, channel({})))],
    [
      'with more bands than there are',
      frame(single(0, { ...channel({}), window: longWindow(60), books: [], factors: [] })),
    ],
    ['with a reserved codebook', frame(single(0, { ...channel({}), books: [12] }))],
    ['with a scale factor above the highest', frame(single(0, channel({}, { gain: 250, factor: 270 })))],
    ['with a scale factor below the lowest', frame(single(0, channel({}, { gain: 5, factor: -20 })))],
    ['of zeros', new Uint8Array(400)],
  ] as const) {
    it(`are concealed: ${name}`, () => {
      const { channels, concealed } = decodeAll(raw(1), [packet]);
      assert.equal(concealed, 1);
      assert.equal(channels[0]?.length, 1024);
    });
  }

  it('take no more memory, however many there are', () => {
    const decoder = new AacDecoder(raw(6));
    const chunk = new Uint8Array(60_000).fill(0x21);
    const held = () => process.memoryUsage().arrayBuffers;
    decoder.decode(chunk);
    const before = held();
    for (let n = 0; n < 500; n++) decoder.decode(chunk.subarray(0, 100 + n * 119));
    assert.ok(held() - before < 1_000_000, `${held() - before} bytes more`);
  });
});

/** Samples of the second and third of three good frames, after silence. */
function after(decoder: AacDecoder): number[] {
  const silence = frame(single(0, channel({}, { book: 0 })));
  for (const packet of [silence, silence]) decoder.decode(packet);
  return [tone, tone, tone].flatMap((packet) => Array.from(decoder.decode(packet).channels[0] ?? []));
}
