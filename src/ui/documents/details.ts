import * as vscode from 'vscode';
import type { Redactor } from '../../api/redact';
import { type JobRecord, publicJob } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import { schemes } from '../names';
import { plain } from '../text';
import { relationWord } from '../words/familyWords';
import { jobTitle } from '../words/jobWords';
import { JobDocuments } from './jobDocuments';

/** Longest string shown, in characters: clips as `data:` URLs would make the document unreadable. */
const longestText = 2000;

interface DetailsDeps {
  jobs: Pick<JobService, 'find' | 'raw' | 'onDidChange'> & { list: Pick<JobService['list'], 'parent'> };
  redactor: Pick<Redactor, 'text'>;
}

/** A job as its provider describes it, in JSON, below a line about its origin. */
export class Details extends JobDocuments {
  constructor({ jobs, redactor }: DetailsDeps) {
    const text = (job: JobRecord) =>
      originText(job, jobs.list.parent(job), redactor) + detailsText(job, jobs.raw({ key: job.key }), redactor);
    super({ jobs }, { scheme: schemes.details, extension: 'jsonc', comment: '// ', text });
  }

  async open(job: JobRecord): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uriOf(job));
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

/** Returns a comment line with the job's parent, in the list or not; empty if it has none. */
export function originText(job: JobRecord, parent: JobRecord | undefined, redactor: Pick<Redactor, 'text'>): string {
  const relation = relationWord(job);
  if (relation === undefined) return '';
  const facts = [relation, parent && jobTitle(parent, 200), parent?.id ?? job.parent?.id ?? job.madeFrom?.key];
  const words = [...new Set(facts.filter((fact) => fact !== undefined).map(plain))];
  return `// ${redactor.text(vscode.l10n.t('Source: {0}', words.join(', ')))}\n`;
}

/** Returns the raw response, or the public job if there is none, as redacted JSON. */
export function detailsText(job: JobRecord, raw: unknown, redactor: Pick<Redactor, 'text'>): string {
  const text = JSON.stringify(
    raw ?? publicJob(job),
    (_key, value: unknown): unknown => {
      if (typeof value !== 'string') return value;
      const shown = redactor.text(value.slice(0, longestText * 2));
      return shown.length > longestText ? `${shown.slice(0, longestText)}… (${value.length})` : shown;
    },
    2,
  );
  return `${redactor.text(text)}\n`;
}
