import * as vscode from 'vscode';
import { type ClipKey, parseComparisonState } from '../../shared/comparison';
import { panelTypes } from '../names';
import { type ComparisonDeps, ComparisonPanel } from './comparisonPanel';

/** The open comparisons: one tab per set of clips. */
export class ComparisonPanels implements vscode.Disposable {
  readonly #panels = new Set<ComparisonPanel>();
  readonly #subscriptions: vscode.Disposable[];

  readonly #deps: ComparisonDeps;

  constructor(deps: ComparisonDeps) {
    this.#deps = deps;
    this.#subscriptions = [
      deps.jobs.onDidChange(({ changed, removed }) => {
        const keys = [...changed.map((job) => job.key), ...removed];
        for (const panel of this.#panels) if (keys.some((key) => panel.isAbout(key))) panel.update();
      }),
      deps.providers.onDidChange(() => this.#update()),
      deps.copies.onDidChange(() => this.#update()),
      deps.hearing.onDidChange(() => this.#update()),
    ];
  }

  /** Opens or reveals the tab with these clips. */
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

  #update(): void {
    for (const panel of this.#panels) panel.update();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    for (const panel of [...this.#panels]) panel.dispose();
  }

  /** Restores a tab after a reload from the page's stored state: the keys of its clips. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const clips = parseComparisonState(state)?.clips;
    if (clips) this.#adopt(clips, panel);
    else panel.dispose();
  }

  #adopt(clips: readonly ClipKey[], panel: vscode.WebviewPanel): void {
    const comparison: ComparisonPanel = new ComparisonPanel(clips, panel, this.#deps, () =>
      this.#panels.delete(comparison),
    );
    this.#panels.add(comparison);
  }
}
