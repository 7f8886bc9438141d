import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import type { ReferenceImages } from '../../platform/referenceImages';
import { parseSize, sameSize, type Size } from '../../shared/picture';
import {
  isReferenceMessage,
  largestReference,
  type ReferenceMessage,
  type ReferenceView,
} from '../../shared/reference';
import { type PageContent, type PageDeps, PagePanel } from '../pages/pagePanel';
import { imageFacts, imageFault } from '../prompts/image';
import { chooseImage, type FitTask } from '../prompts/referenceStep';

interface ReferenceDeps extends PageDeps {
  references: Pick<ReferenceImages, 'folder' | 'keep'>;
}

const viewType = 'videoJobs.reference';

/** Opens a tab where the user chooses, crops or fits an image. Returns the file to send, or undefined if it was closed. */
export function fitImage(deps: ReferenceDeps, task: FitTask): Promise<string | undefined> {
  return new Promise((resolve) => new ReferencePanel(deps, task, resolve));
}

interface Brought {
  /** Copy in the extension's storage: the page may load it, and it cannot change after it was checked. */
  kept: string;
  /** File that is sent if the image is not changed. */
  file: string;
  name: string;
  size: Size;
}

/** Editor tab that is a step of a form: open until it is answered or closed. */
class ReferencePanel implements PageContent<ReferenceView> {
  readonly page = 'reference';
  readonly #tab: PagePanel<ReferenceView>;
  readonly #target: Size | undefined;
  #image: Brought | undefined;
  #fault: string | undefined;
  #reading: Promise<void>;

  readonly #deps: ReferenceDeps;
  readonly #answer: (file: string | undefined) => void;

  constructor(deps: ReferenceDeps, task: FitTask, answer: (file: string | undefined) => void) {
    this.#deps = deps;
    this.#answer = answer;
    this.#target = parseSize(task.size);
    const { file } = task;
    this.#reading = file === undefined ? Promise.resolve() : this.#take(() => this.#fromFile(file));
    // The crop must survive a look at another tab.
    const options = { enableScripts: true, retainContextWhenHidden: true };
    const panel = vscode.window.createWebviewPanel(viewType, this.#title, vscode.ViewColumn.Active, options);
    this.#tab = new PagePanel(panel, this, deps);
  }

  async view(): Promise<ReferenceView> {
    await this.#reading;
    const image = this.#image;
    const target = this.#target;
    const fault = this.#fault;
    const title = this.#title;
    return {
      title,
      ...(target && { target }),
      ...(image && { image: { url: this.#tab.address(image.kept, '1'), name: image.name, size: image.size } }),
      ...(fault !== undefined && { fault }),
    };
  }

  folders(): string[] {
    return [this.#deps.references.folder];
  }

  stalled(): void {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The image cannot be shown here. Close its tab to go back; it can be used without changes.'),
    );
  }

  closed(): void {
    this.#answer(undefined);
  }

  receive(message: unknown): boolean {
    if (!isReferenceMessage(message)) return false;
    void this.#act(message);
    return true;
  }

  get #title(): string {
    return vscode.l10n.t('Start Image');
  }

  async #act(message: ReferenceMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return;
      case 'image':
        return this.#take(() => this.#look(message.bytes, message.name));
      case 'address':
        return this.#take(() => this.#fromAddress(message.uri));
      case 'tooLarge':
        return this.#take(() => Promise.reject(tooLarge(message.name)));
      case 'choose': {
        const image = await chooseImage();
        return image && this.#take(() => this.#fromAddress(image.toString()));
      }
      case 'use':
        return this.#take(() => this.#use(message.bytes));
      case 'useAsItIs':
        return this.#image && this.#finish(this.#image.file);
      case 'cancel':
        return this.#finish(undefined);
    }
  }

  /** Runs a step; if it fails, the page shows the reason and keeps the previous image. */
  async #take(work: () => Promise<void>): Promise<void> {
    this.#fault = undefined;
    try {
      await work();
    } catch (error) {
      this.#deps.log.info('An image was not taken.', error);
      this.#fault = error instanceof Error ? error.message : String(error);
    }
    this.#tab?.update();
  }

  async #fromFile(file: string): Promise<void> {
    const bytes = await this.#fromDisk(vscode.Uri.file(file), () => readFile(file));
    return this.#look(bytes, path.basename(file), file);
  }

  async #fromAddress(text: string): Promise<void> {
    const uri = vscode.Uri.parse(text, true);
    const bytes = await this.#fromDisk(uri, () => vscode.workspace.fs.readFile(uri));
    return this.#look(bytes, path.posix.basename(uri.path), uri.scheme === 'file' ? uri.fsPath : undefined);
  }

  async #fromDisk(uri: vscode.Uri, read: () => Thenable<Uint8Array>): Promise<Uint8Array> {
    const name = path.posix.basename(uri.path);
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > largestReference) throw tooLarge(name);
      return await read();
    } catch (cause) {
      if (cause instanceof VideoJobsError) throw cause;
      throw new VideoJobsError('disk', vscode.l10n.t('The image {0} could not be read.', name), { cause });
    }
  }

  /** Checks an image by its first bytes before anything decodes it. */
  async #look(bytes: Uint8Array, name: string, file?: string): Promise<void> {
    const fault = imageFault(bytes, name, undefined);
    const facts = imageFacts(bytes);
    if (!facts || fault?.fatal) throw new VideoJobsError('rejected', fault?.message ?? name);
    const kept = await this.#deps.references.keep(bytes, `${path.parse(name).name}.${facts.type}`);
    const { width, height } = facts;
    this.#image = { kept, file: file ?? kept, name, size: { width, height } };
  }

  async #use(bytes: Uint8Array): Promise<void> {
    const facts = imageFacts(bytes);
    if (!facts || !this.#target || !this.#image || !sameSize(facts, this.#target)) {
      throw new VideoJobsError('rejected', vscode.l10n.t('The image could not be drawn. Use another image.'));
    }
    const { name } = path.parse(this.#image.name);
    this.#finish(await this.#deps.references.keep(bytes, `${name}.${facts.type}`));
  }

  #finish(file: string | undefined): void {
    this.#answer(file);
    this.#tab.dispose();
  }
}

const tooLarge = (name: string) =>
  new VideoJobsError('rejected', vscode.l10n.t('{0} is larger than 20 MB. Choose a smaller image.', name));
