import * as vscode from 'vscode';

/** Returns true if the user turned animations off. `auto` follows the system, which extensions cannot read. */
export const stillIcons = (): boolean => vscode.workspace.getConfiguration('workbench').get('reduceMotion') === 'on';
