import * as l10n from '@vscode/l10n';
import { parseStrictJson } from '../decode/json';
import { isRecord } from '../decode/read';
import { providerTypes } from '../dialects';
import { VideoJobsError } from '../errors';
import type { Overrides } from '../overrides';
import type { Connection } from '../provider';
import { isSecretHeader, type Redactor } from '../redact';
import type { LoggedResponse } from '../transport/responseLog';

/**
 * An exchange of requests with a server as a file: no key, no signature, no media. CONTRIBUTING describes the format.
 */
export interface Recording {
  format: 'video-jobs-recording';
  version: 1;
  provider: { type: string; baseUrl: string; model?: string; overrides?: Overrides };
  exchanges: RecordedExchange[];
}

interface RecordedExchange {
  operation: string;
  method: string;
  /** Path below the origin, with ids encoded as they were sent; query without secrets. */
  path: string;
  sent?: Readonly<Record<string, unknown>>;
  status: number;
  requestId?: string;
  /** JSON of the response, or its text if it was not JSON. Absent for media. */
  body?: unknown;
}

/** Largest recording in bytes: more than any kept one. */
export const largestRecording = 2 * 1024 * 1024;
const mostExchanges = 500;

/** @param withPrompt true to include the prompt */
export function recordingOf(
  { provider, baseUrl }: Omit<Connection, 'key'>,
  answers: readonly LoggedResponse[],
  redactor: Pick<Redactor, 'text'>,
  withPrompt: boolean,
): Recording {
  const prompts = new Set(answers.map(({ sent }) => sent?.['prompt']).filter((each) => typeof each === 'string'));
  const clean = (value: unknown): unknown => cleaned(value, redactor, withPrompt ? undefined : prompts);
  const { origin } = new URL(baseUrl);
  const exchanges = answers
    .filter(({ url, exchange }) => exchange.status !== undefined && URL.canParse(url) && new URL(url).origin === origin)
    .map(({ exchange, url, sent, text }): RecordedExchange => {
      const { operation = '', method, status = 0, requestId } = exchange;
      return {
        operation,
        method,
        path: redactor.text(pathOf(url)),
        status,
        ...(sent && { sent: clean(sent) as Record<string, unknown> }),
        ...(requestId !== undefined && { requestId: redactor.text(requestId) }),
        ...(text !== undefined && { body: clean(jsonOr(text)) }),
      };
    });
  const { type, model, overrides } = provider;
  return {
    format: 'video-jobs-recording',
    version: 1,
    provider: { type, baseUrl: redactor.text(baseUrl), ...(model && { model }), ...(overrides && { overrides }) },
    exchanges,
  };
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

function jsonOr(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch {
    return text;
  }
}

/** Removes keys, signatures of URLs, and media; replaces a prompt by its length unless it may be included. */
function cleaned(value: unknown, redactor: Pick<Redactor, 'text'>, prompts: ReadonlySet<string> | undefined): unknown {
  const clean = (each: unknown): unknown => cleaned(each, redactor, prompts);
  if (Array.isArray(value)) return value.map(clean);
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([name, each]): [string, unknown] => {
      const hidden = isSecretHeader(name) && typeof each === 'string' ? '***' : undefined;
      const prompt = prompts && /prompt/i.test(name) && typeof each === 'string' ? '(prompt)' : undefined;
      return [redactor.text(name), hidden ?? prompt ?? clean(each)];
    });
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string') return value;
  if (/^data:/i.test(value)) return `${value.slice(0, 40).replace(/,.*/s, ',')}`;
  const quiet = [...(prompts ?? [])]
    .filter((prompt) => prompt.length > 3)
    .reduce((text, prompt) => text.replaceAll(prompt, '(prompt)'), value);
  if (/^https?:\/\/\S+$/i.test(quiet) && URL.canParse(quiet)) {
    const { origin, pathname, search } = new URL(quiet);
    return redactor.text(`${origin}${pathname}${search ? '?removed=1' : ''}`);
  }
  return redactor.text(quiet);
}

const refuse = (why: string): VideoJobsError =>
  new VideoJobsError('rejected', l10n.t('This file is not a recording that can be replayed: {0}.', why));

/**
 * Reads a recording from an untrusted source. Nothing in it names a file or URL that is accessed.
 * @throws VideoJobsError `rejected`, with a reason for the user
 */
export function parseRecording(text: string): Recording {
  if (text.length > largestRecording) throw refuse(l10n.t('it is larger than {0} MB', largestRecording / 2 ** 20));
  let value: unknown;
  try {
    value = parseStrictJson(text);
  } catch {
    throw refuse(l10n.t('it is not JSON'));
  }
  if (!isRecord(value) || value['format'] !== 'video-jobs-recording') throw refuse(l10n.t('it has another format'));
  if (value['version'] !== 1) throw refuse(l10n.t('it was written by a later version of Video Jobs'));
  const { provider, exchanges } = value;
  if (!isRecord(provider) || !providerTypes.includes(provider['type'] as string) || !isHttp(provider['baseUrl'])) {
    throw refuse(l10n.t('“{0}” is missing or wrong', 'provider'));
  }
  if (!Array.isArray(exchanges) || exchanges.length === 0 || exchanges.length > mostExchanges) {
    throw refuse(l10n.t('“{0}” is missing or wrong', 'exchanges'));
  }
  exchanges.forEach((each: unknown, index) => {
    if (!isExchange(each)) throw refuse(l10n.t('“{0}” is missing or wrong', `exchanges.${index}`));
  });
  return value as unknown as Recording;
}

const isHttp = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= 2000 && /^https?:\/\//.test(value) && URL.canParse(value);

const isExchange = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['operation'] === 'string' &&
  /^(GET|POST|PUT|DELETE)$/.test(String(value['method'])) &&
  typeof value['path'] === 'string' &&
  /^\/[^\s#]{0,4000}$/.test(value['path']) &&
  Number.isInteger(value['status']) &&
  (value['status'] as number) >= 200 &&
  (value['status'] as number) <= 599;
