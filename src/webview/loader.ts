import type { ClipHeader } from '../shared/header';
import type { ClipFile } from '../shared/view';
import { inMemoryUpTo, intoMemory } from './memory';
import { loadReader, type Reader } from './reader';
import { readSheet } from './sheet';
import { Strip, type StripFiles } from './strip';
import type { VideoSwap } from './videoSwap';

interface LoaderEvents {
  /** The clip is played by another element from now on. */
  exchanged(): void;
  /** The file was read, here and now. */
  header(header: ClipHeader): void;
  /** There are small pictures to be shown. */
  strip(strip: Strip): void;
  /** They were made, and are worth keeping. */
  stripMade?(files: StripFiles): void;
  /** The clip stays with the element that plays it now. */
  settled(): void;
  /** It cannot be played from this file; the one before goes on. */
  failed(): void;
}

/** Somebody who seeks all the time is met another time. */
const mostTries = 3;

/**
 * What is done behind a clip that is seen already: it is taken into memory, where seeking is quick, its header is read
 * and its filmstrip made. Nothing of this is needed to play, so nothing of it is an error.
 */
export class Loader {
  readonly #abort = new AbortController();
  #blobUrl: string | undefined;

  readonly #file: ClipFile;
  readonly #deck: VideoSwap;
  readonly #events: LoaderEvents;

  constructor(file: ClipFile, deck: VideoSwap, events: LoaderEvents) {
    this.#file = file;
    this.#deck = deck;
    this.#events = events;
  }

  /** To be called when the first frame is there: until then the line is for it alone. */
  async run(): Promise<void> {
    const { url, bytes, coming } = this.#file;
    const { signal } = this.#abort;
    try {
      const shown = await this.#known();
      // A copy takes its place in a moment: that one is worth the memory.
      if (coming) return this.#events.settled();
      if (bytes > inMemoryUpTo) {
        if (this.#deck.video.currentSrc !== url) await this.#exchange(url);
        this.#events.settled();
        return await this.#read(({ headerAt }) => headerAt(url, bytes, signal));
      }
      const blob = await intoMemory(url, bytes, signal);
      await this.#read(({ headerOfBlob }) => headerOfBlob(blob));
      if (signal.aborted) return;
      const blobUrl = URL.createObjectURL(blob);
      this.#blobUrl = blobUrl;
      await this.#exchange(blobUrl);
      this.#events.settled();
      if (!shown && this.#events.stripMade) await this.#make(blobUrl, blob);
    } catch {
      // Hidden, closed or gone: the clip goes on to play from where it is.
      this.#events.settled();
    }
  }

  async #exchange(url: string): Promise<void> {
    const { signal } = this.#abort;
    let outcome = await this.#deck.exchange(url, signal);
    for (let tries = 1; outcome === 'apart' && tries < mostTries && !signal.aborted; tries++) {
      outcome = await this.#deck.exchange(url, signal);
    }
    if (signal.aborted) return;
    if (outcome === 'done') this.#events.exchanged();
    else if (outcome === 'unplayable') this.#events.failed();
  }

  /** What it has in memory may go on to be played. */
  stop(): void {
    this.#abort.abort();
  }

  dispose(): void {
    this.#abort.abort();
    if (this.#blobUrl !== undefined) URL.revokeObjectURL(this.#blobUrl);
  }

  get #aspect(): number {
    const { videoWidth, videoHeight } = this.#deck.video;
    return videoWidth > 0 && videoHeight > 0 ? videoWidth / videoHeight : 0;
  }

  /** A reader that cannot be had keeps the clip from nothing else. */
  async #read(header: (reader: Reader) => Promise<ClipHeader | undefined>): Promise<void> {
    const reader = this.#file.header ? undefined : await findReader();
    const found = reader && (await header(reader));
    if (found && !this.#abort.signal.aborted) this.#events.header(found);
  }

  /** Shows the pictures that were made before, or the provider's own. */
  async #known(): Promise<boolean> {
    const aspect = this.#aspect;
    const file = this.#file;
    if (aspect === 0) return true;
    const strip = new Strip(aspect);
    let there = file.strip !== undefined && (await strip.load(file.strip));
    if (!there && file.sheet !== undefined) {
      const sheet = await readSheet(file.sheet, aspect);
      if (sheet) strip.spread(sheet.image, sheet.grid);
      there = sheet !== undefined;
    }
    if (there && !this.#abort.signal.aborted) this.#events.strip(strip);
    return there;
  }

  async #make(url: string, blob: Blob): Promise<void> {
    const { signal } = this.#abort;
    const strip = new Strip(this.#aspect);
    this.#events.strip(strip);
    const keys = (await (await findReader())?.keyTimesOf(blob)) ?? [];
    if (signal.aborted) return;
    const files = await strip.make(url, keys, signal);
    if (files && !signal.aborted) this.#events.stripMade?.(files);
  }
}

const findReader = (): Promise<Reader | undefined> => loadReader().catch(() => undefined);
