import type { CaptureFault, CaptureMessage, ClipRef, PageMessage } from '../shared/messages';
import { defaultPlayback, outputId, type PageState, type Playback } from '../shared/playback';
import type { ActionView, ClipView, JobView } from '../shared/view';
import { Announcer } from './announcer';
import { bind } from './commands';
import { Details } from './details';
import { el } from './dom';
import { Help } from './help';
import { send } from './host';
import { type FrameAction, ofOneClip, type OneClip } from './oneClip';
import { Outputs } from './outputs';
import { ofPage, playing } from './playing';
import { listenToKeys } from './press';
import { Stage } from './stage';
import { NoPicture } from './still';

/** The preview page: shows one job as the host describes it, and restores the player's state. */
export class Page implements OneClip {
  readonly #stage: Stage;
  readonly #outputs: Outputs;
  readonly #details: Details;
  readonly commands = {
    ...bind(playing, () => this.#stage.player),
    ...bind(ofOneClip, () => this),
    ...bind(ofPage, () => ({ screen: this.#stage.player?.screen, help: this.#help })),
  };
  readonly #help: Help = new Help(this.commands);
  readonly #announcer = new Announcer();
  #playback: Playback;
  #view: JobView | undefined;

  readonly #remember: (state: PageState) => void;

  constructor(
    root: HTMLElement,
    saved: PageState | undefined,
    remember: (state: PageState) => void,
    decodesAac: () => Promise<boolean | undefined>,
  ) {
    this.#remember = remember;
    this.#playback = { ...defaultPlayback, ...saved };
    const act = (action: ActionView) => this.#act(action);
    this.#stage = new Stage(decodesAac, {
      act,
      changed: () => this.#store(),
      run: (command) => this.#run(command),
      shown: () => this.#tell((clip) => ({ type: 'shown', clip })),
      hearing: (aac) => send({ type: 'hearing', aac }),
      header: (header) => this.#tell((clip) => ({ type: 'header', clip, header })),
      stripMade: (files) => this.#tell((clip) => ({ type: 'strip', clip, ...files })),
      problem: (problem, reason) => this.#tell((clip) => ({ type: 'problem', clip, problem, reason })),
    });
    this.#outputs = new Outputs((id) => this.#choose(id));
    this.#details = new Details(act, {
      open: (key) => send({ type: 'relative', key }),
      more: () => send({ type: 'moreFamily' }),
    });
    root.replaceChildren(
      el('main', { class: 'main' }, this.#stage.element, this.#outputs.element),
      this.#details.element,
      this.#announcer.element,
      this.#help.element,
    );
    listenToKeys(this.commands, this.#help, (command) => this.#run(command));
  }

  show(view: JobView): void {
    this.#view = view;
    const clip = this.#clip;
    const notice = clip ? clip.notice : view.notice;
    if (notice) this.#stage.showNotice(notice);
    else if (clip?.file) this.#stage.showClip(clip, clip.file, this.#playback);
    this.#outputs.show(view.clips, clip);
    const hasPicture = this.#hasPicture;
    this.#details.show({
      view,
      clipFacts: clip?.facts ?? [],
      offered: notice?.actions ?? [],
      hasFile: clip?.file !== undefined,
      hasPicture,
    });
    this.#announcer.show(view.status.label, notice);
    this.#store();
  }

  /** Captures a frame for the host. */
  async capture({ id, which, output, to }: CaptureMessage): Promise<void> {
    const fail = (fault: CaptureFault, error?: unknown) => send({ type: 'noFrame', id, fault, reason: String(error) });
    if (output) this.#choose(outputId(output));
    const { player } = this.#stage;
    if (!player) return fail('noClip');
    try {
      const { at, bytes } = await player.still(which);
      if (to === 'host') return send({ type: 'frame', id, at, bytes: new Uint8Array(await bytes.arrayBuffer()) });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': bytes })]).then(
        () => send({ type: 'frame', id, at }),
        (error: unknown) => fail('clipboard', error),
      );
    } catch (error) {
      fail(error instanceof NoPicture ? 'noPicture' : 'noClip', error);
    }
  }

  /** Returns the selected clip, or the first one if the selection no longer exists. */
  get #clip(): ClipView | undefined {
    const clips = this.#view?.clips ?? [];
    const wanted = outputId(this.#playback);
    return clips.find((clip) => outputId(clip) === wanted) ?? clips[0];
  }

  /** True if frames of the shown clip can be captured. */
  get #hasPicture(): boolean {
    const clip = this.#clip;
    return clip?.kind === 'video' && clip.file !== undefined && !clip.notice && !clip.file.noPicture;
  }

  #choose(id: string): void {
    const clip = this.#view?.clips.find((one) => outputId(one) === id);
    if (!clip || !this.#view || clip === this.#clip) return;
    const { from, to, ...playback } = this.#playback;
    this.#playback = { ...playback, variant: clip.variant, index: clip.index, time: 0, paused: false };
    this.show(this.#view);
  }

  frame(action: FrameAction): boolean {
    if (this.#hasPicture) this.#act({ action });
    return this.#hasPicture;
  }

  turn(by: number): void {
    const clips = this.#view?.clips ?? [];
    const at = clips.findIndex((clip) => clip === this.#clip);
    const next = clips.length > 1 ? clips[(at + by + clips.length) % clips.length] : undefined;
    if (next) this.#choose(outputId(next));
  }

  /** Sends a message about the file that is shown. */
  #tell(message: (clip: ClipRef) => PageMessage): void {
    const clip = this.#clip;
    if (clip?.file) send(message({ variant: clip.variant, index: clip.index, version: clip.file.version }));
  }

  #act({ action, variant, index }: Omit<ActionView, 'label'>): void {
    const { variant: shown, index: at } = this.#clip ?? this.#playback;
    send({ type: 'action', action, variant: variant ?? shown, index: index ?? at });
  }

  #run(command: keyof Page['commands']): boolean {
    const done = this.commands[command].run();
    if (done) this.#stage.player?.changed();
    return done;
  }

  #store(): void {
    if (!this.#view) return;
    this.#playback = { ...this.#playback, ...this.#stage.player?.playback };
    this.#remember({ ...this.#playback, key: this.#view.key });
  }
}
