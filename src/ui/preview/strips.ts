import { rename, rm, writeFile } from 'node:fs/promises';

/** Beside `clip.mp4`, `clip.mp4.strip.webp`: small frames of it side by side. */
export const stripPath = (clip: string): string => `${clip}.strip.webp`;

/** Beside it as well: its first frame that is not black. */
export const posterPath = (clip: string): string => `${clip}.poster.webp`;

/** Keeps what was made of a clip beside it; whoever looks finds all of it or nothing. @throws Error where that cannot be written */
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
