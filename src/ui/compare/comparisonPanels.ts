import * as vscode from 'vscode';
import { parseComparisonState, type ClipKey } from '../../shared/comparison';
import { panelTypes } from '../names';
import { ComparisonPanel, type ComparisonDeps } from './comparisonPanel';

/** The open comparisons: one tab for a set of clips. */
export class ComparisonPanels implements vscode.Disposable {
  readonly #panels = new Set<ComparisonPanel>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(private readonly deps: ComparisonDeps) {
    this.#subscriptions = [
      deps.jobs.onDidChange(({ changed, removed }) => {
        const keys = [...changed.map((job) => job.key), ...removed];
        for (const panel of this.#panels) if (keys.some((key) => panel.isAbout(key))) panel.update();
      }),
      deps.providers.onDidChange(() => {
        for (const panel of this.#panels) panel.update();
      }),
    ];
  }

  /** Shows the tab with these clips, the one that is open already if there is one. */
  open(clips: readonly ClipKey[]): void {
    const open = [...this.#panels].find((panel) => panel.shows(clips));
    if (open) return open.reveal();
    const title = vscode.l10n.t('Compare');
    this.#adopt(
      clips,
      vscode.window.createWebviewPanel(panelTypes.comparisons, title, vscode.ViewColumn.Active, {
        enableScripts: true,
      }),
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    for (const panel of [...this.#panels]) panel.dispose();
  }

  /** After a reload VS Code gives back the tab and what the page had stored; only the clips' names of it are used here. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const clips = parseComparisonState(state)?.clips;
    if (clips) this.#adopt(clips, panel);
    else panel.dispose();
  }

  #adopt(clips: readonly ClipKey[], panel: vscode.WebviewPanel): void {
    const comparison: ComparisonPanel = new ComparisonPanel(clips, panel, this.deps, () =>
      this.#panels.delete(comparison),
    );
    this.#panels.add(comparison);
  }
}
