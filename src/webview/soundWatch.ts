import type { ClipHeader } from '../container/header';
import { isSoundMissing } from './sound';
import type { CountingVideo } from './videoSwap';

/** Measures how long a clip has actually played, to detect inaudible sound. */
export class SoundWatch {
  #played = 0;
  #last = 0;

  /** Call it on each update of the time. */
  tick({ currentTime, paused, playbackRate }: CountingVideo): void {
    const passed = currentTime - this.#last;
    this.#last = currentTime;
    if (!paused && passed > 0 && passed < 2) this.#played += passed / playbackRate;
  }

  /** Starts over for a new element, whose byte count starts at 0. */
  restart(): void {
    this.#played = 0;
  }

  /** @param aac true if this editor decodes AAC; undefined if unknown */
  isMissing(video: CountingVideo, header: ClipHeader | undefined, aac: boolean | undefined): boolean {
    return isSoundMissing({
      codec: header && (header.sound?.codec ?? 'none'),
      aac,
      played: this.#played,
      decodedBytes: video.webkitAudioDecodedByteCount,
    });
  }
}
