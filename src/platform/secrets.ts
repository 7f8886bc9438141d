import * as vscode from 'vscode';
import type { Logger } from '../jobs/ports';

const prefix = 'videoJobs.key.';
const nameOf = (provider: string) => prefix + provider;

/** A key and the origin it was given for. */
interface Kept {
  origin: string;
  key: string;
}

export type Found =
  | { state: 'found'; key: string }
  | { state: 'absent' }
  /** There is a key, given for another address: it must not go to this one. */
  | { state: 'otherOrigin'; origin: string }
  /** The system's key store does not answer: a locked keyring, or none. */
  | { state: 'unreadable' };

/** Keys in VS Code's SecretStorage; in memory where that fails, until the window closes. */
export class Secrets implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #session = new Map<string, Kept>();
  readonly #subscription: vscode.Disposable;

  /** Fires with the provider's id, also when another window changed its key. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly storage: vscode.SecretStorage,
    private readonly log: Logger,
  ) {
    this.#subscription = storage.onDidChange(({ key }) => {
      if (!key.startsWith(prefix)) return;
      const provider = key.slice(prefix.length);
      this.#session.delete(provider);
      this.#changed.fire(provider);
    });
  }

  /** The key for that provider at that origin. Never throws. */
  async find(provider: string, origin: string): Promise<Found> {
    const session = this.#session.get(provider);
    let kept = session;
    if (!session) {
      try {
        kept = parse(await this.storage.get(nameOf(provider)));
      } catch (error) {
        this.log.warn('The key store could not be read.', error);
        return { state: 'unreadable' };
      }
    }
    if (!kept) return { state: 'absent' };
    return kept.origin === origin ? { state: 'found', key: kept.key } : { state: 'otherOrigin', origin: kept.origin };
  }

  /** @returns whether it outlives this window */
  async set(provider: string, origin: string, key: string): Promise<boolean> {
    const text = JSON.stringify({ origin, key } satisfies Kept);
    this.#session.delete(provider);
    try {
      await this.storage.store(nameOf(provider), text);
      if ((await this.storage.get(nameOf(provider))) === text) return true;
      this.log.warn('The key store did not keep what it was given.');
    } catch (error) {
      this.log.warn('The key store could not be written.', error);
    }
    this.#session.set(provider, { origin, key });
    this.#changed.fire(provider);
    return false;
  }

  /** @returns whether the key store forgot it, too */
  async clear(provider: string): Promise<boolean> {
    const had = this.#session.delete(provider);
    try {
      await this.storage.delete(nameOf(provider));
      return true;
    } catch (error) {
      this.log.warn('A key could not be deleted from the key store.', error);
      return false;
    } finally {
      if (had) this.#changed.fire(provider);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#session.clear();
  }
}

/** Whatever else may lie there is no key of ours. */
function parse(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    const { origin, key } = JSON.parse(text) as Partial<Record<string, unknown>>;
    return typeof origin === 'string' && typeof key === 'string' && key !== '' ? { origin, key } : undefined;
  } catch {
    return undefined;
  }
}
