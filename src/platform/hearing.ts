import * as vscode from 'vscode';
import { type SoundFormat, soundFormats } from '../sound/formatNames';

/** What was found out by listening. */
interface Heard {
  /** Whether AAC is decoded. */
  aac: boolean;
  /** Formats of copies of which no sound was decoded. */
  unheard: readonly SoundFormat[];
}

const key = 'videoJobs.hearing';

/**
 * Which sound the windows of this VS Code decode, as their pages find out. It is remembered, so that copies can be made
 * before a page is open; another version, or a browser instead of the desktop, starts over.
 */
export class Hearing {
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;

  readonly #memory: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(memory: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memory = memory;
  }

  /** Whether a page has found that AAC is not decoded. */
  get deaf(): boolean {
    return this.#heard?.aac === false;
  }

  /** The format to make copies in: the first one that was not found silent. */
  get format(): SoundFormat | undefined {
    return soundFormats.find((format) => !this.#heard?.unheard.includes(format));
  }

  /** A page has tried AAC. */
  learn(aac: boolean): void {
    if (this.#heard?.aac === aac) return;
    this.#remember({ aac, unheard: this.#heard?.unheard ?? [] });
  }

  /** A page has played a copy, and heard nothing. */
  refuse(format: SoundFormat): void {
    const { aac = false, unheard = [] } = this.#heard ?? {};
    if (!unheard.includes(format)) this.#remember({ aac, unheard: [...unheard, format] });
  }

  dispose(): void {
    this.#changes.dispose();
  }

  get #place(): string {
    return `${vscode.env.appHost} ${vscode.env.uiKind} ${vscode.version}`;
  }

  get #heard(): Heard | undefined {
    return this.#memory.get<Record<string, Heard>>(key)?.[this.#place];
  }

  #remember(heard: Heard): void {
    // Only this place: others are asked again when they are seen again.
    void this.#memory.update(key, { [this.#place]: heard });
    this.#changes.fire();
  }
}
