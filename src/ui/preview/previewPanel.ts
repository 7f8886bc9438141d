import * as path from 'node:path';
import * as vscode from 'vscode';
import { commandId } from '../../commands/ids';
import type { JobService, Logger, ProviderDirectory } from '../../jobs/ports';
import type { PlayableCopies } from '../../platform/playableCopies';
import { parseHeader } from '../../shared/header';
import { isPageMessage, type ClipRef, type HostMessage, type PageMessage } from '../../shared/messages';
import type { JobView } from '../../shared/view';
import { commandArgument } from './actions';
import { FileLook } from './files';
import { pageHtml } from './html';
import { goneView, jobView } from './jobView';
import { keepStrip } from './strips';
import { offerWayOut } from './wayOut';

export interface PreviewDeps {
  extensionUri: vscode.Uri;
  jobs: JobService;
  providers: ProviderDirectory;
  /** Where clips are going to be: named to the page before the first one is there, as naming it later reloads the page. */
  settings: { readonly libraryFolder: string };
  copies: Pick<PlayableCopies, 'folder' | 'find' | 'possible'>;
  log: Logger;
}

/** A page that has not answered by then will not: the browser refuses webviews outside a secure context. */
const readyWithinMs = 10_000;

/** One job's editor tab. */
export class PreviewPanel implements vscode.Disposable {
  private readonly files: FileLook;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readyTimer: NodeJS.Timeout | undefined;
  private ready = false;
  private disposed = false;
  private sending = false;
  private pending: HostMessage['type'] | undefined;
  private roots: string[] = [];
  private copyable = false;
  /** When somebody last asked to see it. */
  private askedAt = Date.now();

  constructor(
    readonly key: string,
    private readonly panel: vscode.WebviewPanel,
    private readonly deps: PreviewDeps,
    onDispose: () => void,
  ) {
    const { webview } = panel;
    this.files = new FileLook((file, version) => this.address(file, version), deps.copies);
    this.subscriptions.push(
      panel.onDidDispose(() => {
        onDispose();
        this.dispose();
      }),
      panel.onDidChangeViewState(() => this.shown()),
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
    );
    panel.iconPath = {
      light: vscode.Uri.joinPath(deps.extensionUri, 'media', 'preview-light.svg'),
      dark: vscode.Uri.joinPath(deps.extensionUri, 'media', 'preview-dark.svg'),
    };
    this.allowRoots();
    webview.html = pageHtml({
      cspSource: webview.cspSource,
      script: this.asset('dist', 'preview.js'),
      styles: [this.asset('media', 'controls.css'), this.asset('media', 'preview.css')],
      language: vscode.env.language,
    });
    this.shown();
  }

  reveal(): void {
    this.askedAt = Date.now();
    this.panel.reveal();
    this.shown();
  }

  /** Sends the job as it is now; several calls at once make one message. */
  update(): void {
    if (!this.ready || this.disposed || !this.panel.visible) return;
    this.send('view');
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    clearTimeout(this.readyTimer);
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
    this.panel.dispose();
  }

  private get job() {
    return this.deps.jobs.find({ key: this.key });
  }

  private shown(): void {
    if (this.disposed || !this.panel.visible) return;
    this.update();
    if (this.ready || this.readyTimer) return;
    this.readyTimer = setTimeout(() => {
      this.readyTimer = undefined;
      if (this.ready || !this.panel.visible) return;
      this.deps.log.warn('The preview page did not start.');
      void offerWayOut(this.job);
    }, readyWithinMs);
  }

  private receive(message: unknown): void {
    if (!isPageMessage(message)) {
      this.deps.log.warn('The preview page sent something unknown; it was ignored.');
      return;
    }
    switch (message.type) {
      case 'ready':
        return this.start();
      case 'action':
        return this.act(message);
      case 'shown':
        return this.deps.log.debug(`The first frame was there after ${Date.now() - this.askedAt} ms.`);
      case 'header':
        this.files.learn(message.clip.version, { header: parseHeader(message.header) });
        return this.update();
      case 'strip':
        return void this.keepStrip(message.clip, message.bytes);
      case 'problem':
        return void this.learnProblem(message);
    }
  }

  private async learnProblem({ clip, problem, reason }: Extract<PageMessage, { type: 'problem' }>): Promise<void> {
    this.deps.log.warn('A clip did not play as it should in the preview.', problem, clip.variant, clip.index, reason);
    if (problem === 'noSound') this.copyable = await this.deps.copies.possible();
    this.files.learn(clip.version, { problem });
    this.update();
  }

  /** Beside the clip, so that it is there after everything else is gone; where nothing can be written, it is made again. */
  private async keepStrip({ variant, index }: ClipRef, bytes: Uint8Array): Promise<void> {
    const media = this.job?.media.find((file) => file.variant === variant && file.index === index);
    if (!media) return;
    try {
      await keepStrip(media.path, bytes);
    } catch (error) {
      this.deps.log.debug('A filmstrip could not be kept beside its clip.', error);
    }
  }

  private start(): void {
    this.ready = true;
    clearTimeout(this.readyTimer);
    this.readyTimer = undefined;
    this.send('start');
  }

  private act({ action, variant, index }: Extract<PageMessage, { type: 'action' }>): void {
    const job = this.job;
    if (!job) return this.update();
    vscode.commands.executeCommand(commandId(action), commandArgument(job, variant, index)).then(
      () => this.update(),
      (error: unknown) => this.deps.log.error(`${commandId(action)} failed.`, error),
    );
  }

  private send(kind: HostMessage['type']): void {
    if (kind === 'start' || !this.pending) this.pending = kind;
    if (!this.sending) void this.sendPending();
  }

  /** One message at a time; changes that come meanwhile make one more. */
  private async sendPending(): Promise<void> {
    this.sending = true;
    try {
      while (this.pending && !this.disposed) {
        const kind = this.pending;
        this.pending = undefined;
        const view = await this.view();
        if (this.disposed) return;
        this.panel.title = view.title;
        void this.panel.webview.postMessage(this.message(kind, view));
      }
    } catch (error) {
      this.deps.log.error('The preview could not be brought up to date.', error);
    } finally {
      this.sending = false;
    }
  }

  private message(kind: HostMessage['type'], view: JobView): HostMessage {
    if (kind === 'view') return { type: 'view', view };
    return {
      type: 'start',
      ...(vscode.l10n.bundle ? { translations: vscode.l10n.bundle } : {}),
      locale: vscode.env.language,
      probe: this.asset('media', 'probe.m4a'),
      view,
    };
  }

  private async view(): Promise<JobView> {
    const job = this.job;
    if (!job) return goneView(this.key);
    this.allowRoots();
    const provider = this.deps.providers.find(job.provider);
    return jobView(job, {
      provider: { label: provider?.label ?? job.provider, known: provider !== undefined },
      can: this.deps.jobs.capabilities(job.provider),
      files: await this.files.at(job.media),
      copyable: this.copyable,
      now: Date.now(),
      estimate: this.deps.jobs.estimate({ key: job.key }),
    });
  }

  /** Setting other roots reloads the page, so it is done only when a clip lies outside of those that are set. */
  private allowRoots(): void {
    const { extensionUri, settings, copies } = this.deps;
    const wanted = [
      settings.libraryFolder,
      copies.folder,
      ...(this.job?.media ?? []).map((file) => path.dirname(file.path)),
    ];
    const missing = wanted.filter((folder) => !this.roots.some((root) => isInside(root, folder)));
    if (missing.length === 0 && this.roots.length > 0) return;
    this.roots = [...new Set([...this.roots, ...missing])];
    this.panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [
        vscode.Uri.joinPath(extensionUri, 'dist'),
        vscode.Uri.joinPath(extensionUri, 'media'),
        ...this.roots.map((folder) => vscode.Uri.file(folder)),
      ],
    };
  }

  private address(file: string, version: string): string {
    const address = this.panel.webview.asWebviewUri(vscode.Uri.file(file));
    return address.with({ query: `v=${version}` }).toString();
  }

  private asset(...segments: string[]): string {
    return this.panel.webview.asWebviewUri(vscode.Uri.joinPath(this.deps.extensionUri, ...segments)).toString();
  }
}

function isInside(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
