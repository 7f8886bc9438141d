const hidden = '***';

const secretHeader =
  /^(authorization|proxy-authorization|cookie|set-cookie|token|.*api[-_]?key.*|.*[-_]token|.*secret.*)$/i;

/** Whether a header holds a secret, by its name. */
export const isSecretHeader = (name: string): boolean => secretHeader.test(name);

/**
 * They read megabytes that a server chose, so none may go over the same text again and again: no unbounded repetition
 * before the word that a pattern is about.
 */
const patterns: readonly [RegExp, string][] = [
  // Header or JSON field and its value.
  [
    /(["']?\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token|key)\s+)?[^\s"',;]+/gi,
    `$1${hidden}`,
  ],
  [/((?:api[-_]?key|[-_]token|secret)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi, `$1${hidden}`],
  [/((?:^|[\s{,"'])token["']?\s*:\s*["']?)[^\s"',;&}]+/gim, `$1${hidden}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  // Keys that can be told by their form, and JSON web tokens.
  [/\bsk-[\w-]{6,}/g, `sk-${hidden}`],
  [/\bxai-\w{20,}/g, `xai-${hidden}`],
  [/\bAIza[\w-]{20,}/g, `AIza${hidden}`],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, hidden],
  // Query values and user information of addresses in running text.
  [
    /([?&](?:access|token|sig|signature|key|x-amz-[\w-]+|[\w-]*(?:token|secret|signature|api[-_]?key))=)[^&\s"'<>#]+/gi,
    `$1${hidden}`,
  ],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]+@/gi, `$1${hidden}@`],
];

export interface Redactor {
  /** From now on `secret` is hidden wherever it stands. Too short ones would hide ordinary words. */
  add(secret: string | undefined): void;
  text(value: string): string;
  /** Hides added secrets and nothing else, so that what is signed in an answer still works. */
  echoes(value: string): string;
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
}

/** Hides keys by their form and, once added, by their value. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();

  const text = (value: string): string => {
    let result = value;
    for (const secret of secrets) result = result.replaceAll(secret, hidden);
    for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
    return result;
  };

  return {
    add(secret) {
      if (!secret || secret.length < 6) return;
      const inForm = new URLSearchParams({ k: secret }).toString().slice(2);
      const inJson = JSON.stringify(secret).slice(1, -1);
      for (const form of [secret, encodeURIComponent(secret), inForm, inJson]) secrets.add(form);
    },
    text,
    echoes: (value) =>
      [...secrets].reduce((rest, secret) => (secret.length < realKey ? rest : rest.replaceAll(secret, hidden)), value),
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, secretHeader.test(name) ? hidden : text(value)]),
      ),
  };
}

/** Shorter ones are no real keys, and may be words that an answer needs. */
const realKey = 16;

const byForm = createRedactor();

/** Hides what looks like a key in any text. */
export const redact = (value: string): string => byForm.text(value);

/** Scheme, host and path: enough to know the server by, without the query, where signed addresses carry their secret. */
export function originAndPath(address: string): string {
  if (!URL.canParse(address)) return '';
  const { protocol, host, pathname } = new URL(address);
  return redact(`${protocol}//${host}${pathname}`);
}

/** As much of a text is looked at. */
const quoted = 4096;

/** The start of a text for an error message: one line, keys hidden before the cut so that none is left in half. */
export function quote(value: string, redactor: Pick<Redactor, 'text'> = byForm, length = 120): string {
  // What the first cut goes through is left out whole.
  const start = value.length > quoted ? value.slice(0, quoted).replace(/\S{1,1024}$/, '') : value;
  const line = redactor.text(start).replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
