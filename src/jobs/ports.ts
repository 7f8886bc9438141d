import type { Connection, Provider } from '../api/provider';
import type { Budget } from './costs/budget';
import type { OwnPrice } from './costs/price';

export interface Disposable {
  dispose(): void;
}

/** Source of providers and their keys; in the extension, VS Code's settings and SecretStorage. */
export interface ProviderDirectory {
  readonly all: readonly Provider[];
  find(id: string): Provider | undefined;
  /** @throws VideoJobsError `auth` if a key is needed and there is none for this origin, `rejected` for an unusable base URL, `notFound` for an unknown provider. */
  connect(id: string): Promise<Connection>;
  onDidChange(listener: () => void): Disposable;
}

export interface Logger {
  debug(message: string, ...facts: unknown[]): void;
  info(message: string, ...facts: unknown[]): void;
  warn(message: string, ...facts: unknown[]): void;
  error(message: string, ...facts: unknown[]): void;
}

/** Settings that may change while the extension runs; read at each use. */
export interface JobSettings {
  /** Folder for finished clips. */
  readonly libraryFolder: string;
  /** Template of a clip's file name, without the file extension. */
  readonly fileNameTemplate: string;
  readonly autoDownload: boolean;
  readonly minPollSeconds: number;
  readonly maxPollSeconds: number;
  /** Size limit of the library in bytes; undefined or 0 for none. */
  readonly maxLibraryBytes?: number;
  /** Prices entered by the user. */
  readonly prices?: readonly OwnPrice[];
  readonly budgets?: readonly Budget[];
  /** Budget of agents; without one, each of their requests that may cost something is the user's to agree to. */
  readonly agentsBudget?: Budget;
}
