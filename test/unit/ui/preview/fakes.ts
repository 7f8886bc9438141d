import * as path from 'node:path';
import { commands, Uri, type WebviewPanel, window } from 'vscode';
import type { JobRecord, JobRef } from '../../../../src/jobs/job';
import type { JobService } from '../../../../src/jobs/jobService';
import type { Family, FamilyQueries } from '../../../../src/jobs/ledger/families';
import type { JobsChange } from '../../../../src/jobs/ledger/store';
import type { Logger, ProviderDirectory } from '../../../../src/jobs/ports';
import type { HostMessage } from '../../../../src/shared/messages';
import type { PreviewDeps } from '../../../../src/ui/preview/previewPanels';
import { everything } from './jobs';

class Emitter<T> {
  readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}

/** A webview panel that records what is done to it. */
export class FakePanel {
  readonly received = new Emitter<unknown>();
  readonly disposed = new Emitter<void>();
  readonly viewState = new Emitter<void>();
  readonly posted: HostMessage[] = [];
  readonly optionsSet: { localResourceRoots: Uri[] }[] = [];
  readonly onDidDispose = this.disposed.event;
  readonly onDidChangeViewState = this.viewState.event;
  readonly webview: Record<string, unknown>;
  visible = true;
  reveals = 0;
  gone = false;

  constructor(public title: string) {
    const setOptions = (options: { localResourceRoots: Uri[] }) => this.optionsSet.push(options);
    this.webview = {
      html: '',
      cspSource: 'https://csp.test',
      asWebviewUri: (uri: Uri) => uri,
      onDidReceiveMessage: this.received.event,
      postMessage: async (message: HostMessage) => this.posted.push(structuredClone(message)),
      set options(options: { localResourceRoots: Uri[] }) {
        setOptions(options);
      },
    };
  }
  reveal(): void {
    this.reveals++;
  }
  dispose(): void {
    if (this.gone) return;
    this.gone = true;
    this.disposed.fire();
  }
  /** What the page was made of, once it is. */
  async page(): Promise<string> {
    while (this.webview['html'] === '') await new Promise(setImmediate);
    return String(this.webview['html']);
  }
  /** Waits until so many messages were sent. */
  async posts(count: number): Promise<HostMessage[]> {
    while (this.posted.length < count) await new Promise(setImmediate);
    return this.posted;
  }
}

/** A VS Code of panels, commands and messages, and the extension's own services. */
export class FakeHost {
  readonly panels: FakePanel[] = [];
  readonly commands: unknown[][] = [];
  readonly warnings: string[][] = [];
  readonly logged: string[] = [];
  readonly changes = new Emitter<JobsChange>();
  readonly providersChanged = new Emitter<void>();
  jobs: JobRecord[] = [];
  readonly copiesChanged = new Emitter<void>();
  readonly hearingChanged = new Emitter<void>();
  /** A copy is on its way. */
  coming = false;
  readonly wanted: { clip: string; signal: AbortSignal | undefined }[] = [];
  readonly notHeard: string[] = [];
  readonly hears: boolean[] = [];
  copies = {
    folder: '/copies',
    find: async () => this.copy,
    remedy: async (clip: string, missing: string) => {
      this.remedies.push(`${missing} ${path.basename(clip)}`);
      return this.making;
    },
    want: async (clip: string, signal?: AbortSignal) => {
      this.wanted.push({ clip, signal });
      return this.coming;
    },
    notHeard: async (copy: string) => void this.notHeard.push(copy),
    isOfAac: () => true,
    onDidChange: this.copiesChanged.event,
  };
  hearing = { learn: (aac: boolean) => void this.hears.push(aac), onDidChange: this.hearingChanged.event };
  copy: string | undefined;
  /** What a copy by ffmpeg was to cure, and whether one is on its way. */
  readonly remedies: string[] = [];
  making = false;
  providerLabel: string | undefined = 'Acme';
  /** What the user chooses in a message, when he does. */
  answer: Promise<string | undefined> = Promise.resolve(undefined);
  command: () => Promise<void> = () => Promise.resolve();

  constructor(readonly libraryFolder: string) {
    Object.assign(window, {
      createWebviewPanel: (_type: string, title: string) => {
        const panel = new FakePanel(title);
        this.panels.push(panel);
        return panel;
      },
      showWarningMessage: (...words: string[]) => {
        this.warnings.push(words);
        return this.answer;
      },
    });
    Object.assign(commands, {
      executeCommand: (...call: unknown[]) => {
        this.commands.push(call);
        return this.command();
      },
    });
  }

  /** Of whichever job is asked about. */
  family: Family | undefined;

  /** As VS Code does after a reload. */
  restore(to: { restore(panel: WebviewPanel, state: unknown): void }, state: unknown): FakePanel {
    const panel = new FakePanel('restored');
    to.restore(panel as unknown as WebviewPanel, state);
    return panel;
  }

  change(job: JobRecord): void {
    this.jobs = [job, ...this.jobs.filter(({ key }) => key !== job.key)];
    this.changes.fire({ changed: [job], removed: [] });
  }

  get deps(): PreviewDeps {
    const find = (ref: JobRef) =>
      this.jobs.find((job) =>
        'key' in ref ? job.key === ref.key : job.id === ref.id && job.provider === ref.provider,
      );
    const jobs: Pick<JobService, 'find' | 'capabilities' | 'estimate' | 'onDidChange'> & { list: FamilyQueries } = {
      find,
      capabilities: () => everything,
      estimate: () => undefined,
      list: { parent: () => undefined, family: () => this.family },
      onDidChange: this.changes.event,
    };
    const providers: Pick<ProviderDirectory, 'find' | 'onDidChange'> = {
      find: (id) =>
        this.providerLabel === undefined
          ? undefined
          : { id, label: this.providerLabel, type: 'openai', baseUrl: 'https://api.acme.test/v1' },
      onDidChange: this.providersChanged.event,
    };
    const write = (message: string, ...facts: unknown[]) => void this.logged.push([message, ...facts].join(' '));
    const log: Logger = { debug: write, info: write, warn: write, error: write };
    return {
      extensionUri: Uri.file(process.cwd()),
      jobs: jobs as JobService,
      providers: providers as ProviderDirectory,
      settings: { libraryFolder: this.libraryFolder },
      copies: this.copies,
      headers: { read: async () => undefined },
      hearing: this.hearing,
      log,
    };
  }
}
