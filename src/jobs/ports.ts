import type { Provider, Connection } from '../api/provider';
import type { OwnPrice } from './costs/price';
import type { Budget } from './costs/budget';

export interface Disposable {
  dispose(): void;
}

/** Where providers and their keys come from; VS Code's settings and SecretStorage in the extension. */
export interface ProviderDirectory {
  readonly all: readonly Provider[];
  find(id: string): Provider | undefined;
  /** @throws VideoJobsError `auth` when a key is needed and there is none (or it was given for another origin), `rejected` for an address that cannot be used, `notFound` for an unknown provider. */
  connect(id: string): Promise<Connection>;
  onDidChange(listener: () => void): Disposable;
}

export interface Logger {
  debug(message: string, ...facts: unknown[]): void;
  info(message: string, ...facts: unknown[]): void;
  warn(message: string, ...facts: unknown[]): void;
  error(message: string, ...facts: unknown[]): void;
}

/** What may change while the extension runs; read at each use. */
export interface JobSettings {
  /** Folder that finished clips are written to. */
  readonly libraryFolder: string;
  /** Template of a clip's file name, without the extension. */
  readonly fileNameTemplate: string;
  readonly autoDownload: boolean;
  readonly minPollSeconds: number;
  readonly maxPollSeconds: number;
  /** What the library should not outgrow; nothing or 0 for no limit. */
  readonly maxLibraryBytes?: number;
  /** What the user says that providers take. */
  readonly prices?: readonly OwnPrice[];
  readonly budgets?: readonly Budget[];
}
