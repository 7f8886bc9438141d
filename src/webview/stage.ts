import type { ClipHeader } from '../container/header';
import type { ClipProblem } from '../shared/messages';
import type { Playback } from '../shared/playback';
import type { ClipFile, ClipView, Notice, Remark } from '../shared/view';
import { button, el, Section } from './dom';
import type { Act } from './facts';
import { icon } from './icons';
import { NoticeCard } from './noticeCard';
import { Player } from './player';
import type { PlayCommand } from './playing';
import type { StripFiles } from './strip';

interface StageEvents {
  act: Act;
  changed(): void;
  run(command: PlayCommand): void;
  shown(): void;
  /** Result of the AAC test. */
  hearing(aac: boolean): void;
  header(header: ClipHeader): void;
  stripMade(files: StripFiles): void;
  problem(problem: ClipProblem, reason: string): void;
}

/** Area of the picture: a player, an image, or a notice; remarks above it. */
export class Stage {
  readonly element: HTMLElement;
  player: Player | undefined;
  readonly #place = el('div', { class: 'place' });
  readonly #remarks: Section<readonly Remark[]>;
  readonly #reported = new Set<string>();
  #notice: NoticeCard | undefined;
  #shownUrl: string | undefined;
  #shownFile: ClipFile | undefined;
  #aac: boolean | undefined;
  #probed = false;

  readonly #decodesAac: () => Promise<boolean | undefined>;
  readonly #events: StageEvents;

  /** @param decodesAac tests if this editor decodes AAC */
  constructor(decodesAac: () => Promise<boolean | undefined>, events: StageEvents) {
    this.#decodesAac = decodesAac;
    this.#events = events;
    this.#remarks = new Section(el('div', { role: 'status' }), (remarks) =>
      remarks.map((remark) => this.#line(remark)),
    );
    this.element = el('div', { class: 'stage' }, this.#remarks.element, this.#place);
  }

  showNotice(notice: Notice): void {
    this.#shownUrl = this.#shownFile = undefined;
    this.#remarks.show([]);
    if (!this.#notice) {
      this.#clear();
      this.#notice = new NoticeCard(this.#events.act);
      this.#place.replaceChildren(this.#notice.element);
    }
    this.#notice.show(notice);
  }

  /** Shows a file; does nothing if it is already shown. */
  showClip({ label, kind, remarks }: ClipView, file: ClipFile, playback: Playback): void {
    this.#remarks.show(remarks);
    const last = this.#shownFile;
    if (last?.url === file.url && last.coming === file.coming) return;
    this.#shownUrl = file.url;
    this.#shownFile = file;
    if (this.player && file.clip !== undefined && last?.clip === file.clip) {
      // A copy that is still being made is no reason to reload the clip.
      if (!file.coming) this.player.replace(file);
      return;
    }
    this.#clear();
    this.#shownFile = file;
    if (kind === 'image') {
      const image = el('img', { src: file.url, alt: label });
      image.addEventListener('error', () => this.#problem('unplayable', 'image'));
      this.#place.replaceChildren(el('div', { class: 'frame' }, image));
      return;
    }
    this.player = new Player(label, file, playback, () => this.#aac, {
      ...this.#events,
      shown: () => {
        this.#events.shown();
        void this.#probe();
      },
      problem: (problem, reason) => this.#problem(problem, reason),
    });
    this.#place.replaceChildren(this.player.element);
  }

  /** Runs the AAC test once, and only after the first frame: starting the audio system would delay it. */
  async #probe(): Promise<void> {
    if (this.#probed) return;
    this.#probed = true;
    this.#aac = await this.#decodesAac();
    if (this.#aac !== undefined) this.#events.hearing(this.#aac);
    this.player?.checkSound();
  }

  /** Reports each problem of a file once; the host has the texts. */
  #problem(problem: ClipProblem, reason: string): void {
    const what = `${problem} ${this.#shownUrl}`;
    if (this.#reported.has(what)) return;
    this.#reported.add(what);
    this.#events.problem(problem, reason);
  }

  #line({ tone, text, actions }: Remark): HTMLElement {
    const buttons = actions.map((action) =>
      button(action.label, () => this.#events.act(action), { class: 'link', 'data-id': action.action }),
    );
    return el('div', { class: 'remark', 'data-tone': tone }, icon(tone), el('span', {}, text), ...buttons);
  }

  #clear(): void {
    this.player?.dispose();
    this.player = undefined;
    this.#notice?.dispose();
    this.#notice = undefined;
    this.#shownFile = undefined;
  }
}
