import type { Memento } from 'vscode';
import type { Diagnosis } from '../../api/diagnosis/diagnosis';
import type { Connection } from '../../api/provider';
import type { Redactor } from '../../api/redact';
import type { Exchanges } from '../../api/transport/exchanges';
import type { VideoClient } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import type { Accounts } from '../../platform/accounts';
import type { TestProvider } from '../../platform/connectionTest';
import type { Copies } from '../../platform/copies';
import type { Log } from '../../platform/log';
import type { Models } from '../../platform/models';
import type { Providers } from '../../platform/providers';
import type { ReferenceImages } from '../../platform/referenceImages';
import type { SandboxHost } from '../../platform/sandbox';
import type { Settings } from '../../platform/settings/settings';
import type { ClipKey } from '../../shared/comparison';
import type { Diagnoses } from '../../ui/diagnosis/diagnoses';
import type { Notifications } from '../../ui/notifications/notifications';
import type { PreviewPanels } from '../../ui/preview/previewPanels';
import type { Fit } from '../../ui/prompts/referenceStep';
import type { StatusHistory } from '../../ui/reports/history';
import type { JobsView } from '../../ui/tree/jobsView';
import type { Call } from './call';

/** Services that commands use. */
export interface App {
  jobs: JobService;
  providers: Providers;
  models: Models;
  accounts: Accounts;
  sandbox: SandboxHost;
  settings: Settings;
  view: JobsView;
  comparisons: { open(clips: readonly ClipKey[]): void };
  /** Opens jobs' requests as documents. */
  requests: { compare(jobs: readonly [JobRecord, ...JobRecord[]]): Promise<void> };
  preview: Pick<PreviewPanels, 'open' | 'shows' | 'active' | 'capture'>;
  copies: Pick<Copies, 'make'>;
  references: ReferenceImages;
  fit: Fit;
  costs: { open(): Promise<void> };
  diagnoses: Pick<Diagnoses, 'open' | 'answers'>;
  together: Notifications['together'];
  details: { open(job: JobRecord): Promise<void> };
  clientFor(connection: Connection): VideoClient;
  test: TestProvider;
  /** Records of this window, for reports. */
  records: {
    exchanges: Exchanges;
    history: Pick<StatusHistory, 'of'>;
    /** The latest test of each provider. */
    tests: Map<string, Diagnosis>;
    redactor: Redactor;
  };
  /** Version of this extension. */
  version: string;
  /** Persists values between sessions. */
  memento: Memento;
  log: Log;
}

/**
 * Implementation of a command; resolves to the API's result.
 * @throws VideoJobsError, shown to users as a message and passed on to programmatic callers; Dismissed
 */
export type Command = (app: App, call: Call) => Promise<unknown>;
