import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import type { Disposable, Logger } from '../../jobs/ports';
import { type Settings, writeSetting } from '../../platform/settings/settings';
import { runCommand, runForSeveral, showJobs } from '../run';
import { announce, announceExpiry, announceGroup, type Announcement, isReady } from './announcement';
import { GroupedNotifications } from './grouped';

/** Jobs that end within this time of each other share a notification, in ms. */
const gatherMs = 1000;

interface NotificationsDeps {
  jobs: Pick<JobService, 'onDidEnd' | 'onExpiring' | 'onDidChange' | 'find'>;
  settings: Pick<Settings, 'notifications'>;
  /** Returns true if the user is looking at the job's preview, which shows the clip by itself. */
  isWatched(key: string): boolean;
  log: Logger;
}

export interface Notifications extends Disposable {
  /** Groups for jobs that are sent as a batch. */
  readonly together: Pick<GroupedNotifications, 'begin'>;
}

/** Shows a notification when jobs that this user started end, and one before a clip of theirs expires. */
export function registerNotifications({ jobs, settings, isWatched, log }: NotificationsDeps): Notifications {
  const failed = (error: unknown) => log.warn('A notification could not be shown', error);
  const together = new GroupedNotifications({
    jobs,
    tell: (all) => void tell(announceGroup(all, settings.notifications)).catch(failed),
  });
  const ended = new Gathered(log, (all) => announce(all, settings.notifications));
  const expiring = new Gathered(log, (all) => announceExpiry(all, settings.notifications, Date.now()));
  const parts = vscode.Disposable.from(
    together,
    ended,
    expiring,
    jobs.onDidEnd((job) => {
      if (job.mine && !together.take(job) && !(isReady(job) && isWatched(job.key))) {
        ended.add(job);
      }
    }),
    jobs.onExpiring((job) => expiring.add(job)),
  );
  return { together, dispose: () => void parts.dispose() };
}

/** Coalesces jobs within a short time into one notification. */
class Gathered implements Disposable {
  readonly #jobs = new Map<string, JobRecord>();
  #timer: NodeJS.Timeout | undefined;

  readonly #log: Logger;
  readonly #announce: (jobs: readonly JobRecord[]) => Announcement | undefined;

  constructor(log: Logger, announce: (jobs: readonly JobRecord[]) => Announcement | undefined) {
    this.#log = log;
    this.#announce = announce;
  }

  add(job: JobRecord): void {
    this.#jobs.set(job.key, job);
    this.#timer ??= setTimeout(() => {
      this.#tell().catch((error: unknown) => this.#log.warn('A notification could not be shown', error));
    }, gatherMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const announcement = this.#announce([...this.#jobs.values()]);
    this.#jobs.clear();
    await tell(announcement);
  }
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
    await writeSetting('notifications', 'off' satisfies Settings['notifications']);
  } else if (chosen === action.label) {
    const { command, job, jobs = [] } = action;
    if (command === 'list') await showJobs();
    else if (command === 'compare') {
      await runForSeveral(
        command,
        jobs.map(({ key }) => ({ key })),
      );
    } else await runCommand(command, job && { key: job.key });
  }
}
