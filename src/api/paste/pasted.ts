import * as l10n from '@vscode/l10n';
import { anyOrigin, normaliseBaseUrl, readAddress, withoutQuery } from '../baseUrl';
import { authOf, customType, dialectRow } from '../dialects';
import { VideoJobsError } from '../errors';
import { isKeyHeader } from '../keyHeader';
import type { Preset } from '../presetRows';
import { presets } from '../presets';
import type { Auth, Provider } from '../provider';
import { redact } from '../redact';
import type { PastedRequest } from './curl';
import { describeServer } from './describe';
import { exampleIn, type PastedExample } from './example';
import { typeOf } from './guess';
import { isCredentialHeader, isHarmlessHeader, isRequestHeader } from './headers';
import { isMark, isPlaceholder, variableIn } from './key';
import { requestFromText } from './requestFromText';

/** Provider read from a pasted text. */
export interface Pasted {
  provider: Omit<Provider, 'id'> & { id?: string };
  /** Goes to the key store only. */
  key?: string;
  /** Request in the text: prompt and parameters. */
  example?: PastedExample;
  /** One sentence for each part that was ignored. */
  left: string[];
}

/** Longest text that is read, in characters: longer than any command. */
const longest = 100_000;
/** More headers than any client sends. */
const mostHeaders = 100;

/**
 * Reads a provider from a URL, an endpoint, a `curl` command or a code example. Runs and sends nothing.
 * @param chosen preset that the user chose; otherwise the type is guessed
 * @throws VideoJobsError `rejected` if there is no URL, or none that can be used
 */
export function readPasted(text: string, chosen?: Preset): Pasted {
  const request = requestFromText(text.slice(0, longest));
  const left: string[] = [];
  const url = addressOf(request);
  const type = chosen?.type ?? typeOf(url, request.body);
  const credential = credentialOf(request, url, dialectRow(type).keyScheme, left);
  const known =
    chosen ??
    presets().find(({ baseUrl, example }) => baseUrl !== '' && !example && new URL(baseUrl).origin === url.origin);
  const usual = authOf({ type, baseUrl: url.href });
  // Gemini's OpenAI-compatible API uses Bearer for the same key.
  const auth = type === 'gemini' ? usual : (credential.auth ?? known?.auth ?? usual);
  // The description of a server has the path.
  const isCreate = type === customType && request.body !== undefined;
  const address = isCreate ? url.origin : withoutQuery(url.href);
  const baseUrl = normaliseBaseUrl(type, address, auth, anyOrigin);
  const model = modelOf(type, url) ?? request.body?.fields.model;
  const env = credential.value && variableIn(credential.value);
  const key = credential.value !== undefined && !env && !isPlaceholder(credential.value) ? credential.value : undefined;
  if (credential.value !== undefined && key === undefined && !env) {
    left.push(l10n.t('“{0}” is in the place of the key, but is not one.', credential.value.slice(0, 40)));
  }
  if (request.unread) left.push(l10n.t('The request body: it is not JSON, or in a file that was not read.'));
  const own = isCreate
    ? describeServer(url.pathname, request.body?.fields ?? {})
    : type === customType
      ? undefined
      : overridesOf(type, request.body);
  const example = exampleIn(request.body?.fields);
  const provider: Pasted['provider'] = {
    ...(known && { id: known.id }),
    label: known?.label ?? url.host,
    type,
    baseUrl,
    auth,
    headers: headersOf(request, credential.from, left),
    model: typeof model === 'string' && model.length <= 200 && !isMark(model) ? model : known?.model,
    keyHeader: credential.header,
    apiKeyEnv: env,
    overrides: known?.overrides || own ? { ...known?.overrides, ...own } : undefined,
  };
  const given = Object.entries(provider).filter(([, field]) => field !== undefined);
  return {
    provider: Object.fromEntries(given) as unknown as Pasted['provider'],
    ...(key && { key }),
    ...(example && { example }),
    left,
  };
}

/** Returns the model named in the path, for protocols that have it there; Azure names the deployment. */
function modelOf(type: string, { pathname }: URL): string | undefined {
  const named = dialectRow(type).modelIn?.(pathname);
  if (named !== undefined) return named;
  if (type !== 'gemini' && type !== 'azure') return undefined;
  return /\/(?:models|deployments)\/([^/:]+)/.exec(pathname)?.[1];
}

/** `${HOST}`, `<your-domain>`, `YOUR-RESOURCE-NAME.openai.azure.com`. */
const hostPlaceholder = /[${<%[]|(^|[-_.])your([-_.]|$)|your(host|domain|server|resource)|resource[-_]?name/i;

function addressOf({ url: text = '' }: PastedRequest): URL {
  const [, host = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(text) ?? [];
  if (text !== '' && hostPlaceholder.test(host.replace(/^\[[\da-f:.]+\]/i, ''))) {
    throw new VideoJobsError(
      'rejected',
      l10n.t('“{0}” stands for your own server. Replace it with the server’s URL.', host),
    );
  }
  if (text === '') {
    throw new VideoJobsError('rejected', l10n.t('It contains no URL, such as https://api.example.com/v1.'));
  }
  return readAddress(text);
}

/** Headers that carry a key, with their auth scheme; `authorization` and Basic credentials are handled separately. */
const keyHeaders: readonly [RegExp, Auth][] = [
  [/^api-key$/i, 'api-key'],
  [/^token$/i, 'token'],
  // Google's and LiteLLM's servers accept Bearer as well, as documented.
  [/^x-(goog|litellm)-api-key$/i, 'bearer'],
];

function credentialOf(
  request: PastedRequest,
  url: URL,
  keyScheme: string | undefined,
  left: string[],
): { auth?: Auth; value?: string; header?: string; from?: string } {
  if (request.user !== undefined) {
    left.push(l10n.t('The user name and password (Basic authentication), which cannot be sent.'));
  }
  for (const [name, value] of request.headers.slice(0, mostHeaders)) {
    const auth = keyHeaders.find(([pattern]) => pattern.test(name))?.[1];
    if (auth) return { auth, value, from: name };
    if (/^authorization$/i.test(name)) {
      const [, scheme = 'Bearer', token = ''] = /^(?:([a-z]+)\s+)?(\S*)$/i.exec(value.trim()) ?? [];
      if (/^bearer$/i.test(scheme) || scheme.toLowerCase() === keyScheme?.toLowerCase()) {
        return { auth: 'bearer', value: token, from: name };
      }
      left.push(l10n.t('The header “{0}” with “{1}”: keys are only sent as Bearer.', name, scheme));
    } else if (
      isCredentialHeader(name) &&
      !isHarmlessHeader(name) &&
      !isRequestHeader(name) &&
      !/^proxy-/i.test(name)
    ) {
      if (isKeyHeader(name)) return { auth: 'bearer', value, header: name, from: name };
    }
  }
  const inQuery = [...url.searchParams].find(([name]) => /^(api[-_]?)?key$|^(access[-_]?)?token$/i.test(name));
  if (!inQuery) return {};
  left.push(l10n.t('The key in the URL: it will be sent as “Authorization: Bearer”.'));
  return { auth: 'bearer', value: inQuery[1] };
}

/**
 * Returns the headers that may be stored in settings, and says which are ignored: a provider has one key, so a second secret
 * has no place.
 * @param used header that the key was read from
 */
function headersOf({ headers }: PastedRequest, used: string | undefined, left: string[]): Provider['headers'] {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers.slice(0, mostHeaders)) {
    const plain = name.toLowerCase();
    if (isRequestHeader(plain) || plain === used?.toLowerCase() || value === '') continue;
    const isKey = isCredentialHeader(plain) && !isHarmlessHeader(plain);
    if (isKey && used !== undefined) {
      left.push(
        l10n.t(
          'The header “{0}”: a provider has one key, which is that of “{1}”. A server may require both.',
          name,
          used,
        ),
      );
    } else if (!isHarmlessHeader(plain) || redact(`${name}: ${value}`) !== `${name}: ${value}` || isMark(value)) {
      // An unusable Authorization has been reported already.
      if (plain !== 'authorization') left.push(l10n.t('The header “{0}”, which is not stored in settings.', name));
    } else if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]{1,1000}$/.test(value)) kept[name] = value;
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** Returns overrides for a server whose example create differs from what its type sends. */
function overridesOf(type: string, body: PastedRequest['body']): Provider['overrides'] {
  if (!body || Object.keys(body.fields).length < 2) return undefined;
  if (type === 'openai' && body.encoding === 'multipart') return { encoding: 'multipart' };
  const number = typeof body.fields['seconds'] === 'number';
  if (type === 'openai') return number ? { seconds: 'number' } : undefined;
  if (type !== 'newapi' || body.encoding !== 'json') return undefined;
  return { encoding: 'json', ...(number && { seconds: 'number' }) };
}
