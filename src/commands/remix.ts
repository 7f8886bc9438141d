import * as vscode from 'vscode';
import type { Command } from './app';
import { derive } from './derive';

export const remix: Command = (app, call) =>
  derive(app, call, {
    operation: 'remix',
    title: vscode.l10n.t('Remix'),
    question: vscode.l10n.t('What should be different? Everything else stays the same'),
    none: vscode.l10n.t('There is no finished job to remix.'),
  });
