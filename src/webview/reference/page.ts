import * as l10n from '@vscode/l10n';
import { sameSize, type Size } from '../../shared/picture';
import { defaultPlacement, movedBy, type Placement, rectangleOf, sameShape } from '../../shared/placement';
import type { ReferenceView } from '../../shared/reference';
import { button, el } from '../dom';
import { send } from '../host';
import { icon } from '../icons';
import { decoded } from '../strip';
import { takeImages } from './intake';
import { Options } from './options';
import { type Drawn, Result } from './result';

/** Pixels by which an arrow key moves the image; `far` is the factor with Shift. */
const step = 8;
const far = 10;
const arrows: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Shows the reference image exactly as it will be sent, byte for byte. */
export class ReferencePage {
  readonly #fault = el('div', { role: 'alert' });
  readonly #picture = el('img', { class: 'result', alt: '', draggable: 'false' });
  readonly #empty = el('div', { class: 'empty' });
  readonly #frame = el('div', { class: 'frame', role: 'group' }, this.#picture, this.#empty);
  readonly #words = el('p', { role: 'status' });
  readonly #hint = el('p', { class: 'remarks' });
  readonly #use = button('', () => void this.#accept(), { class: 'button primary' });
  readonly #asItIs = button('', () => send({ type: 'useAsItIs' }), { class: 'button' });
  readonly #options = new Options((change) => this.#place({ ...this.#placement, ...change }));
  readonly #result = new Result((drawn) => this.#drawn(drawn));
  #placement: Placement = defaultPlacement;
  #view: ReferenceView | undefined;
  #image: HTMLImageElement | undefined;

  constructor(root: HTMLElement) {
    this.#empty.append(icon('picture'), el('p', {}, l10n.t('Drop or paste an image here.')));
    this.#empty.append(
      el('p', { class: 'remarks' }, l10n.t('When dragging from a VS Code view, hold Shift while dropping.')),
    );
    const choose = button(l10n.t('Choose an Image…'), () => send({ type: 'choose' }), { class: 'button' });
    const cancel = button(l10n.t('Go back'), () => send({ type: 'cancel' }), { class: 'button' });
    root.replaceChildren(
      el('main', { class: 'main' }, el('div', { class: 'stage' }, this.#fault, this.#frame)),
      el(
        'aside',
        { class: 'details', 'aria-label': l10n.t('What will be sent') },
        ...[el('h2', {}, l10n.t('What will be sent')), this.#words, this.#options.element, this.#hint],
        el('div', { class: 'actions' }, this.#use, this.#asItIs, choose, cancel),
      ),
    );
    this.#frame.addEventListener('pointerdown', (event) => this.#drag(event));
    document.addEventListener('keydown', (event) => this.#key(event));
    takeImages((over) => this.#frame.classList.toggle('over', over));
  }

  show(view: ReferenceView): void {
    const before = this.#view?.image?.url;
    this.#view = view;
    const { image, fault, target } = view;
    this.#fault.replaceChildren(
      ...(fault === undefined
        ? []
        : [el('div', { class: 'remark', 'data-tone': 'warning' }, icon('warning'), el('span', {}, fault))]),
    );
    this.#empty.hidden = image !== undefined;
    this.#asItIs.hidden = image === undefined;
    this.#asItIs.textContent = target ? l10n.t('Use without changes') : l10n.t('Use This Image');
    this.#asItIs.classList.toggle('primary', !target);
    this.#use.hidden = !image || !target;
    if (image?.url !== before) void this.#load();
    else this.#arrange();
  }

  async #load(): Promise<void> {
    const { image } = this.#view ?? {};
    this.#image = undefined;
    void this.#result.clear();
    this.#placement = { ...defaultPlacement, background: this.#placement.background };
    const loaded = image && (await decoded(image.url));
    if (image !== this.#view?.image) return;
    this.#image = loaded;
    this.#arrange();
    if (image && !loaded) this.#words.textContent = l10n.t('{0} cannot be decoded. It is damaged.', image.name);
  }

  /** Redraws the picture and shows the options that apply to the image. */
  #arrange(): void {
    const { image, target } = this.#view ?? {};
    const pair = this.#image && image && target && { image: this.#image, size: image.size, target };
    const shaped = pair !== undefined && sameShape(pair.size, pair.target);
    const movable = pair !== undefined && !shaped && this.#movable(pair.size, pair.target);
    this.#options.show(this.#placement, pair !== undefined && !shaped);
    const resized = shaped && !sameSize(pair.size, pair.target);
    this.#use.textContent = resized ? l10n.t('Resize to {0}', shape(pair.target)) : l10n.t('Use this image');
    this.#hint.textContent = movable ? l10n.t('Drag the image or use the arrow keys to choose the part to keep.') : '';
    this.#frame.classList.toggle('movable', movable);
    if (movable) this.#frame.tabIndex = 0;
    else this.#frame.removeAttribute('tabindex');
    this.#frame.setAttribute('aria-label', movable ? this.#hint.textContent : l10n.t('What will be sent'));
    if (pair) return this.#result.draw({ ...pair, placement: this.#placement });
    // Without a target size, the image itself is sent.
    this.#picture.hidden = !this.#image;
    if (!this.#image || !image) return void (this.#words.textContent = '');
    this.#picture.src = image.url;
    this.#words.textContent = `${shape(image.size)}, ${image.name}`;
  }

  #movable(size: Size, target: Size): boolean {
    const { width, height } = rectangleOf(size, target, this.#placement);
    return this.#placement.filling === 'crop' && (width > target.width || height > target.height);
  }

  #place(placement: Placement): void {
    this.#placement = placement;
    this.#arrange();
  }

  #drawn(drawn: Drawn | undefined): void {
    const { target } = this.#view ?? {};
    this.#use.disabled = drawn === undefined;
    this.#picture.hidden = drawn === undefined;
    if (!drawn || !target) return;
    this.#picture.src = drawn.url;
    const kind = drawn.bytes.type === 'image/png' ? 'PNG' : 'JPEG';
    const amount = (drawn.bytes.size / 1000).toLocaleString(document.documentElement.lang || undefined, {
      maximumFractionDigits: 0,
    });
    this.#words.textContent = l10n.t('{0}, {1}, {2} kB', shape(target), kind, amount);
    this.#picture.alt = this.#words.textContent;
  }

  async #accept(): Promise<void> {
    const drawn = await this.#result.final();
    if (drawn) send({ type: 'use', bytes: new Uint8Array(await drawn.bytes.arrayBuffer()) });
  }

  #move(x: number, y: number): void {
    const { image, target } = this.#view ?? {};
    if (image && target) this.#place(movedBy(this.#placement, image.size, target, { x, y }));
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') return send({ type: 'cancel' });
    const arrow = arrows[event.key];
    if (!arrow || document.activeElement !== this.#frame) return;
    event.preventDefault();
    const by = step * (event.shiftKey ? far : 1);
    this.#move(arrow.x * by, arrow.y * by);
  }

  #drag(start: PointerEvent): void {
    if (start.button !== 0 || !this.#frame.classList.contains('movable')) return;
    // The picture may be displayed scaled.
    const { width, height } = this.#view?.target ?? { width: 1, height: 1 };
    const scale = Math.max(width / this.#picture.clientWidth, height / this.#picture.clientHeight);
    let { clientX, clientY } = start;
    const stop = new AbortController();
    const move = (event: PointerEvent) => {
      this.#move((event.clientX - clientX) * scale, (event.clientY - clientY) * scale);
      ({ clientX, clientY } = event);
    };
    window.addEventListener('pointermove', move, { signal: stop.signal });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(end, () => stop.abort(), { signal: stop.signal });
    }
  }
}

const shape = ({ width, height }: Size): string => `${width} × ${height}`;
