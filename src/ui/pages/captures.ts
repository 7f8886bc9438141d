import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import type { CaptureFault, CaptureMessage, PageMessage } from '../../shared/messages';

/** A frame of a clip at its own size. */
export interface Frame {
  /** Seconds into the clip. */
  at: number;
  /** PNG. */
  bytes: Uint8Array;
}

export type CaptureWish = Omit<CaptureMessage, 'type' | 'id'>;

/** Timeout for a frame, in ms: seeking to the end of a remote clip is slow, and a closed page never responds. */
const patience = 45_000;

interface Asked {
  message: CaptureMessage;
  timer: NodeJS.Timeout;
  settle(answer: Answer | VideoJobsError): void;
}

type Answer = Extract<PageMessage, { type: 'frame' }>;

/** Pending frame requests to a page. They are repeated when the page is rebuilt (hidden, moved). */
export class Captures {
  readonly #asked = new Map<number, Asked>();
  #last = 0;

  readonly #post: (message: CaptureMessage) => void;

  constructor(post: (message: CaptureMessage) => void) {
    this.#post = post;
  }

  /** @throws VideoJobsError `noMedia`, `unsupported`, `timeout`, `cancelled` */
  ask(wish: CaptureWish): Promise<Answer> {
    const id = ++this.#last;
    const message: CaptureMessage = { type: 'capture', id, ...wish };
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer | VideoJobsError) => {
        clearTimeout(timer);
        this.#asked.delete(id);
        if (answer instanceof VideoJobsError) reject(answer);
        else resolve(answer);
      };
      const late = () => settle(new VideoJobsError('timeout', vscode.l10n.t('The preview did not return the frame.')));
      const timer = setTimeout(late, patience);
      this.#asked.set(id, { message, timer, settle });
      this.#post(message);
    });
  }

  /** Repeats all pending requests; called when the page has started. */
  repeat(): void {
    for (const { message } of this.#asked.values()) this.#post(message);
  }

  answered(answer: Extract<PageMessage, { type: 'frame' | 'noFrame' }>): void {
    const asked = this.#asked.get(answer.id);
    asked?.settle(answer.type === 'frame' ? answer : faultOf(answer.fault, answer.reason));
  }

  dispose(): void {
    const closed = new VideoJobsError('cancelled', vscode.l10n.t('The preview was closed.'));
    for (const { settle } of [...this.#asked.values()]) settle(closed);
  }
}

function faultOf(fault: CaptureFault, cause: string): VideoJobsError {
  switch (fault) {
    case 'noClip':
      return new VideoJobsError('noMedia', vscode.l10n.t('Cannot capture a frame: the clip does not play here.'), {
        cause,
      });
    case 'noPicture':
      return new VideoJobsError(
        'unsupported',
        vscode.l10n.t('Cannot capture a frame: this editor cannot decode the video.'),
        { cause },
      );
    case 'clipboard':
      return new VideoJobsError(
        'unsupported',
        vscode.l10n.t('This editor cannot copy images to the clipboard. Save the frame as a file instead.'),
        { cause },
      );
  }
}
