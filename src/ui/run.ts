import * as vscode from 'vscode';
import { commandId, type CommandName } from '../commandIds';

/** Argument of a command: `{ key }` of a job, or `{ provider, id }`. */
export type CommandFields = Readonly<Record<string, unknown>>;

/** Second argument of a command: how it was started. */
export interface Started {
  /** A user's click on something that this extension shows; failures become messages. */
  by: 'person';
  /** Arguments of all items if it was started for several; the first argument has those of the first. */
  rows?: readonly CommandFields[];
}

/** Runs a command as if the user had chosen it in a menu. */
export const runCommand = (name: CommandName, fields?: CommandFields, started?: Started): Thenable<unknown> =>
  vscode.commands.executeCommand(commandId(name), ...argumentsFor(fields, started));

/** Runs a command for several items, as if they had been selected in the view. */
export const runForSeveral = (name: CommandName, rows: readonly CommandFields[]): Thenable<unknown> =>
  runCommand(name, rows[0], { by: 'person', rows });

/** Returns a command for a tree item or a code lens. */
export const commandFor = (name: CommandName, title: string, fields?: CommandFields): vscode.Command => ({
  title,
  command: commandId(name),
  arguments: argumentsFor(fields),
});

/** Returns a command link for Markdown that trusts the command. */
export function commandLink(label: string, name: CommandName, fields?: CommandFields): string {
  const given = encodeURIComponent(JSON.stringify(argumentsFor(fields)));
  // encodeURIComponent leaves parentheses, which would end the link.
  const query = given.replace(/[()]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `[${label}](command:${commandId(name)}?${query})`;
}

const argumentsFor = (
  fields: CommandFields = {},
  started: Started = { by: 'person' },
): [fields: CommandFields, started: Started] => [fields, started];

/** Focuses the jobs view, opening it if needed. */
export const showJobs = (): Thenable<unknown> => vscode.commands.executeCommand('videoJobs.jobs.focus');
