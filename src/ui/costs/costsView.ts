import * as vscode from 'vscode';
import type { JobService } from '../../jobs/jobService';
import type { ProviderDirectory } from '../../jobs/ports';
import { schemes } from '../names';
import { providerLabel } from '../prompts/pickProvider';
import { costsPage } from './page';

const scheme = schemes.costs;

interface CostsViewDeps {
  jobs: Pick<JobService, 'costs' | 'onDidChange'>;
  providers: Pick<ProviderDirectory, 'find' | 'onDidChange'>;
}

/** Costs of the jobs, as a page that updates while it is open. */
export class CostsView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  readonly #deps: CostsViewDeps;

  constructor(deps: CostsViewDeps) {
    this.#deps = deps;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.Disposable.from(deps.jobs.onDidChange(() => this.#follow())),
    ];
  }

  /** Opens the rendered page; as text if the built-in Markdown extension is disabled. */
  async open(): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('Costs')}.md` });
    this.#changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    }
  }

  /** @throws VideoJobsError `disk` if the ledger cannot be read */
  provideTextDocumentContent(): string {
    const { jobs, providers } = this.#deps;
    const labelOf = (id: string) => providerLabel(providers.find(id) ?? { id });
    return costsPage({ rows: jobs.costs.byDay(), budgets: jobs.costs.budgets(), now: Date.now(), labelOf });
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #follow(): void {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) this.#changed.fire(uri);
  }
}
