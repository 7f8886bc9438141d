import * as vscode from 'vscode';
import type { Logger } from '../jobs/ports';

const prefix = 'videoJobs.key.';
const nameOf = (provider: string) => prefix + provider;

/** A key and the origin it is bound to. */
interface StoredKey {
  origin: string;
  key: string;
}

type KeyLookup =
  | { state: 'found'; key: string }
  | { state: 'absent' }
  /** The key is bound to another origin and must not be sent to this one. */
  | { state: 'otherOrigin'; origin: string }
  /** The system's key store does not respond: a locked keyring, or none. */
  | { state: 'unreadable' };

/** Keys in VS Code's SecretStorage; in memory where that fails, until the window closes. */
export class Secrets implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #session = new Map<string, StoredKey>();
  readonly #subscription: vscode.Disposable;

  /** Fires with the provider's id, also when another window changed its key. */
  readonly onDidChange = this.#changed.event;

  readonly #storage: vscode.SecretStorage;
  readonly #log: Logger;

  constructor(storage: vscode.SecretStorage, log: Logger) {
    this.#storage = storage;
    this.#log = log;
    this.#subscription = storage.onDidChange(({ key }) => {
      if (!key.startsWith(prefix)) return;
      const provider = key.slice(prefix.length);
      this.#session.delete(provider);
      this.#changed.fire(provider);
    });
  }

  /** Looks up a provider's key for an origin. Never throws. */
  async find(provider: string, origin: string): Promise<KeyLookup> {
    const session = this.#session.get(provider);
    let stored = session;
    if (!session) {
      try {
        stored = parse(await this.#storage.get(nameOf(provider)));
      } catch (error) {
        this.#log.warn('The key store could not be read.', error);
        return { state: 'unreadable' };
      }
    }
    if (!stored) return { state: 'absent' };
    return stored.origin === origin
      ? { state: 'found', key: stored.key }
      : { state: 'otherOrigin', origin: stored.origin };
  }

  /** @returns false if the key is lost when this window closes */
  async set(provider: string, origin: string, key: string): Promise<boolean> {
    const text = JSON.stringify({ origin, key } satisfies StoredKey);
    this.#session.delete(provider);
    try {
      await this.#storage.store(nameOf(provider), text);
      if ((await this.#storage.get(nameOf(provider))) === text) return true;
      this.#log.warn('The key store did not keep what it was given.');
    } catch (error) {
      this.#log.warn('The key store could not be written.', error);
    }
    this.#session.set(provider, { origin, key });
    this.#changed.fire(provider);
    return false;
  }

  /** @returns false if the secret storage could not delete it */
  async clear(provider: string): Promise<boolean> {
    const wasInSession = this.#session.delete(provider);
    try {
      await this.#storage.delete(nameOf(provider));
      return true;
    } catch (error) {
      this.#log.warn('A key could not be deleted from the key store.', error);
      return false;
    } finally {
      if (wasInSession) this.#changed.fire(provider);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#session.clear();
  }
}

/** @returns undefined for anything that is not an entry of ours */
function parse(text: string | undefined): StoredKey | undefined {
  if (text === undefined) return undefined;
  try {
    const { origin, key } = JSON.parse(text) as Partial<Record<string, unknown>>;
    return typeof origin === 'string' && typeof key === 'string' && key !== '' ? { origin, key } : undefined;
  } catch {
    return undefined;
  }
}
