import type { Notice } from '../shared/view';
import { el } from './dom';

/** Tells a screen reader what changes: the state, and the progress in steps of ten. */
export class Announcer {
  readonly element = el('div', { class: 'announcer', role: 'status', 'aria-live': 'polite' });
  #last = '';

  show(status: string, notice: Notice | undefined): void {
    const percent = notice?.progress?.percent;
    const step = percent === undefined ? '' : String(Math.floor(percent / 10));
    const now = [status, notice?.heading ?? '', step].join('\n');
    if (now === this.#last) return;
    this.#last = now;
    const progress = percent === undefined ? undefined : notice?.progress?.label;
    this.element.textContent = [notice?.heading ?? status, progress].filter(Boolean).join(', ');
  }
}
