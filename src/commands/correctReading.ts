import * as vscode from 'vscode';
import { type Candidate, candidatesIn, withOverrides } from '../api/diagnosis/candidates';
import { explain } from '../api/diagnosis/explain';
import { dialectFor } from '../api/dialects';
import type { Overrides } from '../api/overrides';
import type { Provider } from '../api/provider';
import { type LoggedResponse, requestedJobId } from '../api/transport/responseLog';
import type { Subject } from '../ui/diagnosis/diagnoses';
import { valueText } from '../ui/diagnosis/text';
import { askChoice, askText, type Choice } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import { inMessage } from '../ui/text';
import { formTitleOf } from '../ui/titles';
import { subjectFor } from './diagnosis';
import type { App, Command } from './lib/app';

type Answer = Candidate | 'content' | 'clear' | 'settings';

/**
 * Says of a value in the last answer what it means, and keeps that with the provider in the settings. Security rules
 * stay: an address found this way is fetched as any other, and the key goes to its origin only.
 */
const correctReading: Command = async (app, call) => {
  const title = formTitleOf('correctReading');
  const subject = await subjectFor(app, call, title);
  const provider = app.providers.get(subject.provider);
  call.provider = provider.id;
  call.byUser = true;
  const choices = await choicesFor(app, subject, provider);
  const placeholder = vscode.l10n.t('What does the last response mean?');
  const chosen = await alone(askChoice({ title }, { placeholder, choices }));
  if (chosen === 'settings') {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'videoJobs.providers');
    return;
  }
  await save(
    app,
    subject,
    provider,
    chosen === 'clear' ? undefined : withOverrides(provider.overrides, await said(title, chosen)),
  );
};

const said = async (title: string, chosen: Candidate | 'content'): Promise<Overrides> =>
  chosen === 'content' ? { paths: { content: await askPlace(title) } } : chosen.overrides;

async function choicesFor(app: App, subject: Subject, provider: Provider): Promise<Choice<Answer>[]> {
  const { baseUrl } = await app.providers.address(provider.id);
  const dialect = dialectFor(provider);
  const read = ({ text, exchange }: LoggedResponse) =>
    candidatesIn(explain(text, dialect, { baseUrl, id: requestedJobId(exchange) }));
  const found = [...app.diagnoses.answers(subject)].reverse().map(read);
  const candidates = found.find((each) => each.length > 0) ?? [];
  const group = vscode.l10n.t('Other options');
  return [
    ...candidates.map((value): Choice<Answer> => ({ label: labelOf(value), description: shown(app, value), value })),
    { label: vscode.l10n.t('Enter the Path of the Clips…'), group, value: 'content' },
    ...(provider.overrides
      ? [{ label: vscode.l10n.t('Remove All Overrides of This Provider'), group, value: 'clear' as const }]
      : []),
    { label: vscode.l10n.t('Open Settings'), group, value: 'settings' },
  ];
}

const shown = (app: App, { kind, value }: Candidate): string =>
  kind === 'word' ? '' : app.records.redactor.text(valueText(value));

function labelOf({ kind, path, meaning }: Candidate): string {
  switch (kind) {
    case 'address':
      return vscode.l10n.t('Use {0} as the clip URL', path);
    case 'status':
      return vscode.l10n.t('Use {0} as the status', path);
    case 'progress':
      return vscode.l10n.t('Use {0} as the progress', path);
    case 'queue':
      return vscode.l10n.t('Use {0} as the queue position', path);
    case 'id':
      return vscode.l10n.t('Use {0} as the job ID', path);
    case 'error':
      return vscode.l10n.t('Use {0} as the error message', path);
    case 'word':
      return vscode.l10n.t('Treat the status {0} as “{1}”', path, meaning!);
  }
}

const askPlace = (title: string): Promise<string> =>
  alone(
    askText(
      { title },
      {
        prompt: vscode.l10n.t('Path below the base URL, with {id} for the job'),
        placeholder: '/videos/{id}/content',
        check: (text) =>
          /^(GET +)?\/\S*$/.test(text)
            ? undefined
            : vscode.l10n.t('A path must start with “/”, such as /videos/{id}/content.'),
      },
    ),
  );

/** Saves, shows how the last answer is read now, and offers to take it back. */
async function save(app: App, subject: Subject, before: Provider, overrides: Overrides | undefined): Promise<void> {
  const { overrides: _, ...rest } = app.providers.get(before.id);
  await app.providers.save({ ...rest, ...(overrides && { overrides }) });
  await app.diagnoses.open(subject);
  const undo = vscode.l10n.t('Undo');
  void vscode.window.showInformationMessage(await outcome(app, subject), undo).then(async (chosen) => {
    if (chosen !== undo) return;
    // Only the overrides: whatever else was changed meanwhile stays.
    const { overrides: __, ...now } = app.providers.get(before.id);
    await app.providers.save({ ...now, ...(before.overrides && { overrides: before.overrides }) });
    await app.diagnoses.open(subject);
  });
}

async function outcome(app: App, subject: Subject): Promise<string> {
  const { baseUrl, provider } = await app.providers.address(subject.provider);
  const dialect = dialectFor(provider);
  const last = app.diagnoses
    .answers(subject)
    .map(({ text, exchange }) => explain(text, dialect, { baseUrl, id: requestedJobId(exchange) }))
    .findLast(({ kind }) => kind === 'job' || kind === 'mismatch');
  if (!last) return vscode.l10n.t('Saved in the provider’s settings.');
  const { job } = last;
  if (!job) return vscode.l10n.t('Saved in the provider’s settings. The last response still cannot be read.');
  const [url] = job.urls ?? [];
  const read = [job.status, job.progress === undefined ? '' : `${job.progress} %`, url ? valueText(url) : ''];
  return vscode.l10n.t(
    'Saved in the provider’s settings. The last response now reads: {0}.',
    inMessage(app.records.redactor.text(read.filter(Boolean).join(', ')), 200),
  );
}

export const correctReadingCommands = { correctReading };
