import * as l10n from '@vscode/l10n';
import type { ActionView, Notice, Progress } from '../shared/view';
import { button, el, Section } from './dom';
import { type Act, factList } from './facts';
import { icon } from './icons';
import { clock } from './time';

/** Notice in the place of a clip. Updates the elapsed time itself while the page is visible. */
export class NoticeCard {
  readonly element = el('div', { class: 'notice' });
  readonly #words: Section<Pick<Notice, 'tone' | 'heading' | 'paragraphs' | 'facts'>>;
  readonly #actions: Section<readonly ActionView[]>;
  readonly #bar = el('div', { class: 'bar' }, el('div', { class: 'bar-fill' }));
  readonly #count = el('span', { class: 'count' });
  readonly #elapsed = el('span', { class: 'elapsed' });
  readonly #progress: HTMLElement;
  /** `performance.now()` at the time the job was created. */
  #since: number | undefined;
  #timer: number | undefined;
  readonly #visibility = (): void => this.#schedule();

  constructor(act: Act) {
    this.#words = new Section(el('div', { class: 'words' }), ({ tone, heading, paragraphs, facts }) => [
      el('h2', {}, icon(tone), heading),
      ...paragraphs.map((text) => el('p', { dir: 'auto' }, text)),
      ...(facts.length > 0 ? [factList(facts, act)] : []),
    ]);
    this.#actions = new Section(el('div', { class: 'actions' }), (actions) =>
      actions.map((action) => actionButton(action, act)),
    );
    this.#progress = el(
      'div',
      { class: 'progress' },
      this.#bar,
      el('div', { class: 'progress-line' }, this.#count, this.#elapsed),
    );
    this.element.append(this.#words.element, this.#progress, this.#actions.element);
    document.addEventListener('visibilitychange', this.#visibility);
  }

  show({ tone, heading, paragraphs, facts, progress, actions }: Notice): void {
    this.element.dataset['tone'] = tone;
    this.#words.show({ tone, heading, paragraphs, facts });
    this.#actions.show(actions);
    this.#actions.element.hidden = actions.length === 0;
    this.#progress.hidden = progress === undefined;
    if (progress) this.#showProgress(progress, heading);
    this.#since = progress?.elapsedMs === undefined ? undefined : performance.now() - progress.elapsedMs;
    this.#schedule();
  }

  dispose(): void {
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#visibility);
  }

  #showProgress({ percent, label }: Progress, heading: string): void {
    this.#bar.setAttribute('role', 'progressbar');
    this.#bar.setAttribute('aria-label', heading);
    this.#bar.classList.toggle('unknown', percent === undefined);
    if (percent === undefined) {
      this.#bar.removeAttribute('aria-valuenow');
      this.#bar.style.removeProperty('--fill');
    } else {
      this.#bar.setAttribute('aria-valuemin', '0');
      this.#bar.setAttribute('aria-valuemax', '100');
      this.#bar.setAttribute('aria-valuenow', String(Math.round(percent)));
      this.#bar.style.setProperty('--fill', `${percent}%`);
    }
    this.#count.textContent = label ?? '';
  }

  #schedule(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tick();
    if (this.#since === undefined || document.visibilityState !== 'visible') return;
    this.#timer = window.setInterval(() => this.#tick(), 1000);
  }

  #tick(): void {
    this.#elapsed.textContent =
      this.#since === undefined ? '' : l10n.t('{0} elapsed', clock((performance.now() - this.#since) / 1000));
  }
}

/** Creates a button for an action of the host. */
export function actionButton(action: ActionView, act: Act): HTMLButtonElement {
  return button(action.label, () => act(action), {
    class: action.primary ? 'button primary' : 'button',
    'data-id': `${action.action}/${action.variant ?? ''}/${action.index ?? ''}`,
  });
}
