import type { Connection, ModelInfo, Provider, VideoClient } from '../api/types';
import type { Logger, ProviderDirectory } from '../jobs/ports';
import { sandboxType, type SandboxHost } from './sandbox';

export interface ModelsDeps {
  providers: Pick<ProviderDirectory, 'connect'>;
  clientFor(connection: Connection): VideoClient;
  sandbox: Pick<SandboxHost, 'models'>;
  log: Logger;
}

/** What each provider says of its models, asked once in a session. A failure is not remembered, and stops nobody. */
export class Models {
  readonly #known = new Map<string, Promise<readonly ModelInfo[]>>();

  constructor(private readonly deps: ModelsDeps) {}

  /** Empty where the provider does not say. Never rejects. */
  of(provider: Provider): Promise<readonly ModelInfo[]> {
    const key = [provider.id, provider.type, provider.baseUrl].join('\n');
    let models = this.#known.get(key);
    if (!models) {
      models = this.#ask(provider).catch((error: unknown) => {
        this.#known.delete(key);
        this.deps.log.info('The models of a provider could not be asked for.', error);
        return [];
      });
      this.#known.set(key, models);
    }
    return models;
  }

  async #ask(provider: Provider): Promise<readonly ModelInfo[]> {
    if (provider.type === sandboxType) return this.deps.sandbox.models();
    const connection = await this.deps.providers.connect(provider.id);
    return this.deps.clientFor(connection).models();
  }
}
