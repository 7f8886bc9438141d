import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { recordingOf } from '../api/recording/recording';
import { diskError } from '../jobs/ledger/diskError';
import { askChoice } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import { subjectFor } from './diagnose';
import type { Command } from './app';

/** Writes what was said lately to a file that a report of a fault can have with it, and that the sandbox replays. */
export const saveRecording: Command = async (app, call) => {
  const title = vscode.l10n.t('Save Recording');
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
