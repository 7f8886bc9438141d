import * as vscode from 'vscode';

/** Whether the user asked for icons that keep still. `auto` follows the system, which extensions cannot see. */
export const stillIcons = (): boolean => vscode.workspace.getConfiguration('workbench').get('reduceMotion') === 'on';
