import * as l10n from '@vscode/l10n';
import { el } from './dom';
import { isWhole, type Part } from './part';
import type { Strip } from './strip';
import { clock } from './time';

interface TimelineState {
  time: number;
  duration: number;
  part: Part;
  /** Which frame, in words, where that is known. */
  frame: string | undefined;
}

/** The length of the clip to scrub by: a slider, over small pictures where there are some. */
export class Timeline {
  readonly slider = el('input', { type: 'range', class: 'seek', min: 0, max: 0, step: 'any', value: 0 });
  readonly #shades = el('div', { class: 'part', 'aria-hidden': 'true', hidden: true });
  readonly #from = el('span', { class: 'mark from' }, 'A');
  readonly #to = el('span', { class: 'mark to' }, 'B');
  readonly element = el('div', { class: 'timeline' }, this.#shades, this.slider);
  #strip: Strip | undefined;

  constructor(seek: (seconds: number) => void) {
    this.slider.setAttribute('aria-label', l10n.t('Position'));
    this.slider.addEventListener('input', () => seek(this.slider.valueAsNumber));
    this.#shades.append(this.#from, this.#to);
  }

  /** Shows pictures under the slider. */
  set pictures(strip: Strip | undefined) {
    if (strip === this.#strip) return;
    this.#strip?.element.remove();
    this.#strip = strip;
    if (strip) this.element.prepend(strip.element);
    this.element.classList.toggle('pictured', strip !== undefined);
  }

  show({ time, duration, part, frame }: TimelineState): void {
    const percent = (seconds: number) => (duration > 0 ? Math.min(100, (seconds / duration) * 100) : 0);
    this.slider.max = String(duration);
    this.slider.value = String(time);
    this.element.style.setProperty('--fill', `${percent(time)}%`);
    const { from, to } = part;
    this.#shades.hidden = from === undefined && to === undefined;
    this.#shades.classList.toggle('whole', isWhole(part));
    this.#shades.style.setProperty('--from', `${percent(from ?? 0)}%`);
    this.#shades.style.setProperty('--to', `${percent(to ?? duration)}%`);
    this.#from.hidden = from === undefined;
    this.#to.hidden = to === undefined;
    const place = l10n.t('{0} of {1}', clock(time), clock(duration));
    this.slider.setAttribute('aria-valuetext', frame ? `${place}, ${frame}` : place);
  }
}
