import type { Provider, Connection } from '../api/provider';
import type { Account, VideoClient } from '../api/types';
import type { Logger, ProviderDirectory } from '../jobs/ports';

export interface AccountsDeps {
  providers: Pick<ProviderDirectory, 'connect'>;
  clientFor(connection: Connection): VideoClient;
  log: Logger;
}

export interface KnownAccount extends Account {
  /** When the provider said so, ms since the epoch. */
  at: number;
}

/** What is a few minutes old will do for somebody who fills in a request. ms. */
const fresh = 5 * 60_000;

/** What providers say of the accounts behind their keys, in this window. Asked for by a test and with a request, never else. */
export class Accounts {
  readonly #known = new Map<string, KnownAccount>();
  readonly #asked = new Map<string, number>();

  constructor(private readonly deps: AccountsDeps) {}

  known({ id, baseUrl }: Pick<Provider, 'id' | 'baseUrl'>): KnownAccount | undefined {
    return this.#known.get(keyOf(id, baseUrl));
  }

  /**
   * Asks, unless that was done a few minutes ago. Never rejects: that a server does not say it stops nobody.
   * @param now asks in any case
   */
  async look({ id, baseUrl }: Pick<Provider, 'id' | 'baseUrl'>, now = false): Promise<KnownAccount | undefined> {
    const key = keyOf(id, baseUrl);
    const asked = this.#asked.get(key);
    if (!now && asked !== undefined && Math.abs(Date.now() - asked) < fresh) return this.#known.get(key);
    this.#asked.set(key, Date.now());
    try {
      const account = await this.deps.clientFor(await this.deps.providers.connect(id)).account();
      if (account) this.#known.set(key, { ...account, at: Date.now() });
    } catch (error) {
      // What was said before may not be so any more.
      this.#known.delete(key);
      this.deps.log.info('A provider did not say what its key may spend.', error);
    }
    return this.#known.get(key);
  }
}

const keyOf = (id: string, baseUrl: string): string => `${id}\n${baseUrl}`;
