import { parseStrictJson } from './decode/json';
import { base64Forms, mayBeEscaped, replaceSpelled } from './spellings';

const hidden = '***';

const secretHeader =
  /^(authorization|proxy-authorization|cookie|set-cookie|token|.*api[-_]?key.*|.*[-_]token|.*secret.*|(.*[-_])?(auth|access|account|app|client|functions?|gateway|license|master|private|service|signing|subscription|user)[-_]?key|.*[-_]auth(orization)?)$/i;

/** Returns true if a header holds a secret, judging by its name. */
export const isSecretHeader = (name: string): boolean => secretHeader.test(name);

/**
 * Patterns for secrets. They run over megabytes of untrusted text, so they must be linear: no unbounded repetition
 * before the keyword.
 */
const patterns: readonly [RegExp, string][] = [
  // Header or JSON field with its value.
  [
    /(["']?\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token|key)\s+)?[^\s"',;]+/gi,
    `$1${hidden}`,
  ],
  [/((?:api[-_]?key|[-_]token|secret)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi, `$1${hidden}`],
  [/((?:^|[\s{,"'])token["']?\s*:\s*["']?)[^\s"',;&}]+/gim, `$1${hidden}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  // Keys recognisable by their format, and JSON web tokens.
  [/\bsk-[\w-]{6,}/g, `sk-${hidden}`],
  [/\bxai-\w{20,}/g, `xai-${hidden}`],
  [/\bAIza[\w-]{20,}/g, `AIza${hidden}`],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, hidden],
  // Query values and user information of URLs in running text.
  [
    /([?&](?:access|token|sig|signature|key|x-amz-[\w-]+|[\w-]*(?:token|secret|signature|api[-_]?key))=)[^&\s"'<>#]+/gi,
    `$1${hidden}`,
  ],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]+@/gi, `$1${hidden}@`],
];

export interface Redactor {
  /** Hides `secret` from now on, in every spelling, wherever it stands. Too short ones would hide ordinary words. */
  add(secret: string | undefined): void;
  /** Hides secrets by their form and by their value, in what is shown or logged. */
  text(value: string): string;
  /** Hides added secrets only, so that signed URLs in a response keep working. */
  echoes(value: string): string;
  /**
   * As `echoes`, in the texts of a response: its JSON is parsed first, so that no number and no structure is touched.
   * @param words set to hide secrets that are ordinary words, too
   */
  body(text: string, words?: 'words'): string;
  /** Hides added secrets in the texts of a parsed value, those that are ordinary words too. Returns the same value if there are none. */
  value(value: unknown): unknown;
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
}

/** Shorter secrets would hide ordinary words. */
const minLength = 6;

/** Secrets of so many characters are no words and no part of an id. */
const realKey = 16;

/** Returns true for a secret that may be a word of an answer (`queued`), or part of a number. */
const isWord = (secret: string): boolean => secret.length < realKey && /^(?:[a-z]+|\d+)$/i.test(secret);

/** Spellings to replace. */
class Spellings {
  readonly #forms: string[] = [];
  #shortest = Infinity;

  /** Adds a secret, and how it looks in base64. */
  add(secret: string): void {
    this.#forms.push(secret, ...base64Forms(secret));
    this.#shortest = Math.min(this.#shortest, ...this.#forms.map(({ length }) => length));
  }

  hideIn(text: string): string {
    // Most names and values of an answer are shorter than any key.
    if (text.length < this.#shortest) return text;
    let result = text;
    for (const form of this.#forms) result = result.replaceAll(form, hidden);
    return mayBeEscaped(result) ? replaceSpelled(result, this.#forms, hidden) : result;
  }
}

/** Deepest nesting that is walked; deeper values are hidden whole. */
const maxDepth = 200;

/** Hides keys by their form and, once added, by their value. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  const [all, allButWords] = [new Spellings(), new Spellings()];

  function hideIn(value: unknown, spellings: Spellings, depth = 0): unknown {
    if (typeof value === 'string') return spellings.hideIn(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > maxDepth) return hidden;
    if (Array.isArray(value)) {
      const items: unknown[] = value.map((item) => hideIn(item, spellings, depth + 1));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    let isChanged = false;
    const fields = Object.entries(value).map(([name, field]): [string, unknown] => {
      const safe: [string, unknown] = [spellings.hideIn(name), hideIn(field, spellings, depth + 1)];
      isChanged ||= safe[0] !== name || safe[1] !== field;
      return safe;
    });
    return isChanged ? Object.fromEntries(fields) : value;
  }

  const text = (value: string): string => {
    let result = all.hideIn(value);
    for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
    return result;
  };

  return {
    add(secret) {
      if (!secret || secret.length < minLength || secrets.has(secret)) return;
      secrets.add(secret);
      all.add(secret);
      if (!isWord(secret)) allButWords.add(secret);
    },
    text,
    echoes: (value) => allButWords.hideIn(value),
    body(received, words) {
      const spellings = words === undefined ? allButWords : all;
      const replaced = spellings.hideIn(received);
      if (replaced === received) return received;
      try {
        const value = parseStrictJson(received);
        const safe = hideIn(value, spellings);
        return safe === value ? received : JSON.stringify(safe);
      } catch {
        return replaced;
      }
    },
    value: (value) => (secrets.size === 0 ? value : hideIn(value, all)),
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, secretHeader.test(name) ? hidden : text(value)]),
      ),
  };
}

const byForm = createRedactor();

/** Hides everything in a text that looks like a key. */
export const redact = (value: string): string => byForm.text(value);

/** Scheme, host and path: enough to know the server by, without the query, where signed addresses carry their secret. */
export function originAndPath(address: string, redactor: Pick<Redactor, 'text'> = byForm): string {
  if (!URL.canParse(address)) return '';
  const { protocol, host, pathname } = new URL(address);
  return redactor.text(`${protocol}//${host}${pathname}`);
}

/** Characters of a text that are examined. */
const quoted = 4096;

/**
 * Returns the start of a text for an error message, as one line. Hides keys before truncating, so that none is cut in
 * half.
 */
export function quote(value: string, redactor: Pick<Redactor, 'text'> = byForm, length = 120): string {
  // Drop the word that the truncation cut.
  const start = value.length > quoted ? value.slice(0, quoted).replace(/\S{1,1024}$/, '') : value;
  const line = redactor.text(start).replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
