import type { Provider, Connection } from '../api/provider';
import * as vscode from 'vscode';
import { normaliseBaseUrl } from '../api/baseUrl';
import { isBuiltIn, needsKey } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import type { Disposable, Logger, ProviderDirectory } from '../jobs/ports';
import { entriesOf, originOf, parseProvider, parseProviders } from './settings/providerEntry';
import type { SandboxHost } from './sandbox';
import type { Secrets } from './secrets';
import { onDidChangeSetting, settings, writeSetting } from './settings/settings';

export interface ProvidersDeps {
  secrets: Secrets;
  sandbox: Pick<SandboxHost, 'connect'>;
  log: Logger;
  env?: NodeJS.ProcessEnv;
  /** Remembers that a key was given, never the key: one that is gone then has a reason. */
  memory?: Pick<vscode.Memento, 'get' | 'update'>;
}

/** The providers of the user's settings, and their keys. */
export class Providers implements ProviderDirectory, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #all: readonly Provider[] | undefined;
  #faults: readonly string[] = [];
  /** Of this window alone: the settings do not know them. */
  readonly #passing = new Map<string, Provider>();
  /** Saving is reading, changing and writing a list: one at a time. */
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly deps: ProvidersDeps) {
    this.#subscriptions = [
      this.#changed,
      onDidChangeSetting('providers', () => this.#reload()),
      deps.secrets.onDidChange(() => this.#changed.fire()),
    ];
  }

  get all(): readonly Provider[] {
    return (this.#all ??= this.#read());
  }

  /** What is wrong with entries that are therefore left out. */
  get faults(): readonly string[] {
    void this.all;
    return this.#faults;
  }

  find(id: string): Provider | undefined {
    return this.all.find((provider) => provider.id === id);
  }

  /** @throws VideoJobsError `notFound` */
  get(id: string): Provider {
    const provider = this.find(id);
    if (provider) return provider;
    throw new VideoJobsError(
      'notFound',
      vscode.l10n.t('There is no provider "{0}". Add it with the command "Add Provider".', id),
    );
  }

  onDidChange(listener: () => void): Disposable {
    return this.#changed.event(listener);
  }

  async connect(id: string): Promise<Connection> {
    const provider = this.get(id);
    if (isBuiltIn(provider.type)) return this.deps.sandbox.connect(provider);
    const { baseUrl } = await this.address(id);
    if (!needsKey(provider)) return { provider, baseUrl };
    return { provider, baseUrl, key: await this.#key(provider, new URL(baseUrl).origin) };
  }

  /** Where it is, without its key. @throws VideoJobsError `notFound`, `rejected` */
  async address(id: string): Promise<Omit<Connection, 'key'>> {
    const provider = this.get(id);
    if (isBuiltIn(provider.type)) {
      const { baseUrl } = await this.deps.sandbox.connect(provider);
      return { provider, baseUrl };
    }
    return { provider, baseUrl: normaliseBaseUrl(provider.type, provider.baseUrl, provider.auth) };
  }

  /** Adds it until this window closes; saved or removed, it is no more in the settings than before. */
  lend(provider: Provider): void {
    this.#passing.set(provider.id, provider);
    this.#reload();
  }

  /** Adds it, or puts it in the place of the one with its id. @throws VideoJobsError `rejected`, `disk` */
  async save(value: unknown): Promise<void> {
    const provider = parseProvider(value);
    if (this.#passing.has(provider.id)) return this.lend(provider);
    await this.#rewrite((entries) => {
      const at = entries.findIndex((entry) => idOf(entry) === provider.id);
      return at < 0 ? [...entries, provider] : entries.map((entry, index) => (index === at ? provider : entry));
    });
  }

  /** Takes it out of the settings, and its key out of the key store. @throws VideoJobsError `rejected`, `disk` */
  async remove(id: string): Promise<void> {
    if (this.#passing.delete(id)) this.#reload();
    else await this.#rewrite((entries) => entries.filter((entry) => idOf(entry) !== id));
    await this.clearKey(id);
  }

  /**
   * Keeps a key for the provider's present origin.
   * @returns whether it outlives this window
   * @throws VideoJobsError `notFound`, `rejected`
   */
  async setKey(id: string, key: unknown): Promise<boolean> {
    const provider = this.get(id);
    const text = typeof key === 'string' ? key.trim() : '';
    if (!/^[\x21-\x7e]{1,8192}$/.test(text)) {
      throw new VideoJobsError('rejected', vscode.l10n.t('This is not an API key. It is empty or contains spaces.'));
    }
    this.#remember(id, true);
    return this.deps.secrets.set(id, originOf(provider), text);
  }

  /** @returns whether the key store forgot it, too */
  clearKey(id: string): Promise<boolean> {
    this.#remember(id, undefined);
    return this.deps.secrets.clear(id);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #key(provider: Provider, origin: string): Promise<string> {
    const found = await this.deps.secrets.find(provider.id, origin);
    if (found.state === 'found') return found.key;
    const variable = provider.apiKeyEnv;
    const fromEnvironment = variable && (this.deps.env ?? process.env)[variable]?.trim();
    if (fromEnvironment) return fromEnvironment;
    const name = provider.label || provider.id;
    const lost = found.state === 'absent' && this.deps.memory?.get(givenName(provider.id)) === true;
    const state = lost ? 'lost' : found.state;
    throw new VideoJobsError('auth', missing(state, name, found.state === 'otherOrigin' ? found.origin : ''));
  }

  #remember(id: string, given: true | undefined): void {
    this.deps.memory?.update(givenName(id), given).then(undefined, (error: unknown) => {
      this.deps.log.warn('It could not be remembered whether a key was given.', error);
    });
  }

  #read(): Provider[] {
    const { providers, faults } = parseProviders(settings.providers);
    this.#faults = faults;
    for (const fault of faults) this.deps.log.warn('A provider of the settings is left out:', fault);
    return [...providers.filter(({ id }) => !this.#passing.has(id)), ...this.#passing.values()];
  }

  #reload(): void {
    const before = JSON.stringify(this.#all);
    this.#all = this.#read();
    if (JSON.stringify(this.#all) !== before) this.#changed.fire();
  }

  /** Entries that this release does not understand stay as they are, and so does what is no list at all. */
  #rewrite(change: (entries: readonly unknown[]) => unknown[]): Promise<void> {
    const written = this.#writing.then(async () => {
      await writeSetting('providers', change(entriesOf(settings.providers)));
      this.#reload();
    });
    this.#writing = written.catch(() => {});
    return written;
  }
}

const idOf = (entry: unknown): unknown => (entry as { id?: unknown } | null | undefined)?.id;

const givenName = (id: string): string => `videoJobs.keyGiven.${id}`;

function missing(state: 'absent' | 'lost' | 'otherOrigin' | 'unreadable', name: string, origin: string): string {
  switch (state) {
    case 'absent':
      return vscode.l10n.t('{0} has no API key yet. Set it with "Set API Key".', name);
    case 'lost':
      return vscode.l10n.t(
        'The API key for {0} is no longer in VS Code’s secret storage. Without a keyring it is lost on restart, and browsers do not share keys. Set it again, or name an environment variable in "apiKeyEnv".',
        name,
      );
    case 'otherOrigin':
      return vscode.l10n.t(
        'The API key for {0} was set for {1}, but the base URL has changed. Set it again.',
        name,
        origin,
      );
    case 'unreadable':
      return vscode.l10n.t('The API key for {0} could not be read from VS Code’s secret storage. Set it again.', name);
  }
}
