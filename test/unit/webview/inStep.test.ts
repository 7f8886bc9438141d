import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { EncodedPacketSink, FilePathSource, FilePathTarget, Input, MP4 } from 'mediabunny';
import { deafChromium } from '../../../scripts/lib/deaf-chromium.mjs';
import { copyWithSound } from '../../../src/sound/copy';
import type { FileFacts } from '../../../src/ui/preview/files';
import { jobView } from '../../../src/ui/preview/jobView';
import { ffmpeg, hasFfmpeg } from '../sound/support/ffmpeg';
import { clip, context, job, onDisk, onlyVideo } from '../ui/preview/jobs';
import { Harness, type PreviewPage } from './harness';
import { video } from './jobPages';

/** Seconds between two beeps, each with a flash that begins in the same moment; a beep and a flash last a tenth of one. */
const period = 2;
const length = 66;
const fps = 30;
const sampleRate = 48_000;

/*
 * Three proofs together: the file has each beep at its flash, to the sample (decoded, not heard); whatever a seek reaches
 * lies where it belongs, as no packet of sound overlaps another; and at each speed the player shows its frames when its
 * own clock is there, which Chromium takes from the sound that it plays. Listening adds that it is really heard. The last
 * two are measured on a machine that may be busy: they find sound that is out of step, not a frame that is shown late.
 */

/** What an ear and an eye take for the same moment, in seconds. */
const together = 0.02;

/** Tolerance when listening to a browser that plays, in s: its audio buffers and clocks add this much jitter. */
const measurable = 0.15;

const beeps = `aevalsrc='if(gte(t,1)*lt(mod(t,${period}),0.1),0.5*sin(2*PI*1000*t),0)|0':s=${sampleRate}:d=${length}`;
const flashes = `color=black:s=64x48:r=${fps}:d=${length},drawbox=c=white:t=fill:enable='gte(t,1)*lt(mod(t,${period}),0.099)'`;

/** Decodes the sound that the player plays, and returns the times at which a beep begins. Runs in the page. */
const beepsIn = (url: string) => `(async () => {
  const bytes = await (await fetch(${JSON.stringify(url)})).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, ${sampleRate}).decodeAudioData(bytes);
  const [samples, found] = [sound.getChannelData(0), []];
  let last = -Infinity;
  for (let n = 0; n < samples.length; n++) {
    if (Math.abs(samples[n]) < 0.1) continue;
    if (n - last > ${sampleRate} / 10) found.push(n / ${sampleRate});
    last = n;
  }
  return found;
})()`;

/** Moves the player there, and returns how bright its picture is, 0 to 255. Runs in the page. */
const brightnessAt = (time: number) => `(async () => {
  const video = document.querySelector('video');
  const seeked = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
  video.currentTime = ${time};
  await seeked;
  const canvas = new OffscreenCanvas(1, 1).getContext('2d');
  canvas.drawImage(video, 0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data[1];
})()`;

/** What was seen and heard of a clip as it played, in seconds of `performance.now()`. */
interface Played {
  /** Times at which a beep was heard to begin. */
  beeps: number[];
  /** Time in the clip and on the screen of each frame. */
  frames: [time: number, at: number][];
  /** Seconds in the clip by which each frame is behind the player's clock when it reaches the screen. */
  behind: number[];
}

/**
 * Plays the clip that stands, and notes when its beeps and its frames come. Runs in the page, after a click: no sound is
 * heard before one.
 * @param until time in the clip at which it ends, in seconds
 */
const listen = (until: number) => `(async () => {
  const video = document.querySelector('video');
  const context = new AudioContext({ sampleRate: ${sampleRate} });
  // Beside the sound, a clock: its value is the time of the context in hundreds of seconds.
  const both = context.createChannelMerger(2);
  context.createMediaElementSource(video).connect(context.createChannelSplitter(2)).connect(both, 0, 0);
  const clock = new ConstantSourceNode(context, { offset: 0 });
  clock.offset.setValueAtTime(0, 0).linearRampToValueAtTime(1, 100);
  clock.connect(both, 0, 1);
  clock.start();
  const recorder = context.createScriptProcessor(1024, 2, 1);
  both.connect(recorder).connect(context.destination);
  const [beeps, frames, behind, differences] = [[], [], [], []];
  let last = -Infinity;
  recorder.onaudioprocess = ({ inputBuffer }) => {
    const [samples, times] = [inputBuffer.getChannelData(0), inputBuffer.getChannelData(1)];
    for (let n = 0; n < samples.length; n++) {
      if (Math.abs(samples[n]) < 0.1) continue;
      if (times[n] * 100 - last > 0.2) beeps.push(times[n] * 100);
      last = times[n] * 100;
    }
  };
  await context.resume();
  await new Promise((done, failed) => {
    const framed = (now, { mediaTime, expectedDisplayTime }) => {
      frames.push([mediaTime, expectedDisplayTime / 1000]);
      const clock = video.currentTime + ((expectedDisplayTime - performance.now()) / 1000) * video.playbackRate;
      behind.push(clock - mediaTime);
      differences.push(performance.now() / 1000 - context.currentTime);
      if (mediaTime >= ${until}) done();
      else video.requestVideoFrameCallback(framed);
    };
    video.requestVideoFrameCallback(framed);
    video.play().catch(failed);
  });
  differences.sort((a, b) => a - b);
  const difference = differences[Math.floor(differences.length / 2)];
  return { beeps: beeps.map((at) => at + difference), frames, behind };
})()`;

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;

describe('the sound of a copy is in step with its picture', function () {
  this.timeout(120_000);
  let harness: Harness;
  let folder: string;
  let page: PreviewPage;

  before(async function () {
    if (!hasFfmpeg || !deafChromium()) this.skip();
    folder = mkdtempSync(path.join(tmpdir(), 'in-step-'));
    const original = path.join(folder, 'original.mp4');
    const inputs = ['-f', 'lavfi', '-i', flashes, '-f', 'lavfi', '-i', beeps];
    const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '60', '-pix_fmt', 'yuv420p'];
    ffmpeg([...inputs, ...coding, '-c:a', 'aac', '-b:a', '128k', original]);
    const target = new FilePathTarget(path.join(folder, 'copy.mp4'));
    await copyWithSound({ source: new FilePathSource(original), target, format: 'flac' });
    harness = await Harness.open({ deaf: true, files: folder });
  });
  after(async () => {
    await harness?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => page?.page.close());

  const open = async (state: Record<string, unknown> = {}) => {
    const file: Partial<FileFacts> = {
      url: '/made/copy.mp4',
      version: 'copy',
      bytes: statSync(path.join(folder, 'copy.mp4')).size,
      original: { bytes: 1 },
    };
    const files = new Map([['/library/clip.mp4', onDisk('/library/clip.mp4', file)]]);
    page = await harness.page({ state: { key: 'k1', volume: 1, muted: false, ...state } });
    await page.start(
      jobView(job({ media: [clip({ path: '/library/clip.mp4' })] }), context([], { can: onlyVideo, files })),
    );
  };

  it('where the player decodes it: at the start, in the middle and after a minute', async () => {
    await open({ time: 0, paused: true });
    await page.until(`${video('readyState')} >= 2`);
    const found = await page.page.evaluate<number[]>(beepsIn('/made/copy.mp4'));
    const expected = Array.from({ length: length / period - 1 }, (_, at) => (at + 1) * period);
    assert.equal(found.length, expected.length);
    const half = 0.5 / fps;
    for (const [at, time] of expected.entries()) {
      assert.ok(Math.abs((found[at] ?? NaN) - time) < together - half, `a beep at ${found[at]}, not ${time}`);
    }
    for (const time of [2, 30, 62]) {
      assert.ok((await page.page.evaluate<number>(brightnessAt(time - half))) < 50, `dark before ${time}`);
      assert.ok((await page.page.evaluate<number>(brightnessAt(time + half))) > 200, `bright after ${time}`);
    }
  });

  it('after a seek, wherever it goes: each packet of sound lies where the ones before it end', async () => {
    const source = new FilePathSource(path.join(folder, 'copy.mp4'));
    const track = await new Input({ source, formats: [MP4] }).getPrimaryAudioTrack();
    assert.ok(track);
    let end = 0;
    for await (const { timestamp, duration } of new EncodedPacketSink(track).packets()) {
      assert.ok(Math.abs(timestamp - end) < 1 / sampleRate, `a packet at ${timestamp}, not ${end}`);
      end = timestamp + duration;
    }
    assert.ok(Math.abs(end - length) < together, `it ends after ${end} s`);
  });

  for (const rate of [1, 0.5, 2]) {
    it(`as it plays on after a seek at ${rate} times the speed`, async () => {
      await open({ time: 0, paused: true, rate });
      await page.until(`${video('src')}.startsWith('blob:') && ${video('readyState')} >= 2`);
      await page.page.mouse.click(5, 695);
      await page.page.evaluate(brightnessAt(59.5));
      const { beeps, frames, behind } = await page.page.evaluate<Played>(listen(62.5));
      const moment = median(frames.map(([time, at]) => time - at * rate));
      const times = beeps.map((at) => at * rate + moment);
      const late = median(times.map((time) => (time - Math.round(time / period) * period) / rate));
      assert.ok(Math.abs(late) < measurable, `late by ${late} s`);
      const lag = median(behind) / rate;
      assert.ok(Math.abs(lag) < measurable, `frames behind the sound by ${lag} s`);
    });
  }
});
