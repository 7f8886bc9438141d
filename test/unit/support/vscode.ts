/**
 * The few values of the `vscode` module that code under unit test uses at run time. `@types/vscode` has no code, so the
 * unit tests' bundler puts this file in its place. Behaviour is that of VS Code's own classes as far as a test looks.
 */

import { readFileSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { posix } from 'node:path';

type Listener<T> = (event: T) => unknown;

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class Disposable {
  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
  readonly #callOnDispose: () => unknown;

  constructor(callOnDispose: () => unknown) {
    this.#callOnDispose = callOnDispose;
  }
  dispose(): void {
    this.#callOnDispose();
  }
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}

export class TreeItem {
  constructor(
    public label: string,
    public collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

/** `appendText` escapes as VS Code's does, so that a test sees what would be rendered. */
export class MarkdownString {
  isTrusted?: boolean | { readonly enabledCommands: readonly string[] };
  supportThemeIcons?: boolean;
  supportHtml?: boolean;
  constructor(
    public value = '',
    supportThemeIcons = false,
  ) {
    this.supportThemeIcons = supportThemeIcons;
  }
  appendText(text: string): this {
    this.value += text
      .replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&')
      .replace(/([ \t]+)/g, (spaces) => '&nbsp;'.repeat(spaces.length))
      .replace(/>/gm, '\\>')
      .replace(/\n/g, '\n\n');
    return this;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
  appendCodeblock(text: string, language = ''): this {
    const longest = Math.max(2, ...(text.match(/^`+/gm) ?? []).map((fence) => fence.length));
    const fence = '`'.repeat(longest + 1);
    this.value += `\n${fence}${language}\n${text}\n${fence}\n`;
    return this;
  }
}

export enum StatusBarAlignment {
  Left = 1,
  Right,
}

export enum ConfigurationTarget {
  Global = 1,
  Workspace,
  WorkspaceFolder,
}

export const l10n = {
  t(message: string, ...args: unknown[]): string {
    const values = typeof args[0] === 'object' && args[0] !== null ? (args[0] as Record<string, unknown>) : args;
    return message.replace(/\{([^}]+)\}/g, (whole, name: string) =>
      name in values ? String((values as Record<string, unknown>)[name]) : whole,
    );
  },
};

/** The extension itself, with a manifest in English as VS Code reads it. */
export const extensions = {
  getExtension(id: string): { packageJSON: unknown } | undefined {
    const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
    const packageJSON = JSON.parse(
      readFileSync('package.json', 'utf8').replace(/"%([\w.]+)%"/g, (_, key: string) => JSON.stringify(words[key])),
    ) as { publisher: string; name: string };
    return id === `${packageJSON.publisher}.${packageJSON.name}` ? { packageJSON } : undefined;
  },
};

export const version = '1.105.0';

export enum UIKind {
  Desktop = 1,
  Web,
}

let copied = '';

export const env = {
  language: 'en',
  uiKind: UIKind.Desktop,
  appHost: 'desktop',
  remoteName: undefined as string | undefined,
  clipboard: {
    readText: async (): Promise<string> => copied,
    writeText: async (text: string): Promise<void> => {
      copied = text;
    },
  },
  openExternal: (_uri: unknown): Promise<boolean> => Promise.resolve(true),
};

export enum QuickPickItemKind {
  Separator = -1,
  Default = 0,
}

export const QuickInputButtons = { Back: { iconPath: new ThemeIcon('arrow-left') } };

export enum ProgressLocation {
  SourceControl = 1,
  Window = 10,
  Notification = 15,
}

/** Stands for what only a real VS Code can do; a test puts its own in place. */
const unavailable = (name: string) => (): never => {
  throw new Error(`The test did not say what ${name} does.`);
};

export const window = {
  activeTextEditor: undefined as unknown,
  state: { focused: true, active: true },
  createInputBox: unavailable('createInputBox'),
  createOutputChannel: unavailable('createOutputChannel'),
  createQuickPick: unavailable('createQuickPick'),
  createStatusBarItem: unavailable('createStatusBarItem'),
  createTreeView: unavailable('createTreeView'),
  showErrorMessage: unavailable('showErrorMessage'),
  showInformationMessage: unavailable('showInformationMessage'),
  showOpenDialog: unavailable('showOpenDialog'),
  showQuickPick: unavailable('showQuickPick'),
  showSaveDialog: unavailable('showSaveDialog'),
  showTextDocument: unavailable('showTextDocument'),
  showWarningMessage: unavailable('showWarningMessage'),
  onDidChangeWindowState: unavailable('onDidChangeWindowState'),
  withProgress: (_options: unknown, task: (...args: unknown[]) => unknown) =>
    task({ report: () => undefined }, { onCancellationRequested: () => new Disposable(() => undefined) }),
};

export const commands = {
  executeCommand: (_id: string, ..._args: unknown[]): Promise<unknown> => Promise.resolve(undefined),
  registerCommand: (_id: string, _run: unknown) => new Disposable(() => undefined),
};

const configurationChanges = new EventEmitter<unknown>();

export enum FileType {
  Unknown = 0,
  File = 1,
  Directory = 2,
  SymbolicLink = 64,
}

export class FileSystemError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

const refused = (error: unknown): never => {
  const { code, message } = error as NodeJS.ErrnoException;
  throw new FileSystemError(message, code === 'ENOENT' ? 'FileNotFound' : 'Unknown');
};

/** Real files; a link says that it is one beside what it leads to, as VS Code says it. */
const fs = {
  async stat({ path }: Uri) {
    const [own, real] = await Promise.all([files.lstat(path).catch(refused), files.stat(path).catch(() => undefined)]);
    const type = real?.isDirectory() ? FileType.Directory : real?.isFile() ? FileType.File : FileType.Unknown;
    return { type: own.isSymbolicLink() ? type | FileType.SymbolicLink : type, size: real?.size ?? 0 };
  },
  createDirectory: async ({ path }: Uri) => void (await files.mkdir(path, { recursive: true }).catch(refused)),
  readFile: ({ path }: Uri): Promise<Uint8Array> => files.readFile(path).catch(refused),
  writeFile: ({ path }: Uri, bytes: Uint8Array) => files.writeFile(path, bytes).catch(refused),
  async delete({ path }: Uri) {
    const folder = (await files.stat(path).catch(refused)).isDirectory();
    await (folder ? files.rmdir(path) : files.rm(path)).catch(refused);
  },
  isWritableFileSystem: (scheme: string): boolean | undefined => (scheme === 'file' ? true : undefined),
};

export const workspace = {
  fs,
  isTrusted: true,
  workspaceFolders: undefined as { uri: Uri }[] | undefined,
  notebookDocuments: [] as unknown[],
  getWorkspaceFolder: (uri: Uri) => workspace.workspaceFolders?.find((one) => uri.path.startsWith(`${one.uri.path}/`)),
  asRelativePath: (uri: Uri): string => uri.path,
  getConfiguration: (_section?: string) => ({
    get: (_key: string, fallback?: unknown): unknown => fallback,
    inspect: (_key: string): { globalValue?: unknown; defaultValue?: unknown } | undefined => undefined,
    update: (_key: string, _value: unknown, _target?: unknown): Promise<void> => Promise.resolve(),
  }),
  onDidChangeConfiguration: configurationChanges.event,
  registerTextDocumentContentProvider: (_scheme: string, _provider: unknown) => new Disposable(() => undefined),
  openTextDocument: unavailable('openTextDocument'),
  textDocuments: [] as unknown[],
};

/** `appendText` escapes as VS Code's does. */
export class SnippetString {
  value = '';
  appendText(text: string): this {
    this.value += text.replace(/[$}\\]/g, '\\$&');
    return this;
  }
}

export class WorkspaceEdit {
  readonly moved: { from: Uri; to: Uri }[] = [];
  renameFile(from: Uri, to: Uri): void {
    this.moved.push({ from, to });
  }
}

export class DataTransferItem {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }
  asString = async (): Promise<string> => this.#value;
}

export enum ViewColumn {
  Active = -1,
  Beside = -2,
  One = 1,
}

/** Files only; paths are joined as VS Code joins them. */
export class Uri {
  readonly scheme = 'file';
  private constructor(
    readonly path: string,
    readonly query = '',
  ) {}
  static file(path: string): Uri {
    return new Uri(path);
  }
  static joinPath(base: Uri, ...segments: string[]): Uri {
    return new Uri(posix.join(base.path, ...segments));
  }
  get fsPath(): string {
    return this.path;
  }
  with({ query }: { query: string }): Uri {
    return new Uri(this.path, query);
  }
  toString(): string {
    return `file://${this.path}${this.query && `?${this.query}`}`;
  }
}
