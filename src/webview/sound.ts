interface SoundFacts {
  /** Codec of the clip's sound as the file names it, `none` for a silent clip, undefined where nobody knows. */
  codec: string | undefined;
  /** Whether this editor decodes AAC; undefined until that has been tried. */
  aac: boolean | undefined;
  /** Seconds of the clip that were played. */
  played: number;
  /** Bytes of sound that were decoded meanwhile; undefined where the browser does not count them. */
  decodedBytes: number | undefined;
}

/** Played this long without a byte of sound decoded, a clip that has sound is not going to be heard. */
const enough = 0.5;

const isAac = (codec: string | undefined): boolean => codec?.startsWith('mp4a.40') === true;

/** Whether the clip has sound that this editor cannot decode. Nothing is said before it is certain. */
export function isSoundMissing({ codec, aac, played, decodedBytes }: SoundFacts): boolean {
  if (codec === 'none' || decodedBytes === undefined || decodedBytes > 0) return false;
  if (played < enough) return isAac(codec) && aac === false;
  return codec === undefined ? aac === false : true;
}
