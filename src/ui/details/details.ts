import * as vscode from 'vscode';
import type { Redactor } from '../../api/redact';
import { publicJob, type JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/ports';
import { jobTitle } from '../jobWords';

const scheme = 'videojobs';
/** Clips inside an answer, as `data:` addresses, would make it unreadable. */
const longestText = 2000;

export interface DetailsDeps {
  jobs: Pick<JobService, 'find' | 'raw' | 'onDidChange'>;
  redactor: Pick<Redactor, 'text'>;
}

/** A job as its provider describes it, as a read-only JSON document that follows the job. */
export class Details implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  constructor(private readonly deps: DetailsDeps) {
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.Disposable.from(deps.jobs.onDidChange(({ changed }) => this.#follow(changed))),
    ];
  }

  async open(job: JobRecord): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uriOf(job));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const job = this.deps.jobs.find({ key: uri.query });
    if (!job) return `// ${vscode.l10n.t('This job is no longer in the list')}\n`;
    return detailsText(job, this.deps.jobs.raw({ key: job.key }), this.deps.redactor);
  }

  #follow(changed: readonly JobRecord[]): void {
    const keys = new Set(changed.map(({ key }) => key));
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === scheme && keys.has(uri.query)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }
}

/** The answer as it came; what is known here, where there was none. Keys and signed addresses are hidden. */
export function detailsText(job: JobRecord, raw: unknown, redactor: Pick<Redactor, 'text'>): string {
  const text = JSON.stringify(
    raw ?? publicJob(job),
    (_key, value: unknown): unknown => {
      if (typeof value !== 'string') return value;
      const shown = redactor.text(value.slice(0, longestText * 2));
      return shown.length > longestText ? `${shown.slice(0, longestText)}… (${value.length})` : shown;
    },
    2,
  );
  return `${redactor.text(text)}\n`;
}

/** The last part of the path is the name of the tab. */
function uriOf(job: JobRecord): vscode.Uri {
  const name = jobTitle(job, 40).replace(/[\\/?#%]+/g, '-');
  return vscode.Uri.from({ scheme, path: `/${name}.json`, query: job.key });
}
