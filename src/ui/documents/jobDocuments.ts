import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import { jobTitle } from '../words/jobWords';

interface JobDocumentsDeps {
  jobs: Pick<JobService, 'find' | 'onDidChange'>;
}

interface JobDocumentsKind {
  /** URI scheme of the documents. */
  scheme: string;
  /** File extension, which selects the language mode. */
  extension: string;
  /** Comment prefix for the message about a removed job. */
  comment: string;
  text(job: JobRecord): string;
}

/** Jobs as read-only documents that update with them. */
export class JobDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  readonly #deps: JobDocumentsDeps;
  readonly #kind: JobDocumentsKind;

  constructor(deps: JobDocumentsDeps, kind: JobDocumentsKind) {
    this.#deps = deps;
    this.#kind = kind;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(kind.scheme, this),
      vscode.Disposable.from(deps.jobs.onDidChange(({ changed }) => this.#follow(changed))),
    ];
  }

  /** Returns the document's URI; the last part of its path is the tab's title. */
  uriOf(job: JobRecord): vscode.Uri {
    const { scheme, extension } = this.#kind;
    const name = jobTitle(job, 40).replace(/[\\/?#%]+/g, '-');
    return vscode.Uri.from({ scheme, path: `/${name}.${extension}`, query: job.key });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const job = this.#deps.jobs.find({ key: uri.query });
    if (job) return this.#kind.text(job);
    return `${this.#kind.comment}${vscode.l10n.t('This job is no longer in the list')}\n`;
  }

  #follow(changed: readonly JobRecord[]): void {
    const keys = new Set(changed.map(({ key }) => key));
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === this.#kind.scheme && keys.has(uri.query)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }
}
