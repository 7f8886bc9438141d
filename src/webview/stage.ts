import * as l10n from '@vscode/l10n';
import type { Playback } from '../shared/playback';
import type { ActionView, ClipView, Notice } from '../shared/view';
import { button, el } from './dom';
import { icon } from './icons';
import type { PlayerCommand } from './keys';
import { NoticeCard, type Act } from './noticeCard';
import { Player, type PlayerProblem } from './player';

export interface StageEvents {
  act: Act;
  changed(): void;
  unplayable(clip: ClipView, reason: string): void;
  help(): void;
}

/** The place of the picture: a player, an image, or a notice. */
export class Stage {
  readonly element = el('div', { class: 'stage' });
  player: Player | undefined;
  private notice: NoticeCard | undefined;
  private shownUrl: string | undefined;
  private aac: boolean | undefined;

  constructor(private readonly events: StageEvents) {}

  /** Whether this editor decodes AAC, when that is known. */
  set decodesAac(answer: boolean | undefined) {
    this.aac = answer;
    this.player?.checkSound();
  }

  showNotice(notice: Notice): void {
    this.shownUrl = undefined;
    if (!this.notice) {
      this.clear();
      this.notice = new NoticeCard(this.events.act);
      this.element.replaceChildren(this.notice.element);
    }
    this.notice.show(notice);
  }

  /** A file that is shown already stays as it is. */
  showClip(clip: ClipView, url: string, playback: Playback): void {
    if (this.shownUrl === url) return;
    this.clear();
    this.shownUrl = url;
    if (clip.kind === 'image') {
      const image = el('img', { src: url, alt: clip.label });
      image.addEventListener('error', () => this.problem(clip, 'unplayable', 'image'));
      this.element.replaceChildren(el('div', { class: 'frame' }, image));
      return;
    }
    this.player = new Player(clip, url, playback, () => this.aac, {
      changed: this.events.changed,
      help: this.events.help,
      problem: (problem, reason) => this.problem(clip, problem, reason),
    });
    this.element.replaceChildren(this.player.element);
  }

  run(command: PlayerCommand): boolean {
    this.player?.run(command);
    return this.player !== undefined;
  }

  private problem(clip: ClipView, problem: PlayerProblem, reason: string): void {
    if (problem === 'noSound') return this.remark(l10n.t('This editor cannot decode the sound of this clip.'));
    if (problem === 'noPicture') return this.remark(l10n.t('This editor cannot decode the picture of this clip.'));
    const url = this.shownUrl;
    this.showNotice({
      tone: 'error',
      heading: l10n.t('The clip cannot be shown here'),
      paragraphs: [l10n.t('The file is damaged, or in a format that this editor cannot decode.')],
      facts: [{ label: l10n.t('Reason'), value: reason, code: true }],
      actions: [
        { ...openExternal(), primary: true },
        { action: 'reveal', label: l10n.t('Show in folder') },
      ],
    });
    this.shownUrl = url;
    this.events.unplayable(clip, reason);
  }

  /** One line above the player, once for each thing that is wrong. */
  private remark(text: string): void {
    const lines = [...this.element.querySelectorAll('.remark')];
    if (lines.some((line) => line.querySelector('span')?.textContent === text)) return;
    const open = openExternal();
    this.element.prepend(
      el(
        'div',
        { class: 'remark', role: 'status' },
        icon('warning'),
        el('span', {}, text),
        button(open.label, () => this.events.act(open), { class: 'link' }),
      ),
    );
  }

  private clear(): void {
    this.player?.dispose();
    this.player = undefined;
    this.notice?.dispose();
    this.notice = undefined;
  }
}

const openExternal = (): ActionView => ({ action: 'openExternal', label: l10n.t('Open in the system player') });
