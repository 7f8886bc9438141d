import * as vscode from 'vscode';
import type { Redactor } from '../../api/redact';
import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import type { ProviderDirectory } from '../../jobs/ports';
import { schemes } from '../names';
import { jobTitle } from '../words/jobWords';
import { JobDocuments } from './jobDocuments';
import { requestText } from './requestText';

interface RequestsDeps {
  jobs: Pick<JobService, 'find' | 'onDidChange'>;
  providers: Pick<ProviderDirectory, 'find'>;
  redactor: Pick<Redactor, 'text'>;
}

/** Requests and results, as documents for VS Code's diff editor. */
export class Requests extends JobDocuments {
  constructor({ jobs, providers, redactor }: RequestsDeps) {
    const label = (id: string) => providers.find(id)?.label ?? id;
    const text = (job: JobRecord) => redactor.text(requestText(job, label(job.provider)));
    super({ jobs }, { scheme: schemes.requests, extension: 'txt', comment: '', text });
  }

  /** Compares the first job with each of the others in VS Code's diff editor. */
  async compare([first, ...others]: readonly [JobRecord, ...JobRecord[]]): Promise<void> {
    const base = this.uriOf(first);
    if (others.length === 1) {
      const title = `${jobTitle(first, 30)} ↔ ${jobTitle(others[0]!, 30)}`;
      await vscode.commands.executeCommand('vscode.diff', base, this.uriOf(others[0]!), title, { preview: true });
      return;
    }
    const pairs = others.map((job) => [this.uriOf(job), base, this.uriOf(job)]);
    await vscode.commands.executeCommand(
      'vscode.changes',
      vscode.l10n.t('Differences from {0}', jobTitle(first, 30)),
      pairs,
    );
  }
}
