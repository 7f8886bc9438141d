import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isBuiltIn } from '../api/dialects';
import type { Connection, Provider } from '../api/provider';
import type { ModelInfo, VideoClient } from '../api/types';
import type { Logger, ProviderDirectory } from '../jobs/ports';
import type { SandboxHost } from './sandbox';

interface ModelsDeps {
  providers: Pick<ProviderDirectory, 'connect' | 'find'>;
  clientFor(connection: Connection): VideoClient;
  sandbox: Pick<SandboxHost, 'models'>;
  /** Folder of the cached catalogues; created when needed. */
  folder: string;
  log: Logger;
}

/** Models that a provider lists; `at` is the time of its response, in ms since the epoch. */
interface Catalogue {
  models: readonly ModelInfo[];
  at: number;
}

/** Age above which a catalogue is refreshed in the background when a request is filled in, in ms. */
const maxAge = 24 * 3600_000;
/** Pause after a failed request for a catalogue, in ms. */
const retryDelay = 5 * 60_000;
/** Largest catalogue that is cached on disk, in bytes; larger ones are fetched in each session. */
const maxBytes = 2 * 1024 * 1024;
const maxFiles = 40;

const emptyCatalogue: Catalogue = { models: [], at: 0 };

/**
 * Catalogues of the providers' models. Fetched when a request is filled in and cached on disk by provider and address, so
 * that a form also opens offline. A failure never blocks a request.
 */
export class Models {
  readonly #catalogues = new Map<string, Catalogue>();
  readonly #requests = new Map<string, Promise<Catalogue | undefined>>();
  readonly #failed = new Map<string, number>();

  readonly #deps: ModelsDeps;

  constructor(deps: ModelsDeps) {
    this.#deps = deps;
  }

  /** Returns the cached catalogue, refreshing an old one in the background; waits for the provider if none is cached. Never rejects. */
  async of(provider: Provider): Promise<Catalogue> {
    const cached = await this.#cached(provider);
    if (cached && isFresh(cached)) return cached;
    const name = nameOf(provider);
    const failed = this.#failed.get(name);
    const resting = failed !== undefined && Math.abs(Date.now() - failed) < retryDelay;
    const request = cached && resting ? undefined : this.#request(provider, name);
    return cached ?? (await request) ?? emptyCatalogue;
  }

  /** Returns the catalogue in memory: complete once `of` has resolved. */
  known(provider: Provider): Catalogue {
    return this.#catalogues.get(nameOf(provider)) ?? emptyCatalogue;
  }

  /** Looks a model up in the cached catalogue; sends no request. Never rejects. */
  async modelOf(provider: string, model: string | undefined): Promise<ModelInfo | undefined> {
    const configured = this.#deps.providers.find(provider);
    if (!configured || model === undefined) return undefined;
    return (await this.#cached(configured))?.models.find(({ id }) => id === model);
  }

  async #cached(provider: Provider): Promise<Catalogue | undefined> {
    const name = nameOf(provider);
    const catalogue = this.#catalogues.get(name);
    if (catalogue || isBuiltIn(provider.type)) return catalogue;
    try {
      const file = this.#file(name);
      if ((await stat(file)).size > maxBytes) return undefined;
      const read: unknown = JSON.parse(await readFile(file, 'utf8'));
      if (isCatalogue(read)) this.#catalogues.set(name, read);
    } catch {
      // Missing or unreadable: it is fetched.
    }
    return this.#catalogues.get(name);
  }

  #request(provider: Provider, name: string): Promise<Catalogue | undefined> {
    let request = this.#requests.get(name);
    if (!request) {
      request = this.#fetch(provider, name).finally(() => this.#requests.delete(name));
      this.#requests.set(name, request);
    }
    return request;
  }

  async #fetch(provider: Provider, name: string): Promise<Catalogue | undefined> {
    try {
      const connection = await this.#deps.providers.connect(provider.id);
      const listed = await this.#deps.clientFor(connection).models();
      const models = isBuiltIn(provider.type) ? labelled(await this.#deps.sandbox.models(), listed) : listed;
      const catalogue = { models, at: Date.now() };
      this.#catalogues.set(name, catalogue);
      this.#failed.delete(name);
      if (!isBuiltIn(provider.type)) await this.#store(name, catalogue);
      return catalogue;
    } catch (error) {
      this.#failed.set(name, Date.now());
      this.#deps.log.info('The models of a provider could not be asked for.', error);
      return undefined;
    }
  }

  async #store(name: string, catalogue: Catalogue): Promise<void> {
    const text = JSON.stringify(catalogue);
    if (text.length > maxBytes) return;
    try {
      await mkdir(this.#deps.folder, { recursive: true });
      // Another window may read or write it at the same time.
      const part = `${this.#file(name)}.${process.pid}.part`;
      await writeFile(part, text);
      await rename(part, this.#file(name));
      await this.#tidy();
    } catch (error) {
      this.#deps.log.info('The models of a provider could not be kept.', error);
    }
  }

  /** Deletes all but the newest catalogues. */
  async #tidy(): Promise<void> {
    const { folder } = this.#deps;
    const names = await readdir(folder);
    if (names.length <= maxFiles) return;
    const files = await Promise.all(
      names.map(async (name) => ({ file: path.join(folder, name), at: (await stat(path.join(folder, name))).mtimeMs })),
    );
    const old = files.sort((a, b) => b.at - a.at).slice(maxFiles);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }

  #file(name: string): string {
    return path.join(this.#deps.folder, `${name}.json`);
  }
}

/** Symmetric, so that a clock set back does not keep an old catalogue indefinitely. */
const isFresh = ({ at }: Catalogue): boolean => Math.abs(Date.now() - at) < maxAge;

const nameOf = ({ id, type, baseUrl }: Provider): string =>
  createHash('sha256').update([id, type, baseUrl].join('\n')).digest('hex').slice(0, 24);

/** Adds the sandbox's own labels: not all of its systems list models. */
const labelled = (all: readonly ModelInfo[], listed: readonly ModelInfo[]): ModelInfo[] =>
  all.map((model) => ({ ...listed.find(({ id }) => id === model.id), ...model }));

function isCatalogue(value: unknown): value is Catalogue {
  const { models, at } = (value ?? {}) as Partial<Catalogue>;
  return (
    typeof at === 'number' &&
    Array.isArray(models) &&
    models.every((model: Partial<ModelInfo> | null) => typeof model?.id === 'string')
  );
}
