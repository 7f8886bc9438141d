import { type ComparedClip, isSameClip } from '../../shared/comparison';
import { el } from '../dom';
import type { Viewport } from '../viewport';
import { put } from './browser';
import type { Pane } from './pane';

/** The clips in their order, each with its place. */
export class Panes {
  readonly element = el('div', { class: 'seats' });
  clips: readonly ComparedClip[] = [];
  places: readonly Pane[] = [];

  readonly #make: (clip: ComparedClip) => Pane;
  readonly #last: HTMLElement;

  /** @param last what lies over all of them */
  constructor(make: (clip: ComparedClip) => Pane, last: HTMLElement) {
    this.#make = make;
    this.#last = last;
  }

  get viewports(): Viewport[] {
    return this.places.flatMap(({ viewport }) => viewport ?? []);
  }

  /**
   * Places follow their clips, so that one that changes its place goes on to play.
   * @returns for a place from before, where its clip is now
   */
  take(clips: readonly ComparedClip[]): (at: number) => number | undefined {
    const { clips: before, places } = this;
    const kept = clips.map((clip) => places[before.findIndex((one) => isSameClip(one, clip))]);
    for (const place of places) if (!kept.includes(place)) place.dispose();
    this.places = kept.map((place, at) => place ?? this.#make(clips[at]!));
    this.clips = clips;
    if (this.places.some((place, at) => place !== places[at])) this.#seat();
    return (at) => {
      const place = this.places.indexOf(places[at]!);
      return place < 0 ? undefined : place;
    };
  }

  #seat(): void {
    for (const { element } of this.places) put(this.element, element);
    put(this.element, this.#last);
  }
}
