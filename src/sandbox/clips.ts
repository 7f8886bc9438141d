import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { companions } from './companions';

export interface Asset {
  bytes: Buffer;
  contentType: string;
  /** A strong ETag. */
  etag: string;
}

export const assetKinds = ['video', 'thumbnail', 'spritesheet'] as const;
export type AssetKind = (typeof assetKinds)[number];

const landscape = ['aurora', 'tides'] as const;
const portrait = ['petals'] as const;
export const clipNames: readonly string[] = [...landscape, ...portrait];

/**
 * Returns the clip for a job: by the requested shape (`WIDTHxHEIGHT`, also `9x16`), then by `pick`; further outputs
 * differ.
 */
export function chooseClip(size: string, pick: number, index: number): string {
  const [, width, height] = /^(\d+)[x:](\d+)$/.exec(size) ?? [];
  const upright = Number(height) > Number(width);
  const fitting = upright ? portrait : landscape;
  const first = fitting[pick % fitting.length]!;
  const others = clipNames.filter((name) => name !== first);
  return index === 0 ? first : others[(index - 1) % others.length]!;
}

/** The bundled clips and their images, each read on first use and cached. */
export class Clips {
  readonly #assets = new Map<string, Promise<Asset>>();

  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get(name: string, kind: AssetKind): Promise<Asset> {
    const key = `${name}/${kind}`;
    let asset = this.#assets.get(key);
    if (!asset) {
      asset = this.#read(name, kind);
      this.#assets.set(key, asset);
    }
    return asset;
  }

  async #read(name: string, kind: AssetKind): Promise<Asset> {
    const video = kind === 'video';
    const bytes = video
      ? await readFile(path.join(this.#folder, `${name}.mp4`))
      : Buffer.from(companions[name]?.[kind] ?? []);
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
    return { bytes, contentType: video ? 'video/mp4' : 'image/webp', etag };
  }
}
