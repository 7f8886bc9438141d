/**
 * Size in bytes up to which a clip is loaded into memory for fast seeking, where the page reads its header too. Larger
 * ones play from their URL, and the host reads the header: VS Code may send a page more of a file than it asks for.
 */
export const inMemoryUpTo = 64 * 1024 * 1024;

/** Metadata from a clip's own file, which the host formats. */
export interface ClipHeader {
  /** Duration in seconds. */
  seconds: number;
  /** First video track; width and height in pixels as displayed, after rotation. */
  picture?: { codec: string; width: number; height: number; fps?: number; frames?: number };
  /** First audio track; `rate` in samples per second. */
  sound?: { codec: string; channels: number; rate: number };
}
