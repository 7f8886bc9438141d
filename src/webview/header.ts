import {
  BlobSource,
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  MP4,
  QTFF,
  type Source,
  WEBM,
} from 'mediabunny';
import type { ClipHeader } from '../shared/header';
import { fetchBytes } from './memory';

/** Frames that are looked at for the frame rate. */
const enoughFrames = 60;

/** Rates that files are made with; what is a thousandth off is a matter of rounded times. */
const usualRates = [24_000 / 1001, 24, 25, 30_000 / 1001, 30, 48, 50, 60_000 / 1001, 60, 120];

/** Reads the header of a clip that is in memory. Undefined for what is no mp4, mov or webm, or is damaged. */
export const headerOfBlob = (blob: Blob): Promise<ClipHeader | undefined> => headerOf(new BlobSource(blob));

/** Reads the header where the clip lies: some pieces of the file, whatever its size. */
export const headerAt = (url: string, bytes: number, signal: AbortSignal): Promise<ClipHeader | undefined> =>
  headerOf(
    new CustomSource({
      getSize: () => bytes,
      read: async (start, end) => new Uint8Array(await (await fetchBytes(url, { start, end }, signal)).arrayBuffer()),
    }),
  );

const open = (source: Source): Input => new Input({ formats: [MP4, QTFF, WEBM], source });

/** Times of the whole pictures of a clip in memory, seconds: to be shown, they need none of those before. */
export async function keyTimesOf(blob: Blob): Promise<number[]> {
  const input = open(new BlobSource(blob));
  const times: number[] = [];
  try {
    const track = await input.getPrimaryVideoTrack();
    const sink = track && new EncodedPacketSink(track);
    let packet = await sink?.getFirstKeyPacket({ metadataOnly: true });
    while (packet) {
      times.push(packet.timestamp);
      packet = await sink?.getNextKeyPacket(packet, { metadataOnly: true });
    }
  } catch {
    // A damaged end: those before it hold.
  } finally {
    input.dispose();
  }
  return times;
}

async function headerOf(source: Source): Promise<ClipHeader | undefined> {
  const input = open(source);
  try {
    const [picture, sound, seconds] = await Promise.all([
      input.getPrimaryVideoTrack(),
      input.getPrimaryAudioTrack(),
      input.computeDuration(),
    ]);
    const header: ClipHeader = { seconds };
    if (picture) {
      header.picture = {
        codec: (await picture.getCodecParameterString()) ?? 'unknown',
        width: await picture.getDisplayWidth(),
        height: await picture.getDisplayHeight(),
        ...(await frameRate(picture)),
      };
    }
    if (sound) {
      header.sound = {
        codec: (await sound.getCodecParameterString()) ?? 'unknown',
        channels: await sound.getNumberOfChannels(),
        rate: await sound.getSampleRate(),
      };
    }
    return header;
  } catch {
    return undefined;
  } finally {
    input.dispose();
  }
}

async function frameRate(track: InputVideoTrack): Promise<{ fps?: number; frames?: number }> {
  const { packetCount, averagePacketRate: rate } = await track.computePacketStats(enoughFrames);
  if (packetCount < 2 || !Number.isFinite(rate) || rate <= 0) return {};
  const fps = usualRates.find((usual) => Math.abs(rate / usual - 1) < 5e-4) ?? rate;
  // The sound may go on for longer than the picture.
  return { fps, frames: Math.max(1, Math.round((await track.computeDuration()) * fps)) };
}
