import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { deafChromium } from '../../scripts/lib/deaf-chromium.mjs';
import { runInThread } from '../../src/platform/clipThread';
import { readAudioConfig } from '../../src/sound/aac/config';
import { AacDecoder } from '../../src/sound/aac/decoder';
import { makeClip } from './support/clips';
import { type Case, cases, type FirstSound, firstSounds } from './support/firstSound';
import { remove, temporaryFolder } from './support/folders';
import { type Goal, number, type Section, spread } from './support/report';
import type { Scale } from './support/scale';
import { median } from './support/stats';

const run = promisify(execFile);

/** Decoding 12 s of stereo in ms, memory in MB, and the first sound: by a copy made before, times; by one made now, ms later. */
const goals = { decode: 250, memory: 150, before: 1.05, now: 600 };

/** Decoding and copying a clip of 12 s, beside ffmpeg's own decoder, and how soon its sound is heard, beside a page with AAC. */
export async function sound({ views }: Scale): Promise<Section> {
  const folder = temporaryFolder();
  try {
    const clip = path.join(folder, 'clip.mp4');
    const stereo = path.join(folder, 'stereo.mp4');
    await makeClip(clip);
    await run('ffmpeg', ['-v', 'error', '-y', '-i', clip, '-c:v', 'copy', '-ac', '2', '-c:a', 'aac', stereo]);
    const { config, packets } = await packetsOf(stereo);
    const [ours, theirs, copies]: [number[], number[], number[]] = [[], [], []];
    const before = process.memoryUsage().rss;
    let most = before;
    for (let round = 0; round < views; round++) {
      ours.push(await timed(async () => decode(config, packets)));
      theirs.push(await timed(() => run('ffmpeg', ['-v', 'error', '-i', stereo, '-map', '0:a', '-f', 'null', '-'])));
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
      copies.push(await timed(() => copy(stereo, path.join(folder, 'copy.mp4'))));
      clearInterval(watch);
    }
    const used = (most - before) / 1e6;
    const kept = (process.memoryUsage().rss - before) / 1e6;
    // Only Debian's Chromium is known well enough to take a decoder out of it.
    const firsts = deafChromium() ? await firstSounds(stereo, views) : undefined;
    const of = (kind: Case, what: keyof FirstSound) => (firsts?.[kind] ?? []).map((each) => each[what]);
    const sizes = [stereo, path.join(folder, 'copy.mp4')].map((file) => number(statSync(file).size / 1e6));
    return {
      title: 'Sound without AAC',
      how: `A clip of 12 s, 1280 × 720, with AAC in stereo (${sizes[0]} MB; its copy has ${sizes[1]} MB), ${views} times. "Decode" is the decoder alone, the first time included; ffmpeg is started for each. "Copy" is all that happens before the clip can be played with sound: a thread is started, the clip is read, decoded, encoded and written. "First frame" and "first sound": from the opening of a new page in Chromium until the frame can be seen, and until sound is decoded of a clip that plays.`,
      columns: ['What', 'ms: median (least–most)'],
      rows: [
        ['Decode', spread(ours)],
        ['ffmpeg, decoding the same', spread(theirs)],
        ['Copy', spread(copies)],
        ...(firsts ? cases : []).flatMap((kind) => [
          [`First frame, ${labels[kind]}`, spread(of(kind, 'frame'))],
          [`First sound, ${labels[kind]}`, spread(of(kind, 'sound'))],
        ]),
      ],
      goals: [
        {
          what: 'decoding 12 s of stereo',
          goal: `at most ${goals.decode} ms`,
          measured: `${number(median(ours))} ms`,
          met: median(ours) <= goals.decode,
        },
        {
          what: 'memory while copying',
          goal: `at most ${goals.memory} MB`,
          measured: `${number(used)} MB, and ${number(kept)} MB after`,
          met: used <= goals.memory,
        },
        ...(firsts ? firstGoals : () => [])((kind, what) => median(of(kind, what))),
      ],
    };
  } finally {
    remove(folder);
  }
}

const labels: Record<Case, string> = {
  aac: 'a browser with AAC',
  before: 'without AAC, a copy made before',
  now: 'without AAC, a copy made now',
};

function firstGoals(of: (kind: Case, what: keyof FirstSound) => number): Goal[] {
  const [aac, before, now] = [of('aac', 'sound'), of('before', 'sound'), of('now', 'sound')];
  const frames = Math.max(of('before', 'frame'), of('now', 'frame')) / of('aac', 'frame');
  return [
    {
      what: 'first sound by a copy made before',
      goal: `at most ${goals.before} × a browser with AAC (${number(aac)} ms)`,
      measured: `${number(before)} ms, × ${number(before / aac)}`,
      met: before <= goals.before * aac,
    },
    {
      what: 'first sound by a copy made now',
      goal: `at most ${goals.now} ms later`,
      measured: `${number(now - aac)} ms later`,
      met: now - aac <= goals.now,
    },
    {
      what: 'first frame of a clip without AAC',
      goal: `at most ${goals.before} × a browser with AAC`,
      measured: `× ${number(frames)}`,
      met: frames <= goals.before,
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function copy(from: string, to: string): Promise<void> {
  const script = path.resolve('dist', 'clipWorker.js');
  const report = await runInThread(script, { kind: 'copy', from, to, format: 'flac' }, new AbortController().signal);
  if ('failed' in report) throw new Error(report.failed);
}

function decode(config: Uint8Array, packets: readonly Uint8Array[]): void {
  const decoder = new AacDecoder(readAudioConfig(config));
  for (const packet of packets) decoder.decode(packet);
}

async function packetsOf(file: string): Promise<{ config: Uint8Array; packets: Uint8Array[] }> {
  const track = await new Input({
    source: new BufferSource(readFileSync(file)),
    formats: [MP4],
  }).getPrimaryAudioTrack();
  const description = (await track?.getDecoderConfig())?.description;
  if (!track || !(description instanceof Uint8Array)) throw new Error('The clip has no sound.');
  const packets: Uint8Array[] = [];
  for await (const { data } of new EncodedPacketSink(track).packets()) packets.push(data);
  return { config: description, packets };
}
