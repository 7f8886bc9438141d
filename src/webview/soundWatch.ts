import type { ClipHeader } from '../shared/header';
import { isSoundMissing } from './sound';
import type { CountingVideo } from './videoSwap';

/** Counts how long a clip has really played, to tell whether its sound is heard. */
export class SoundWatch {
  #played = 0;
  #last = 0;

  /** To be called as the time goes on. */
  tick({ currentTime, paused, playbackRate }: CountingVideo): void {
    const passed = currentTime - this.#last;
    this.#last = currentTime;
    if (!paused && passed > 0 && passed < 2) this.#played += passed / playbackRate;
  }

  /** Another element counts its bytes anew. */
  restart(): void {
    this.#played = 0;
  }

  /** @param aac whether this editor decodes AAC, when that is known */
  isMissing(video: CountingVideo, header: ClipHeader | undefined, aac: boolean | undefined): boolean {
    return isSoundMissing({
      codec: header && (header.sound?.codec ?? 'none'),
      aac,
      played: this.#played,
      decodedBytes: video.webkitAudioDecodedByteCount,
    });
  }
}
