import * as vscode from 'vscode';
import type { Command } from './app';
import { derive } from './derive';

export const extend: Command = (app, call) =>
  derive(app, call, {
    operation: 'extend',
    title: vscode.l10n.t('Extend Video'),
    question: vscode.l10n.t('How should the video go on?'),
    none: vscode.l10n.t('No finished job can be extended at its provider.'),
    length: true,
  });
