import { findGrid, type Grid } from './grid';
import { decoded } from './strip';

/** Reads a provider's sheet of small frames. No server says how many are in it, so that is found from the picture. */
export async function readSheet(
  url: string,
  aspect: number,
): Promise<{ image: HTMLImageElement; grid: Grid } | undefined> {
  const image = await decoded(url);
  if (!image || image.naturalWidth * image.naturalHeight > 16e6) return undefined;
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(image, 0, 0);
  const grid = findGrid(context.getImageData(0, 0, width, height), aspect);
  return grid && { image, grid };
}
