import { type ClipHeader, inMemoryUpTo } from '../container/header';
import type { ClipFile } from '../shared/view';
import { intoMemory } from './memory';
import { loadReader, type Reader } from './reader';
import { readSheet } from './sheet';
import { Strip, type StripFiles } from './strip';
import { atMost } from './until';
import type { Exchange, VideoSwap } from './videoSwap';

interface LoaderEvents {
  /** Another element plays the clip from now on. */
  exchanged(): void;
  /** The file's header has been read. */
  header(header: ClipHeader): void;
  /** A filmstrip is ready. */
  strip(strip: Strip): void;
  /** A filmstrip was generated and should be stored. */
  stripMade?(files: StripFiles): void;
  /** The current element keeps playing the clip. */
  settled(): void;
  /** The file cannot be played; the previous one continues. */
  failed(): void;
}

/** Time in ms for which a clip stands at its first frame, so that its sound is heard from the start. */
const longestHold = 800;

/** Size in bytes up to which a copy with sound that is being made may come within that time. */
const soonUpTo = 16 * 1024 * 1024;

/** Attempts to swap elements; a user who seeks constantly can make all of them fail. */
const mostTries = 3;

/**
 * Background work for a clip that is already visible: fetches it into memory for fast seeking, reads its header and
 * makes its filmstrip. Playback needs none of this, so failures are not reported as errors.
 */
export class Loader {
  /** Lets playback begin. */
  endHold = (): void => undefined;

  readonly #abort = new AbortController();
  readonly #inPlace = new Promise<void>((resolve) => (this.endHold = resolve));
  #blobUrl: string | undefined;

  readonly #file: ClipFile;
  readonly #deck: VideoSwap;
  readonly #events: LoaderEvents;

  constructor(file: ClipFile, deck: VideoSwap, events: LoaderEvents) {
    this.#file = file;
    this.#deck = deck;
    this.#events = events;
  }

  /** Resolves when this file is the one that plays, failed to be, or takes too long: playback need not wait any longer. */
  get inPlace(): Promise<void> {
    return atMost(longestHold, this.#inPlace);
  }

  /** Call it when the first frame is visible: until then the bandwidth belongs to playback. */
  async run(): Promise<void> {
    const { url, bytes, coming } = this.#file;
    const { signal } = this.#abort;
    try {
      // First, and from its URL: until then the clip is silent.
      if (!this.#plays && (await this.#exchange(url)) === 'unplayable') return this.#events.settled();
      if (!this.#comesSoon) this.endHold();
      const shown = await this.#known();
      // A copy is about to replace it: do not spend memory on this one.
      if (coming) return this.#events.settled();
      if (bytes > inMemoryUpTo) return this.#events.settled();
      const blob = await intoMemory(url, bytes, signal);
      await this.#readHeader(blob);
      if (signal.aborted) return;
      const blobUrl = URL.createObjectURL(blob);
      this.#blobUrl = blobUrl;
      await this.#exchange(blobUrl);
      this.#events.settled();
      if (!shown && this.#events.stripMade) await this.#make(blobUrl, blob);
    } catch {
      // Hidden, closed or gone: the clip continues from its current source.
      this.#events.settled();
    } finally {
      if (!this.#comesSoon) this.endHold();
    }
  }

  get #comesSoon(): boolean {
    return this.#file.coming === true && this.#file.bytes <= soonUpTo;
  }

  /** True if this file is the one that plays. */
  get #plays(): boolean {
    // The browser resolves and normalises addresses (`%2B` in a host).
    return this.#deck.video.currentSrc === new URL(this.#file.url, document.baseURI).href;
  }

  async #exchange(url: string): Promise<Exchange> {
    const { signal } = this.#abort;
    let outcome = await this.#deck.exchange(url, signal);
    for (let tries = 1; outcome === 'apart' && tries < mostTries && !signal.aborted; tries++) {
      outcome = await this.#deck.exchange(url, signal);
    }
    if (signal.aborted) return outcome;
    if (outcome === 'done') this.#events.exchanged();
    else if (outcome === 'unplayable') this.#events.failed();
    return outcome;
  }

  /** Stops the work; a clip already in memory can still be played. */
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

  /** A reader that cannot be loaded affects nothing else. */
  async #readHeader(blob: Blob): Promise<void> {
    const reader = this.#file.header ? undefined : await findReader();
    const found = await reader?.headerOfBlob(blob);
    if (found && !this.#abort.signal.aborted) this.#events.header(found);
  }

  /** Shows a filmstrip made earlier, or the provider's own frames. Returns false if there is none. */
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
