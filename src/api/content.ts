import type { Connection } from './provider';
import * as l10n from '@vscode/l10n';
import { isFetchable, sameOrigin } from './http/address';
import { badResponse, readJson } from './answer';
import { readText } from './http/body';
import { findClips, findThumbnail } from './decode/addresses';
import { firstText, pathsOf } from './decode/read';
import { decodeStatus, isFinal } from './decode/status';
import { VideoJobsError } from './errors';
import { httpError, retryAfterOf, type FailureContext } from './failures';
import { fromDataAddress, inspect, strongEtag, type InspectedBody } from './media';
import { originAndPath } from './redact';
import { urlOf } from './wire';
import type { Dialect } from './dialects/dialect';
import type { OpenResponse, Transport } from './transport/transport';
import type { Content, ContentRequest, RemoteJob } from './types';

interface ContentTools {
  connection: Connection;
  transport: Transport;
  dialect: Dialect;
  get(id: string, signal?: AbortSignal): Promise<RemoteJob>;
  context: FailureContext;
}

/** Steps from one address to the next, by JSON that names another one. */
const maxSteps = 5;

/** A signed address that is refused with one of these has had its time. */
const refusedStatus = new Set([401, 403, 404, 410]);

/**
 * Finds a job's clip, whichever way its server has for that. The content endpoint may answer bytes, a redirect, JSON
 * with an address, JSON with `null`, an error under 200, or a web page; the job itself may name an address, which may
 * have expired. The job is asked for at most once. Nothing but media is ever returned.
 */
export function fetchContent(
  tools: ContentTools,
  id: string,
  request: ContentRequest,
  signal?: AbortSignal,
): Promise<Content> {
  const { connection, transport, dialect, get, context } = tools;
  const { baseUrl } = connection;
  const { variant, index, known, resume } = request;
  const { capabilities } = dialect;
  const atEndpoint =
    dialect.clipsAt !== 'address' && capabilities.variants.includes(variant) && (index === 0 || capabilities.index);
  const tried = new Set<string>();
  let steps = 0;
  let asked = false;
  let learned: ContentRequest['known'];
  /** Why an address that the job named was of no use. */
  let refused: VideoJobsError | undefined;
  let endpointTried = false;

  const addressIn = (job: Pick<RemoteJob, 'urls' | 'thumbnailUrl'> | undefined): string | undefined =>
    variant === 'video' ? job?.urls?.[index] : variant === 'thumbnail' ? job?.thumbnailUrl : undefined;

  async function start(): Promise<Content> {
    const address = addressIn(known);
    if (address !== undefined && (dialect.clipsAt === 'both' || !atEndpoint)) return fromAddress(address);
    if (atEndpoint) return fromEndpoint();
    if (variant === 'video') return fromJob(noMedia());
    return fromJob(
      new VideoJobsError('unsupported', l10n.t('{0} does not offer "{1}" for its clips.', context.who, variant)),
    );
  }

  async function fromEndpoint(): Promise<Content> {
    endpointTried = true;
    const wire = dialect.encode({ op: 'content', id, variant, index }, {});
    const opened = await open(urlOf(baseUrl, wire), wire.headers);
    if ('content' in opened) return opened.content;
    if ('text' in opened) return fromText(opened);
    // 404 also means "not ready yet" (OpenAI), so the job has the last word on that, as on what is gone.
    const { error } = opened;
    if (error.kind === 'notReady' || error.httpStatus === 404 || error.httpStatus === 410) return fromJob(error);
    throw error;
  }

  async function fromAddress(address: string): Promise<Content> {
    tried.add(address);
    if (/^data:/i.test(address)) return fromDataAddress(address, context);
    if (!isFetchable(address, baseUrl)) {
      if (atEndpoint && !endpointTried) return fromEndpoint();
      const where = originAndPath(address) || l10n.t('a URL');
      throw new VideoJobsError(
        'badResponse',
        l10n.t(
          '{0} returned {1} as the clip URL, which is not a public https URL. It was not downloaded.',
          context.who,
          where,
        ),
      );
    }
    const opened = await open(address);
    if ('content' in opened) return opened.content;
    if ('text' in opened) return fromText(opened);
    // The provider's own storage (Gemini's) wants the key: it is that which was refused, not a signature.
    const keyRefused = opened.error.httpStatus === 401 && sameOrigin(address, baseUrl);
    if (keyRefused || !refusedStatus.has(opened.error.httpStatus ?? 0)) throw opened.error;
    refused = expired(opened.error);
    return fromJob(refused);
  }

  /** JSON instead of a clip: an error, an address, or nothing yet. */
  async function fromText({ answer, text }: { answer: OpenResponse; text: string }): Promise<Content> {
    const body = { status: answer.status, text, requestId: answer.requestId };
    let value: unknown;
    try {
      value = readJson(body, context);
    } catch (error) {
      if (error instanceof VideoJobsError && error.kind === 'notReady') return fromJob(error);
      throw error;
    }
    if (typeof value !== 'object' || value === null) throw badResponse(l10n.t('media'), body, context);
    const { answer: own, statuses } = dialect.rules ?? {};
    const word = firstText(value, [...pathsOf(own?.status), 'status']);
    const done = word === undefined || decodeStatus(word, statuses) === 'completed';
    const address = done
      ? addressIn({
          urls: findClips(value, baseUrl, own?.address),
          thumbnailUrl: findThumbnail(value, baseUrl, own?.thumbnail),
        })
      : undefined;
    if (address !== undefined && !tried.has(address) && steps < maxSteps) return fromAddress(address);
    return fromJob(noMedia());
  }

  /** Asks for the job, which knows whether there is a clip and perhaps a fresh address; `otherwise` is thrown when it does not help. */
  async function fromJob(otherwise: VideoJobsError): Promise<Content> {
    // There was a clip, so what the endpoint says after that ("no such task") is about the clip, too.
    if (asked) throw refused ?? otherwise;
    asked = true;
    const job = await get(id, signal);
    learned = { urls: job.urls, thumbnailUrl: job.thumbnailUrl, status: job.status };
    if (!isFinal(job.status)) {
      throw otherwise.kind === 'notReady' ? otherwise : notReady(job);
    }
    if (job.status === 'expired') throw otherwise.kind === 'expired' ? otherwise : expired(otherwise);
    if (job.status !== 'completed') throw noMedia(job);
    const address = addressIn(job);
    if (address !== undefined && !tried.has(address)) return fromAddress(address);
    if (atEndpoint && !endpointTried) return fromEndpoint();
    if (otherwise.kind === 'expired' || otherwise.httpStatus !== 404) throw otherwise;
    const hasExpired = job.expiresAt !== undefined && job.expiresAt <= Date.now();
    throw hasExpired ? expired(otherwise) : noMedia();
  }

  type Opened = { content: Content } | { answer: OpenResponse; text: string } | { error: VideoJobsError };

  async function open(url: string, headers?: Readonly<Record<string, string>>): Promise<Opened> {
    steps++;
    const range = resume && resume.offset > 0 && strongEtag(resume.etag) ? resume : undefined;
    const first = await openRange(url, headers, range);
    if (first !== 'otherRange') return first;
    const whole = await openRange(url, headers, undefined);
    if (whole !== 'otherRange') return whole;
    throw badResponse(l10n.t('the whole clip'), { status: 206, text: '206' }, context);
  }

  async function openRange(
    url: string,
    headers: Readonly<Record<string, string>> | undefined,
    range: ContentRequest['resume'],
  ): Promise<Opened | 'otherRange'> {
    const answer = await transport.open(
      connection,
      {
        method: 'GET',
        url,
        about: { operation: 'content', job: id },
        headers: {
          accept: '*/*',
          ...headers,
          ...(range && { range: `bytes=${range.offset}-`, 'if-range': range.etag }),
        },
      },
      signal,
    );
    const { status } = answer;
    const keep = (text?: string): void => {
      if (answer.exchange) transport.exchanges?.responses.keep(answer.exchange, { url, text });
    };
    if (status === 416 && range) {
      answer.discard();
      return 'otherRange';
    }
    if (status >= 200 && status < 300) {
      const found: InspectedBody = await inspect(answer, {
        resume: range,
        apiBytes: transport.limits.apiBytes,
        context,
      });
      if (typeof found === 'object') keep('text' in found ? found.text : undefined);
      return typeof found === 'object' && 'text' in found ? { answer, text: found.text } : found;
    }
    const { text } = await readText(answer.body, 64 * 1024).catch(() => ({ text: '' }));
    keep(text);
    const { requestId } = answer;
    return { error: httpError({ status, text, requestId, retryAfterMs: retryAfterOf(answer.headers) }, context) };
  }

  function noMedia(job?: RemoteJob): VideoJobsError {
    const message = job
      ? l10n.t(
          '{0} did not generate a clip for this job. It ended as "{1}".',
          context.who,
          job.providerStatus ?? job.status,
        )
      : l10n.t(
          'The job has completed, but {0} has no clip for it. Try again later, or see the details of the job.',
          context.who,
        );
    return new VideoJobsError('noMedia', message, { code: job?.error?.code, requestId: job?.requestId });
  }

  function notReady(job: RemoteJob): VideoJobsError {
    const message = l10n.t('The clip is not ready at {0} yet. Wait until the job has completed.', context.who);
    return new VideoJobsError('notReady', message, { requestId: job.requestId });
  }

  function expired({ code, requestId, httpStatus }: VideoJobsError): VideoJobsError {
    const message = l10n.t('{0} no longer has the clip. Clips are only kept for a limited time.', context.who);
    return new VideoJobsError('expired', message, { code, requestId, httpStatus });
  }

  // The next try begins with what this one learned, and need not ask again.
  return start().then((content) => (learned ? { ...content, known: learned } : content));
}
