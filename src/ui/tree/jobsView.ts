import * as vscode from 'vscode';
import { isExpiring } from '../../jobs/due';
import type { JobRef } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import { mostMatches } from '../../jobs/ledger/search';
import type { Disposable, Logger, ProviderDirectory } from '../../jobs/ports';
import { ContextKeys } from '../contextKeys';
import { formatBytes, formatNumber, formatUntil } from '../format';
import { stillIcons } from '../motion';
import { viewId } from '../names';
import { showJobs } from '../run';
import { plain, shorten } from '../text';
import { inProgress } from '../words/jobWords';
import { askForFilter, askForGrouping } from './ask';
import { JobsTree } from './jobsTree';
import type { LazyJobsView } from './lazyJobsView';
import { buildModel, type Grouping, groupings, type Model } from './model';
import type { GroupNode, TreeNode } from './nodes';
import { showOlderCommand } from './treeItems';

const groupingKey = 'videoJobs.groupBy';
/** Delay that coalesces changes, in ms. */
const coalesceMs = 100;
/** Refresh interval of elapsed times, in ms: coarse, as they only show that the job is alive. */
const tickMs = 5000;

interface JobsViewDeps {
  /** View that shows the rows. */
  lazyView: LazyJobsView;
  jobs: JobService;
  /** `faults`: what is wrong with entries of the settings that are left out. */
  providers: ProviderDirectory & { readonly faults?: readonly string[] };
  /** Stores the chosen grouping. */
  memento: vscode.Memento;
  /** Returns the known balance and rate limit of a provider, as lines. */
  about?(provider: string): readonly string[];
  log: Logger;
  /** False if no job is in progress: the ledger is then opened only with the view. */
  active?: boolean;
}

/** The jobs view, as commands use it. */
export interface JobsView {
  /** Selected rows, the focused one first. */
  readonly selection: readonly TreeNode[];
  /** Asks for a grouping and stores it. */
  groupBy(): Promise<void>;
  /** Asks for a filter; the list updates as the user types. */
  setFilter(): Promise<void>;
  clearFilter(): void;
  /** Reveals the newest job in progress. */
  revealActive(): Promise<void>;
  /** Groups the view by family and reveals this job. */
  revealInFamily(ref: JobRef): Promise<void>;
  /** Fetches the provider's next page. @throws VideoJobsError */
  loadMore(provider: string): Promise<void>;
}

export function registerJobsView(deps: JobsViewDeps): JobsView & Disposable {
  return new JobsTreeView(deps);
}

class JobsTreeView implements JobsView, Disposable {
  readonly #tree: JobsTree;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #context: ContextKeys;
  readonly #subscriptions: Disposable[];
  #filter = '';
  #pending: NodeJS.Timeout | undefined;
  #ticker: NodeJS.Timeout | undefined;

  readonly #deps: JobsViewDeps;

  constructor(deps: JobsViewDeps) {
    this.#deps = deps;
    const { jobs, providers } = deps;
    this.#tree = new JobsTree({
      build: () => this.#build(),
      jobs,
      labelOf: (provider) => this.#labelOf(provider),
      capabilities: (provider) => (providers.find(provider) ? jobs.capabilities(provider) : undefined),
      about: deps.about,
      still: stillIcons,
    });
    this.#view = deps.lazyView.open(this.#tree);
    this.#context = new ContextKeys(deps);
    this.#subscriptions = [
      this.#tree,
      jobs.onDidChange(() => this.#soon()),
      providers.onDidChange(() => {
        this.#context.keysMayHaveChanged(this.#view.visible);
        this.#tree.redraw();
        this.#soon();
      }),
      this.#view.onDidChangeVisibility(() => this.#shown()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('workbench.reduceMotion')) this.#tree.redraw();
      }),
      vscode.commands.registerCommand(showOlderCommand, (group: GroupNode) => this.#tree.showOlder(group)),
    ];
    if (this.#view.visible) {
      this.#shown();
    } else if (deps.active ?? true) {
      this.#render();
    } else {
      this.#context.update();
    }
  }

  get selection(): readonly TreeNode[] {
    return this.#view.selection;
  }

  async groupBy(): Promise<void> {
    const chosen = await askForGrouping(this.#grouping);
    if (chosen) {
      await this.#group(chosen);
    }
  }

  async #group(by: Grouping): Promise<void> {
    if (by !== this.#grouping) {
      await this.#deps.memento.update(groupingKey, by);
      this.#tree.redraw();
    }
  }

  async setFilter(): Promise<void> {
    const before = this.#filter;
    const accepted = await askForFilter(before, (query) => {
      this.#filter = query;
      this.#soon();
    });
    this.#filter = accepted ?? before;
    this.#render();
  }

  clearFilter(): void {
    this.#filter = '';
    this.#render();
  }

  async revealActive(): Promise<void> {
    await showJobs();
    const job = this.#deps.jobs.due.find(inProgress);
    if (!job) {
      return;
    }
    await this.#reveal(job.key);
  }

  async revealInFamily(ref: JobRef): Promise<void> {
    await this.#group('family');
    await showJobs();
    const job = this.#deps.jobs.find(ref);
    if (job) {
      await this.#reveal(job.key);
    }
  }

  async #reveal(key: string): Promise<void> {
    this.#render();
    if (!this.#tree.rowOf(key)) {
      // The filter must not hide the revealed job.
      this.clearFilter();
    }
    const row = this.#tree.rowOf(key);
    if (row) {
      await this.#view.reveal(row, { select: true, focus: true });
    }
  }

  async loadMore(provider: string): Promise<void> {
    this.#tree.setLoading(provider, true);
    try {
      await vscode.window.withProgress({ location: { viewId } }, () => this.#deps.jobs.loadMore(provider));
    } finally {
      this.#tree.setLoading(provider, false);
      this.#soon();
    }
  }

  dispose(): void {
    clearTimeout(this.#pending);
    clearInterval(this.#ticker);
    this.#subscriptions.forEach((one) => one.dispose());
  }

  get #grouping(): Grouping {
    const kept = this.#deps.memento.get<string>(groupingKey);
    return groupings.find((grouping) => grouping === kept) ?? 'provider';
  }

  #labelOf(id: string): string {
    return shorten(plain(this.#deps.providers.find(id)?.label || id), 60);
  }

  #build(): Model {
    const { jobs, providers } = this.#deps;
    return buildModel({
      list: jobs.list,
      providers: providers.all.map(({ id }) => id),
      labelOf: (id) => this.#labelOf(id),
      problems: jobs.problems,
      pausedUntil: (id) => jobs.pausedUntil(id),
      hasMore: (id) => jobs.hasMore(id),
      grouping: this.#grouping,
      query: this.#filter,
      now: Date.now(),
    });
  }

  #soon(): void {
    this.#pending ??= setTimeout(() => this.#render(), coalesceMs);
  }

  #shown(): void {
    if (this.#view.visible) {
      this.#context.lookUpKeys();
      // A new day may have begun, and elapsed times are outdated.
      this.#tree.redraw();
      this.#render();
    } else {
      this.#tick(false);
    }
  }

  #render(): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
    try {
      this.#draw();
    } catch (error) {
      // The rows stay as they are.
      this.#deps.log.error('The job list could not be read', error);
    }
  }

  #draw(): void {
    this.#tree.update();
    const { due } = this.#deps.jobs;
    const active = due.filter(inProgress).length;
    const tooltip = vscode.l10n.t('{0} in progress', formatNumber(active));
    this.#view.badge = active > 0 ? { value: active, tooltip } : undefined;
    this.#view.message = this.#message();
    this.#context.update({ filtered: this.#filter !== '' && this.#deps.jobs.list.count() > 0 });
    const now = Date.now();
    this.#tick(this.#view.visible && (active > 0 || due.some((job) => isExpiring(job, now))));
  }

  #tick(on: boolean): void {
    if (on === (this.#ticker !== undefined)) {
      return;
    }
    clearInterval(this.#ticker);
    this.#ticker = on ? setInterval(() => this.#tree.tick(), tickMs) : undefined;
  }

  /** Returns the line above the rows: the filter, and the first problem of a provider. */
  #message(): string | undefined {
    if (!this.#view.visible) {
      return undefined;
    }
    const { failure } = this.#deps.jobs;
    if (failure) {
      return vscode.l10n.t('{0} Your jobs are still there. Choose “Refresh” to try again.', plain(failure.message));
    }
    const { groups, shown, total } = this.#tree.model;
    if (!groups.some(({ count, kind }) => count > 0 || kind !== 'all')) {
      // A message would hide the welcome text, which says more.
      return undefined;
    }
    const lines: string[] = [];
    if (this.#filter) {
      const query = shorten(plain(this.#filter), 40);
      lines.push(
        shown < mostMatches
          ? vscode.l10n.t('Filter “{0}”: {1} of {2} jobs.', query, formatNumber(shown), formatNumber(total))
          : vscode.l10n.t(
              'Filter “{0}”: the newest {1} of many. Add words to see older ones.',
              query,
              formatNumber(shown),
            ),
      );
    }
    const [fault] = this.#deps.providers.faults ?? [];
    if (fault !== undefined) lines.push(vscode.l10n.t('Settings: {0}', shorten(plain(fault), 400)));
    const [problem, ...others] = this.#deps.jobs.problems;
    if (problem) {
      const [provider, { message }] = problem;
      const label = this.#labelOf(provider);
      const words = shorten(plain(message), 200);
      lines.push(words.includes(label) ? words : `${label}: ${words}`);
      const until = this.#deps.jobs.pausedUntil(provider);
      if (until !== undefined) lines.push(vscode.l10n.t('No requests until {0}.', formatUntil(until)));
    }
    if (others.length === 1) {
      lines.push(vscode.l10n.t('One more provider has a problem.'));
    } else if (others.length > 1) {
      lines.push(vscode.l10n.t('{0} more providers have a problem.', formatNumber(others.length)));
    }
    if (this.#deps.jobs.diskUsage.isOver) {
      const size = formatBytes(this.#deps.jobs.diskUsage.bytes);
      lines.push(
        vscode.l10n.t(
          'The library has grown to {0}, which is over its limit. Use "Manage Library" to delete what you no longer need.',
          size,
        ),
      );
    }
    return lines.join(' ') || undefined;
  }
}
