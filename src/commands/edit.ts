import * as vscode from 'vscode';
import type { Command } from './app';
import { derive } from './derive';

export const edit: Command = (app, call) =>
  derive(app, call, {
    operation: 'edit',
    title: vscode.l10n.t('Edit Video'),
    question: vscode.l10n.t('What should change in the video?'),
    none: vscode.l10n.t('There is no finished job whose provider supports edits.'),
  });
