import * as l10n from '@vscode/l10n';
import { rates } from '../shared/playback';
import { button, el } from './dom';
import { icon, type IconName } from './icons';
import { keyMap, type PlayerCommand } from './keys';
import { clock, fineClock } from './time';

export interface ControlActions {
  run(command: PlayerCommand): void;
  seek(seconds: number): void;
  rate(rate: number): void;
  volume(volume: number): void;
}

export interface ControlState {
  time: number;
  duration: number;
  paused: boolean;
  muted: boolean;
  volume: number;
  rate: number;
  loop: boolean;
  full: boolean;
}

/** The bar below the picture. Holds no state: it shows what it is told. */
export class Controls {
  readonly element: HTMLElement;
  private readonly play = this.iconButton('toggle');
  private readonly mute = this.iconButton('mute');
  private readonly loop = this.iconButton('loop');
  private readonly full = this.iconButton('fullScreen');
  private readonly seek = el('input', { type: 'range', class: 'seek', min: 0, max: 0, step: 'any', value: 0 });
  private readonly volume = el('input', { type: 'range', class: 'volume', min: 0, max: 1, step: 0.05, value: 1 });
  private readonly time = el('span', { class: 'time' });
  private readonly rate = el('select', { class: 'rate', 'aria-label': l10n.t('Speed'), title: l10n.t('Speed') });

  constructor(private readonly actions: ControlActions) {
    this.seek.setAttribute('aria-label', l10n.t('Position'));
    this.volume.setAttribute('aria-label', l10n.t('Volume'));
    this.rate.append(...rates.map((rate) => el('option', { value: rate }, `${rate}×`)));
    this.seek.addEventListener('input', () => actions.seek(this.seek.valueAsNumber));
    this.volume.addEventListener('input', () => actions.volume(this.volume.valueAsNumber));
    this.rate.addEventListener('change', () => actions.rate(Number(this.rate.value)));
    setIcon(this.loop, 'loop', l10n.t('Loop'), keyMap.loop[0]);

    const previous = this.iconButton('previousFrame');
    const next = this.iconButton('nextFrame');
    const help = this.iconButton('help');
    setIcon(previous, 'stepBack', l10n.t('Previous frame'), keyMap.previousFrame[0]);
    setIcon(next, 'stepForward', l10n.t('Next frame'), keyMap.nextFrame[0]);
    setIcon(help, 'keyboard', l10n.t('Keyboard shortcuts'), keyMap.help[0]);
    help.setAttribute('aria-haspopup', 'dialog');

    this.element = el(
      'div',
      { class: 'controls', role: 'group', 'aria-label': l10n.t('Player') },
      this.seek,
      el('div', { class: 'buttons' }, this.play, previous, next, this.time),
      el('div', { class: 'buttons end' }, this.mute, this.volume, this.rate, this.loop, help, this.full),
    );
  }

  show({ time, duration, paused, muted, volume, rate, loop, full }: ControlState): void {
    const silent = muted || volume === 0;
    setIcon(this.play, paused ? 'play' : 'pause', paused ? l10n.t('Play') : l10n.t('Pause'), 'k');
    setIcon(this.mute, silent ? 'muted' : 'sound', silent ? l10n.t('Unmute') : l10n.t('Mute'), keyMap.mute[0]);
    setIcon(this.full, full ? 'shrink' : 'expand', full ? l10n.t('Leave full screen') : l10n.t('Full screen'), 'f');
    this.loop.setAttribute('aria-pressed', String(loop));
    this.rate.value = String(rate);
    fill(this.volume, silent ? 0 : volume, 1);
    this.seek.max = String(duration);
    fill(this.seek, time, duration);
    this.seek.setAttribute('aria-valuetext', l10n.t('{0} of {1}', clock(time), clock(duration)));
    setText(this.time, `${fineClock(time)} / ${fineClock(duration)}`);
  }

  private iconButton(command: PlayerCommand): HTMLButtonElement {
    return button('', () => this.actions.run(command), { class: 'icon-button', 'data-command': command });
  }
}

function setIcon(target: HTMLButtonElement, name: IconName, label: string, key: string | undefined): void {
  const title = key ? `${label} (${key})` : label;
  if (target.title === title) return;
  target.title = title;
  target.setAttribute('aria-label', label);
  target.replaceChildren(icon(name));
}

function fill(input: HTMLInputElement, value: number, max: number): void {
  input.value = String(value);
  input.style.setProperty('--fill', `${max > 0 ? Math.min(100, (value / max) * 100) : 0}%`);
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
