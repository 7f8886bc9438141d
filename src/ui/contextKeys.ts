import * as vscode from 'vscode';
import { needsKey } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import type { JobService } from '../jobs/jobService';
import { newerFile } from '../jobs/ledger/schema';
import type { Logger, ProviderDirectory } from '../jobs/ports';

/** Context keys for menus and welcome views, without their prefix `videoJobs.`. */
interface ContextValues {
  /** True once the state is known, so that no welcome text flashes before. */
  loaded: boolean;
  hasProviders: boolean;
  /** True if at least one provider has its key, or needs none. */
  hasKey: boolean;
  filtered: boolean;
  offline: boolean;
  keyRefused: boolean;
  /** True if a newer release wrote the ledger. */
  listNewer: boolean;
}

/** Derives context keys from the last background failures. */
function troubles(problems: JobService['problems']): Pick<ContextValues, 'offline' | 'keyRefused'> {
  const all = [...problems.values()];
  return {
    offline: all.some(({ kind }) => kind === 'network' || kind === 'timeout'),
    // Without a response the key is missing rather than refused, which has another welcome text.
    keyRefused: all.some(
      ({ kind, httpStatus }) => (kind === 'auth' || kind === 'forbidden') && httpStatus !== undefined,
    ),
  };
}

interface ContextKeysDeps {
  jobs: Pick<JobService, 'problems' | 'failure'>;
  providers: ProviderDirectory;
  log: Logger;
}

/** Maintains the context keys; reads secrets only once the view is visible. */
export class ContextKeys {
  readonly #sent = new Map<string, boolean>();
  #filtered = false;
  #hasKey: boolean | undefined;
  /** Identity of the latest look-up; results of earlier ones are stale. */
  #lookUp: object | undefined;

  readonly #deps: ContextKeysDeps;

  constructor(deps: ContextKeysDeps) {
    this.#deps = deps;
  }

  update(known?: Pick<ContextValues, 'filtered'>): void {
    this.#filtered = known?.filtered ?? this.#filtered;
    const values: ContextValues = {
      hasProviders: this.#deps.providers.all.length > 0,
      hasKey: this.#hasKey === true,
      filtered: this.#filtered,
      ...troubles(this.#deps.jobs.problems),
      listNewer: this.#deps.jobs.failure?.code === newerFile,
      loaded: this.#hasKey !== undefined,
    };
    for (const [name, value] of Object.entries<boolean>({ ...values })) {
      if (this.#sent.get(name) !== value) {
        this.#sent.set(name, value);
        void vscode.commands.executeCommand('setContext', `videoJobs.${name}`, value);
      }
    }
  }

  /** Checks once whether a provider has a key. */
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

  /** @param visible true if the view is visible */
  keysMayHaveChanged(now: boolean): void {
    this.#lookUp = undefined;
    if (now) {
      this.lookUpKeys();
    }
  }

  async #anyUsable(): Promise<boolean> {
    const { all } = this.#deps.providers;
    // Checked first, as connecting to the sandbox would start it.
    if (all.some((provider) => !needsKey(provider))) {
      return true;
    }
    for (const { id } of all) {
      try {
        await this.#deps.providers.connect(id);
        return true;
      } catch (error) {
        if (!(error instanceof VideoJobsError && error.kind === 'auth')) {
          // Not a missing key: a text about keys would mislead.
          this.#deps.log.debug('A provider could not be looked at', id, error);
          return true;
        }
      }
    }
    return false;
  }
}
