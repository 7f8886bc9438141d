import { el } from './dom';
import { timesInParts } from './frames';
import type { Grid } from './grid';
import { load, seek } from './seek';

/** Height of a tile in pixels: twice its height on the page, for high-density screens. */
const tileHeight = 96;
const widestTile = 224;
/** Time limit for a frame, in ms; slower ones are left out. */
const patience = 3000;
/** Longer side of a poster, in pixels: the width at which documents show it. */
const posterSide = 1280;
/** Brightness, 0 to 255, up to which the mean color of a frame is too dark for a poster. */
const darkest = 12;

/** Generated images of a clip, to be stored; WebP. */
export interface StripFiles {
  /** All tiles side by side. */
  bytes: Uint8Array;
  /** The first frame that is not black, large; absent if all are black. */
  poster?: Uint8Array;
}

/** Returns the number of tiles: more for narrow clips. */
const tileCount = (aspect: number): number => (aspect < 1 ? 16 : 8);

/** Filmstrip of a clip: one small frame for each of N equal parts of its duration. */
export class Strip {
  readonly element = el('div', { class: 'strip', 'aria-hidden': 'true' });
  readonly #tiles: CanvasRenderingContext2D[];
  readonly #width: number;

  /** @param aspect the clip's width divided by its height */
  constructor(aspect: number) {
    this.#width = Math.min(widestTile, Math.max(16, Math.round(tileHeight * aspect)));
    this.#tiles = Array.from({ length: tileCount(aspect) }, () => {
      const canvas = el('canvas', { width: this.#width, height: tileHeight });
      this.element.append(canvas);
      return canvas.getContext('2d')!;
    });
  }

  /** Loads the tiles from a strip that `make` returned earlier. Returns false if it cannot be decoded. */
  async load(url: string): Promise<boolean> {
    const image = await decoded(url);
    if (!image || Math.abs(image.naturalWidth / image.naturalHeight - this.#ratio) > 0.01 * this.#ratio) return false;
    const each = image.naturalWidth / this.#tiles.length;
    this.#tiles.forEach((tile, at) => this.#draw(tile, image, at * each, 0, each, image.naturalHeight));
    return true;
  }

  /** Takes the tiles from a sheet, by nearest time if the counts differ. */
  spread(image: HTMLImageElement, { columns, rows }: Grid): void {
    const [width, height] = [image.naturalWidth / columns, image.naturalHeight / rows];
    this.#tiles.forEach((tile, at) => {
      const cell = Math.floor(((at + 0.5) / this.#tiles.length) * columns * rows);
      this.#draw(tile, image, (cell % columns) * width, Math.floor(cell / columns) * height, width, height);
    });
  }

  /**
   * Captures the tiles from the clip, showing them as they arrive.
   * @param keys known times of keyframes, in seconds
   * @returns undefined if there is no picture
   */
  async make(url: string, keys: readonly number[], signal: AbortSignal): Promise<StripFiles | undefined> {
    const video = el('video', { preload: 'auto', muted: true });
    video.muted = true;
    try {
      await load(video, url, signal);
      if (video.videoWidth === 0) return undefined;
      let poster: Promise<Uint8Array> | undefined;
      const times = timesInParts(this.#tiles.length, video.duration, keys);
      for (const [at, tile] of this.#tiles.entries()) {
        await seek(video, times[at]!, signal, patience);
        this.#draw(tile, video, 0, 0, video.videoWidth, video.videoHeight);
        if (!poster && isLight(tile)) poster = posterOf(video);
      }
      const bytes = await this.#webp();
      return poster ? { bytes, poster: await poster } : { bytes };
    } catch {
      return undefined;
    } finally {
      video.removeAttribute('src');
      video.load();
    }
  }

  get #ratio(): number {
    return (this.#width * this.#tiles.length) / tileHeight;
  }

  #draw(tile: CanvasRenderingContext2D, from: CanvasImageSource, x: number, y: number, w: number, h: number) {
    tile.drawImage(from, x, y, w, h, 0, 0, this.#width, tileHeight);
    tile.canvas.classList.add('drawn');
  }

  async #webp(): Promise<Uint8Array> {
    const all = new OffscreenCanvas(this.#width * this.#tiles.length, tileHeight);
    const context = all.getContext('2d')!;
    this.#tiles.forEach(({ canvas }, at) => context.drawImage(canvas, at * this.#width, 0));
    return webpOf(all, 0.7);
  }
}

/** Draws the frame immediately, so that the video may move on. */
function posterOf(video: HTMLVideoElement): Promise<Uint8Array> {
  const { videoWidth: width, videoHeight: height } = video;
  const scale = Math.min(1, posterSide / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  canvas.getContext('2d')!.drawImage(video, 0, 0, canvas.width, canvas.height);
  return webpOf(canvas, 0.8);
}

function isLight(tile: CanvasRenderingContext2D): boolean {
  const one = new OffscreenCanvas(1, 1).getContext('2d')!;
  one.imageSmoothingQuality = 'high';
  one.drawImage(tile.canvas, 0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = one.getImageData(0, 0, 1, 1).data;
  return Math.max(red, green, blue) > darkest;
}

async function webpOf(canvas: OffscreenCanvas, quality: number): Promise<Uint8Array> {
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Returns an image that can be drawn, or undefined if it cannot be loaded. */
export async function decoded(url: string): Promise<HTMLImageElement | undefined> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return image;
  } catch {
    return undefined;
  }
}
