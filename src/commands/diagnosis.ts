import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { largestRecording, parseRecording, recordingOf } from '../api/recording/recording';
import { diskError } from '../jobs/ledger/diskError';
import { spokenBy } from '../platform/sandbox';
import { parseProvider } from '../platform/settings/providerEntry';
import type { Subject } from '../ui/diagnosis/diagnoses';
import { askChoice, Dismissed } from '../ui/prompts/input';
import { freeId } from '../ui/prompts/providerForm';
import { alone } from '../ui/prompts/steps';
import { formTitleOf, titleOf } from '../ui/titles';
import type { App, Command } from './lib/app';
import { type Call, text } from './lib/call';
import { report } from './lib/progress';
import { jobFor, labelOf, providerFor } from './lib/target';

/**
 * Shows how the latest responses of a job, or otherwise of a provider, were decoded and by which rules. `ask: true`
 * polls the job first, which is a read and costs nothing.
 */
const diagnose: Command = async (app, call) => {
  const subject = await subjectFor(app, call, titleOf('diagnose'));
  if (call.fields['ask'] === true && subject.key !== undefined) await ask(app, subject);
  await app.diagnoses.open(subject);
};

/** Returns the job or provider that a diagnosis is about. @throws VideoJobsError, Dismissed */
export async function subjectFor(app: App, call: Call, title: string): Promise<Subject> {
  const ofJob = text(call.fields, 'key') !== undefined || call.fields['id'] !== undefined;
  if (!ofJob) return { provider: (await providerFor(app, call, title)).id };
  const { provider, key } = await jobFor(app, call, { title, none: '' });
  app.providers.get(provider);
  return { provider, key };
}

/** Polls the job. A failure is not reported here: the document shows it like any other response. */
async function ask(app: App, { provider, key = '' }: Subject): Promise<void> {
  const id = app.jobs.find({ key })?.id;
  if (id === undefined) return;
  const title = vscode.l10n.t('Requesting from {0}', labelOf(app, provider));
  try {
    await report(title, () => app.jobs.import({ provider, id }));
  } catch (error) {
    if (!(error instanceof VideoJobsError)) throw error;
    app.log.warn('A job could not be asked for.', error);
    if (error.httpStatus === undefined) throw error;
  }
}

/** Saves the latest exchanges to a file that can be attached to a bug report and replayed by the sandbox. */
const saveRecording: Command = async (app, call) => {
  const title = formTitleOf('saveRecording');
  const subject = await subjectFor(app, call, title);
  call.provider = subject.provider;
  call.byUser = true;
  const answers = app.diagnoses.answers(subject);
  const withPrompt = await alone(
    askChoice(
      { title },
      {
        placeholder: vscode.l10n.t('Keys, signatures and media are removed. What about the prompt?'),
        choices: [
          { label: vscode.l10n.t('Leave out the prompt'), value: false },
          { label: vscode.l10n.t('Include the prompt'), value: true },
        ],
      },
    ),
  );
  const connection = await app.providers.address(subject.provider);
  const recording = recordingOf(connection, answers, app.records.redactor, withPrompt);
  if (recording.exchanges.length === 0) {
    const message = vscode.l10n.t(
      'No requests since this window was opened. First choose “Request Again” in “Diagnose”.',
    );
    throw new VideoJobsError('noMedia', message);
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(app.settings.libraryFolder);
  const defaultUri = vscode.Uri.joinPath(folder, `${subject.provider}.recording.json`);
  const saveLabel = vscode.l10n.t('Save');
  const target = await vscode.window.showSaveDialog({ title, saveLabel, defaultUri, filters: { JSON: ['json'] } });
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, Buffer.from(`${JSON.stringify(recording, null, 2)}\n`));
  } catch (cause) {
    throw diskError(cause, target.fsPath);
  }
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t('Saved without keys. Review it before you share it.');
  void vscode.window.showInformationMessage(message, open).then((chosen) => {
    return chosen === open ? vscode.window.showTextDocument(target) : undefined;
  });
};

/** Adds a provider that replays a recording until this window closes. @throws VideoJobsError, Dismissed */
export async function replayRecording(app: App): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Replay Recording'),
      openLabel: vscode.l10n.t('Replay'),
      filters: { JSON: ['json'] },
    })) ?? [];
  if (!file) throw new Dismissed();
  const { size } = await vscode.workspace.fs.stat(file);
  const bytes = size > largestRecording ? undefined : await vscode.workspace.fs.readFile(file);
  const recording = parseRecording(bytes ? new TextDecoder().decode(bytes) : ' '.repeat(largestRecording + 1));
  const { type, baseUrl, model, overrides } = recording.provider;
  const label = vscode.l10n.t('Replay of {0}', new URL(baseUrl).host);
  const sandbox = await app.sandbox.start();
  const provider = parseProvider({
    id: freeId('replay', app.providers.all),
    label,
    type: spokenBy(type, baseUrl),
    auth: 'none',
    baseUrl: sandbox.replay(recording),
    model,
    overrides,
  });
  // Its port exists only as long as this window.
  app.providers.lend(provider);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The recording will be replayed as the provider “{0}” until this window closes.',
      label.slice(0, 100),
    ),
  );
}

export const diagnosisCommands = { diagnose, saveRecording };
