import * as vscode from 'vscode';
import { type SoundFormat, soundFormats } from '../sound/formatNames';

/** Results of the pages' tests. */
interface Heard {
  /** True if AAC is decoded. */
  aac: boolean;
  /** Formats of copies that played without decoded sound. */
  unheard: readonly SoundFormat[];
}

const key = 'videoJobs.hearing';

/**
 * Audio formats that the windows of this VS Code decode, as tested by pages. Stored, so that copies can be made before
 * a page is open; a new version, or a browser instead of the desktop, starts over.
 */
export class Hearing {
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;

  readonly #memory: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(memory: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memory = memory;
  }

  /** True if a page found that AAC is not decoded. */
  get deaf(): boolean {
    return this.#heard?.aac === false;
  }

  /** Format for new copies: the first one that was not found silent. */
  get format(): SoundFormat | undefined {
    return soundFormats.find((format) => !this.#heard?.unheard.includes(format));
  }

  /** Records a page's AAC test. */
  learn(aac: boolean): void {
    if (this.#heard?.aac === aac) return;
    this.#remember({ aac, unheard: this.#heard?.unheard ?? [] });
  }

  /** Records that a page played a copy without sound. */
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
    // Only for this environment: others are tested again when next used.
    void this.#memory.update(key, { [this.#place]: heard });
    this.#changes.fire();
  }
}
