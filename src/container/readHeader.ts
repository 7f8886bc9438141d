import { EncodedPacketSink, Input, type InputVideoTrack, MP4, QTFF, type Source, WEBM } from 'mediabunny';
import type { ClipHeader } from './header';

/** Frames that are looked at for the frame rate. */
const enoughFrames = 60;

/** Rates that files are made with; what is a thousandth off is a matter of rounded times. */
const usualRates = [24_000 / 1001, 24, 25, 30_000 / 1001, 30, 48, 50, 60_000 / 1001, 60, 120];

const open = (source: Source): Input => new Input({ formats: [MP4, QTFF, WEBM], source });

/** Reads the header of a clip: some pieces of the file, whatever its size. Undefined for what is no mp4, mov or webm, or is damaged. */
export async function readHeader(source: Source): Promise<ClipHeader | undefined> {
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

/** Reads the times of a clip's key frames, in seconds: each can be shown without those before it. Of a damaged clip, those before the damage. */
export async function readKeyTimes(source: Source): Promise<number[]> {
  const input = open(source);
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
    // Damaged from here on.
  } finally {
    input.dispose();
  }
  return times;
}
