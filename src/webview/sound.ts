interface SoundFacts {
  /** Codec of the clip's audio as the file names it, `none` for a silent clip, undefined if unknown. */
  codec: string | undefined;
  /** True if this editor decodes AAC; undefined until tested. */
  aac: boolean | undefined;
  /** Seconds of the clip played so far. */
  played: number;
  /** Bytes of audio decoded meanwhile; undefined if the browser does not count them. */
  decodedBytes: number | undefined;
}

/** Seconds of playback without decoded audio after which the sound counts as missing. */
const enough = 0.5;

const isAac = (codec: string | undefined): boolean => codec?.startsWith('mp4a.40') === true;

/** Returns true if the clip has audio that this editor cannot decode, and only once that is certain. */
export function isSoundMissing({ codec, aac, played, decodedBytes }: SoundFacts): boolean {
  if (codec === 'none' || decodedBytes === undefined || decodedBytes > 0) return false;
  if (played < enough) return isAac(codec) && aac === false;
  return codec === undefined ? aac === false : true;
}
