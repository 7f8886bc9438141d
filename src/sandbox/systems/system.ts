import type { IncomingHttpHeaders } from 'node:http';
import { chooseClip, type Clips } from '../clips';
import { type Answer, type Call, type Operation, Refusal } from '../http';
import type { Job, Jobs } from '../jobs';
import { failures } from '../scenarios';
import type { Storage } from '../storage';

/** State that handlers work with. */
export interface World {
  jobs: Jobs;
  clips: Clips;
  storage: Storage;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the system's base; `{id}` and other names in braces match one encoded segment, or its start. */
  path: string;
  /** Name of the parameter of the query that names the job. */
  idInQuery?: string;
  operation: Operation;
  handle(call: Call, world: World): Answer | Promise<Answer>;
  /** Needs no key. */
  open?: true;
}

/** A provider's API, as its documentation describes it. */
export interface System {
  /** Path prefix of all its routes. */
  base: string;
  /** Path of the base URL that clients are configured with. */
  baseUrlPath: string;
  idPrefix: string;
  /** Returns the job's name in responses, if it differs from the id. */
  nameOf?(job: Job): string;
  requestIdHeader: string;
  routes: readonly Route[];
  /** Returns the keys in a request, from the places where this system expects them. */
  keys(headers: IncomingHttpHeaders, path: string): (string | undefined)[];
  refuse(refusal: Refusal): Answer;
  /** Returns rate limit headers for every response. @param now in ms since the epoch */
  limits?(now: number): Record<string, string>;
}

export function bearer(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** @throws Refusal unless the field is a string */
export function requiredText(call: Call, name: string): string {
  const value = call.body.fields[name];
  if (value === undefined || value === null || value === '') {
    throw new Refusal('invalid', `Missing required parameter: '${name}'.`, {
      param: name,
      code: 'missing_required_parameter',
    });
  }
  return textOf(value, name);
}

export function optionalText(call: Call, name: string): string | undefined {
  const value = call.body.fields[name];
  return value === undefined || value === null ? undefined : textOf(value, name);
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new Refusal('invalid', `Invalid type for '${name}': expected a string, but got ${describe(value)} instead.`, {
    param: name,
    code: 'invalid_type',
  });
}

/** Names a type as OpenAI's messages do. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  if (Number.isInteger(value)) return 'an integer';
  if (typeof value === 'number') return 'a decimal number';
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'object' ? 'an object' : 'a string';
}

/** Returns the name of a job's clip. */
export function clipOf({ ticket }: Job, index = 0): string {
  return chooseClip(ticket.size, ticket.pick, index);
}

/** @throws Refusal unless the job has a clip */
export function requireMedia(job: Job): void {
  const { phase, gone } = job.life;
  if (phase === 'completed' && gone) throw new Refusal('gone', '', { id: job.id });
  if (phase === 'failed' || job.scenario.withoutMedia) throw new Refusal('contentNotFound', '', { id: job.id });
  if (phase !== 'completed') throw new Refusal('notReady', phase, { id: job.id });
}

/** Returns the error of an unsuccessful job, worded the same in all systems. */
export const failureOf = ({ scenario }: Job) => failures[scenario.ending === 'moderated' ? 'moderated' : 'failed'];

/** Returns a signed URL of the job's clip on the storage, once there is one. */
export function mediaAddress(job: Job, { storage }: World): string | undefined {
  const { life, scenario } = job;
  const ready = life.phase === 'completed' && !scenario.withoutMedia && !life.gone;
  return ready ? storage.address(clipOf(job)) : undefined;
}

/** Accepts a number or its decimal text. @throws Refusal */
export function positiveInteger(value: unknown, name: string, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Refusal('invalid', `Invalid value for '${name}': expected a whole number.`, { param: name });
}

/** @throws Refusal unless the body is JSON. */
export function requireJson({ body }: Call): void {
  if (body.encoding !== 'json') throw new Refusal('invalid', 'Content-Type must be application/json.');
}
