import * as vscode from 'vscode';
import type { Command } from './app';
import { derive } from './derive';

export const extend: Command = (app, call) =>
  derive(app, call, {
    operation: 'extend',
    title: vscode.l10n.t('Extend Video'),
    question: vscode.l10n.t('How should the video continue?'),
    none: vscode.l10n.t('There is no finished job whose provider supports extensions.'),
    length: true,
  });
