import { randomInt } from 'node:crypto';
import { Refusal } from './http';
import { type Life, lifeOf } from './life';
import { failures, type Scenario, scenarioOf, staysFor } from './scenarios';
import { pack, type Ticket, unpack } from './ticket';

/** A job as it stands now. */
export interface Job {
  id: string;
  ticket: Ticket;
  scenario: Scenario;
  life: Life;
  /** Ended by its user before it was finished. */
  cancelled: boolean;
  /** Known only to the sandbox that made the job. */
  prompt?: string;
  key?: string;
}

export interface JobInput {
  prompt: string;
  model: string;
  /** Length of the clip. */
  seconds: number;
  size: string;
  parent?: string;
  /** Name that the user gives the job, once for each. */
  key?: string;
}

export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** 1 is people's pace; 100 makes a job of 12 s take 0.12 s. */
  speed: number;
}

const mostRemembered = 1000;

/** The jobs of one system. What an id cannot tell (prompts, the list, deletions) lasts as long as the sandbox. */
export class Jobs {
  readonly #prompts = new Map<string, string | undefined>();
  /** Ids by key, and keys by id. */
  readonly #ids = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #deleted = new Set<string>();
  readonly #cancelled = new Set<string>();

  readonly #idPrefix: string;
  readonly #clock: Clock;

  constructor(idPrefix: string, clock: Clock) {
    this.#idPrefix = idPrefix;
    this.#clock = clock;
  }

  /** @throws Refusal where the model's scenario is to be refused at once. */
  create({ prompt, model, seconds, size, parent, key }: JobInput): Job {
    if (key !== undefined && this.#ids.has(key)) {
      throw new Refusal('conflict', `External_task_id ${key} already exists`);
    }
    const scenario = scenarioOf(model);
    const { code, message } = failures.moderated;
    if (scenario.refused) throw new Refusal('moderated', message, { code, param: 'prompt' });
    const { speed } = this.#clock;
    const ticket: Ticket = {
      created: this.#clock.now(),
      takes: Math.round((scenario.takes * 1000) / speed),
      stays: Math.round((staysFor(scenario) * 1000) / speed),
      model: model.slice(0, 100),
      seconds,
      size: size.slice(0, 20),
      pick: randomInt(2 ** 32),
      ...(parent !== undefined && { parent }),
    };
    const id = `${this.#idPrefix}${pack(ticket)}`;
    this.#remember(id, prompt);
    if (key !== undefined) {
      this.#ids.set(key, id);
      this.#keys.set(id, key);
    }
    return this.#view(id, ticket);
  }

  /** Returns the id of the job that was created with a key. */
  idOf(key: string): string | undefined {
    return this.#ids.get(key);
  }

  /** @throws Refusal for an id that no sandbox made, or that was deleted here. */
  find(id: string): Job {
    const ticket = id.startsWith(this.#idPrefix) ? unpack(id.slice(this.#idPrefix.length)) : undefined;
    if (!ticket || this.#deleted.has(id)) throw new Refusal('notFound', '', { id });
    if (!this.#prompts.has(id)) this.#remember(id, undefined);
    return this.#view(id, ticket);
  }

  /** Newest first. */
  list(): Job[] {
    const newestFirst = [...this.#prompts.keys()].reverse();
    return newestFirst.map((id) => this.find(id)).sort((a, b) => b.ticket.created - a.ticket.created);
  }

  delete(id: string): void {
    this.#prompts.delete(id);
    this.#deleted.add(id);
  }

  /** Ends a job that has not ended. */
  cancel(id: string): Job {
    const { phase } = this.find(id).life;
    if (phase !== 'completed' && phase !== 'failed') this.#cancelled.add(id);
    return this.find(id);
  }

  #view(id: string, ticket: Ticket): Job {
    const prompt = this.#prompts.get(id);
    return {
      id,
      ticket,
      scenario: scenarioOf(ticket.model),
      life: lifeOf(ticket, this.#clock.now()),
      cancelled: this.#cancelled.has(id),
      prompt,
      key: this.#keys.get(id),
    };
  }

  #remember(id: string, prompt: string | undefined): void {
    this.#prompts.set(id, prompt);
    const [oldest] = this.#prompts.keys();
    if (this.#prompts.size > mostRemembered && oldest !== undefined) this.#prompts.delete(oldest);
  }
}
