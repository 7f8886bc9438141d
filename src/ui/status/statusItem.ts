import * as vscode from 'vscode';
import { commandId } from '../../commandIds';
import { isExpiring } from '../../jobs/due';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import type { Disposable } from '../../jobs/ports';
import { stillIcons } from '../motion';
import { expectedAt } from '../words/estimateWords';
import { inProgress } from '../words/jobWords';
import { expiryText, statusText, statusTooltip } from './summary';

interface StatusItemDeps {
  jobs: Pick<JobService, 'due' | 'estimate' | 'onDidChange'>;
  /** False if no job is in progress, so that the ledger need not be opened to find out. */
  active?: boolean;
}

/** Shows jobs in progress and clips that expire; rendered on changes only, hidden if there are none. */
export function registerStatusItem(deps: StatusItemDeps): Disposable {
  const item = vscode.window.createStatusBarItem('videoJobs.status', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Video Jobs');
  item.command = commandId('showActive');
  let shown: readonly JobRecord[] = [];

  // The clock rather than the time left: the item is not refreshed as time passes.
  const expected = (job: JobRecord) => {
    const estimate = deps.jobs.estimate({ key: job.key });
    return estimate && expectedAt(estimate);
  };

  const render = () => {
    const { due } = deps.jobs;
    const now = Date.now();
    const active = due.filter(inProgress);
    const expiring = due.filter((job) => isExpiring(job, now)).sort((a, b) => a.expiresAt! - b.expiresAt!);
    const jobs = [...active, ...expiring];
    if (jobs.length === shown.length && jobs.every((job, index) => job === shown[index])) {
      return;
    }
    shown = jobs;
    if (jobs.length === 0) {
      item.hide();
      return;
    }
    const { text, spoken } = active.length > 0 ? statusText(active, stillIcons()) : expiryText(expiring);
    item.text = active.length > 0 && expiring.length > 0 ? `${text} $(warning)` : text;
    item.accessibilityInformation = { label: spoken };
    item.tooltip = statusTooltip(active, expiring, expected);
    item.show();
  };

  const subscription = deps.jobs.onDidChange(render);
  if (deps.active ?? true) {
    render();
  }
  return vscode.Disposable.from(item, subscription);
}
