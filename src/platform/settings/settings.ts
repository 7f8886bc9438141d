import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import { defaultFrameTemplate, defaultTemplate } from '../../jobs/clips/fileName';
import type { JobSettings } from '../../jobs/ports';
import { parseBudgets, parsePrices } from './money';

const section = 'videoJobs';

const notificationLevels = ['all', 'failures', 'off'] as const;

export interface Settings extends JobSettings {
  readonly maxLibraryBytes: number;
  /** Raw value of the setting; may be anything. */
  readonly providers: unknown;
  /** Id of the provider that commands offer first. */
  readonly defaultProvider: string | undefined;
  /** HTTP client that requests are sent with. */
  readonly networkClient: 'undici' | 'vscode';
  /** True if clips that do not play here are copied without a question. */
  readonly alwaysMakePlayable: boolean;
  /** Finished jobs that the user is notified of. */
  readonly notifications: (typeof notificationLevels)[number];
  /**
   * Raw value of the folder for clips that are inserted into a document, by the user or a trusted workspace; may be anything.
   * @param scope workspace folder or document that the value is for
   */
  assetsFolder(scope: vscode.Uri): unknown;
  /** Template for the path of a saved frame below its workspace folder, by the user or a trusted workspace. */
  frameName(scope: vscode.Uri): string;
}

/** Returns the user's value, else the default. Workspace values are ignored: they could redirect keys and files. */
function userValue(name: string): unknown {
  const values = vscode.workspace.getConfiguration(section).inspect(name);
  return values?.globalValue ?? values?.defaultValue;
}

/** Returns the value for a folder or a document: its workspace's if that is trusted, else the user's. */
function workspaceValue(name: string, scope: vscode.Uri): unknown {
  const values = vscode.workspace.getConfiguration(section, scope).inspect(name);
  const fromWorkspace = vscode.workspace.isTrusted
    ? (values?.workspaceFolderValue ?? values?.workspaceValue)
    : undefined;
  return fromWorkspace ?? values?.globalValue ?? values?.defaultValue;
}

/** Read on each use, so that a change takes effect immediately. */
export const settings: Settings = {
  get libraryFolder() {
    return libraryFolder(userValue('library.folder'), homedir(), process.platform);
  },
  get fileNameTemplate() {
    return textOr(userValue('library.fileName'), defaultTemplate);
  },
  get autoDownload() {
    return userValue('library.autoDownload') !== false;
  },
  get maxLibraryBytes() {
    return gigabytes(userValue('library.maxSize'));
  },
  get minPollSeconds() {
    return secondsOr(userValue('polling.minSeconds'), 4);
  },
  get maxPollSeconds() {
    return Math.max(secondsOr(userValue('polling.maxSeconds'), 30), this.minPollSeconds);
  },
  get prices() {
    return parsePrices(userValue('prices'));
  },
  get budgets() {
    return parseBudgets(userValue('budget'));
  },
  get agentsBudget() {
    const [budget] = parseBudgets(userValue('agents.budget'));
    if (!budget) return undefined;
    const { provider: _any, ...own } = budget;
    return { ...own, maker: 'agent' as const };
  },
  get providers() {
    return userValue('providers');
  },
  get defaultProvider() {
    return textOr(userValue('defaultProvider'), '') || undefined;
  },
  get networkClient() {
    return userValue('network.client') === 'vscode' ? 'vscode' : 'undici';
  },
  get alwaysMakePlayable() {
    return userValue('preview.makePlayableCopies') === 'always';
  },
  get notifications() {
    const value = userValue('notifications');
    return notificationLevels.find((level) => level === value) ?? 'all';
  },
  assetsFolder: (scope) => workspaceValue('project.assetsFolder', scope),
  frameName: (scope) => textOr(workspaceValue('capture.fileName', scope), defaultFrameTemplate),
};

/** Writes one of the user's own settings. @throws VideoJobsError `disk` */
export async function writeSetting(name: string, value: unknown): Promise<void> {
  try {
    await vscode.workspace.getConfiguration(section).update(name, value, vscode.ConfigurationTarget.Global);
  } catch (cause) {
    throw new VideoJobsError(
      'disk',
      vscode.l10n.t(
        'The setting {0} could not be saved. Check your settings file for errors, then try again.',
        `${section}.${name}`,
      ),
      { cause },
    );
  }
}

/** @param name without `videoJobs.` */
export function onDidChangeSetting(name: string, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.${name}`)) listener();
  });
}

/** Returns the library folder. A relative path would depend on VS Code's working directory, so it is ignored. */
export function libraryFolder(value: unknown, home: string, platform: NodeJS.Platform): string {
  const folder = textOr(value, '').replace(/^~(?=$|[/\\])/, home);
  return path.isAbsolute(folder)
    ? path.normalize(folder)
    : path.join(home, platform === 'darwin' ? 'Movies' : 'Videos', 'Video Jobs');
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : otherwise;
}

/** Converts decimal gigabytes to bytes; 0 for anything that is not a size. */
const gigabytes = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value * 1e9 : 0;

/** Clamps to 1 second (the server's load) … 1 hour. */
function secondsOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(3600, Math.max(1, value)) : otherwise;
}
