import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { Redactor } from '../../api/redact';
import { commandId, type CommandName } from '../../commandIds';
import type { JobRecord } from '../../jobs/job';
import {
  type ClipKey,
  type ComparisonMessage,
  type ComparisonView,
  fewest,
  isComparisonMessage,
  isSameClip,
} from '../../shared/comparison';
import { parseHeader } from '../../shared/header';
import { type PageContent, PagePanel } from '../pages/pagePanel';
import { FileLook } from '../preview/files';
import type { PreviewDeps } from '../preview/previewPanel';
import { offerWayOut } from '../preview/wayOut';
import { runForSeveral } from '../run';
import { type Candidate, comparisonView } from './comparisonView';

export interface ComparisonDeps extends PreviewDeps {
  redactor: Pick<Redactor, 'text'>;
}

/** Two to four clips in one editor tab. */
export class ComparisonPanel implements PageContent<ComparisonView>, vscode.Disposable {
  readonly page = 'comparison';
  readonly #files: FileLook;
  readonly #tab: PagePanel<ComparisonView>;
  readonly #open = new AbortController();

  #clips: readonly ClipKey[];
  readonly #deps: ComparisonDeps;
  readonly #onClosed: () => void;

  constructor(clips: readonly ClipKey[], panel: vscode.WebviewPanel, deps: ComparisonDeps, onClosed: () => void) {
    this.#clips = clips;
    this.#deps = deps;
    this.#onClosed = onClosed;
    this.#files = new FileLook(deps, {
      toUrl: (file, version) => this.#tab.address(file, version),
      update: () => this.update(),
      signal: this.#open.signal,
    });
    this.#tab = new PagePanel(panel, this, deps);
  }

  /** Returns true if it shows exactly these clips, in any order. */
  shows(clips: readonly ClipKey[]): boolean {
    return (
      clips.length === this.#clips.length && clips.every((clip) => this.#clips.some((own) => isSameClip(own, clip)))
    );
  }

  isAbout(key: string): boolean {
    return this.#clips.some((clip) => clip.key === key);
  }

  reveal(): void {
    this.#tab.reveal();
  }

  update(): void {
    this.#tab.update();
  }

  closed(): void {
    this.#open.abort();
    this.#onClosed();
  }

  dispose(): void {
    this.#open.abort();
    this.#tab.dispose();
  }

  async view(): Promise<ComparisonView> {
    const candidates = await Promise.all(this.#clips.map((clip) => this.#candidate(clip)));
    return comparisonView(candidates, (text) => this.#deps.redactor.text(text));
  }

  folders(): string[] {
    const { settings, copies } = this.#deps;
    const own = this.#clips.flatMap(({ key }) => this.#job(key)?.media ?? []).map((file) => path.dirname(file.path));
    return [settings.libraryFolder, copies.folder, ...own];
  }

  stalled(): void {
    void offerWayOut(this.#clips.map(({ key }) => this.#job(key)).find((job) => job !== undefined));
  }

  receive(message: unknown): boolean {
    if (!isComparisonMessage(message)) return false;
    this.#obey(message);
    return true;
  }

  #obey(message: ComparisonMessage): void {
    switch (message.type) {
      case 'ready':
        return;
      case 'action':
        return this.#run(message.action, [message.clip]);
      case 'differences':
        return this.#run('showDifferences', message.clips);
      case 'remove':
        if (this.#clips.length > fewest) this.#clips = this.#clips.filter((clip) => !isSameClip(clip, message.clip));
        return this.update();
      case 'swap':
        this.#swap(this.#clips.findIndex((clip) => isSameClip(clip, message.clip)));
        return this.update();
      case 'header':
        this.#files.learn(message.version, { header: parseHeader(message.header) });
        return this.update();
      case 'hearing':
        return this.#deps.hearing.learn(message.aac);
      case 'problem':
        this.#deps.log.warn('A clip did not play as it should in a comparison.', message.problem, message.reason);
        this.#files.learn(message.version, { problem: message.problem });
        if (message.problem === 'noSound') void this.#notHeard(message.version);
        return this.update();
    }
  }

  async #notHeard(version: string): Promise<void> {
    const media = this.#clips.flatMap(({ key }) => this.#job(key)?.media ?? []);
    await this.#files.notHeard(media, version);
  }

  #swap(at: number): void {
    if (at < 0) return;
    const clips = [...this.#clips];
    const next = (at + 1) % clips.length;
    [clips[at], clips[next]] = [clips[next]!, clips[at]!];
    this.#clips = clips;
  }

  #run(command: CommandName, clips: readonly ClipKey[]): void {
    const rows = clips.map(({ key, index }) => ({ key, variant: 'video', index }));
    runForSeveral(command, rows).then(
      () => this.update(),
      (error: unknown) => this.#deps.log.error(`${commandId(command)} failed.`, error),
    );
  }

  #job(key: string): JobRecord | undefined {
    return this.#deps.jobs.find({ key });
  }

  async #candidate(clip: ClipKey): Promise<Candidate> {
    const record = this.#job(clip.key);
    if (!record) return clip;
    const { jobs, providers } = this.#deps;
    const provider = providers.find(record.provider);
    const context = {
      provider: { label: provider?.label ?? record.provider, known: provider !== undefined },
      can: jobs.capabilities(record.provider),
      files: await this.#files.at(record.media),
      now: Date.now(),
      estimate: jobs.estimate({ key: clip.key }),
    };
    return { ...clip, job: { record, context } };
  }
}
