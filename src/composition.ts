import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { createClient } from './api/client';
import { capabilitiesOf } from './api/dialects';
import type { VideoJobsError } from './api/errors';
import type { Connection } from './api/provider';
import { createRedactor } from './api/redact';
import { createExchanges } from './api/transport/exchanges';
import { createTransport } from './api/transport/transport';
import { type CommandName, isForPeople } from './commandIds';
import type { App } from './commands/lib/app';
import { runCommand } from './commands/lib/run';
import { commands } from './commands/lib/table';
import { prepareDemo } from './demo';
import { createJobService } from './jobs/service';
import { Accounts } from './platform/accounts';
import { AudibleCopies } from './platform/audibleCopies';
import { createTest } from './platform/connectionTest';
import { Copies } from './platform/copies';
import { CopyFolder } from './platform/copyFolder';
import { HeaderReader } from './platform/headerReader';
import { Hearing } from './platform/hearing';
import { createLog } from './platform/log';
import { Models } from './platform/models';
import { networkSettings } from './platform/network';
import { isOnline } from './platform/online';
import { PlayableCopies } from './platform/playableCopies';
import { Providers } from './platform/providers';
import { ReferenceImages } from './platform/referenceImages';
import { SandboxHost } from './platform/sandbox';
import { Secrets } from './platform/secrets';
import { settings } from './platform/settings/settings';
import type { VideoJobsExports } from './publicApi/contract';
import { createExports } from './publicApi/exports';
import { ToolDoor } from './ui/agents/toolDoor';
import { ComparisonPanels } from './ui/compare/comparisonPanels';
import { CostsView } from './ui/costs/costsView';
import { Diagnoses } from './ui/diagnosis/diagnoses';
import { Details } from './ui/documents/details';
import { Requests } from './ui/documents/requests';
import { type DocumentScheme, schemes } from './ui/names';
import { registerNotifications } from './ui/notifications/notifications';
import { PreviewPanels } from './ui/preview/previewPanels';
import { registerClipDrop } from './ui/project/dropProvider';
import { showListTrouble } from './ui/prompts/failure';
import { fitImage } from './ui/reference/referencePanel';
import { StatusHistory } from './ui/reports/history';
import { registerStatusItem } from './ui/status/statusItem';
import { aboutProvider } from './ui/tree/about';
import { registerJobsView } from './ui/tree/jobsView';
import type { LazyJobsView } from './ui/tree/lazyJobsView';

/** The composed extension, as the entry points in `extension.ts` use it. */
export interface Composition {
  run(name: CommandName, argument: unknown, selected: unknown): Promise<unknown>;
  /** Re-reads the jobs and resumes polling. */
  wake(): void;
  preview: Pick<PreviewPanels, 'restore'>;
  comparisons: Pick<ComparisonPanels, 'restore'>;
  documents: Readonly<Record<DocumentScheme, vscode.TextDocumentContentProvider>>;
  tools: Pick<ToolDoor, 'prepare' | 'invoke'>;
  exports: VideoJobsExports;
}

/**
 * Builds the parts and connects them; decides nothing. Anything that can wait for its first use does. * @param active true if a job is in progress, so background work starts now
 */
export function compose(context: vscode.ExtensionContext, lazyView: LazyJobsView, active: boolean): Composition {
  const register = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });

  const redactor = createRedactor();
  const log = register(createLog(redactor));
  const secrets = register(new Secrets(context.secrets, log));
  const clips = vscode.Uri.joinPath(context.extensionUri, 'media', 'sandbox').fsPath;
  const sandbox = register(new SandboxHost(clips));
  const providers = register(new Providers({ secrets, sandbox, log, memory: context.globalState }));

  const { version } = context.extension.packageJSON as { version: string };
  const userAgent = `video-jobs/${version} vscode/${vscode.version}`;
  const exchanges = createExchanges();
  const transport = createTransport({ network: networkSettings, userAgent, log, redactor, exchanges });
  register({ dispose: () => void transport.close() });
  const clientFor = (connection: Connection) => createClient(connection, transport);

  const folder = context.globalStorageUri.fsPath;
  const tell = (error: VideoJobsError) => showListTrouble(error, log);
  const catalogues = vscode.Uri.joinPath(context.globalStorageUri, 'catalogues').fsPath;
  const models = new Models({ providers, clientFor, sandbox, folder: catalogues, log });
  const modelOf: Models['modelOf'] = (provider, model) => models.modelOf(provider, model);
  const accounts = new Accounts({ providers, clientFor, log });
  const serviceDeps = {
    folder,
    settings: () => settings,
    log,
    providers,
    clientFor,
    capabilitiesOf,
    modelOf,
    isOnline,
    hideKeys: redactor.value,
    tell,
  };
  const jobs = register(createJobService(serviceDeps));

  const memento = context.globalState;
  const about = aboutProvider({ providers, accounts, exchanges });
  const view = register(registerJobsView({ lazyView, jobs, providers, memento, about, log, active }));
  const copyFolder = new CopyFolder(vscode.Uri.joinPath(context.globalStorageUri, 'copies').fsPath);
  const hearing = register(new Hearing(memento));
  const clipWorker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'clipWorker.js').fsPath;
  const audible = register(new AudibleCopies(copyFolder, clipWorker, hearing, log));
  const copies = new Copies(copyFolder, audible, register(new PlayableCopies(copyFolder, log)), settings);
  register(jobs.onDidSave(({ variant, path }) => void (variant === 'video' && copies.want(path))));
  register(jobs.onDidChange(({ changed }) => void (changed.some(({ cleared }) => cleared) && copies.tidy())));
  const references = new ReferenceImages(vscode.Uri.joinPath(context.globalStorageUri, 'references').fsPath, jobs, log);
  register(jobs.onDidChange(({ removed }) => void (removed.length > 0 && references.tidy())));
  const { extensionUri } = context;
  const headers = new HeaderReader(clipWorker, log);
  const pages = { extensionUri, jobs, providers, settings, copies, headers, hearing, log };
  const preview = register(new PreviewPanels(pages));
  const comparisons = register(new ComparisonPanels({ ...pages, redactor }));
  const requests = register(new Requests({ jobs, providers, redactor }));
  const details = register(new Details({ jobs, redactor }));
  const costs = register(new CostsView({ jobs, providers }));
  const diagnoses = register(new Diagnoses({ jobs, providers, exchanges, redactor }));
  const isWatched = (key: string) => vscode.window.state.focused && preview.active === key;
  const { together } = register(registerNotifications({ jobs, settings, isWatched, log }));
  const test = createTest({ providers, clientFor, transport });
  const records = { exchanges, redactor, history: register(new StatusHistory(jobs)), tests: new Map() };
  const app: App = {
    jobs,
    providers,
    models,
    accounts,
    sandbox,
    settings,
    view,
    copies,
    references,
    fit: (task) => fitImage({ extensionUri, references, log }, task),
    preview,
    comparisons,
    requests,
    costs,
    details,
    diagnoses,
    together,
    clientFor,
    test,
    records,
    version,
    memento,
    log,
  };
  register(registerClipDrop({ jobs, log }));

  if (active) jobs.wake();
  register(registerStatusItem({ jobs, active }));
  if (process.env['VIDEO_JOBS_DEMO'] === '1') {
    prepareDemo(jobs, providers, log).catch((error: unknown) => log.error('The demonstration failed.', error));
  }
  return {
    run: (name, argument, selected) => runCommand(app, commands[name], argument, isForPeople(name), selected),
    wake: () => jobs.wake(),
    preview,
    comparisons,
    documents: {
      [schemes.details]: details,
      [schemes.requests]: requests,
      [schemes.costs]: costs,
      [schemes.diagnoses]: diagnoses,
    },
    tools: new ToolDoor({
      jobs,
      models: (provider) => models.of(provider).then((known) => known.models),
      providers,
      settings,
      log,
    }),
    exports: register(createExports({ jobs, providers, testProvider: test, log })),
  };
}
