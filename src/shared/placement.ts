import type { Size } from './picture';

/** How an image fills a size that has another shape. */
export const fillings = ['crop', 'pad', 'stretch'] as const;
export type Filling = (typeof fillings)[number];

/** What is beside a padded image. */
export const backgrounds = ['black', 'white', 'blurred'] as const;
export type Background = (typeof backgrounds)[number];

export interface Placement {
  filling: Filling;
  background: Background;
  /** Which part is kept, of a cropped one: 0 is the left or upper end, 1 the other. */
  x: number;
  y: number;
}

export const defaultPlacement: Placement = { filling: 'crop', background: 'black', x: 0.5, y: 0.5 };

/** A place in the target, in its pixels; what is outside of it is not seen. */
interface Rectangle extends Size {
  x: number;
  y: number;
}

/** Where the whole image goes. */
export function rectangleOf(image: Size, target: Size, { filling, x, y }: Placement): Rectangle {
  if (filling === 'stretch') return { x: 0, y: 0, ...target };
  const [across, down] = [target.width / image.width, target.height / image.height];
  const scale = filling === 'crop' ? Math.max(across, down) : Math.min(across, down);
  // To whole pixels, so that no edge shines through.
  const width = Math.round(image.width * scale);
  const height = Math.round(image.height * scale);
  const [atX, atY] = filling === 'crop' ? [x, y] : [0.5, 0.5];
  return { x: Math.round((target.width - width) * atX), y: Math.round((target.height - height) * atY), width, height };
}

/** Whether the image has the target's shape, but for a rounded pixel: every filling gives the same picture. */
export function sameShape(image: Size, target: Size): boolean {
  const fits = (filling: Filling) => {
    const { width, height } = rectangleOf(image, target, { ...defaultPlacement, filling });
    return Math.abs(width - target.width) <= 1 && Math.abs(height - target.height) <= 1;
  };
  return fits('crop') && fits('pad');
}

/** A cropped image moved by so many pixels of the target, as far as it goes. */
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
