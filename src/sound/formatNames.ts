/** Kinds of sound that copies are made with, in the order in which they are tried. */
export const soundFormats = ['flac', 'pcm'] as const;
export type SoundFormat = (typeof soundFormats)[number];
