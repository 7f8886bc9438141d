import * as vscode from 'vscode';
import { dialectFor } from '../../api/dialects';
import type { Connection } from '../../api/provider';
import type { Redactor } from '../../api/redact';
import type { Exchanges } from '../../api/transport/exchanges';
import type { LoggedResponse } from '../../api/transport/responseLog';
import type { CommandName } from '../../commandIds';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import { schemes } from '../names';
import { commandFor } from '../run';
import { titleOf } from '../titles';
import { jobTitle } from '../words/jobWords';
import { diagnosisText } from './text';

const scheme = schemes.diagnoses;

interface DiagnosesDeps {
  jobs: Pick<JobService, 'find' | 'raw' | 'capabilities'>;
  providers: { address(id: string): Promise<Omit<Connection, 'key'>> };
  exchanges: Pick<Exchanges, 'responses'>;
  redactor: Pick<Redactor, 'text'>;
}

/** Subject of a diagnosis: a provider, or one of its jobs. */
export interface Subject {
  provider: string;
  key?: string;
}

/** Explanations of how responses were read, as read-only documents with code lenses. */
export class Diagnoses implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered = vscode.Disposable.from(
    this.#changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.languages.registerCodeLensProvider({ scheme }, this),
  );

  readonly #deps: DiagnosesDeps;

  constructor(deps: DiagnosesDeps) {
    this.#deps = deps;
  }

  /** Opens a diagnosis, or updates an open one. */
  async open(subject: Subject): Promise<void> {
    const uri = this.#uriOf(subject);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** Returns the last responses, oldest first; for a job this window has not polled, the ledger's raw answer. */
  answers({ provider, key }: Subject): readonly LoggedResponse[] {
    const { jobs, exchanges } = this.#deps;
    if (key === undefined) return exchanges.responses.of(provider);
    const job = jobs.find({ key });
    const kept = job?.id === undefined ? [] : exchanges.responses.of(provider, job.id);
    // Jobs of a server with a list are not polled one by one.
    const asked = kept.some(({ exchange }) => exchange.operation === 'get');
    const raw = asked ? undefined : jobs.raw({ key });
    return raw === undefined || !job ? kept : [...kept, fromList(job, raw)];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const subject = subjectOf(uri);
    const job = subject.key === undefined ? undefined : this.#deps.jobs.find({ key: subject.key });
    try {
      const connection = await this.#deps.providers.address(subject.provider);
      const dialect = dialectFor(connection.provider);
      const can = this.#deps.jobs.capabilities(subject.provider);
      return diagnosisText({ connection, dialect, can, job, answers: this.answers(subject) }, this.#deps.redactor);
    } catch (error) {
      return this.#deps.redactor.text(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const subject = subjectOf(uri);
    const job = subject.key === undefined ? undefined : this.#deps.jobs.find({ key: subject.key });
    const lens = (title: string, name: CommandName, more = {}) => {
      const about = job ? { key: job.key } : { provider: subject.provider };
      return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), commandFor(name, title, { ...about, ...more }));
    };
    return [
      ...(job?.id === undefined ? [] : [lens(vscode.l10n.t('Request Again'), 'diagnose', { ask: true })]),
      lens(titleOf('correctReading'), 'correctReading'),
      lens(titleOf('saveRecording'), 'saveRecording'),
    ];
  }

  dispose(): void {
    this.#registered.dispose();
  }

  /** Returns the document's URI; the last part of its path is the tab's title. */
  #uriOf({ provider, key }: Subject): vscode.Uri {
    const job = key === undefined ? undefined : this.#deps.jobs.find({ key });
    const name = (job ? jobTitle(job, 40) : provider).replace(/[\\/?#%]+/g, '-');
    const query = new URLSearchParams({ provider, ...(key !== undefined && { key }) }).toString();
    return vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('Diagnosis: {0}', name)}.md`, query });
  }
}

function subjectOf({ query }: vscode.Uri): Subject {
  const { provider = '', key } = Object.fromEntries(new URLSearchParams(query));
  return { provider, ...(key !== undefined && { key }) };
}

const fromList = (job: JobRecord, raw: unknown): LoggedResponse => ({
  exchange: {
    at: job.updatedAt,
    times: 1,
    provider: job.provider,
    operation: 'get',
    job: job.id,
    method: 'GET',
    address: '',
    ms: 0,
  },
  url: '',
  text: JSON.stringify(raw),
});
