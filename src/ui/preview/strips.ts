import { rename, rm, writeFile } from 'node:fs/promises';

/** Path of a clip's filmstrip, small frames side by side: `clip.mp4.strip.webp` beside `clip.mp4`. */
export const stripPath = (clip: string): string => `${clip}.strip.webp`;

/** Path of a clip's poster, its first frame that is not black. */
export const posterPath = (clip: string): string => `${clip}.poster.webp`;

/** Writes a file beside a clip, atomically. @throws Error if it cannot be written */
export async function keepBeside(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
