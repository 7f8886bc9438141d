import * as vscode from 'vscode';
import { costsCsv } from '../ui/costs/csv';
import { dayKey } from '../ui/format';
import { formTitleOf } from '../ui/titles';
import type { Command } from './lib/app';

/** Opens a page with the costs of jobs, and today's budget. */
const showCosts: Command = async (app) => {
  await app.costs.open();
};

/** Exports the costs as a CSV file. Returns its path. */
const exportCosts: Command = async (app, call) => {
  call.byUser = true;
  const text = costsCsv(app.jobs.costs.byDay());
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(app.settings.libraryFolder);
  const target = await vscode.window.showSaveDialog({
    title: formTitleOf('exportCosts'),
    defaultUri: vscode.Uri.joinPath(folder, `video-costs-${dayKey(Date.now())}.csv`),
    filters: { CSV: ['csv'] },
  });
  if (!target) return undefined;
  await vscode.workspace.fs.writeFile(target, Buffer.from(text));
  await vscode.window.showTextDocument(target, { preview: true });
  return target.fsPath;
};

export const costCommands = { exportCosts, showCosts };
