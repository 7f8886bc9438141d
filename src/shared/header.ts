import type { ClipHeader } from '../container/header';
import { isRecord } from './guards';

const isNumber = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= most;

/** Returns true for a codec string as files contain it, such as `avc1.64001f`. */
const isCodec = (value: unknown): value is string => typeof value === 'string' && /^[\w.+-]{1,60}$/.test(value);

const week = 7 * 24 * 3600;

/** Returns the valid parts of a header sent by the page, or undefined if it has no duration. */
export function parseHeader(value: unknown): ClipHeader | undefined {
  if (!isRecord(value) || !isNumber(value.seconds, week)) return undefined;
  const header: ClipHeader = { seconds: value.seconds };
  const { picture, sound } = value;
  if (isRecord(picture) && isCodec(picture.codec) && isNumber(picture.width, 1e5) && isNumber(picture.height, 1e5)) {
    const { codec, width, height, fps, frames } = picture;
    header.picture = {
      codec,
      width,
      height,
      ...(isNumber(fps, 1000) && fps > 0 ? { fps } : {}),
      ...(isNumber(frames, 1e9) && frames > 0 ? { frames } : {}),
    };
  }
  if (isRecord(sound) && isCodec(sound.codec) && isNumber(sound.channels, 64) && isNumber(sound.rate, 1e6)) {
    header.sound = { codec: sound.codec, channels: sound.channels, rate: sound.rate };
  }
  return header;
}
