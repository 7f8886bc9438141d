import type { JobService } from '../jobs/jobService';
import * as vscode from 'vscode';
import { needsKey } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import type { Logger, ProviderDirectory } from '../jobs/ports';
import { newerFile } from '../jobs/ledger/schema';

/** What menus and welcome texts may ask for; each is `videoJobs.` and the name. */
export interface ContextValues {
  /** The state is known: nothing before flashes by. */
  loaded: boolean;
  hasProviders: boolean;
  /** A provider can be used: it has its key, or needs none. */
  hasKey: boolean;
  filtered: boolean;
  offline: boolean;
  keyRefused: boolean;
  /** A newer release wrote the list. */
  listNewer: boolean;
}

/** What of the state follows from the last background failures. */
function troubles(problems: JobService['problems']): Pick<ContextValues, 'offline' | 'keyRefused'> {
  const all = [...problems.values()];
  return {
    offline: all.some(({ kind }) => kind === 'network' || kind === 'timeout'),
    // Without a server's answer behind it the key was never given, which is another text.
    keyRefused: all.some(
      ({ kind, httpStatus }) => (kind === 'auth' || kind === 'forbidden') && httpStatus !== undefined,
    ),
  };
}

export interface ContextKeysDeps {
  jobs: Pick<JobService, 'problems' | 'failure'>;
  providers: ProviderDirectory;
  log: Logger;
}

/** Keeps the context keys; asks for secrets only once the view is looked at. */
export class ContextKeys {
  readonly #sent = new Map<string, boolean>();
  #filtered = false;
  #hasKey: boolean | undefined;
  /** The newest look-up; answers of older ones are stale. */
  #lookUp: object | undefined;

  constructor(private readonly deps: ContextKeysDeps) {}

  update(known?: Pick<ContextValues, 'filtered'>): void {
    this.#filtered = known?.filtered ?? this.#filtered;
    const values: ContextValues = {
      hasProviders: this.deps.providers.all.length > 0,
      hasKey: this.#hasKey === true,
      filtered: this.#filtered,
      ...troubles(this.deps.jobs.problems),
      listNewer: this.deps.jobs.failure?.code === newerFile,
      loaded: this.#hasKey !== undefined,
    };
    for (const [name, value] of Object.entries<boolean>({ ...values })) {
      if (this.#sent.get(name) !== value) {
        this.#sent.set(name, value);
        void vscode.commands.executeCommand('setContext', `videoJobs.${name}`, value);
      }
    }
  }

  /** Finds out, once, whether a provider has a key. */
  lookUpKeys(): void {
    if (this.#lookUp) {
      return;
    }
    const lookUp = (this.#lookUp = {});
    void this.#anyUsable().then((hasKey) => {
      if (this.#lookUp === lookUp) {
        this.#hasKey = hasKey;
        this.update();
      }
    });
  }

  /** @param now whether somebody is looking. */
  keysMayHaveChanged(now: boolean): void {
    this.#lookUp = undefined;
    if (now) {
      this.lookUpKeys();
    }
  }

  async #anyUsable(): Promise<boolean> {
    const { all } = this.deps.providers;
    // Checked first, as connecting to the sandbox would start it.
    if (all.some((provider) => !needsKey(provider))) {
      return true;
    }
    for (const { id } of all) {
      try {
        await this.deps.providers.connect(id);
        return true;
      } catch (error) {
        if (!(error instanceof VideoJobsError && error.kind === 'auth')) {
          // Another trouble than a missing key: a text about keys would mislead.
          this.deps.log.debug('A provider could not be looked at', id, error);
          return true;
        }
      }
    }
    return false;
  }
}
