import type { JobService } from '../../jobs/jobService';
import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { Disposable, Logger } from '../../jobs/ports';
import { commandId } from '../../commands/ids';
import { announce, announceExpiry, announceGroup, levels, type Announcement, type Level } from './announcement';
import { GroupedNotifications } from './grouped';

/** Jobs that end within this time of each other are told of together. */
const gatherMs = 1000;

export interface NotificationsDeps {
  jobs: Pick<JobService, 'onDidEnd' | 'onExpiring' | 'onDidChange' | 'find'>;
  log: Logger;
}

export interface Notifications extends Disposable {
  /** For jobs that are sent together. */
  readonly together: Pick<GroupedNotifications, 'begin'>;
}

/** One message when jobs that this user started come to their end, and one while a clip of theirs can still be saved. */
export function registerNotifications({ jobs, log }: NotificationsDeps): Notifications {
  const failed = (error: unknown) => log.warn('A notification could not be shown', error);
  const together = new GroupedNotifications({
    jobs,
    tell: (all) => void tell(announceGroup(all, level())).catch(failed),
  });
  const ended = new Gathered(log, (all) => announce(all, level()));
  const expiring = new Gathered(log, (all) => announceExpiry(all, level(), Date.now()));
  const parts = vscode.Disposable.from(
    together,
    ended,
    expiring,
    jobs.onDidEnd((job) => {
      if (job.mine && !together.take(job)) {
        ended.add(job);
      }
    }),
    jobs.onExpiring((job) => expiring.add(job)),
  );
  return { together, dispose: () => void parts.dispose() };
}

/** Jobs that come within a short time of each other, told of together. */
class Gathered implements Disposable {
  readonly #jobs = new Map<string, JobRecord>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: Logger,
    private readonly announce: (jobs: readonly JobRecord[]) => Announcement | undefined,
  ) {}

  add(job: JobRecord): void {
    this.#jobs.set(job.key, job);
    this.#timer ??= setTimeout(() => {
      this.#tell().catch((error: unknown) => this.log.warn('A notification could not be shown', error));
    }, gatherMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const announcement = this.announce([...this.#jobs.values()]);
    this.#jobs.clear();
    await tell(announcement);
  }
}

const settings = () => vscode.workspace.getConfiguration('videoJobs');

function level(): Level {
  const value = settings().get<string>('notifications');
  return levels.find((one) => one === value) ?? 'all';
}

async function tell(announcement: Announcement | undefined): Promise<void> {
  if (announcement) await show(announcement);
}

async function show({ severity, message, action }: Announcement): Promise<void> {
  const never = vscode.l10n.t('Don’t Show Again');
  const say = {
    information: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[severity];
  const chosen = await say<string>(message, action.label, never);
  if (chosen === never) {
    await settings().update('notifications', 'off' satisfies Level, vscode.ConfigurationTarget.Global);
  } else if (chosen === action.label) {
    const { command, job, jobs = [] } = action;
    const rows = jobs.map((one) => ({ kind: 'job', job: one }));
    await (command === 'list'
      ? vscode.commands.executeCommand('videoJobs.jobs.focus')
      : command === 'compare'
        ? vscode.commands.executeCommand(commandId(command), rows[0], rows)
        : vscode.commands.executeCommand(commandId(command), { kind: 'job', job }));
  }
}
