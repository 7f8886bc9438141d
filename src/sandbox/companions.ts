// Small enough to stand in the bundle itself, which saves the package eight files.
import auroraSpritesheet from '../../media/sandbox/aurora-spritesheet.webp';
import auroraThumbnail from '../../media/sandbox/aurora-thumbnail.webp';
import petalsSpritesheet from '../../media/sandbox/petals-spritesheet.webp';
import petalsThumbnail from '../../media/sandbox/petals-thumbnail.webp';
import tidesSpritesheet from '../../media/sandbox/tides-spritesheet.webp';
import tidesThumbnail from '../../media/sandbox/tides-thumbnail.webp';

/** The pictures that go with a clip, by its name. */
export const companions: Readonly<Record<string, { thumbnail: Uint8Array; spritesheet: Uint8Array }>> = {
  aurora: { thumbnail: auroraThumbnail, spritesheet: auroraSpritesheet },
  petals: { thumbnail: petalsThumbnail, spritesheet: petalsSpritesheet },
  tides: { thumbnail: tidesThumbnail, spritesheet: tidesSpritesheet },
};
