import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { Disposable, JobService, Logger } from '../../jobs/ports';
import { commandId } from '../../commands/ids';
import { announce, levels, type Announcement, type Level } from './announcement';

/** Jobs that end within this time of each other are told of together. */
const gatherMs = 1000;

export interface NotificationsDeps {
  jobs: Pick<JobService, 'onDidEnd'>;
  log: Logger;
}

/** One message when jobs that this user started come to their end. */
export function registerNotifications({ jobs, log }: NotificationsDeps): Disposable {
  const ended = new Map<string, JobRecord>();
  let timer: NodeJS.Timeout | undefined;

  const tell = async () => {
    timer = undefined;
    const announcement = announce([...ended.values()], level());
    ended.clear();
    if (announcement) {
      await show(announcement);
    }
  };

  const subscription = jobs.onDidEnd((job) => {
    if (!job.mine) {
      return;
    }
    ended.set(job.key, job);
    timer ??= setTimeout(() => {
      tell().catch((error: unknown) => log.warn('A notification could not be shown', error));
    }, gatherMs);
  });

  return {
    dispose() {
      clearTimeout(timer);
      subscription.dispose();
    },
  };
}

const settings = () => vscode.workspace.getConfiguration('videoJobs');

function level(): Level {
  const value = settings().get<string>('notifications');
  return levels.find((one) => one === value) ?? 'all';
}

async function show({ severity, message, action }: Announcement): Promise<void> {
  const never = vscode.l10n.t('Don’t Show Again');
  const chosen =
    severity === 'error'
      ? await vscode.window.showErrorMessage(message, action.label, never)
      : await vscode.window.showInformationMessage(message, action.label, never);
  if (chosen === never) {
    await settings().update('notifications', 'off' satisfies Level, vscode.ConfigurationTarget.Global);
  } else if (chosen === action.label) {
    await (action.command === 'list'
      ? vscode.commands.executeCommand('videoJobs.jobs.focus')
      : vscode.commands.executeCommand(commandId(action.command), { kind: 'job', job: action.job }));
  }
}
