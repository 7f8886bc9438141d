import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import type { JobRecord, JobRef } from '../../jobs/job';
import { type OutputRef, parsePageState } from '../../shared/playback';
import { panelTypes } from '../names';
import type { CaptureWish, Frame } from '../pages/captures';
import { tabTitle } from './jobView';
import { type PreviewDeps, PreviewPanel } from './previewPanel';

export type { PreviewDeps } from './previewPanel';

/** The open previews: one tab per job. */
export class PreviewPanels implements vscode.Disposable {
  readonly #panels = new Map<string, PreviewPanel>();
  readonly #subscriptions: vscode.Disposable[];

  readonly #deps: PreviewDeps;

  constructor(deps: PreviewDeps) {
    this.#deps = deps;
    this.#subscriptions = [
      deps.jobs.onDidChange(({ changed, removed }) => {
        for (const panel of this.#panels.values()) {
          if (changed.some((job) => panel.shows(job)) || removed.some((key) => panel.names(key))) panel.update();
        }
      }),
      deps.providers.onDidChange(() => this.#update()),
      deps.copies.onDidChange(() => this.#update()),
      deps.hearing.onDidChange(() => this.#update()),
    ];
  }

  /** Opens or reveals a job's tab. Does nothing for a job that is not in the list. */
  open(ref: JobRecord | JobRef): void {
    const job = this.#deps.jobs.find('key' in ref ? { key: ref.key } : ref);
    if (!job) return;
    const open = this.#panels.get(job.key);
    if (open) return open.reveal();
    this.#adopt(
      job.key,
      vscode.window.createWebviewPanel(panelTypes.preview, tabTitle(job), vscode.ViewColumn.Active, {
        enableScripts: true,
      }),
    );
  }

  /** Key of the job in the active tab. */
  get active(): string | undefined {
    return [...this.#panels].find(([, panel]) => panel.active)?.[0];
  }

  /**
   * Captures a frame of one of a job's clips in its tab, which is revealed for that.
   * @throws VideoJobsError `noMedia`, `unsupported` if the frame cannot be decoded or copied, `timeout`, `cancelled`
   */
  async capture(key: string, wish: CaptureWish): Promise<Frame> {
    this.open({ key });
    const panel = this.#panels.get(key);
    if (!panel) throw new VideoJobsError('notFound', vscode.l10n.t('This job is no longer in the list'));
    return panel.capture(wish);
  }

  /** Returns true if a tab has the job's clips open. */
  shows(key: string): boolean {
    return this.#panels.has(key);
  }

  #update(): void {
    for (const panel of this.#panels.values()) panel.update();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  /** Restores a tab after a reload from the page's stored state: the job's key and the output that was shown. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const last = parsePageState(state);
    if (!last || this.#panels.has(last.key)) {
      panel.dispose();
      return;
    }
    this.#adopt(last.key, panel, last);
  }

  #adopt(key: string, panel: vscode.WebviewPanel, last?: OutputRef): void {
    this.#panels.set(key, new PreviewPanel(key, panel, this.#deps, () => this.#panels.delete(key), last));
  }
}
