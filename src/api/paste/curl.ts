import { parseStrictJson } from '../decode/json';
import { shellWords } from './words';

/** A request found in a command, a document or a program, as far as it was recognised. */
export interface PastedRequest {
  /** As written: may lack a scheme and contain variables. */
  url?: string;
  /** In order, with names as written. */
  headers: [name: string, value: string][];
  /** Basic credentials, `name:password`. */
  user?: string;
  body?: { encoding: 'json' | 'multipart'; fields: Readonly<Record<string, unknown>> };
  /** True if there is a body that was not read: it is in a file, or not a JSON object. */
  unread?: boolean;
}

const command = /(?:^|[\s;&|(>$`])curl(?:\.exe)?(?=\s)/i;
/** Words that end a command. */
const ends = new Set([';', '|', '&&', '&', '>', '>>', 'curl']);

/** Options with a value, by their meaning here; curl's other options with a value are ignored. */
const meanings: Readonly<Record<string, string>> = {
  H: 'header',
  '-header': 'header',
  u: 'user',
  '-user': 'user',
  '-url': 'url',
  '-oauth2-bearer': 'bearer',
  d: 'data',
  '-data': 'data',
  '-data-raw': 'data',
  '-data-ascii': 'data',
  '-data-binary': 'data',
  '-json': 'data',
  F: 'form',
  '-form': 'form',
  '-form-string': 'form',
  b: 'cookie',
  '-cookie': 'cookie',
};
const passedOver = new Set(
  'X -request A -user-agent e -referer o -output x -proxy m -max-time -connect-timeout T -upload-file -retry -retry-delay w -write-out c -cookie-jar -cacert -capath E -cert -key U -proxy-user D -dump-header K -config -data-urlencode r -range C -continue-at y Y -limit-rate -resolve -interface -ciphers'.split(
    ' ',
  ),
);

export const isCurl = (text: string): boolean => command.test(text);

/** Reads the first `curl` command of a text (curl's manual page has the options). */
export function readCurl(text: string): PastedRequest {
  const start = command.exec(text);
  const before = text.slice(0, start?.index);
  const words = shellWords(text.slice((start?.index ?? 0) + (start?.[0].length ?? 0)));
  const request: PastedRequest = { headers: [] };
  const data: string[] = [];
  const form: string[] = [];
  const take: Readonly<Record<string, (value: string) => void>> = {
    header: (value) => request.headers.push(headerOf(value)),
    user: (value) => (request.user = value),
    url: (value) => (request.url ??= value),
    bearer: (value) => request.headers.push(['Authorization', `Bearer ${value}`]),
    cookie: (value) => request.headers.push(['Cookie', value]),
    data: (value) => data.push(value),
    form: (value) => form.push(value),
  };
  for (let i = 0; i < words.length && !ends.has(words[i]!); i++) {
    for (const [name, value] of optionsOf(words[i]!)) {
      const meaning = meanings[name];
      if (name === '') take['url']!(words[i]!);
      else if (meaning !== undefined) take[meaning]!(value ?? words[++i] ?? '');
      else if (passedOver.has(name) && value === undefined) i++;
    }
  }
  addBody(request, data, form);
  return withVariables(request, before);
}

/**
 * Returns the options in a word, with a value in the same word: `-sSL`, `-XPOST`, `-H "…"`, `--url=…`. Empty for
 * others.
 */
function optionsOf(word: string): [name: string, value?: string][] {
  if (word === '-' || !word.startsWith('-')) return looksLikeAddress(word) ? [['']] : [];
  if (word.startsWith('--')) {
    const [, name = '', value] = /^-(-[\w-]+)(?:=([^]*))?$/.exec(word) ?? [];
    return name === '' ? [] : [[name, value]];
  }
  const found: [string, string?][] = [];
  for (let i = 1; i < word.length; i++) {
    const name = word.charAt(i);
    const takes = meanings[name] !== undefined || passedOver.has(name);
    found.push([name, takes && i + 1 < word.length ? word.slice(i + 1) : undefined]);
    if (takes) break;
  }
  return found;
}

const looksLikeAddress = (word: string): boolean => /^([a-z][a-z0-9+.-]*:\/\/|[$%{<]|\w[\w.-]*[.:]\w)/i.test(word);

function headerOf(value: string): [string, string] {
  const colon = value.indexOf(':');
  return colon < 0 ? [value.trim(), ''] : [value.slice(0, colon).trim(), value.slice(colon + 1).trim()];
}

function addBody(request: PastedRequest, data: readonly string[], form: readonly string[]): void {
  if (form.length > 0) {
    // Quotes around a value belong to curl's syntax.
    const pairs = form.map((part) => /^([^=]*)=("?)([^]*)\2$/.exec(part)).filter((part) => part !== null);
    request.body = {
      encoding: 'multipart',
      fields: Object.fromEntries(pairs.map(([, name, , value]) => [name!, value!])),
    };
    return;
  }
  if (data.length === 0) return;
  const fields = jsonObject(data.join('&'));
  if (fields) request.body = { encoding: 'json', fields };
  else request.unread = true;
}

export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseStrictJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Length of text before the command that is searched for variable assignments, in characters. */
const maxAssignments = 20_000;

const variable = /\$\{(\w+)\}|\$(?:env:)?(\w+)|%(\w+)%/g;

/** Substitutes variables that are assigned before the command. */
function withVariables(request: PastedRequest, before: string): PastedRequest {
  const given = new Map(
    [
      ...before
        .slice(-maxAssignments)
        .matchAll(/(?<!\w)(\w{1,100})=(?:"([^"]{0,8192})"|'([^']{0,8192})'|([^\s;'"]+))/g),
    ].map(([, name, a, b, c]) => [name!, a ?? b ?? c!]),
  );
  if (given.size === 0) return request;
  const filled = (text: string): string =>
    text.replace(variable, (whole, ...names: (string | undefined)[]) => given.get(names.find(Boolean) ?? '') ?? whole);
  return {
    ...request,
    url: request.url && filled(request.url),
    headers: request.headers.map(([name, value]) => [name, filled(value)]),
    user: request.user && filled(request.user),
  };
}
