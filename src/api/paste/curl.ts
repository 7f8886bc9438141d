import { shellWords } from './words';

/** A request as a command, a document or a program tells of it, as far as that was understood. */
export interface PastedRequest {
  /** As it stands there: perhaps without a scheme, perhaps with variables. */
  url?: string;
  /** In order; names as they were written. */
  headers: [name: string, value: string][];
  /** `name:password` of a sign-in. */
  user?: string;
  body?: { encoding: 'json' | 'multipart'; fields: Readonly<Record<string, unknown>> };
  /** A body that was not read: it is in a file, or is no object of JSON. */
  unread?: boolean;
}

const command = /(?:^|[\s;&|(>$`])curl(?:\.exe)?(?=\s)/i;
/** Where the next command begins. */
const ends = new Set([';', '|', '&&', '&', '>', '>>', 'curl']);

/** Options that take a value, by what they mean here; the others of curl's with a value are passed over. */
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
  const told: PastedRequest = { headers: [] };
  const data: string[] = [];
  const form: string[] = [];
  const take: Readonly<Record<string, (value: string) => void>> = {
    header: (value) => told.headers.push(headerOf(value)),
    user: (value) => (told.user = value),
    url: (value) => (told.url ??= value),
    bearer: (value) => told.headers.push(['Authorization', `Bearer ${value}`]),
    cookie: (value) => told.headers.push(['Cookie', value]),
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
  addBody(told, data, form);
  return withVariables(told, before);
}

/** `-sSL`, `-XPOST`, `-H "…"`, `--url=…`: names with the value that is in the same word. Nothing for a word that is no option. */
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

function addBody(told: PastedRequest, data: readonly string[], form: readonly string[]): void {
  if (form.length > 0) {
    // Quotes around a value are curl's own, too.
    const pairs = form.map((part) => /^([^=]*)=("?)([^]*)\2$/.exec(part)).filter((part) => part !== null);
    told.body = {
      encoding: 'multipart',
      fields: Object.fromEntries(pairs.map(([, name, , value]) => [name!, value!])),
    };
    return;
  }
  if (data.length === 0) return;
  const fields = jsonObject(data.join('&'));
  if (fields) told.body = { encoding: 'json', fields };
  else told.unread = true;
}

export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Text before the command in which assignments are looked for, in characters. */
const maxAssignments = 20_000;

const variable = /\$\{(\w+)\}|\$(?:env:)?(\w+)|%(\w+)%/g;

/** Puts in what variables were given before the command. */
function withVariables(told: PastedRequest, before: string): PastedRequest {
  const given = new Map(
    [
      ...before
        .slice(-maxAssignments)
        .matchAll(/(?<!\w)(\w{1,100})=(?:"([^"]{0,8192})"|'([^']{0,8192})'|([^\s;'"]+))/g),
    ].map(([, name, a, b, c]) => [name!, a ?? b ?? c!]),
  );
  if (given.size === 0) return told;
  const filled = (text: string): string =>
    text.replace(variable, (whole, ...names: (string | undefined)[]) => given.get(names.find(Boolean) ?? '') ?? whole);
  return {
    ...told,
    url: told.url && filled(told.url),
    headers: told.headers.map(([name, value]) => [name, filled(value)]),
    user: told.user && filled(told.user),
  };
}
