import type { Connection, Provider } from '../api/provider';
import type { Account, VideoClient } from '../api/types';
import type { Logger, ProviderDirectory } from '../jobs/ports';

interface AccountsDeps {
  providers: Pick<ProviderDirectory, 'connect'>;
  clientFor(connection: Connection): VideoClient;
  log: Logger;
}

interface KnownAccount extends Account {
  /** Time of the provider's response, in ms since the epoch. */
  at: number;
}

/** Age up to which an account is reused while a request is filled in, in ms. */
const maxAge = 5 * 60_000;

/** Accounts behind the providers' keys, cached for this window. Fetched by a connection test and with a request only. */
export class Accounts {
  readonly #accounts = new Map<string, KnownAccount>();
  readonly #fetchedAt = new Map<string, number>();

  readonly #deps: AccountsDeps;

  constructor(deps: AccountsDeps) {
    this.#deps = deps;
  }

  known({ id, baseUrl }: Pick<Provider, 'id' | 'baseUrl'>): KnownAccount | undefined {
    return this.#accounts.get(keyOf(id, baseUrl));
  }

  /**
   * Fetches the account unless that was done a few minutes ago. Never rejects: an unknown balance must not block a request.
   * @param now fetches in any case
   */
  async look({ id, baseUrl }: Pick<Provider, 'id' | 'baseUrl'>, now = false): Promise<KnownAccount | undefined> {
    const key = keyOf(id, baseUrl);
    const fetchedAt = this.#fetchedAt.get(key);
    if (!now && fetchedAt !== undefined && Math.abs(Date.now() - fetchedAt) < maxAge) return this.#accounts.get(key);
    this.#fetchedAt.set(key, Date.now());
    try {
      const account = await this.#deps.clientFor(await this.#deps.providers.connect(id)).account();
      if (account) this.#accounts.set(key, { ...account, at: Date.now() });
    } catch (error) {
      // The cached balance may be outdated.
      this.#accounts.delete(key);
      this.#deps.log.info('A provider did not say what its key may spend.', error);
    }
    return this.#accounts.get(key);
  }
}

const keyOf = (id: string, baseUrl: string): string => `${id}\n${baseUrl}`;
