import type { IncomingHttpHeaders } from 'node:http';
import { chooseClip, type Clips } from '../clips';
import { type Answer, type Call, type Operation, Refusal } from '../http';
import type { Job, Jobs } from '../jobs';
import { failures } from '../scenarios';
import type { Storage } from '../storage';

/** What a handler works with. */
export interface World {
  jobs: Jobs;
  clips: Clips;
  storage: Storage;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under the system's base; `{id}` and other names in braces stand for one encoded segment, or its start. */
  path: string;
  /** The job is named by `?id=`. */
  idInQuery?: true;
  operation: Operation;
  handle(call: Call, world: World): Answer | Promise<Answer>;
  /** Needs no key. */
  open?: true;
}

/** One provider, as its documents describe it. */
export interface System {
  /** The path all its routes begin with. */
  base: string;
  /** What a client is configured with, after the origin. */
  baseUrlPath: string;
  idPrefix: string;
  /** What it calls a job towards clients, where that is more than its id. */
  nameOf?(job: Job): string;
  requestIdHeader: string;
  routes: readonly Route[];
  /** The keys a request brings, in the places where this system looks for them. */
  keys(headers: IncomingHttpHeaders, path: string): (string | undefined)[];
  refuse(refusal: Refusal): Answer;
  /** On every answer: how many requests it still takes. @param now ms since the epoch */
  limits?(now: number): Record<string, string>;
}

export function bearer(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** @throws Refusal unless the field is there and is a text. */
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

/** As OpenAI's messages name types. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  if (Number.isInteger(value)) return 'an integer';
  if (typeof value === 'number') return 'a decimal number';
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'object' ? 'an object' : 'a string';
}

/** Name of a job's clip. */
export function clipOf({ ticket }: Job, index = 0): string {
  return chooseClip(ticket.size, ticket.pick, index);
}

/** @throws Refusal unless the job has a clip to give. */
export function requireMedia(job: Job): void {
  const { phase, gone } = job.life;
  if (phase === 'completed' && gone) throw new Refusal('gone', '', { id: job.id });
  if (phase === 'failed' || job.scenario.withoutMedia) throw new Refusal('contentNotFound', '', { id: job.id });
  if (phase !== 'completed') throw new Refusal('notReady', phase, { id: job.id });
}

/** How a job that did not succeed ended, in the words that all systems use. */
export const failureOf = ({ scenario }: Job) => failures[scenario.ending === 'moderated' ? 'moderated' : 'failed'];

/** A signed address of the job's clip on the storage, once there is one. */
export function mediaAddress(job: Job, { storage }: World): string | undefined {
  const { life, scenario } = job;
  const ready = life.phase === 'completed' && !scenario.withoutMedia && !life.gone;
  return ready ? storage.address(clipOf(job)) : undefined;
}

/** A number or a text of one. @throws Refusal */
export function positiveInteger(value: unknown, name: string, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Refusal('invalid', `Invalid value for '${name}': expected a whole number.`, { param: name });
}

/** @throws Refusal unless the body is JSON. */
export function requireJson({ body }: Call): void {
  if (body.encoding !== 'json') throw new Refusal('invalid', 'Content-Type must be application/json.');
}
