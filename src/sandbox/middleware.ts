import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Body, Operation, Refusal } from './http';
import type { SandboxSystem } from './systems';
import type { World } from './systems/system';

/** A request with everything the sandbox knows of it before it responds. */
export interface SandboxRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** The body as it came. */
  bytes: Buffer;
  /** The system whose path it was sent to; undefined for unknown paths and for the storage. */
  system?: SandboxSystem;
  operation?: Operation;
  /** Decoded id of the job in its path or query; empty if there is none. */
  id: string;
  /** Undefined if it cannot be read as its content type. */
  body?: Body;
  /** The key is the right one. */
  authorised: boolean;
  /** Path, key and body are in order, so that a handler responds. */
  handled: boolean;
  /** ms since the epoch. */
  now: number;
  /** Jobs are those of the system. */
  world: Omit<World, 'jobs'> & Partial<Pick<World, 'jobs'>>;
  /** Headers of every response to it. */
  responseHeaders: Record<string, string>;
  /** An error in the system's own shape. */
  refuse(refusal: Refusal): Answer;
}

type Responder = (request: SandboxRequest) => Promise<Answer>;

/** Sees each request and its response, and may change both. The first one of a list is the outermost. */
export type Middleware = (request: SandboxRequest, next: Responder) => Promise<Answer>;

export const chain = (middleware: readonly Middleware[], last: Responder): Responder =>
  middleware.reduceRight<Responder>((next, each) => (request) => each(request, next), last);
