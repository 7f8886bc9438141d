import type { VideoJobsError } from '../api/errors';
import type { Provider } from '../api/provider';
import type { ModelInfo } from '../api/types';
import type { JobRecord } from '../jobs/job';
import type { JobService } from '../jobs/jobService';
import type { CreateRequest } from '../jobs/requests';

/** JSON schema of the input of a tool. */
interface InputSchema {
  type: 'object';
  properties: Readonly<Record<string, object>>;
  required?: readonly string[];
  additionalProperties: false;
}

/** What an agent is told of a tool: fixed English, since models read it. */
interface ToolDefinition {
  /** At most 600 characters. */
  description: string;
  schema: InputSchema;
}

/** A tool that agents call, whatever the way they come in. */
export interface Tool extends ToolDefinition {
  /**
   * @returns a value that becomes JSON of less than 4 kB
   * @throws BadInput or VideoJobsError only where it is safe to call the tool again
   */
  run(input: unknown, call: ToolCall): Promise<object>;
}

export interface ToolCall {
  ports: Ports;
  /** Name of the agent's program, if it is known. */
  client: string | undefined;
  /** Aborted when nobody waits for the result any more. */
  signal: AbortSignal;
}

/** What the tools need of the editor. */
export interface Ports {
  jobs: Pick<JobService, 'createOnce' | 'find' | 'list' | 'onDidChange' | 'estimate' | 'costs'>;
  providers: { readonly all: readonly Provider[]; readonly usual: string | undefined };
  /** Returns the models of a provider, from a cache where there is one. Never rejects. */
  models(provider: Provider): Promise<readonly ModelInfo[]>;
  /**
   * Checks that a path of an input may be read, relative to the workspace; addresses stay as they are.
   * @throws VideoJobsError `rejected`
   */
  inputPath(source: string): Promise<string>;
  /** Asks the user, in a dialog of our own, whether an agent may send a request. */
  mayExceed(request: CreateRequest, refusal: VideoJobsError): Promise<boolean>;
  /**
   * Copies a clip, and its poster if there is one, into the workspace; never over another file.
   * @throws VideoJobsError
   */
  place(job: JobRecord, index: number, where: { folder?: string; document?: string }): Promise<Placed>;
}

/** Copies in the workspace; paths with `/`, relative to its folder. */
export interface Placed {
  file: string;
  poster?: string;
  /** Markup for a document, with paths relative to it. */
  markup: Readonly<Record<'markdown' | 'html' | 'jsx' | 'path', string>>;
}
