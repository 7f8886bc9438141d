import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { badResponse, decodeWith, readJson } from './answer';
import { baseUrlOf } from './baseUrl';
import { fetchContent } from './content';
import { decodeAccount } from './decode/account';
import { decodePage } from './decode/job';
import { decodeModels } from './decode/models';
import { field } from './decode/read';
import { authOf, dialectFor } from './dialects';
import type { Operation, OperationOf } from './dialects/dialect';
import { inputsOf } from './dialects/inputs';
import { VideoJobsError } from './errors';
import type { FailureContext } from './failures';
import { findJob, probe, withResult } from './furtherRequests';
import { hidesSecrets } from './hidesSecrets';
import { pollAddresses } from './pollAddress';
import type { Connection } from './provider';
import { explainShutdown } from './shutdown';
import { sniff, sniffLength } from './sniff';
import { secretsOf } from './transport/credentials';
import { type ApiResponse, providerName, type Transport } from './transport/transport';
import type { DeriveInput, MediaInput, ModelInfo, OptionalOperation, RemoteJob, VideoClient } from './types';
import { isUnnamed, unnamedId } from './unnamed';
import { uploadInputs, type UploadOptions } from './uploads';
import { urlOf } from './wire';

/** Id that no server issues: requesting it proves address and key, and costs nothing. */
const unknownJobId = 'video_jobs_connection_test';

type JobOperation = OperationOf<'create' | 'remix' | 'edit' | 'extend' | 'get'>;

/** Bytes of a body without text: line breaks, a byte order mark. */
const maxEmptyLength = 16;

const idHeaders = ['x-job-id', 'x-task-id', 'x-video-id', 'x-generation-id'];
const locationHeaders = ['operation-location', 'location', 'content-location'];

/** Reads the id of a job from the headers of a response without a body: its own header, or the end of its URL. */
function idInHeaders(headers: Readonly<Record<string, string>>): string | undefined {
  const id = idHeaders.map((name) => headers[name]?.trim()).find(Boolean);
  if (id) return id;
  const location = locationHeaders.map((name) => headers[name]?.trim()).find(Boolean);
  const [, segment] = /\/([^/?#]+)\/?(?:[?#].*)?$/.exec(location ?? '') ?? [];
  if (segment === undefined || /^(v\d+|videos?|generations?|create|jobs?|tasks?|content)$/i.test(segment)) {
    return undefined;
  }
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Creates a client for one server, which speaks the dialect of the provider's type. Cheap: connections belong to the transport.
 * @throws VideoJobsError `rejected` for an unknown type or a base address that cannot be used
 */
export function createClient(connection: Connection, transport: Transport): VideoClient {
  const { provider } = connection;
  const { redactor } = transport;
  // Known before anything about a request is written or sent.
  for (const secret of secretsOf(connection)) redactor.add(secret);
  const dialect = dialectFor(provider);
  const baseUrl = baseUrlOf({ ...provider, baseUrl: connection.baseUrl });
  const normalised: Connection = { ...connection, baseUrl };
  const who = providerName(connection);
  const polling = pollAddresses(transport, baseUrl);

  const contextOf = (write: boolean, operation?: string): FailureContext => {
    const { errors } = dialect;
    return { who, redactor, write, errorPath: provider.overrides?.answer?.error, errors, operation };
  };

  const tools = { connection: normalised, transport, dialect, context: contextOf(false, 'get') };

  async function send(operation: Operation, signal?: AbortSignal): Promise<ApiResponse> {
    const request = dialect.encode(operation, { model: provider.model });
    const address = operation.op === 'get' ? polling.get(operation.id) : undefined;
    const mayHoldClip = ['create', 'remix', 'edit', 'extend', 'get'].includes(operation.op);
    const about = {
      operation: operation.op,
      job: ['delete', 'get', 'cancel'].includes(operation.op) && 'id' in operation ? operation.id : undefined,
    };
    try {
      return await transport.send(
        normalised,
        { ...request, url: address ?? urlOf(baseUrl, request), about, mayHoldClip },
        signal,
      );
    } catch (error) {
      // Behind a reverse proxy with a path prefix, the URL that the server names may not exist.
      if (operation.op === 'get' && address !== undefined && (error as VideoJobsError).httpStatus === 404) {
        polling.forget(operation.id);
        return send(operation, signal);
      }
      throw explainShutdown(error, baseUrl, operation.op);
    }
  }

  async function job(operation: JobOperation, signal?: AbortSignal, complete = withResult): Promise<RemoteJob> {
    if (operation.op === 'get' && isUnnamed(operation.id)) throw hasNoId();
    const response = await send(operation, signal);
    try {
      const first = readJob(operation, response);
      const decoded = operation.op === 'get' ? await complete(tools, first, signal) : first;
      polling.learn(decoded);
      if (response.exchange) transport.exchanges?.assign(response.exchange, decoded.id);
      return decoded;
    } catch (error) {
      if (operation.op === 'get' || !(error instanceof VideoJobsError)) throw error;
      const { status, text, bytes, headers } = response;
      const isText = text !== '' || bytes.length === 0;
      throw error.withResponse({ status, contentType: headers['content-type'], ...(isText ? { text } : { bytes }) });
    }
  }

  function readJob(operation: JobOperation, response: ApiResponse): RemoteJob {
    const isRead = operation.op === 'get';
    const context = contextOf(!isRead, operation.op);
    const { requestId } = response;
    const isEmpty = response.text.trim() === '' && response.bytes.length <= maxEmptyLength;
    if (isEmpty && isRead && (response.status === 202 || response.status === 204)) {
      return { id: operation.id, status: 'in_progress', raw: null, requestId };
    }
    if (isEmpty && !isRead) {
      const id = idInHeaders(response.headers);
      if (id !== undefined) return { id, status: 'queued', raw: null, requestId };
    }
    const kind = sniff(response.bytes.subarray(0, sniffLength));
    if (kind.kind === 'media' && kind.contentType.startsWith('video/')) {
      const { contentType, extension } = kind;
      const id = isRead ? operation.id : (idInHeaders(response.headers) ?? unnamedId(randomUUID()));
      const inlineClip = { contentType, extension, bytes: response.bytes };
      return {
        id,
        status: 'completed',
        inlineClip,
        raw: `(${contentType}, ${response.bytes.length} bytes)`,
        requestId,
      };
    }
    const value = readJson(response, context);
    const model = operation.op === 'create' ? (operation.input.model ?? provider.model) : undefined;
    const inputs = operation.op === 'create' ? inputsOf(operation.input) : undefined;
    const facts = { baseUrl, requestId, ...(isRead ? { id: operation.id } : { created: true, model, inputs }) };
    return decodeWith(() => dialect.decode(value, facts), response, context);
  }

  const hasNoId = (): VideoJobsError =>
    new VideoJobsError('notFound', l10n.t('{0} gave this job no ID, so it cannot be looked up there.', who));

  const get = (id: string, signal?: AbortSignal): Promise<RemoteJob> => job({ op: 'get', id }, signal);

  /**
   * Turns errors of an optional operation into `unsupported` if the server lacks it. 405 and 501 say so; a 404 may also
   * mean that the job is gone, so the job is requested.
   */
  async function optional<T>(
    op: OptionalOperation,
    id: string | undefined,
    run: () => Promise<T>,
    signal?: AbortSignal,
  ) {
    if (!dialect.capabilities[op]) throw lacksOperation(op);
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof VideoJobsError)) throw error;
      const { httpStatus: status } = error;
      if (status === 405 || status === 501 || (status === 404 && id === undefined)) throw lacksOperation(op, error);
      if (status !== 404 || id === undefined) throw error;
      try {
        await get(id, signal);
      } catch (second) {
        throw second instanceof VideoJobsError && second.kind === 'cancelled' ? second : error;
      }
      throw lacksOperation(op, error);
    }
  }

  function lacksOperation(op: OptionalOperation, error?: VideoJobsError): VideoJobsError {
    return new VideoJobsError('unsupported', l10n.t('{0} does not support the operation "{1}".', who, op), {
      code: error?.code,
      requestId: error?.requestId,
      httpStatus: error?.httpStatus,
    });
  }

  async function read<T>(operation: Operation, decode: (value: unknown) => T, signal?: AbortSignal): Promise<T> {
    const answer = await send(operation, signal);
    const context = contextOf(false);
    const value = readJson(answer, context);
    return decodeWith(() => decode(value), answer, context);
  }

  const derive = (
    { op, id, input }: OperationOf<'remix' | 'edit' | 'extend'>,
    signal?: AbortSignal,
  ): Promise<RemoteJob> =>
    optional(
      op,
      id,
      async () => {
        const isByAddress = dialect.derivesByAddress?.({ op, id, input });
        return job({ op, id, input: isByAddress ? await withSource(id, input, signal) : input }, signal);
      },
      signal,
    );

  /** Requests a fresh URL of the source's clip, because URLs expire within hours. Nothing is billed before it is known. */
  async function withSource(id: string, input: DeriveInput, signal?: AbortSignal): Promise<DeriveInput> {
    const { urls, model } = await get(id, signal);
    const url = urls?.[0];
    if (url !== undefined) return { ...input, source: { model, ...input.source, url } };
    throw new VideoJobsError('noMedia', l10n.t('{0} no longer has a clip of this job to continue from.', who));
  }

  const models = (signal?: AbortSignal): Promise<ModelInfo[]> =>
    read({ op: 'models' }, dialect.decodeModels ?? decodeModels, signal);

  const client: VideoClient = {
    capabilities: dialect.capabilities,
    ...(dialect.upload && {
      upload: (inputs: readonly MediaInput[], options: UploadOptions = {}) =>
        uploadInputs({ ...tools, context: contextOf(false, 'upload') }, inputs, options),
    }),
    ...(dialect.find && {
      find: (idempotencyKey: string, signal?: AbortSignal) =>
        findJob({ ...tools, context: contextOf(false, 'find') }, idempotencyKey, signal),
    }),
    create: (input, signal) => job({ op: 'create', input }, signal),
    get,
    ...(dialect.result && {
      status: (id: string, signal?: AbortSignal) => job({ op: 'get', id }, signal, async (_tools, first) => first),
    }),
    remix: (id, input, signal) => derive({ op: 'remix', id, input }, signal),
    edit: (id, input, signal) => derive({ op: 'edit', id, input }, signal),
    extend: (id, input, signal) => derive({ op: 'extend', id, input }, signal),

    list: ({ after, limit } = {}, signal) =>
      optional('list', undefined, async () => {
        const answer = await send({ op: 'list', after, limit }, signal);
        const context = contextOf(false);
        const value = readJson(answer, context);
        return decodeWith(
          () =>
            decodePage(
              value,
              { baseUrl, requestId: answer.requestId, after, limit, places: dialect.listAt },
              dialect.decode,
            ),
          answer,
          context,
        );
      }),

    delete: (id, signal) =>
      optional(
        'delete',
        id,
        async () => {
          const answer = await send({ op: 'delete', id }, signal);
          const context = contextOf(true);
          if (answer.text.trim() === '' && answer.bytes.length <= maxEmptyLength) return;
          if (field(readJson(answer, context), 'deleted') === false) {
            throw badResponse('"deleted": true', answer, context);
          }
        },
        signal,
      ),

    async cancel(id, signal) {
      if (!dialect.capabilities.cancel) throw lacksOperation('cancel');
      let answer: ApiResponse;
      try {
        answer = await send({ op: 'cancel', id }, signal);
      } catch (error) {
        // A 404 may mean the job; only a missing route says that the server lacks the operation.
        const { httpStatus, kind } = error as VideoJobsError;
        const isLacking = httpStatus === 405 || httpStatus === 501 || (httpStatus === 404 && kind === 'badResponse');
        throw isLacking ? lacksOperation('cancel', error as VideoJobsError) : error;
      }
      if (answer.text.trim() === '' && answer.bytes.length <= maxEmptyLength) return undefined;
      const context = contextOf(true, 'cancel');
      const value = readJson(answer, context);
      if (!dialect.cancelReturnsJob) return undefined;
      const { requestId } = answer;
      return decodeWith(() => dialect.decode(value, { baseUrl, requestId, id }), answer, context);
    },

    async models(signal) {
      if (!dialect.capabilities.models) return [];
      if (dialect.knownModels) return [...dialect.knownModels];
      try {
        return await models(signal);
      } catch (error) {
        // Servers without a list of models answer with one of these.
        if (error instanceof VideoJobsError && [404, 405, 501].includes(error.httpStatus ?? 0)) return [];
        throw error;
      }
    },

    account: async (signal) =>
      dialect.capabilities.account ? read({ op: 'account' }, decodeAccount, signal) : undefined,

    async content(id, request, signal) {
      try {
        const tools = { connection: normalised, transport, dialect, get, context: contextOf(false, 'content') };
        return await fetchContent(tools, id, request, signal);
      } catch (error) {
        throw explainShutdown(error, baseUrl, 'content');
      }
    },

    async test(signal) {
      const accepted =
        connection.key && authOf(provider) !== 'none'
          ? l10n.t('{0} responded and accepted the key.', who)
          : l10n.t('{0} responded.', who);
      if (dialect.probe) return probe(tools, dialect.probe, accepted, signal);
      if (dialect.capabilities.list) {
        try {
          const { jobs } = await client.list({ limit: 1 }, signal);
          return jobs.length > 0 ? accepted : l10n.t('{0} There are no jobs yet.', accepted);
        } catch (error) {
          if (!(error instanceof VideoJobsError) || error.kind !== 'unsupported') throw error;
        }
      }
      if (dialect.modelsProveKey) {
        try {
          await models(signal);
          return accepted;
        } catch (error) {
          if (!(error instanceof VideoJobsError) || error.httpStatus !== 404) throw error;
        }
      }
      try {
        await get(unknownJobId, signal);
      } catch (error) {
        if (!(error instanceof VideoJobsError) || error.kind !== 'notFound') throw error;
      }
      return accepted;
    },
  };
  return hidesSecrets(client, redactor);
}
