import type { Size } from './picture';

/** Ways to fit an image into a frame of another shape. */
export const fillings = ['crop', 'pad', 'stretch'] as const;
export type Filling = (typeof fillings)[number];

/** Backgrounds for a padded image. */
export const backgrounds = ['black', 'white', 'blurred'] as const;
export type Background = (typeof backgrounds)[number];

export interface Placement {
  filling: Filling;
  background: Background;
  /** Part of a cropped image that is kept: 0 is the left or top end, 1 the right or bottom end. */
  x: number;
  y: number;
}

export const defaultPlacement: Placement = { filling: 'crop', background: 'black', x: 0.5, y: 0.5 };

/** Rectangle in the target, in its pixels; may extend beyond the target. */
interface Rectangle extends Size {
  x: number;
  y: number;
}

/** Returns the rectangle in `target` that the whole image covers. */
export function rectangleOf(image: Size, target: Size, { filling, x, y }: Placement): Rectangle {
  if (filling === 'stretch') return { x: 0, y: 0, ...target };
  const [across, down] = [target.width / image.width, target.height / image.height];
  const scale = filling === 'crop' ? Math.max(across, down) : Math.min(across, down);
  // Rounded to whole pixels, to avoid translucent edges.
  const width = Math.round(image.width * scale);
  const height = Math.round(image.height * scale);
  const [atX, atY] = filling === 'crop' ? [x, y] : [0.5, 0.5];
  return { x: Math.round((target.width - width) * atX), y: Math.round((target.height - height) * atY), width, height };
}

/** Returns true if all fillings produce the same picture: the shapes match within a rounded pixel. */
export function sameShape(image: Size, target: Size): boolean {
  const fits = (filling: Filling) => {
    const { width, height } = rectangleOf(image, target, { ...defaultPlacement, filling });
    return Math.abs(width - target.width) <= 1 && Math.abs(height - target.height) <= 1;
  };
  return fits('crop') && fits('pad');
}

/** Returns the placement of a cropped image after moving it by pixels of the target, within its limits. */
export function movedBy(placement: Placement, image: Size, target: Size, by: { x: number; y: number }): Placement {
  const { width, height } = rectangleOf(image, target, placement);
  const along = (at: number, pixels: number, room: number) =>
    room < 1 ? at : Math.min(1, Math.max(0, at - pixels / room));
  return {
    ...placement,
    x: along(placement.x, by.x, width - target.width),
    y: along(placement.y, by.y, height - target.height),
  };
}
