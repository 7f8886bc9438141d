import * as vscode from 'vscode';
import { baseUrlOf } from '../api/baseUrl';
import { isBuiltIn, needsKey } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import type { Connection, Provider } from '../api/provider';
import type { Disposable, Logger, ProviderDirectory } from '../jobs/ports';
import type { SandboxHost } from './sandbox';
import type { Secrets } from './secrets';
import { entriesOf, originOf, parseProvider, parseProviders } from './settings/providerEntry';
import { onDidChangeSetting, settings, writeSetting } from './settings/settings';

interface ProvidersDeps {
  secrets: Secrets;
  sandbox: Pick<SandboxHost, 'connect'>;
  log: Logger;
  env?: NodeJS.ProcessEnv;
  /** Remembers that a key was set, never the key itself, to explain one that is gone. */
  memory?: Pick<vscode.Memento, 'get' | 'update'>;
}

/** Providers of the user's settings, and their keys. */
export class Providers implements ProviderDirectory, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #parsed: { providers: readonly Provider[]; faults: readonly string[] } | undefined;
  /** Providers of this window only, not in the settings. */
  readonly #temporary = new Map<string, Provider>();
  /** Serialises writes: saving reads, changes and writes the whole list. */
  #writing: Promise<void> = Promise.resolve();

  readonly #deps: ProvidersDeps;

  constructor(deps: ProvidersDeps) {
    this.#deps = deps;
    this.#subscriptions = [
      this.#changed,
      onDidChangeSetting('providers', () => this.#reload()),
      deps.secrets.onDidChange(() => this.#changed.fire()),
    ];
  }

  get all(): readonly Provider[] {
    return (this.#parsed ??= this.#read()).providers;
  }

  /** Faults of the entries that are skipped, as messages. */
  get faults(): readonly string[] {
    return (this.#parsed ??= this.#read()).faults;
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
    if (isBuiltIn(provider.type)) return this.#deps.sandbox.connect(provider);
    const { baseUrl } = await this.address(id);
    if (!needsKey(provider)) return { provider, baseUrl };
    return { provider, baseUrl, key: await this.#key(provider, new URL(baseUrl).origin) };
  }

  /** Returns the normalised base URL, without the key. @throws VideoJobsError `notFound`, `rejected` */
  async address(id: string): Promise<Omit<Connection, 'key'>> {
    const provider = this.get(id);
    if (isBuiltIn(provider.type)) {
      const { baseUrl } = await this.#deps.sandbox.connect(provider);
      return { provider, baseUrl };
    }
    return { provider, baseUrl: baseUrlOf(provider) };
  }

  /** Adds a provider until this window closes; it is never written to the settings. */
  lend(provider: Provider): void {
    this.#temporary.set(provider.id, provider);
    this.#reload();
  }

  /**
   * Adds a provider, or replaces the one with its id.
   * @param consent true if the user agreed to its `httpOrigin` just now; else a stored consent is kept, and no other
   * @throws VideoJobsError `rejected`, `disk`
   */
  async save(value: unknown, consent = false): Promise<void> {
    const provider = parseProvider(consent ? value : this.#withStoredConsent(value));
    if (this.#temporary.has(provider.id)) return this.lend(provider);
    await this.#rewrite((entries) => {
      const position = entries.findIndex((entry) => idOf(entry) === provider.id);
      return position < 0
        ? [...entries, provider]
        : entries.map((entry, index) => (index === position ? provider : entry));
    });
  }

  /**
   * Changes a provider's base URL, and binds its stored key to that, as the user agreed to just now.
   * @throws VideoJobsError `notFound`, `rejected`, `disk`
   */
  async move(id: string, baseUrl: string): Promise<void> {
    const before = this.get(id);
    const found = await this.#deps.secrets.find(id, originOf(before));
    await this.save({ ...before, baseUrl });
    if (found.state === 'found') await this.#deps.secrets.set(id, originOf(this.get(id)), found.key);
  }

  /** Other extensions and keybindings cannot agree for the user. */
  #withStoredConsent(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const { httpOrigin: _, ...entry } = value as Record<string, unknown>;
    const stored = this.all.find(({ id }) => id === entry['id'])?.httpOrigin;
    return stored === undefined ? entry : { ...entry, httpOrigin: stored };
  }

  /** Removes a provider from the settings and its key from the secret storage. @throws VideoJobsError `rejected`, `disk` */
  async remove(id: string): Promise<void> {
    if (this.#temporary.delete(id)) this.#reload();
    else await this.#rewrite((entries) => entries.filter((entry) => idOf(entry) !== id));
    await this.clearKey(id);
  }

  /**
   * Stores a key, bound to the provider's current origin.
   * @returns false if the key is lost when this window closes
   * @throws VideoJobsError `notFound`, `rejected`
   */
  async setKey(id: string, key: unknown): Promise<boolean> {
    const provider = this.get(id);
    const text = typeof key === 'string' ? key.trim() : '';
    if (!/^[\x21-\x7e]{1,8192}$/.test(text)) {
      throw new VideoJobsError('rejected', vscode.l10n.t('This is not an API key. It is empty or contains spaces.'));
    }
    this.#remember(id, true);
    return this.#deps.secrets.set(id, originOf(provider), text);
  }

  /** @returns false if the secret storage could not delete it */
  clearKey(id: string): Promise<boolean> {
    this.#remember(id, undefined);
    return this.#deps.secrets.clear(id);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #key(provider: Provider, origin: string): Promise<string> {
    const found = await this.#deps.secrets.find(provider.id, origin);
    if (found.state === 'found') return found.key;
    const variable = provider.apiKeyEnv;
    const fromEnvironment = variable && (this.#deps.env ?? process.env)[variable]?.trim();
    if (fromEnvironment) return fromEnvironment;
    const name = provider.label || provider.id;
    const isLost = found.state === 'absent' && this.#deps.memory?.get(keySetName(provider.id)) === true;
    const state = isLost ? 'lost' : found.state;
    throw new VideoJobsError('auth', missing(state, name, found.state === 'otherOrigin' ? found.origin : ''));
  }

  #remember(id: string, isSet: true | undefined): void {
    this.#deps.memory?.update(keySetName(id), isSet).then(undefined, (error: unknown) => {
      this.#deps.log.warn('It could not be remembered whether a key was given.', error);
    });
  }

  #read(): { providers: readonly Provider[]; faults: readonly string[] } {
    const { providers, faults } = parseProviders(settings.providers);
    for (const fault of faults) this.#deps.log.warn('A provider of the settings is left out:', fault);
    const saved = providers.filter(({ id }) => !this.#temporary.has(id));
    return { providers: [...saved, ...this.#temporary.values()], faults };
  }

  #reload(): void {
    const before = JSON.stringify(this.#parsed);
    this.#parsed = this.#read();
    if (JSON.stringify(this.#parsed) !== before) this.#changed.fire();
  }

  /** Rewrites the list. Entries that this release does not understand are kept. @throws VideoJobsError if the setting is no list */
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

const keySetName = (id: string): string => `videoJobs.keyGiven.${id}`;

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
