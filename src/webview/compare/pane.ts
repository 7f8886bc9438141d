import * as l10n from '@vscode/l10n';
import type { ClipHeader } from '../../container/header';
import type { ComparedClip } from '../../shared/comparison';
import type { ClipProblem } from '../../shared/messages';
import { defaultPlayback } from '../../shared/playback';
import type { ClipFile, Fact, PageAction } from '../../shared/view';
import { ClipPlayer } from '../clipPlayer';
import { button, el, Section } from '../dom';
import { icon, type IconName } from '../icons';
import { NoticeCard } from '../noticeCard';
import type { Strip } from '../strip';
import { clock } from '../time';
import { Viewport } from '../viewport';

export type PaneCommand = 'hear' | 'swap' | 'remove';

interface PaneEvents {
  run(command: PaneCommand): void;
  act(action: PageAction): void;
  /** The picture was clicked once or twice. */
  pressed(times: 1 | 2): void;
  /** The picture was panned. */
  panned(): void;
  /** The player was replaced or removed: the controller must use the new one. */
  clipsChanged(): void;
  /** The first frame is on screen. */
  shown(): void;
  /** The player's duration is known. */
  joined(player: ClipPlayer): void;
  framed(player: ClipPlayer, time: number, at: number): void;
  header(version: string, header: ClipHeader): void;
  problem(version: string, problem: ClipProblem, reason: string): void;
}

interface PaneState {
  clip: ComparedClip;
  /** From 1. */
  number: number;
  heard: boolean;
  volume: number;
  removable: boolean;
}

interface Head {
  title: string;
  facts: readonly Pick<Fact, 'label' | 'value'>[];
  remarks: readonly string[];
  heard: boolean;
  removable: boolean;
  hasFile: boolean;
}

/** One of several clips: its name and differing facts, and its picture or why there is none. */
export class Pane {
  readonly element: HTMLElement;
  player: ClipPlayer | undefined;
  viewport: Viewport | undefined;
  /** Filmstrip of the clip. */
  strip: Strip | undefined;
  readonly #head: Section<Head>;
  readonly #picture = el('div', { class: 'picture' });
  readonly #over = el('p', { class: 'over-mark', hidden: true });
  readonly #reported = new Set<string>();
  #notice: NoticeCard | undefined;
  #file: ClipFile | undefined;
  #heard = false;

  readonly #events: PaneEvents;

  constructor(events: PaneEvents) {
    this.#events = events;
    this.#head = new Section(el('header', { class: 'head' }), (head) => this.#headed(head));
    this.element = el('section', { class: 'seat' }, this.#head.element, this.#picture);
  }

  show({ clip, number, heard, volume, removable }: PaneState): void {
    const title = `${number}. ${clip.name}`;
    this.element.setAttribute('aria-label', title);
    this.#heard = heard;
    const remarks = clip.remarks.map(({ text }) => text);
    this.#head.show({ title, facts: clip.facts, remarks, heard, removable, hasFile: clip.file !== undefined });
    if (clip.notice) {
      this.#clear();
      this.#notice ??= new NoticeCard(({ action }) => this.#events.act(action));
      this.#notice.show(clip.notice);
      if (!this.#notice.element.isConnected) this.#picture.replaceChildren(this.#notice.element);
    } else if (clip.file) {
      this.#showFile(title, clip.file);
    }
    if (!this.player) return;
    this.player.volume = volume;
    this.player.video.muted = !heard || volume === 0;
  }

  /** Indicates that the clip holds its last frame while longer ones continue. */
  set isOver(over: boolean) {
    this.#over.hidden = !over;
    if (over && this.player) this.#over.textContent = l10n.t('Ended {0}', clock(this.player.duration));
  }

  dispose(): void {
    this.#clear();
    this.#notice?.dispose();
    this.element.remove();
  }

  #showFile(label: string, file: ClipFile): void {
    const last = this.#file;
    if (last?.version === file.version && last.coming === file.coming) return;
    this.#file = file;
    if (!this.player || file.clip === undefined || last?.clip !== file.clip) this.#load(label, file);
    else if (!file.coming) this.player.replace(file);
  }

  #load(label: string, file: ClipFile): void {
    this.#clear();
    this.#file = file;
    this.#notice?.dispose();
    this.#notice = undefined;
    const events = this.#events;
    const player: ClipPlayer = new ClipPlayer(
      label,
      file,
      { ...defaultPlayback, paused: true, muted: true },
      () => undefined,
      {
        moved: () => {},
        changed: () => {},
        sized: () => {
          viewport.fit();
          events.joined(player);
        },
        shown: () => events.shown(),
        header: (header) => events.header(this.#file?.version ?? file.version, header),
        strip: (strip) => (this.strip = strip),
        framed: (time, at) => events.framed(player, time, at),
        problem: (problem, reason) => this.#problem(this.#file?.version ?? file.version, problem, reason),
      },
    );
    const viewport = new Viewport(player.video, () => ({
      width: player.video.videoWidth,
      height: player.video.videoHeight,
    }));
    viewport.element.addEventListener('click', () => viewport.wasDragged || events.pressed(1));
    viewport.element.addEventListener('dblclick', () => events.pressed(2));
    viewport.element.addEventListener('scroll', () => events.panned());
    this.player = player;
    this.viewport = viewport;
    this.#picture.replaceChildren(viewport.element, this.#over);
    events.clipsChanged();
  }

  #clear(): void {
    if (!this.player) return;
    this.viewport?.dispose();
    this.player.dispose();
    this.player = this.viewport = this.strip = this.#file = undefined;
    this.#picture.replaceChildren();
    this.#events.clipsChanged();
  }

  /** Reports each problem of a file once, and missing sound only for the clip whose sound is on. */
  #problem(version: string, problem: ClipProblem, reason: string): void {
    const what = `${version} ${problem}`;
    if (this.#reported.has(what) || (problem === 'noSound' && !this.#heard)) return;
    this.#reported.add(what);
    this.#events.problem(version, problem, reason);
  }

  #headed({ title, facts, remarks, heard, removable, hasFile }: Head): Node[] {
    const events = this.#events;
    const tool = (id: string, image: IconName, label: string, press: () => void, pressed?: boolean) => {
      const on = pressed === undefined ? {} : { 'aria-pressed': String(pressed) };
      const attributes = { class: 'icon-button small', 'data-id': id, title: label, 'aria-label': label, ...on };
      const element = button('', press, attributes);
      element.append(icon(image));
      return element;
    };
    const tools = [
      ...(hasFile
        ? [tool('hear', heard ? 'sound' : 'muted', l10n.t('Play this clip’s audio'), () => events.run('hear'), heard)]
        : []),
      tool('preview', 'film', l10n.t('Open preview'), () => events.act('preview')),
      tool('createAgain', 'again', l10n.t('Create Again…'), () => events.act('createAgain')),
      tool('swap', 'swap', l10n.t('Swap with next'), () => events.run('swap')),
      ...(removable ? [tool('remove', 'clear', l10n.t('Remove from comparison'), () => events.run('remove'))] : []),
    ];
    const pairs = facts.map(({ label, value }) =>
      el('div', {}, el('dt', {}, label), el('dd', { dir: 'auto', title: value }, value)),
    );
    return [
      el('h2', { dir: 'auto' }, title),
      el('div', { class: 'buttons' }, ...tools),
      ...(pairs.length > 0 ? [el('dl', { class: 'differs' }, ...pairs)] : []),
      ...remarks.map((text) => el('p', { class: 'wrong' }, icon('warning'), text)),
    ];
  }
}
