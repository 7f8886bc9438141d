import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../../jobs/ports';
import { isRecord } from '../../shared/guards';
import type { HostMessage, PageName } from '../../shared/messages';
import { pageHtml, type PageClip } from './html';

/** A page that has not answered by then will not: the browser refuses webviews outside a secure context. */
const readyWithinMs = 10_000;

export interface PageDeps {
  extensionUri: vscode.Uri;
  log: Logger;
}

/** What a tab shows, and what it does with what the page tells it. */
export interface PageContent<V extends { title: string }> {
  readonly page: PageName;
  /** What is to be seen now. */
  view(): Promise<V>;
  /** The clip that is going to be shown first, where it is known. */
  firstClip?(): Promise<PageClip | undefined>;
  /** Folders of the files that the page may load. Another one later reloads the page. */
  folders(): readonly string[];
  /** Answers whether the message was one that the page may send. */
  receive(message: unknown): boolean;
  /** The page has been sent what it begins with: for the first time, or anew after it was hidden. */
  started?(): void;
  /** The page is in front of somebody and does not start. */
  stalled(): void;
  closed(): void;
}

/** An editor tab with the page: its frame, its files, and its messages one at a time. */
export class PagePanel<V extends { title: string }> implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[] = [];
  #readyTimer: NodeJS.Timeout | undefined;
  #ready = false;
  #disposed = false;
  #sending = false;
  #pending: HostMessage['type'] | undefined;
  #roots: string[] = [];

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly content: PageContent<V>,
    private readonly deps: PageDeps,
  ) {
    const { webview } = panel;
    this.#subscriptions.push(
      panel.onDidDispose(() => {
        content.closed();
        this.dispose();
      }),
      panel.onDidChangeViewState(() => this.#shown()),
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
    );
    // Of a grey that stands out in light and dark alike.
    panel.iconPath = vscode.Uri.joinPath(deps.extensionUri, 'media', 'preview.svg');
    this.#allowRoots();
    this.#open().catch((error: unknown) => deps.log.error(`The ${content.page} page could not be made.`, error));
    this.#shown();
  }

  reveal(): void {
    this.panel.reveal();
    this.#shown();
  }

  /** Sends what there is to be seen now; several calls at once make one message. */
  update(): void {
    if (!this.#ready || this.#disposed || !this.panel.visible) return;
    this.#send('view');
  }

  /** Whether it is the tab that is in use. */
  get active(): boolean {
    return this.panel.active;
  }

  /** Tells the page something else; a page that is not there does not hear it. */
  post(message: object): void {
    if (this.#ready && !this.#disposed) void this.panel.webview.postMessage(message);
  }

  /** The page's address of a file. @param version keeps a changed file from being played from a cache */
  address(file: string, version: string): string {
    const address = this.panel.webview.asWebviewUri(vscode.Uri.file(file));
    return address.with({ query: `v=${version}` }).toString();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#readyTimer);
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.panel.dispose();
  }

  async #open(): Promise<void> {
    const { panel, content } = this;
    const [clip, ...styles] = await Promise.all([
      // What is wrong with a clip is said when the page is there.
      content.firstClip?.().catch(() => undefined),
      this.#style('controls.css'),
      this.#style('preview.css'),
    ]);
    if (this.#disposed) return;
    panel.webview.html = pageHtml({
      page: content.page,
      cspSource: panel.webview.cspSource,
      script: this.#asset('dist', 'preview.js'),
      style: styles.join('\n'),
      language: vscode.env.language,
      clip,
    });
  }

  #style(name: string): Promise<string> {
    return readFile(vscode.Uri.joinPath(this.deps.extensionUri, 'media', name).fsPath, 'utf8');
  }

  #shown(): void {
    if (this.#disposed || !this.panel.visible) return;
    this.update();
    if (this.#ready || this.#readyTimer) return;
    this.#readyTimer = setTimeout(() => {
      this.#readyTimer = undefined;
      if (this.#ready || !this.panel.visible) return;
      this.deps.log.warn(`The ${this.content.page} page did not start.`);
      this.content.stalled();
    }, readyWithinMs);
  }

  #receive(message: unknown): void {
    if (isRecord(message) && message.type === 'ready') return this.#start();
    if (this.content.receive(message)) return;
    this.deps.log.warn(`The ${this.content.page} page sent something unknown; it was ignored.`);
  }

  #start(): void {
    this.#ready = true;
    clearTimeout(this.#readyTimer);
    this.#readyTimer = undefined;
    this.#send('start');
  }

  #send(kind: HostMessage['type']): void {
    if (kind === 'start' || !this.#pending) this.#pending = kind;
    if (!this.#sending) void this.#sendPending();
  }

  /** One message at a time; changes that come meanwhile make one more. */
  async #sendPending(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#pending && !this.#disposed) {
        const kind = this.#pending;
        this.#pending = undefined;
        this.#allowRoots();
        const view = await this.content.view();
        if (this.#disposed) return;
        this.panel.title = view.title;
        this.post(this.#message(kind, view));
        if (kind === 'start') this.content.started?.();
      }
    } catch (error) {
      this.deps.log.error(`The ${this.content.page} could not be brought up to date.`, error);
    } finally {
      this.#sending = false;
    }
  }

  #message(kind: HostMessage['type'], view: V): HostMessage<V> {
    if (kind === 'view') return { type: 'view', view };
    return {
      type: 'start',
      ...(vscode.l10n.bundle ? { translations: vscode.l10n.bundle } : {}),
      locale: vscode.env.language,
      probe: this.#asset('media', 'probe.m4a'),
      view,
    };
  }

  /** Setting other roots reloads the page, so it is done only when a clip lies outside of those that are set. */
  #allowRoots(): void {
    const { extensionUri } = this.deps;
    const missing = this.content.folders().filter((folder) => !this.#roots.some((root) => isInside(root, folder)));
    if (missing.length === 0 && this.#roots.length > 0) return;
    this.#roots = [...new Set([...this.#roots, ...missing])];
    this.panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [
        vscode.Uri.joinPath(extensionUri, 'dist'),
        vscode.Uri.joinPath(extensionUri, 'media'),
        ...this.#roots.map((folder) => vscode.Uri.file(folder)),
      ],
    };
  }

  #asset(...segments: string[]): string {
    return this.panel.webview.asWebviewUri(vscode.Uri.joinPath(this.deps.extensionUri, ...segments)).toString();
  }
}

export function isInside(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
