import type { HttpClient, HttpRequest, HttpResponse } from '../../../src/api/http/http';
import { seeded } from './stats';

/** How long the jobs of a model take, in seconds; together 60 to 600. */
export const models: readonly (readonly [string, number, number])[] = [
  ['m-75', 60, 90],
  ['m-120', 96, 144],
  ['m-200', 160, 240],
  ['m-320', 256, 384],
  ['m-500', 400, 600],
];

export interface ProviderOptions {
  /** Whether jobs in progress say how far they are. */
  progress: boolean;
  /** Every length is as likely as any other, whatever the model. */
  anyLength?: boolean;
  seed: number;
}

interface RemoteJob {
  id: string;
  model: string;
  createdAt: number;
  endsAt: number;
}

/** A provider in this process, on the clock of the process, reached through a door of its own. Answers at once. */
export class FakeProvider {
  readonly jobs = new Map<string, RemoteJob>();
  /** Questions asked: a list or a single job. */
  asked = 0;
  readonly #random: () => number;

  readonly #options: ProviderOptions;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
  }

  readonly createHttpClient = (): HttpClient => ({
    send: async (request) => this.#answer(request),
    close: async () => {},
  });

  async #answer(request: HttpRequest): Promise<HttpResponse> {
    const { pathname, searchParams } = new URL(request.url);
    request.onSent?.();
    if (request.method === 'POST') return json(this.#view(this.#create()));
    this.asked++;
    if (/\/videos$/.test(pathname)) return json(this.#page(searchParams));
    return json(this.#view(this.jobs.get(pathname.split('/').at(-1)!)!));
  }

  #create(): RemoteJob {
    const number = this.jobs.size;
    const [model, least, most] = models[number % models.length]!;
    const [from, to] = this.#options.anyLength ? [60, 600] : [least, most];
    const createdAt = Date.now();
    const endsAt = createdAt + (from + this.#random() * (to - from)) * 1000;
    const job = { id: `video_${number}`, model, createdAt, endsAt };
    this.jobs.set(job.id, job);
    return job;
  }

  #page(query: URLSearchParams): unknown {
    const newest = [...this.jobs.values()].reverse();
    const from = newest.findIndex(({ id }) => id === query.get('after')) + 1;
    const page = newest.slice(from, from + Number(query.get('limit') ?? 20));
    const more = from + page.length < newest.length;
    return { object: 'list', data: page.map((job) => this.#view(job)), has_more: more, last_id: page.at(-1)?.id };
  }

  #view({ id, model, createdAt, endsAt }: RemoteJob): unknown {
    const now = Date.now();
    const done = now >= endsAt;
    const progress = Math.min(100, Math.floor((100 * (now - createdAt)) / (endsAt - createdAt)));
    return {
      id,
      object: 'video',
      model,
      prompt: `Clip ${id}`,
      seconds: '8',
      created_at: createdAt / 1000,
      status: done ? 'completed' : 'in_progress',
      ...(this.#options.progress && { progress }),
      ...(done && { completed_at: endsAt / 1000, progress: 100 }),
    };
  }
}

function json(value: unknown): HttpResponse {
  const bytes = Buffer.from(JSON.stringify(value));
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  const body = (async function* () {
    yield bytes;
  })();
  return { status: 200, headers, body, discard() {} };
}
