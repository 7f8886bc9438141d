import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { Disposable, JobService } from '../../jobs/ports';
import { commandId } from '../../commands/ids';
import { inProgress } from '../jobWords';
import { stillIcons } from '../motion';
import { statusText, statusTooltip } from './summary';

export interface StatusItemDeps {
  jobs: Pick<JobService, 'due' | 'onDidChange'>;
  /** False where no job is in progress, so that the list of jobs need not be opened to find out. */
  active?: boolean;
}

/** Follows the jobs in progress; drawn from changes only, hidden when there are none. */
export function registerStatusItem(deps: StatusItemDeps): Disposable {
  const item = vscode.window.createStatusBarItem('videoJobs.status', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Video Jobs');
  item.command = commandId('showActive');
  let shown: readonly JobRecord[] = [];

  const render = () => {
    const active = deps.jobs.due.filter(inProgress);
    if (active.length === shown.length && active.every((job, index) => job === shown[index])) {
      return;
    }
    shown = active;
    if (active.length === 0) {
      item.hide();
      return;
    }
    const { text, spoken } = statusText(active, stillIcons());
    item.text = text;
    item.accessibilityInformation = { label: spoken };
    item.tooltip = statusTooltip(active);
    item.show();
  };

  const subscription = deps.jobs.onDidChange(render);
  if (deps.active ?? true) {
    render();
  }
  return vscode.Disposable.from(item, subscription);
}
