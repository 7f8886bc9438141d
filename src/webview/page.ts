import { defaultPlayback, type PageState, type Playback } from '../shared/playback';
import type { ActionView, ClipView, JobView } from '../shared/view';
import { Announcer } from './announcer';
import { Details } from './details';
import { el } from './dom';
import { Help } from './help';
import { send } from './host';
import { commandFor } from './keys';
import { clipId, Outputs } from './outputs';
import { Stage } from './stage';

/** The whole page: shows one job as the host describes it, and remembers where the player stood. */
export class Page {
  private readonly stage: Stage;
  private readonly outputs: Outputs;
  private readonly details: Details;
  private readonly help = new Help();
  private readonly announcer = new Announcer();
  private playback: Playback;
  private view: JobView | undefined;

  constructor(
    root: HTMLElement,
    saved: PageState | undefined,
    private readonly remember: (state: PageState) => void,
  ) {
    this.playback = { ...defaultPlayback, ...saved };
    const act = (action: ActionView) => this.act(action);
    this.stage = new Stage({
      act,
      changed: () => this.store(),
      help: () => this.help.toggle(),
      unplayable: ({ variant, index }, reason) => send({ type: 'unplayable', variant, index, reason }),
    });
    this.outputs = new Outputs((id) => this.choose(id));
    this.details = new Details(act);
    root.replaceChildren(
      el('main', { class: 'main' }, this.stage.element, this.outputs.element),
      this.details.element,
      this.announcer.element,
      this.help.element,
    );
    document.addEventListener('keydown', (event) => this.key(event));
  }

  set decodesAac(answer: boolean | undefined) {
    this.stage.decodesAac = answer;
  }

  show(view: JobView): void {
    this.view = view;
    const clip = this.clip;
    const notice = clip ? clip.notice : view.notice;
    if (clip?.url !== undefined) this.stage.showClip(clip, clip.url, this.playback);
    else if (notice) this.stage.showNotice(notice);
    this.outputs.show(view.clips, clip);
    this.details.show({ view, clipFacts: clip?.facts ?? [], hasFile: clip?.url !== undefined });
    this.announcer.show(view.status.label, clip?.url === undefined ? notice : undefined);
    this.store();
  }

  /** The one that was chosen, as long as there is one; else the first. */
  private get clip(): ClipView | undefined {
    const clips = this.view?.clips ?? [];
    const wanted = clipId(this.playback);
    return clips.find((clip) => clipId(clip) === wanted) ?? clips[0];
  }

  private choose(id: string): void {
    const clip = this.view?.clips.find((one) => clipId(one) === id);
    if (!clip || !this.view) return;
    this.playback = { ...this.playback, variant: clip.variant, index: clip.index, time: 0, paused: false };
    this.show(this.view);
  }

  private act({ action, variant, index }: ActionView): void {
    const { variant: shown, index: at } = this.clip ?? this.playback;
    send({ type: 'action', action, variant: variant ?? shown, index: index ?? at });
  }

  private key(event: KeyboardEvent): void {
    if (this.help.element.open && event.key !== '?') return;
    const on = event.target instanceof Element ? event.target : undefined;
    const { key, ctrlKey, metaKey, altKey } = event;
    const type = on?.getAttribute('type') ?? undefined;
    const focus = on ? { tag: on.localName, ...(type ? { type } : {}) } : undefined;
    const command = commandFor({ key, ctrlKey, metaKey, altKey, ...(focus ? { on: focus } : {}) });
    if (!command || !this.stage.run(command)) return;
    event.preventDefault();
  }

  private store(): void {
    if (!this.view) return;
    this.playback = { ...this.playback, ...this.stage.player?.playback };
    this.remember({ ...this.playback, key: this.view.key });
  }
}
