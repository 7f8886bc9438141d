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
  /** The list as the user wrote it; may hold anything. */
  readonly providers: unknown;
  /** Id of the provider that commands offer first. */
  readonly defaultProvider: string | undefined;
  /** Whose connections requests go over. */
  readonly networkClient: 'undici' | 'vscode';
  /** Which ends of jobs the user is notified of. */
  readonly notifications: (typeof notificationLevels)[number];
  /**
   * Where clips go that are inserted into a document, as the user or a trusted workspace wrote it; may hold anything.
   * @param scope the workspace folder or document it is for
   */
  assetsFolder(scope: vscode.Uri): unknown;
  /** Template for the name of a saved frame, below the workspace folder it is for; written by the same people. */
  frameName(scope: vscode.Uri): string;
}

/** The user's own value, else the default. A workspace's value is never looked at: it could redirect keys and files. */
function own(name: string): unknown {
  const found = vscode.workspace.getConfiguration(section).inspect(name);
  return found?.globalValue ?? found?.defaultValue;
}

/** The value for a folder or a document: of its workspace, where that is trusted, else the user's own. */
function shared(name: string, scope: vscode.Uri): unknown {
  const found = vscode.workspace.getConfiguration(section, scope).inspect(name);
  const theirs = vscode.workspace.isTrusted ? (found?.workspaceFolderValue ?? found?.workspaceValue) : undefined;
  return theirs ?? found?.globalValue ?? found?.defaultValue;
}

/** Read anew at each use, so that a change holds at once. */
export const settings: Settings = {
  get libraryFolder() {
    return libraryFolder(own('library.folder'), homedir(), process.platform);
  },
  get fileNameTemplate() {
    return textOr(own('library.fileName'), defaultTemplate);
  },
  get autoDownload() {
    return own('library.autoDownload') !== false;
  },
  get maxLibraryBytes() {
    return gigabytes(own('library.maxSize'));
  },
  get minPollSeconds() {
    return secondsOr(own('polling.minSeconds'), 4);
  },
  get maxPollSeconds() {
    return Math.max(secondsOr(own('polling.maxSeconds'), 30), this.minPollSeconds);
  },
  get prices() {
    return parsePrices(own('prices'));
  },
  get budgets() {
    return parseBudgets(own('budget'));
  },
  get providers() {
    return own('providers');
  },
  get defaultProvider() {
    return textOr(own('defaultProvider'), '') || undefined;
  },
  get networkClient() {
    return own('network.client') === 'vscode' ? 'vscode' : 'undici';
  },
  get notifications() {
    const value = own('notifications');
    return notificationLevels.find((level) => level === value) ?? 'all';
  },
  assetsFolder: (scope) => shared('project.assetsFolder', scope),
  frameName: (scope) => textOr(shared('capture.fileName', scope), defaultFrameTemplate),
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

/** Where clips go. What is not an absolute path would depend on where VS Code was started, so it is not used. */
export function libraryFolder(value: unknown, home: string, platform: NodeJS.Platform): string {
  const given = textOr(value, '').replace(/^~(?=$|[/\\])/, home);
  return path.isAbsolute(given)
    ? path.normalize(given)
    : path.join(home, platform === 'darwin' ? 'Movies' : 'Videos', 'Video Jobs');
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : otherwise;
}

/** Decimal, as file managers count. 0 for what is no size. */
const gigabytes = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value * 1e9 : 0;

/** Less than a second would be a burden on the server, more than an hour is no following. */
function secondsOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(3600, Math.max(1, value)) : otherwise;
}
