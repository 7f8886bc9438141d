import type { IncomingMessage } from 'node:http';
import { type Answer, json, text } from './http';
import type { Storage } from './storage';

/** The parts of a recording that are replayed; `src/api/recording` reads it from a file. */
export interface Replayed {
  provider: { baseUrl: string };
  exchanges: readonly { operation: string; method: string; path: string; status: number; body?: unknown }[];
}

/**
 * Server that replays a recording: each request gets the responses recorded for its method and path, in order, and then
 * the last one repeatedly. URLs of clips point to the sandbox's own, since media is not recorded.
 */
export class Replay {
  readonly #told = new Map<string, number>();

  readonly #recording: Replayed;
  readonly #storage: Storage;

  constructor(recording: Replayed, storage: Storage) {
    this.#recording = recording;
    this.#storage = storage;
  }

  /** @param url below `base`, which replaces the recorded server's origin */
  async answer(
    { method = '', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
    url: URL,
    base: string,
  ): Promise<Answer> {
    const path = url.pathname.slice(base.length);
    const name = `${method} ${path}`;
    const fitting = this.#recording.exchanges.filter((each) => `${each.method} ${pathOf(each.path)}` === name);
    const count = this.#told.get(name) ?? 0;
    this.#told.set(name, count + 1);
    const said = fitting[Math.min(count, fitting.length - 1)];
    if (!said) {
      return json({ error: { message: `The recording has no answer to ${name}.`, code: 'not_recorded' } }, 404);
    }
    if (said.body === undefined) return this.#storage.clip('aurora', headers);
    if (typeof said.body === 'string') return text(said.body, 'text/plain', said.status);
    return json(this.#here(said.body, url.origin + base), said.status);
  }

  /** Rewrites URLs: those of the recorded server point here, others to a clip. */
  #here(value: unknown, own: string, name = ''): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#here(each, own, name));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#here(each, own, key)]));
    }
    if (typeof value !== 'string' || !/^https?:\/\/\S+$/i.test(value) || !URL.canParse(value)) return value;
    const { origin, pathname, search } = new URL(value);
    if (origin === new URL(this.#recording.provider.baseUrl).origin) return own + pathname + search;
    return this.#storage.address('aurora', /thumb|cover|poster|image/i.test(name) ? 'thumbnail' : 'video');
  }
}

const pathOf = (path: string): string => path.split('?')[0]!;
