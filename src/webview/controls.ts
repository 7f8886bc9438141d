import * as l10n from '@vscode/l10n';
import { type Backdrop, rates } from '../shared/playback';
import { button, el } from './dom';
import { icon, type IconName } from './icons';
import { keyName } from './keys';
import { isWhole } from './part';
import { ofPage, type Playable, type PlayCommand, playing } from './playing';
import { clock, fineClock } from './time';
import { Timeline } from './timeline';

const commands = { ...playing, ...ofPage };

/** The bar below the picture. Holds no state: it shows how what plays stands. */
export class Controls {
  readonly element: HTMLElement;
  readonly timeline: Timeline;
  readonly #buttons = new Map<PlayCommand, HTMLButtonElement>();
  readonly #volume = el('input', { type: 'range', class: 'volume', min: 0, max: 1, step: 0.05, value: 1 });
  readonly #time = el('span', { class: 'time' });
  readonly #frame = el('span', { class: 'time frame-number' });
  readonly #rate = el('select', { class: 'rate', 'aria-label': l10n.t('Speed'), title: l10n.t('Speed') });

  readonly #on: Playable;
  readonly #run: (command: PlayCommand) => void;

  constructor(on: Playable, run: (command: PlayCommand) => void) {
    this.#on = on;
    this.#run = run;
    this.timeline = new Timeline((seconds) => on.tape.seek(seconds));
    this.#volume.setAttribute('aria-label', l10n.t('Volume'));
    this.#rate.append(...rates.map((rate) => el('option', { value: rate }, `${rate}×`)));
    this.#volume.addEventListener('input', () => (on.sound.volume = this.#volume.valueAsNumber));
    this.#rate.addEventListener('change', () => (on.tape.rate = Number(this.#rate.value)));
    const group = (className: string, ...children: Node[]) => el('div', { class: `buttons ${className}` }, ...children);
    this.element = el(
      'div',
      { class: 'controls', role: 'group', 'aria-label': l10n.t('Player') },
      this.timeline.element,
      group('', this.#make('toggle'), this.#make('previousFrame'), this.#make('nextFrame'), this.#time, this.#frame),
      group(
        'end',
        ...[this.#make('markFrom'), this.#make('markTo'), this.#make('clearMarks'), this.#make('loop'), this.#rate],
        ...[this.#make('mute'), this.#volume, this.#make('actualSize'), this.#make('backdrop')],
        ...[this.#make('help'), this.#make('fullScreen')],
      ),
    );
    this.#name('previousFrame', 'stepBack', l10n.t('Previous frame'));
    this.#name('nextFrame', 'stepForward', l10n.t('Next frame'));
    this.#name('clearMarks', 'clear', l10n.t('Clear marks'));
    this.#name('actualSize', 'actualSize', l10n.t('Actual size (100%)'));
    this.#name('help', 'keyboard', l10n.t('Keyboard shortcuts'));
    this.#buttons.get('help')?.setAttribute('aria-haspopup', 'dialog');
  }

  show(): void {
    const { tape, sound, view, screen } = this.#on;
    const { time, duration, frame, paused, rate, loop, part } = tape;
    const { muted, volume } = sound;
    const { actualSize, backdrop } = view;
    const full = screen.active;
    const silent = muted || volume === 0;
    this.#name('toggle', paused ? 'play' : 'pause', paused ? l10n.t('Play') : l10n.t('Pause'));
    this.#name('mute', silent ? 'muted' : 'sound', silent ? l10n.t('Unmute') : l10n.t('Mute'));
    this.#name('fullScreen', full ? 'shrink' : 'expand', full ? l10n.t('Exit full screen') : l10n.t('Full screen'));
    this.#name('loop', 'loop', isWhole(part) ? l10n.t('Loop from A to B') : l10n.t('Loop'));
    this.#name('markFrom', 'markFrom', markName(part.from, l10n.t('Mark the start (A)'), 'A'));
    this.#name('markTo', 'markTo', markName(part.to, l10n.t('Mark the end (B)'), 'B'));
    this.#name('backdrop', backdropIcons[backdrop], backdropName(backdrop));
    this.#press('loop', loop);
    this.#press('markFrom', part.from !== undefined);
    this.#press('markTo', part.to !== undefined);
    this.#press('actualSize', actualSize);
    this.#buttons.get('clearMarks')!.disabled = part.from === undefined && part.to === undefined;
    this.#rate.value = String(rate);
    this.#volume.value = String(silent ? 0 : volume);
    this.#volume.style.setProperty('--fill', `${silent ? 0 : volume * 100}%`);
    const words = frame && l10n.t('Frame {0} of {1}', frame.at, frame.of);
    this.timeline.show({ time, duration, part, frame: words });
    setText(this.#time, `${fineClock(time)} / ${fineClock(duration)}`);
    setText(this.#frame, frame ? `${frame.at} / ${frame.of}` : '');
    this.#frame.title = words ?? '';
  }

  #make(command: PlayCommand): HTMLButtonElement {
    const element = button('', () => this.#run(command), { class: 'icon-button', 'data-command': command });
    this.#buttons.set(command, element);
    return element;
  }

  #name(command: PlayCommand, image: IconName, label: string): void {
    const element = this.#buttons.get(command)!;
    const title = `${label} (${keyName(commands[command].keys[0]!)})`;
    if (element.title === title) return;
    element.title = title;
    element.setAttribute('aria-label', label);
    element.replaceChildren(icon(image));
  }

  #press(command: PlayCommand, on: boolean): void {
    this.#buttons.get(command)?.setAttribute('aria-pressed', String(on));
  }
}

const backdropIcons = { editor: 'backdropEditor', black: 'backdropBlack', checker: 'backdropChecker' } as const;

function backdropName(backdrop: Backdrop): string {
  switch (backdrop) {
    case 'editor':
      return l10n.t('Background: editor');
    case 'black':
      return l10n.t('Background: black');
    case 'checker':
      return l10n.t('Background: checkerboard');
  }
}

const markName = (at: number | undefined, name: string, letter: string): string =>
  at === undefined ? name : l10n.t('{0} is at {1}', letter, `${clock(at)}.${Math.floor((at % 1) * 10)}`);

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
