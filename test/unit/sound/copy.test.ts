import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  FilePathSource,
  FilePathTarget,
  Input,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { UnsupportedSound } from '../../../src/sound/aac/errors';
import { type CopyOptions, copyWithSound } from '../../../src/sound/copy';
import { ffmpeg, hasFfmpeg } from './support/ffmpeg';
import { channel, frame, single } from './support/frames';
import { similarity } from './support/samples';
import { soundFile } from './support/signal';

/** 16-bit samples beside those that were never rounded. */
const enough = 60;

describe('A copy of a clip with sound that every VS Code decodes', function () {
  this.timeout(120_000);
  let folder = '';

  before(function () {
    if (!hasFfmpeg) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'video-jobs-sound-'));
    writeFileSync(join(folder, 'two.wav'), soundFile(48000, 2, 3));
    writeFileSync(join(folder, 'one.wav'), soundFile(44100, 1, 3));
    writeFileSync(join(folder, 'six.wav'), soundFile(48000, 6, 3));
    const whole = join(folder, 'whole.mp4');
    ffmpeg([...`${picture()} -i ${folder}/two.wav ${h264}`.split(' '), whole]);
    writeFileSync(join(folder, 'primed.mp4'), withPriming(readFileSync(whole), 2112));
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const picture = (fps = 30, seconds = 3, size = '64x48') => `-f lavfi -i testsrc2=s=${size}:r=${fps}:d=${seconds}`;
  const h264 = '-c:v libx264 -preset ultrafast -bf 2 -g 30';

  /** Makes a clip, and answers where it lies. */
  function clip(args: string, extension = 'mp4'): string {
    const file = join(folder, `clip.${extension}`);
    ffmpeg([
      ...args
        .split(' ')
        .filter(Boolean)
        .map((one) => one.replace('@', `${folder}/`)),
      file,
    ]);
    return file;
  }

  async function copyOf(file: string, more: Partial<CopyOptions> = {}) {
    const target = new BufferTarget();
    const source = new BufferSource(readFileSync(file));
    const report = await copyWithSound({ source, target, format: 'flac', inMemory: true, ...more });
    const to = join(folder, `copy.${more.format === 'pcm' ? 'mov' : 'mp4'}`);
    if (target.buffer) writeFileSync(to, Buffer.from(target.buffer));
    return { to, report };
  }

  for (const [name, args] of [
    ['48 kHz stereo, its index in front', `${picture()} -i @two.wav ${h264} -movflags +faststart`],
    ['its index at the end', `${picture(25)} -i @two.wav ${h264}`],
    ['44.1 kHz mono', `${picture(24)} -i @one.wav ${h264}`],
    ['5.1', `${picture()} -i @six.wav ${h264}`],
    ['24 pictures a second', `${picture(24)} -i @two.wav ${h264}`],
    ['50 pictures a second', `${picture(50)} -i @two.wav ${h264}`],
    ['60 pictures a second', `${picture(60)} -i @two.wav ${h264}`],
    ['23.976 pictures a second', `${picture('24000/1001' as never)} -i @two.wav ${h264}`],
    ['fragments', `${picture()} -i @two.wav ${h264} -movflags frag_keyframe+empty_moov+default_base_moof`],
    ['sound that is shorter', `${picture()} -t 1.5 -i @two.wav ${h264}`],
    ['sound that is longer', `${picture(30, 2)} -i @two.wav ${h264}`],
    ['sound that begins late', `${picture()} -itsoffset 0.7 -i @two.wav ${h264}`],
    ['sound that begins early, and is cut', `${picture()} -ss 0.5 -i @two.wav ${h264}`],
    ['an edit list that begins between whole pictures', '-ss 0.7 -i @whole.mp4 -c copy'],
    ['an edit list that skips more priming than usual', '-i @primed.mp4'],
    ['no edit list', `${picture()} -i @two.wav ${h264} -use_editlist 0`],
    ['two tracks of sound', `${picture()} -i @two.wav -i @one.wav -map 0:v -map 1:a -map 2:a ${h264}`],
    ['a portrait by rotation', `${picture(30, 3, '64x32')} -i @two.wav ${h264} -metadata:s:v rotate=90`],
    ['no pictures between whole ones', `${picture()} -i @two.wav -c:v libx264 -preset ultrafast -g 1 -bf 0`],
    ['QuickTime', `${picture()} -i @two.wav ${h264} -f mov`],
    ['another picture', `${picture()} -i @two.wav -c:v libx265 -preset ultrafast -x265-params log-level=none`],
  ] as const) {
    it(`has the same sound at the same time, and the same picture: ${name}`, async () => {
      const made = /^-i @(\S+)$/.exec(args)?.[1];
      const file = made === undefined ? clip(args) : join(folder, made);
      const { to, report } = await copyOf(file);
      assert.equal(report.concealed, 0);
      await assertSamePicture(to, file);
      const [theirs, mine] = [heard(file, report.channels), heard(to, report.channels)];
      const likeness = similarity(mine, theirs);
      assert.ok(likeness > enough, `${likeness} dB`);
      // An encoder fills its last frame; that is cut off behind the picture.
      const difference = (theirs[0]?.length ?? 0) - (mine[0]?.length ?? 0);
      assert.ok(Math.abs(difference) <= 2048, `${difference} samples`);
    });
  }

  it('plays as long as the clip', async () => {
    const file = clip(`${picture(30, 2)} -i @two.wav ${h264} -t 2`);
    const { to } = await copyOf(file);
    assert.equal(await durationOf(to), 2);
  });

  it('is made of sound alone', async () => {
    const file = clip('-i @two.wav', 'm4a');
    const { to, report } = await copyOf(file);
    assert.ok(similarity(heard(to, 2), heard(file, 2)) > enough);
    assert.equal(report.channels, 2);
  });

  it('has PCM instead of FLAC where that is what plays', async () => {
    const file = clip(`${picture()} -i @two.wav ${h264}`);
    const { to } = await copyOf(file, { format: 'pcm' });
    assert.ok(similarity(heard(to, 2), heard(file, 2)) > enough);
    await assertSamePicture(to, file);
  });

  it('is written to a file in places, its index in front', async () => {
    const file = clip(`${picture()} -i @two.wav ${h264}`);
    const to = join(folder, 'written.mp4');
    await copyWithSound({ source: new FilePathSource(file), target: new FilePathTarget(to), format: 'flac' });
    assert.ok(similarity(heard(to, 2), heard(file, 2)) > enough);
    await assertSamePicture(to, file);
    const bytes = readFileSync(to);
    assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
  });

  for (const [name, bytes] of [
    ['HE-AAC', [0x29, 0x88, 0x08, 0x00]],
    ['HE-AAC v2', [0xe9, 0x88, 0x08, 0x00]],
  ] as const) {
    it(`has the core of ${name} at the right length and pitch`, () => assertCore(bytes));
  }

  /** @param configuration of a mono core of 48 kHz, told to be 96 kHz by spectral band replication */
  async function assertCore(configuration: readonly number[]): Promise<void> {
    const sampleRate = 96_000;
    // Line 20 of 1024.
    const pitch = (20.5 / 1024) * 24_000;
    const packets = Array.from({ length: 50 }, () => frame(single(0, channel({ 20: 200 }, { factor: 120 }))));
    const output = new Output({ format: new Mp4OutputFormat(), target: new BufferTarget() });
    const source = new EncodedAudioPacketSource('aac');
    output.addAudioTrack(source);
    await output.start();
    const description = Uint8Array.from(configuration);
    const decoderConfig = { codec: 'mp4a.40.5', sampleRate, numberOfChannels: 1, description };
    for (const [index, data] of packets.entries()) {
      await source.add(new EncodedPacket(data, 'key', (index * 2048) / sampleRate, 2048 / sampleRate), {
        decoderConfig,
      });
    }
    await output.finalize();
    const file = join(folder, 'he.mp4');
    writeFileSync(file, Buffer.from(output.target.buffer ?? new ArrayBuffer()));
    const { to, report } = await copyOf(file);
    assert.equal(report.concealed, 0);
    const [samples = []] = heard(to, 1);
    assert.ok(Math.abs(samples.length / report.sampleRate - (50 * 2048) / sampleRate) < 0.001);
    let turns = 0;
    for (let n = 1; n < samples.length; n++) if ((samples[n - 1] ?? 0) < 0 && (samples[n] ?? 0) >= 0) turns++;
    const heardPitch = turns / (samples.length / report.sampleRate);
    assert.ok(Math.abs(heardPitch / pitch - 1) < 0.03, `${heardPitch} Hz, not ${pitch}`);
  }

  it('keeps the picture whole where packets of sound are broken', async () => {
    const file = clip(`${picture()} -i @two.wav ${h264}`);
    const bytes = readFileSync(file);
    const places = await placesOf(file);
    for (const [index, at] of places.entries()) if (index % 5 === 2) bytes.fill(0, at, at + 8);
    writeFileSync(file, bytes);
    const { to, report } = await copyOf(file);
    assert.ok(report.concealed > 10);
    await assertSamePicture(to, file);
    assert.equal(await durationOf(to), 3);
  });

  for (const [name, make] of [
    ['without sound', () => clip(`${picture()} ${h264}`)],
    ['with sound that plays already', () => clip(`${picture()} -i @two.wav ${h264} -c:a flac -strict -2`)],
    ['of more than ten minutes', () => clip(`${picture(1, 601, '16x16')} -f lavfi -i anullsrc=d=601 ${h264}`)],
  ] as const) {
    it(`is not made of a clip ${name}`, async () => {
      await assert.rejects(copyOf(make()), UnsupportedSound);
    });
  }

  it('is not made where no packet of the sound is whole', async () => {
    const file = clip(`${picture()} -i @two.wav ${h264}`);
    const bytes = readFileSync(file);
    for (const at of await placesOf(file)) bytes.fill(0, at, at + 8);
    writeFileSync(file, bytes);
    await assert.rejects(copyOf(file), UnsupportedSound);
  });

  it('is made of, or refused for, every file that is cut off, without a hang', async () => {
    const whole = readFileSync(clip(`${picture(30, 1)} -i @two.wav ${h264} -movflags +faststart`));
    const file = join(folder, 'cut.mp4');
    for (const share of [0.01, 0.1, 0.3, 0.6, 0.9, 0.99]) {
      writeFileSync(file, whole.subarray(0, Math.floor(whole.length * share)));
      await copyOf(file).then(
        ({ report }) => assert.ok(report.packets > 0),
        (error: unknown) => assert.ok(error instanceof Error),
      );
    }
  });

  it('stops when it is cancelled', async () => {
    const file = clip(`${picture()} -i @two.wav ${h264}`);
    const abort = new AbortController();
    const progress = (seconds: number) => seconds > 1 && abort.abort();
    await assert.rejects(copyOf(file, { signal: abort.signal, progress }), { name: 'AbortError' });
  });

  it('tells how far it is', async () => {
    const file = clip(`${picture()} -i @two.wav ${h264}`);
    const told: number[] = [];
    await copyOf(file, { progress: (seconds) => told.push(seconds) });
    assert.ok(told.length > 100 && Math.max(...told) > 2.8);
    // In step with each other, and so never far back.
    told.reduce((last, next) => (assert.ok(next > last - 0.3), Math.max(last, next)));
  });
});

/** Has the edit list of the sound skip that number of samples, whatever the encoder put before it. */
function withPriming(file: Buffer, samples: number): Buffer {
  const track = file.lastIndexOf('trak');
  // Size, name, version and flags, number of entries; then for each: duration, start in samples, rate.
  const start = file.indexOf('elst', track) + 16;
  file.writeInt32BE(samples, start);
  return file;
}

const open = (file: string) => new Input({ source: new BufferSource(readFileSync(file)), formats: ALL_FORMATS });

/** Asserts that both files have the same pictures, shown at the same time up to what containers round. */
async function assertSamePicture(actual: string, expected: string): Promise<void> {
  const [mine, theirs] = [await pictures(actual), await pictures(expected)];
  assert.deepEqual(mine.what, theirs.what);
  mine.times.forEach((time, index) =>
    assert.ok(Math.abs(time - (theirs.times[index] ?? NaN)) < 0.001, `${index}: ${time}`),
  );
}

async function pictures(file: string) {
  const track = await open(file).getPrimaryVideoTrack();
  assert.ok(track);
  const times: number[] = [];
  const all: string[] = [];
  for await (const { timestamp, type, data } of new EncodedPacketSink(track).packets()) {
    times.push(timestamp);
    all.push(`${type} ${Buffer.from(data).toString('base64')}`);
  }
  return { times, what: { rotation: await track.getRotation(), codec: await track.getCodecParameterString(), all } };
}

const durationOf = async (file: string) => Math.round((await open(file).computeDuration()) * 1000) / 1000;

/** Samples of the first sound from the start of the clip on, as ffmpeg plays it. */
function heard(file: string, channels: number): Float32Array[] {
  const bytes = ffmpeg([
    '-i',
    file,
    '-map',
    '0:a:0',
    '-af',
    'aresample=async=1:min_hard_comp=0.01:first_pts=0',
    '-f',
    'f32le',
    '-',
  ]);
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return Array.from({ length: channels }, (_, one) =>
    Float32Array.from({ length: Math.floor(all.length / channels) }, (_, n) => all[n * channels + one] ?? 0),
  );
}

/** Where the packets of sound begin in a file. */
async function placesOf(file: string): Promise<number[]> {
  const track = await open(file).getPrimaryAudioTrack();
  assert.ok(track);
  const bytes = readFileSync(file);
  const places: number[] = [];
  for await (const { data } of new EncodedPacketSink(track).packets()) places.push(bytes.indexOf(data));
  return places.filter((at) => at >= 0);
}
