import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Asset {
  bytes: Buffer;
  contentType: string;
  /** Strong. */
  etag: string;
}

export const assetKinds = ['video', 'thumbnail', 'spritesheet'] as const;
export type AssetKind = (typeof assetKinds)[number];

const landscape = ['aurora', 'lanterns', 'tides'] as const;
const portrait = ['petals'] as const;
export const clipNames: readonly string[] = [...landscape, ...portrait];

const fileOf: Record<AssetKind, { suffix: string; contentType: string }> = {
  video: { suffix: '.mp4', contentType: 'video/mp4' },
  thumbnail: { suffix: '-thumbnail.webp', contentType: 'image/webp' },
  spritesheet: { suffix: '-spritesheet.webp', contentType: 'image/webp' },
};

/** The clip for a job: by the shape asked for (`WIDTHxHEIGHT`, also `9x16`), then by chance; further outputs differ. */
export function chooseClip(size: string, pick: number, index: number): string {
  const [, width, height] = /^(\d+)[x:](\d+)$/.exec(size) ?? [];
  const upright = Number(height) > Number(width);
  const fitting = upright ? portrait : landscape;
  const first = fitting[pick % fitting.length]!;
  const others = clipNames.filter((name) => name !== first);
  return index === 0 ? first : others[(index - 1) % others.length]!;
}

/** The shipped clips, each read at first use and kept. */
export class Clips {
  private readonly assets = new Map<string, Promise<Asset>>();

  constructor(private readonly folder: string) {}

  get(name: string, kind: AssetKind): Promise<Asset> {
    const { suffix, contentType } = fileOf[kind];
    const file = `${name}${suffix}`;
    let asset = this.assets.get(file);
    if (!asset) {
      asset = this.read(file, contentType);
      this.assets.set(file, asset);
    }
    return asset;
  }

  private async read(file: string, contentType: string): Promise<Asset> {
    const bytes = await readFile(path.join(this.folder, file));
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
    return { bytes, contentType, etag };
  }
}
