import type { Provider, Connection } from '../api/provider';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isBuiltIn } from '../api/dialects';
import type { ModelInfo, VideoClient } from '../api/types';
import type { Logger, ProviderDirectory } from '../jobs/ports';
import type { SandboxHost } from './sandbox';

export interface ModelsDeps {
  providers: Pick<ProviderDirectory, 'connect' | 'find'>;
  clientFor(connection: Connection): VideoClient;
  sandbox: Pick<SandboxHost, 'models'>;
  /** Where catalogues are kept; made when needed. */
  folder: string;
  log: Logger;
}

/** What a provider says of its models, and when it said so (ms since the epoch). */
export interface Catalogue {
  models: readonly ModelInfo[];
  at: number;
}

/** An older catalogue is asked for anew, in the background, the next time somebody fills in a request. ms. */
const fresh = 24 * 3600_000;
/** After a failure it is left alone this long. ms. */
const rest = 5 * 60_000;
/** What does not fit is asked for in each session. */
const maxBytes = 2 * 1024 * 1024;
const maxFiles = 40;

const none: Catalogue = { models: [], at: 0 };

/**
 * What providers say of their models. Asked for when a request is filled in, and kept on disk, by provider and address: a
 * form opens without a network, too. A failure stops nobody.
 */
export class Models {
  readonly #known = new Map<string, Catalogue>();
  readonly #asking = new Map<string, Promise<Catalogue | undefined>>();
  readonly #failed = new Map<string, number>();

  constructor(private readonly deps: ModelsDeps) {}

  /** As it is known; asked for where nothing is, and refreshed for the next time where it is old. Never rejects. */
  async of(provider: Provider): Promise<Catalogue> {
    const found = await this.#kept(provider);
    if (found && isFresh(found)) return found;
    const name = nameOf(provider);
    const failed = this.#failed.get(name);
    const resting = failed !== undefined && Math.abs(Date.now() - failed) < rest;
    const asked = found && resting ? undefined : this.#ask(provider, name);
    return found ?? (await asked) ?? none;
  }

  /** What is in memory: after `of` has answered, all that it answered. */
  known(provider: Provider): Catalogue {
    return this.#known.get(nameOf(provider)) ?? none;
  }

  /** What is known of a model without a request. Never rejects. */
  async modelOf(provider: string, model: string | undefined): Promise<ModelInfo | undefined> {
    const found = this.deps.providers.find(provider);
    if (!found || model === undefined) return undefined;
    return (await this.#kept(found))?.models.find(({ id }) => id === model);
  }

  async #kept(provider: Provider): Promise<Catalogue | undefined> {
    const name = nameOf(provider);
    const known = this.#known.get(name);
    if (known || isBuiltIn(provider.type)) return known;
    try {
      const file = this.#file(name);
      if ((await stat(file)).size > maxBytes) return undefined;
      const read: unknown = JSON.parse(await readFile(file, 'utf8'));
      if (isCatalogue(read)) this.#known.set(name, read);
    } catch {
      // None is kept, or it cannot be read: it is asked for.
    }
    return this.#known.get(name);
  }

  #ask(provider: Provider, name: string): Promise<Catalogue | undefined> {
    let asking = this.#asking.get(name);
    if (!asking) {
      asking = this.#fetch(provider, name).finally(() => this.#asking.delete(name));
      this.#asking.set(name, asking);
    }
    return asking;
  }

  async #fetch(provider: Provider, name: string): Promise<Catalogue | undefined> {
    try {
      const connection = await this.deps.providers.connect(provider.id);
      const told = await this.deps.clientFor(connection).models();
      const models = isBuiltIn(provider.type) ? labelled(await this.deps.sandbox.models(), told) : told;
      const catalogue = { models, at: Date.now() };
      this.#known.set(name, catalogue);
      this.#failed.delete(name);
      if (!isBuiltIn(provider.type)) await this.#keep(name, catalogue);
      return catalogue;
    } catch (error) {
      this.#failed.set(name, Date.now());
      this.deps.log.info('The models of a provider could not be asked for.', error);
      return undefined;
    }
  }

  async #keep(name: string, catalogue: Catalogue): Promise<void> {
    const text = JSON.stringify(catalogue);
    if (text.length > maxBytes) return;
    try {
      await mkdir(this.deps.folder, { recursive: true });
      // Another window may read it now, or write the same.
      const part = `${this.#file(name)}.${process.pid}.part`;
      await writeFile(part, text);
      await rename(part, this.#file(name));
      await this.#tidy();
    } catch (error) {
      this.deps.log.info('The models of a provider could not be kept.', error);
    }
  }

  /** Providers come and go: only the newest catalogues stay. */
  async #tidy(): Promise<void> {
    const { folder } = this.deps;
    const names = await readdir(folder);
    if (names.length <= maxFiles) return;
    const files = await Promise.all(
      names.map(async (name) => ({ file: path.join(folder, name), at: (await stat(path.join(folder, name))).mtimeMs })),
    );
    const old = files.sort((a, b) => b.at - a.at).slice(maxFiles);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }

  #file(name: string): string {
    return path.join(this.deps.folder, `${name}.json`);
  }
}

/** A clock that was set does not keep an old catalogue for ever. */
const isFresh = ({ at }: Catalogue): boolean => Math.abs(Date.now() - at) < fresh;

const nameOf = ({ id, type, baseUrl }: Provider): string =>
  createHash('sha256').update([id, type, baseUrl].join('\n')).digest('hex').slice(0, 24);

/** The sandbox's systems tell of its models in their own ways, and not all of them do. */
const labelled = (all: readonly ModelInfo[], told: readonly ModelInfo[]): ModelInfo[] =>
  all.map((model) => ({ ...told.find(({ id }) => id === model.id), ...model }));

function isCatalogue(value: unknown): value is Catalogue {
  const { models, at } = (value ?? {}) as Partial<Catalogue>;
  return (
    typeof at === 'number' &&
    Array.isArray(models) &&
    models.every((model: Partial<ModelInfo> | null) => typeof model?.id === 'string')
  );
}
