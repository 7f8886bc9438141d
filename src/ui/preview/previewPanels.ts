import * as vscode from 'vscode';
import type { JobRecord, JobRef } from '../../jobs/job';
import { parsePageState } from '../../shared/playback';
import { tabTitle } from './jobView';
import { PreviewPanel, type PreviewDeps } from './previewPanel';

export type { PreviewDeps } from './previewPanel';

const previewViewType = 'videoJobs.preview';

/** The open previews: one tab for a job. */
export class PreviewPanels implements vscode.Disposable {
  private readonly panels = new Map<string, PreviewPanel>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly deps: PreviewDeps) {
    this.subscriptions = [
      deps.jobs.onDidChange(({ changed, removed }) => {
        for (const key of [...changed.map((job) => job.key), ...removed]) this.panels.get(key)?.update();
      }),
      deps.providers.onDidChange(() => {
        for (const panel of this.panels.values()) panel.update();
      }),
      vscode.window.registerWebviewPanelSerializer(previewViewType, {
        deserializeWebviewPanel: async (panel, state) => this.restore(panel, state),
      }),
    ];
  }

  /** Shows a job's tab, the one that is open already if there is one. Does nothing for a job that is not in the list. */
  open(ref: JobRecord | JobRef): void {
    const job = this.deps.jobs.find('key' in ref ? { key: ref.key } : ref);
    if (!job) return;
    const open = this.panels.get(job.key);
    if (open) return open.reveal();
    this.adopt(
      job.key,
      vscode.window.createWebviewPanel(previewViewType, tabTitle(job), vscode.ViewColumn.Active, {
        enableScripts: true,
      }),
    );
  }

  /** Whether a tab has the job's clips open. */
  shows(key: string): boolean {
    return this.panels.has(key);
  }

  dispose(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  /** After a reload VS Code gives back the tab and what the page had stored; only the job's key of it is used here. */
  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    const key = parsePageState(state)?.key;
    if (key === undefined || this.panels.has(key)) {
      panel.dispose();
      return;
    }
    this.adopt(key, panel);
  }

  private adopt(key: string, panel: vscode.WebviewPanel): void {
    this.panels.set(key, new PreviewPanel(key, panel, this.deps, () => this.panels.delete(key)));
  }
}

/** Starts the previews; to be disposed with the extension. */
export const registerPreview = (deps: PreviewDeps): PreviewPanels => new PreviewPanels(deps);
