import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAdtsHeader } from '../../../../src/sound/aac/adts';
import { inFull } from '../../support/effort';
import { drawnConfigurations, drawnFrames } from '../support/drawn';
import { decodedByFfmpeg, ffmpeg, hasFfmpeg } from '../support/ffmpeg';
import { adts } from '../support/frames';
import { decodeAll, raw, similarity } from '../support/samples';
import { soundFile } from '../support/signal';

/** What is asked of every tool, in dB; 16 bits are 96. */
const enough = 90;

describe('AAC beside ffmpeg', function () {
  this.timeout(120_000);
  let folder = '';

  before(function () {
    if (!hasFfmpeg) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'video-jobs-aac-'));
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const encodes = (name: string, { rate = 48000, channels = 2, options = '' }) =>
    it(`decodes what an encoder writes, with ${name}, to the same samples`, () => {
      const source = join(folder, 'source.wav');
      writeFileSync(source, soundFile(rate, channels, 2));
      const file = join(folder, 'encoded.aac');
      ffmpeg(['-i', source, ...options.split(' ').filter(Boolean), file]);
      const encoded = readFileSync(file);
      const packets = [...packetsOf(encoded)];
      const config = readAdtsHeader(packets[0] ?? new Uint8Array())?.config;
      assert.ok(config);
      const mine = decodeAll(config, packets);
      const theirs = decodedByFfmpeg(encoded, mine.channels.length);
      assert.equal(mine.concealed, 0);
      assert.equal(mine.channels.length, channels);
      assert.equal(mine.channels[0]?.length, theirs[0]?.length, 'as long');
      const likeness = similarity(theirs, mine.channels);
      assert.ok(likeness > enough, `${likeness} dB`);
    });

  for (const rate of [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000]) {
    encodes(`${rate} samples a second`, { rate });
  }
  for (const channels of [1, 3, 4, 5, 6, 8]) {
    encodes(`${channels} channels`, { channels, options: channels === 4 ? '-channel_layout 4.0' : '' });
  }
  for (const options of [
    '-aac_coder fast',
    '-b:a 24k',
    '-b:a 48k -aac_coder twoloop',
    '-b:a 320k',
    '-aac_ms 1 -aac_pns 0',
    '-aac_ms 0',
    '-aac_is 0 -aac_tns 0 -aac_pns 0',
    '-aac_is 1 -b:a 40k',
    '-aac_is 1 -aac_ms 1 -aac_pns 0 -b:a 40k',
    '-aac_tns 1 -aac_pns 0',
    '-aac_pce 1',
    '-strict -2 -aac_coder anmr',
    '-profile:a mpeg2_aac_low',
  ]) {
    encodes(options, { options });
  }

  for (const configuration of drawnConfigurations) {
    it(`decodes frames that use all of the syntax to the same samples, of configuration ${configuration}`, () => {
      for (let seed = 1; seed <= (inFull ? 6 : 1); seed++) {
        const frames = drawnFrames(configuration, 60, seed);
        const mine = decodeAll(raw(configuration), frames);
        const stream = Uint8Array.from(frames.flatMap((unit) => [...adts(configuration, unit)]));
        const theirs = decodedByFfmpeg(stream, mine.channels.length);
        assert.equal(mine.concealed, 0);
        assert.equal(mine.channels[0]?.length, theirs[0]?.length, 'as long');
        const likeness = similarity(theirs, mine.channels);
        assert.ok(likeness > enough, `${likeness} dB with seed ${seed}`);
      }
    });
  }
});

function* packetsOf(stream: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < stream.length;) {
    const header = readAdtsHeader(stream.subarray(at));
    assert.ok(header, `no header at ${at}`);
    yield stream.subarray(at, at + header.packetBytes);
    at += header.packetBytes;
  }
}
