import * as vscode from 'vscode';
import type { Command } from './app';
import { derive } from './derive';

export const remix: Command = (app, call) =>
  derive(app, call, {
    operation: 'remix',
    title: vscode.l10n.t('Remix'),
    question: vscode.l10n.t('What should be different? The new video keeps the rest'),
    none: vscode.l10n.t('No finished job can be remixed.'),
  });
