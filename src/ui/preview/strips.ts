import { rename, rm, writeFile } from 'node:fs/promises';

/** Beside `clip.mp4`, `clip.mp4.strip.webp`: small frames of it side by side. */
export const stripPath = (clip: string): string => `${clip}.strip.webp`;

/** Keeps a clip's filmstrip beside it; whoever looks finds all of it or nothing. @throws Error where that cannot be written */
export async function keepStrip(clip: string, bytes: Uint8Array): Promise<void> {
  const path = stripPath(clip);
  const part = `${path}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
