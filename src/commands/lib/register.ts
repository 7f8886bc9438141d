import * as vscode from 'vscode';
import { commandId, type CommandName, contractCommands, viewCommands } from '../../commandIds';

/** @param selected the rows of a view that were selected */
export type Run = (name: CommandName, argument: unknown, selected: unknown) => Promise<unknown>;

/** Every command of the manifest, there from the start; what they do is loaded when one is run. */
export function registerCommands(run: Run): vscode.Disposable {
  const names: readonly CommandName[] = [...contractCommands, ...viewCommands];
  return vscode.Disposable.from(
    ...names.map((name) =>
      vscode.commands.registerCommand(commandId(name), (argument: unknown, selected: unknown) =>
        run(name, argument, selected),
      ),
    ),
  );
}
