import * as l10n from '@vscode/l10n';
import { badResponse, readJson } from './answer';
import { findClips, findThumbnail } from './decode/addresses';
import { isTransportWord } from './decode/envelope';
import { findInlineClip } from './decode/inlineClip';
import { firstText, pathsOf } from './decode/read';
import { decodeTime } from './decode/scalars';
import { decodeStatus, isFinal } from './decode/status';
import type { Dialect } from './dialects/dialect';
import { VideoJobsError } from './errors';
import { type FailureContext, httpError, retryAfterOf, serverWords } from './failures';
import { isFetchable, sameOrigin } from './http/address';
import { readText } from './http/body';
import { fromDataAddress, inspect, strongEtag } from './media';
import type { Connection } from './provider';
import { originAndPath } from './redact';
import type { OpenResponse, Transport } from './transport/transport';
import type { Content, ContentRequest, InlineClip, RemoteJob } from './types';
import { isUnnamed } from './unnamed';
import { urlOf } from './wire';

interface ContentTools {
  connection: Connection;
  transport: Transport;
  dialect: Dialect;
  get(id: string, signal?: AbortSignal): Promise<RemoteJob>;
  context: FailureContext;
}

/** Limit of URLs that lead to one another through JSON. */
const maxSteps = 5;

/** Status codes with which a signed URL is refused once it has expired. */
const refusedStatus = new Set([401, 403, 404, 410]);

/** Age of a finished job after which a refused URL counts as expired. In ms. */
const oldAge = 24 * 3600_000;

/**
 * Opens a job's clip, thumbnail or spritesheet, wherever its server keeps it. The content endpoint may answer with bytes,
 * a redirect, JSON with a URL, JSON with `null`, an error under 200, or a web page; the job itself may name a URL, which
 * may have expired, or hold the clip. The job is requested at most once. Nothing but media of the right kind is returned.
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
  const hasEndpoint =
    !isUnnamed(id) &&
    dialect.clipsAt !== 'address' &&
    capabilities.variants.includes(variant) &&
    (index === 0 || capabilities.index);
  const tried = new Set<string>();
  let steps = 0;
  let jobRequested = false;
  let learned: ContentRequest['known'];
  /** Error of a URL named by the job. */
  let refused: VideoJobsError | undefined;
  let endpointTried = false;

  const urlIn = (job: Pick<RemoteJob, 'urls' | 'thumbnailUrl'> | undefined): string | undefined =>
    variant === 'video' ? job?.urls?.[index] : variant === 'thumbnail' ? job?.thumbnailUrl : undefined;

  async function start(): Promise<Content> {
    const url = urlIn(known);
    if (url !== undefined && (dialect.clipsAt === 'both' || !hasEndpoint)) return fromUrl(url);
    if (hasEndpoint) return fromEndpoint();
    if (variant === 'video') return fromJob(noMedia());
    return fromJob(
      new VideoJobsError('unsupported', l10n.t('{0} does not offer "{1}" for its clips.', context.who, variant)),
    );
  }

  async function fromEndpoint(): Promise<Content> {
    endpointTried = true;
    const wire = dialect.encode({ op: 'content', id, variant, index }, {});
    const opened = await open(urlOf(baseUrl, wire), wire.headers);
    if ('content' in opened) return isRightMedium(opened.content) ? opened.content : wrongMedium(opened.content);
    if ('text' in opened) return fromText(opened);
    // 404 also means "not ready yet" (OpenAI), so the job decides, as it does for what is gone.
    const { error } = opened;
    if (error.kind === 'notReady' || error.httpStatus === 404 || error.httpStatus === 410) return fromJob(error);
    throw error;
  }

  async function fromUrl(url: string): Promise<Content> {
    tried.add(url);
    if (/^data:/i.test(url)) return fromDataAddress(url, context);
    if (!isFetchable(url, baseUrl)) {
      if (hasEndpoint && !endpointTried) return fromEndpoint();
      const where = originAndPath(url, transport.redactor) || l10n.t('a URL');
      throw new VideoJobsError(
        'badResponse',
        l10n.t(
          '{0} returned {1} as the clip URL, which is not a public https URL. It was not downloaded.',
          context.who,
          where,
        ),
      );
    }
    const opened = await open(url);
    if ('content' in opened) return isRightMedium(opened.content) ? opened.content : wrongMedium(opened.content);
    if ('text' in opened) return fromText(opened);
    const { error } = opened;
    // The provider's own storage (Gemini's) needs the key: then the key was refused, not a signature.
    const isOwn = sameOrigin(url, baseUrl);
    if ((error.httpStatus === 401 && isOwn) || !refusedStatus.has(error.httpStatus ?? 0)) throw error;
    refused = isExpired(error, url)
      ? expired(error)
      : isOwn && error.httpStatus !== 404
        ? error
        : refusedBy(url, error, opened.why);
    return fromJob(refused);
  }

  const isRightMedium = ({ contentType }: Content): boolean =>
    contentType.startsWith('video/') === (variant === 'video');

  /** A picture in place of a clip leaves the other sources; a clip in place of a thumbnail will not become one. */
  async function wrongMedium({ contentType, body }: Content): Promise<Content> {
    await body[Symbol.asyncIterator]().return?.();
    const message =
      variant === 'video'
        ? l10n.t('{0} sent a picture ({1}) in place of the clip.', context.who, contentType)
        : l10n.t('{0} sent a clip in place of a picture.', context.who);
    const error = new VideoJobsError('noMedia', message);
    if (variant !== 'video') throw error;
    return hasEndpoint && !endpointTried ? fromEndpoint() : fromJob(error);
  }

  /** Handles JSON in place of a clip: an error, a URL, the clip as base64, or nothing yet. */
  async function fromText({ answer, text }: { answer: OpenResponse; text: string }): Promise<Content> {
    const body = { status: answer.status, text, requestId: answer.requestId };
    const isPending = text.trim() === '' && (answer.status === 202 || answer.status === 204);
    if (isPending) return fromJob(badResponse(l10n.t('media'), body, context));
    let value: unknown;
    try {
      value = readJson(body, context);
    } catch (error) {
      if (error instanceof VideoJobsError && error.kind === 'notReady') return fromJob(error);
      throw error;
    }
    if (typeof value !== 'object' || value === null) throw badResponse(l10n.t('media'), body, context);
    const { answer: rules, statuses } = dialect.rules ?? {};
    const word = firstText(value, [...pathsOf(rules?.status), 'status']);
    const isDone = word === undefined || isTransportWord(word) || decodeStatus(word, statuses) === 'completed';
    if (!isDone) return fromJob(noMedia());
    const clip = variant === 'video' && index === 0 ? findInlineClip(value)?.clip : undefined;
    if (clip) return fromBytes(clip);
    const url = urlIn({
      urls: findClips(value, baseUrl, rules?.address),
      thumbnailUrl: findThumbnail(value, baseUrl, rules?.thumbnail),
    });
    if (url !== undefined && !tried.has(url) && steps < maxSteps) return fromUrl(url);
    return fromJob(noMedia());
  }

  /** Requests the job, which knows whether there is a clip and may have a fresh URL; otherwise throws `otherwise`. */
  async function fromJob(otherwise: VideoJobsError): Promise<Content> {
    // There was a clip, so what the endpoint answers after that ("no such task") is about the clip, too.
    if (jobRequested) throw refused ?? otherwise;
    jobRequested = true;
    const unused = urlIn(known);
    let job: RemoteJob;
    try {
      job = await get(id, signal);
    } catch (error) {
      if (!(error instanceof VideoJobsError) || error.kind !== 'notFound') throw error;
      // The server forgot the job, or never kept one; the clip may still be where it was.
      if (unused !== undefined && !tried.has(unused)) return fromUrl(unused);
      throw isUnnamed(id) || (refused ?? otherwise).kind === 'badResponse' || refused ? (refused ?? otherwise) : error;
    }
    learned = { urls: job.urls, thumbnailUrl: job.thumbnailUrl, status: job.status };
    if (!isFinal(job.status)) {
      throw otherwise.kind === 'notReady' ? otherwise : notReady(job);
    }
    if (job.status === 'expired') throw otherwise.kind === 'expired' ? otherwise : expired(otherwise);
    if (job.status !== 'completed') throw noMedia(job);
    if (job.inlineClip && variant === 'video' && index === 0) return fromBytes(job.inlineClip);
    for (const url of [urlIn(job), hasEndpoint && !endpointTried ? undefined : unused]) {
      if (url !== undefined && !tried.has(url)) return fromUrl(url);
    }
    if (hasEndpoint && !endpointTried) return fromEndpoint();
    const ended = job.completedAt ?? job.createdAt ?? request.madeAt;
    const isOld =
      (job.expiresAt !== undefined && job.expiresAt <= Date.now()) ||
      (ended !== undefined && ended < Date.now() - oldAge);
    if (otherwise.kind === 'expired') throw otherwise;
    if (otherwise === refused) throw isOld ? expired(otherwise) : otherwise;
    if (otherwise.httpStatus !== 404 && otherwise.kind !== 'noMedia') throw otherwise;
    if (job.fileId !== undefined) throw onlyFileId(job.fileId, job);
    if (otherwise.httpStatus !== 404) throw otherwise;
    const hasExpired = job.expiresAt !== undefined && job.expiresAt <= Date.now();
    throw hasExpired ? expired(otherwise) : noMedia();
  }

  type Opened = { content: Content } | { answer: OpenResponse; text: string } | { error: VideoJobsError; why: string };

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
      const { apiBytes, clipBytes } = transport.limits;
      const inspected = await inspect(answer, { resume: range, apiBytes, clipBytes, context });
      if (inspected === 'otherRange') return inspected;
      keep('text' in inspected ? inspected.text : undefined);
      return 'text' in inspected ? { answer, text: inspected.text } : inspected;
    }
    const { text } = await readText(answer.body, 64 * 1024).catch(() => ({ text: '' }));
    keep(text);
    const failure = { status, text, requestId: answer.requestId, retryAfterMs: retryAfterOf(answer.headers) };
    return { error: httpError(failure, context), why: serverWords(failure, context) };
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

  function onlyFileId(fileId: string, job: RemoteJob): VideoJobsError {
    const message = l10n.t(
      '{0} returned a file ID for the clip ({1}), but no URL. Look for the file at the provider itself.',
      context.who,
      fileId,
    );
    return new VideoJobsError('noMedia', message, { requestId: job.requestId });
  }

  /** The host that keeps the clip refused it: that is not about the provider's key, nor surely about its age. */
  function refusedBy(url: string, { httpStatus = 0, code, requestId }: VideoJobsError, why: string): VideoJobsError {
    const { host } = new URL(url);
    const isMissing = httpStatus === 404;
    const message = isMissing
      ? l10n.t('{0} does not have the clip ({1}: {2}).', host, httpStatus, why)
      : l10n.t(
          '{0} refused the clip ({1}: {2}). The key of {3} is not sent there.',
          host,
          httpStatus,
          why,
          context.who,
        );
    return new VideoJobsError(isMissing ? 'noMedia' : 'forbidden', message, { code, requestId, httpStatus });
  }

  function notReady(job: RemoteJob): VideoJobsError {
    const message = l10n.t('The clip is not ready at {0} yet. Wait until the job has completed.', context.who);
    return new VideoJobsError('notReady', message, { requestId: job.requestId });
  }

  function expired({ code, requestId, httpStatus }: VideoJobsError): VideoJobsError {
    const message = l10n.t('{0} no longer has the clip. Clips are only kept for a limited time.', context.who);
    return new VideoJobsError('expired', message, { code, requestId, httpStatus });
  }

  // The next attempt starts from what this one learned, without another request.
  function fromBytes({ contentType, extension, bytes }: InlineClip): Content {
    return { contentType, extension, totalBytes: bytes.length, offset: 0, body: chunksOf(bytes) };
  }

  return start().then((content) => (learned ? { ...content, known: learned } : content));
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

const expiredText = /\bexpired\b|no longer (available|valid|exists)|may not exist|request has expired|已过期/i;

/** True if the server says that the clip is gone for its age, or the URL's own signature has run out. */
function isExpired({ httpStatus, kind, message }: VideoJobsError, url: string): boolean {
  return httpStatus === 410 || kind === 'expired' || expiredText.test(message) || signatureEnd(url) <= Date.now();
}

/** Time at which a signed URL runs out, in ms since the epoch (S3, CloudFront, Azure, Alibaba); infinite if it names none. */
function signatureEnd(url: string): number {
  const query = new Map([...new URL(url).searchParams].map(([name, value]) => [name.toLowerCase(), value] as const));
  const issued = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('x-amz-date') ?? '');
  const lifetime = Number(query.get('x-amz-expires') ?? NaN);
  if (issued && lifetime > 0) {
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = issued.slice(1).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) + lifetime * 1000;
  }
  const time = decodeTime(query.get('expires') ?? query.get('exp') ?? query.get('se'));
  return time !== undefined && time > 1e12 ? time : Infinity;
}
