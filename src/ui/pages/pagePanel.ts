import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../../jobs/ports';
import { isRecord } from '../../shared/guards';
import type { HostMessage, PageName } from '../../shared/messages';
import { type PageClip, pageHtml } from './html';

/** Time after which a page is considered stalled, in ms: browsers refuse webviews outside a secure context. */
const readyWithinMs = 10_000;

export interface PageDeps {
  extensionUri: vscode.Uri;
  log: Logger;
}

/** Content of a tab, and the handler of its page's messages. */
export interface PageContent<V extends { title: string }> {
  readonly page: PageName;
  /** Returns the current view. */
  view(): Promise<V>;
  /** Returns the clip that is shown first, if known. */
  firstClip?(): Promise<PageClip | undefined>;
  /** Returns the folders of files that the page may load. Adding one later reloads the page. */
  folders(): readonly string[];
  /** Handles a message; returns false if the page may not send it. */
  receive(message: unknown): boolean;
  /** Called after the start message was sent: the first time, and again after the page was hidden. */
  started?(): void;
  /** Called if the page is visible and does not start. */
  stalled(): void;
  closed(): void;
}

/** Editor tab with a page: its HTML, its files, and its messages one at a time. */
export class PagePanel<V extends { title: string }> implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[] = [];
  #readyTimer: NodeJS.Timeout | undefined;
  #ready = false;
  #disposed = false;
  #sending = false;
  #pending: HostMessage['type'] | undefined;
  #roots: string[] = [];

  readonly #panel: vscode.WebviewPanel;
  readonly #content: PageContent<V>;
  readonly #deps: PageDeps;

  constructor(panel: vscode.WebviewPanel, content: PageContent<V>, deps: PageDeps) {
    this.#panel = panel;
    this.#content = content;
    this.#deps = deps;
    const { webview } = panel;
    this.#subscriptions.push(
      panel.onDidDispose(() => {
        content.closed();
        this.dispose();
      }),
      panel.onDidChangeViewState(() => this.#shown()),
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
    );
    // A grey with contrast in light and dark themes.
    panel.iconPath = vscode.Uri.joinPath(deps.extensionUri, 'media', 'preview.svg');
    this.#allowRoots();
    this.#open().catch((error: unknown) => deps.log.error(`The ${content.page} page could not be made.`, error));
    this.#shown();
  }

  reveal(): void {
    this.#panel.reveal();
    this.#shown();
  }

  /** Sends the current view; concurrent calls are coalesced. */
  update(): void {
    if (!this.#ready || this.#disposed || !this.#panel.visible) return;
    this.#send('view');
  }

  /** True if it is the active tab. */
  get active(): boolean {
    return this.#panel.active;
  }

  /** Posts another message; dropped if the page is not loaded. */
  post(message: object): void {
    if (this.#ready && !this.#disposed) void this.#panel.webview.postMessage(message);
  }

  /** Returns the page's URL of a file. @param version bypasses the cache when the file has changed */
  address(file: string, version: string): string {
    const address = this.#panel.webview.asWebviewUri(vscode.Uri.file(file));
    return address.with({ query: `v=${version}` }).toString();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#readyTimer);
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#panel.dispose();
  }

  async #open(): Promise<void> {
    const panel = this.#panel;
    const content = this.#content;
    const [clip, ...styles] = await Promise.all([
      // The page reports faults of a clip once it has started.
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
    return readFile(vscode.Uri.joinPath(this.#deps.extensionUri, 'media', name).fsPath, 'utf8');
  }

  #shown(): void {
    if (this.#disposed || !this.#panel.visible) return;
    this.update();
    if (this.#ready || this.#readyTimer) return;
    this.#readyTimer = setTimeout(() => {
      this.#readyTimer = undefined;
      if (this.#ready || !this.#panel.visible) return;
      this.#deps.log.warn(`The ${this.#content.page} page did not start.`);
      this.#content.stalled();
    }, readyWithinMs);
  }

  #receive(message: unknown): void {
    if (isRecord(message) && message.type === 'ready') return this.#start();
    if (this.#content.receive(message)) return;
    this.#deps.log.warn(`The ${this.#content.page} page sent something unknown; it was ignored.`);
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

  /** Sends one message at a time; changes in the meantime cause one more. */
  async #sendPending(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#pending && !this.#disposed) {
        const kind = this.#pending;
        this.#pending = undefined;
        this.#allowRoots();
        const view = await this.#content.view();
        if (this.#disposed) return;
        this.#panel.title = view.title;
        this.post(this.#message(kind, view));
        if (kind === 'start') this.#content.started?.();
      }
    } catch (error) {
      this.#deps.log.error(`The ${this.#content.page} could not be brought up to date.`, error);
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

  /** Changing the roots reloads the page, so it is done only if a clip lies outside of the current ones. */
  #allowRoots(): void {
    const { extensionUri } = this.#deps;
    const missing = this.#content.folders().filter((folder) => !this.#roots.some((root) => isInside(root, folder)));
    if (missing.length === 0 && this.#roots.length > 0) return;
    this.#roots = [...new Set([...this.#roots, ...missing])];
    this.#panel.webview.options = {
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
    return this.#panel.webview.asWebviewUri(vscode.Uri.joinPath(this.#deps.extensionUri, ...segments)).toString();
  }
}

export function isInside(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
