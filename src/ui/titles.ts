import * as vscode from 'vscode';
import { commandId, type CommandName } from '../commandIds';

/** A title as VS Code hands it out: with the original where it was translated. */
type ManifestTitle = string | { value: string };

interface Manifest {
  contributes: { commands: readonly { command: string; title: ManifestTitle }[] };
}

let titles: ReadonlyMap<string, string> | undefined;

/** Title of a command as menus show it, in VS Code's display language: `Filter Jobs…`. */
export function titleOf(name: CommandName): string {
  titles ??= readTitles();
  const title = titles.get(commandId(name));
  if (title === undefined) throw new Error(`package.json has no title for the command ${name}.`);
  return title;
}

/** Title without the ellipsis, for what the command itself opens: `Filter Jobs`. */
export const formTitleOf = (name: CommandName): string => titleOf(name).replace(/…$/, '');

function readTitles(): ReadonlyMap<string, string> {
  const { contributes } = vscode.extensions.getExtension('video-jobs.video-jobs')?.packageJSON as Manifest;
  return new Map(
    contributes.commands.map(({ command, title }) => [command, typeof title === 'string' ? title : title.value]),
  );
}
