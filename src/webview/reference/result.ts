import type { Size } from '../../shared/picture';
import { type Placement, rectangleOf } from '../../shared/placement';

/** Largest PNG in bytes; larger pictures, usually photographs, are sent as JPEG. */
const pngUpTo = 6 * 1024 * 1024;
const jpegQuality = 0.92;
/** Blur radius behind a padded image, in percent of the longer side. */
const blur = 3;

/** Encoded picture to send, and a URL under which the page shows these very bytes. */
export interface Drawn {
  bytes: Blob;
  url: string;
}

interface Drawing {
  image: HTMLImageElement;
  /** Size of the image as displayed. */
  size: Size;
  target: Size;
  placement: Placement;
}

/** Draws and encodes one picture at a time; of requests made meanwhile, only the last is kept. */
export class Result {
  #current: Drawn | undefined;
  #next: Drawing | undefined;
  #working: Promise<void> | undefined;

  readonly #show: (drawn: Drawn | undefined) => void;

  constructor(show: (drawn: Drawn | undefined) => void) {
    this.#show = show;
  }

  /** Returns the most recently requested picture once it is shown, or undefined if it cannot be drawn. */
  async final(): Promise<Drawn | undefined> {
    await this.#working;
    return this.#current;
  }

  draw(drawing: Drawing): void {
    this.#next = drawing;
    this.#working ??= this.#work();
  }

  async clear(): Promise<void> {
    this.#next = undefined;
    await this.#working;
    if (!this.#working) this.#keep(undefined);
  }

  async #work(): Promise<void> {
    while (this.#next) {
      const next = this.#next;
      this.#next = undefined;
      const bytes = await encoded(next).catch(() => undefined);
      this.#keep(bytes && { bytes, url: URL.createObjectURL(bytes) });
    }
    this.#working = undefined;
  }

  #keep(drawn: Drawn | undefined): void {
    const last = this.#current;
    this.#current = drawn;
    this.#show(drawn);
    if (last) URL.revokeObjectURL(last.url);
  }
}

async function encoded({ image, size, target, placement }: Drawing): Promise<Blob> {
  const { width, height } = target;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false })!;
  const { background, filling } = placement;
  context.imageSmoothingQuality = 'high';
  // Also fills behind transparent pixels, which servers treat differently.
  context.fillStyle = background === 'white' ? '#fff' : '#000';
  context.fillRect(0, 0, width, height);
  const paint = (how: Placement, grow = 0) => {
    const { x, y, ...to } = rectangleOf(size, target, how);
    context.drawImage(image, x - grow, y - grow, to.width + 2 * grow, to.height + 2 * grow);
  };
  if (filling === 'pad' && background === 'blurred') {
    const radius = Math.max(2, Math.round((Math.max(width, height) * blur) / 100));
    context.filter = `blur(${radius}px)`;
    // The blurred edge is translucent, so it is drawn outside the frame.
    paint({ ...placement, filling: 'crop', x: 0.5, y: 0.5 }, radius * 2);
    context.filter = 'none';
  }
  paint(placement);
  const png = await canvas.convertToBlob({ type: 'image/png' });
  return png.size <= pngUpTo ? png : canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality });
}
