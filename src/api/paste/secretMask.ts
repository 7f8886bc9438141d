import { isHarmlessHeader, isRequestHeader } from './headers';
import { isPlaceholder, variableIn } from './key';
import { requestFromText } from './requestFromText';

/** Hides the secrets of a text while it is shown and edited. */
export interface SecretMask {
  /** Returns the text with dots for each secret in it. */
  hide(text: string): string;
  /** Returns the text with the secrets back in their places. */
  reveal(text: string): string;
}

const dot = '•';
const fewestDots = 8;
/** More secrets than a command has; each is identified by its number of dots. */
const mostSecrets = 100;
const shortestSecret = 4;

export function createSecretMask(): SecretMask {
  /** The number of dots of each is its index plus `fewestDots`. */
  const secrets: string[] = [];
  const originals = new Map<string, string>();
  const dotsFor = (secret: string): string => {
    let index = secrets.indexOf(secret);
    if (index < 0) index = secrets.push(secret) - 1;
    return dot.repeat(fewestDots + index);
  };
  return {
    hide(text) {
      const shown = secretsIn(text).reduce((rest, secret) => rest.replaceAll(secret, dotsFor(secret)), text);
      if (shown !== text) originals.set(shown, text);
      return shown;
    },
    // Replaces each run of dots, since an edited text can combine parts of others.
    reveal: (text) =>
      originals.get(text) ?? text.replace(/•{8,}/g, (dots) => secrets[dots.length - fewestDots] ?? dots),
  };
}

/** Names of fields, parameters and variables that hold a secret. */
const secretName = /key|token|secret|passw|auth|credential|signature|session|\bsig\b|jwt|bearer/i;

/** Name and value as programs, environments and JSON write them: `API_KEY=…`, `"token": "…"`, `apiKey: '…'`, `?key=…`. */
const assignment = /(?<![\w-])([\w-]{1,60})["']?\s{0,4}(?:=>|[:=])\s{0,4}["'`]?([^\s"'`,;&)}\]]{4,8192})/g;

/** Keys recognisable by their format or by the word before them, and passwords in URLs. */
const byForm =
  /\b(?:sk|pk|rk|key|xai|hf|r8|gsk|fal|nvapi|ghp|pat|luma|rw|fk)[-_][\w-]{6,}|\bAIza[\w-]{20,}|(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|\b(?:bearer|basic|token)\s{1,4}([\w.~+/=:-]{4,})|:\/\/[^\s:@]{0,100}:([^\s@]{4,200})@/gi;

function secretsIn(text: string): string[] {
  const { headers, user = '', url = '' } = requestFromText(text);
  const found = new Set<string>();
  const add = (value = '') => {
    if (found.size < mostSecrets && isSecret(value)) found.add(value);
  };
  for (const [name, value] of headers.slice(0, mostSecrets)) {
    if (isRequestHeader(name) || isHarmlessHeader(name)) continue;
    add(value.replace(/^[a-z]+\s+/i, ''));
    // Cookies are pairs, which editing may separate.
    if (/cookie/i.test(name)) for (const pair of value.split(';').slice(0, 20)) add(pair.split('=').slice(1).join('='));
  }
  add(user);
  add(user.split(':').slice(1).join(':'));
  addFromUrl(url, add);
  for (const [, name, value] of text.matchAll(assignment)) if (secretName.test(name!)) add(value);
  for (const [whole, value, password] of text.matchAll(byForm)) add(value ?? password ?? whole);
  return [...found].sort((a, b) => b.length - a.length);
}

function addFromUrl(url: string, add: (value: string) => void): void {
  if (!URL.canParse(url)) return;
  const { username, password, search } = new URL(url);
  add(password);
  if (!password) add(username);
  for (const pair of search.slice(1).split('&').slice(0, mostSecrets)) {
    const [name = '', value = ''] = pair.split(/=([^]*)/);
    // Raw value: the decoded one may not occur in the text.
    if (secretName.test(name)) add(value);
  }
}

const isSecret = (value: string): boolean =>
  value.length >= shortestSecret &&
  !value.includes(dot) &&
  !/^(https?:|true$|false$|null$|undefined$|none$|bearer$|basic$|process\.|os\.|env[.[])/i.test(value) &&
  variableIn(value) === undefined &&
  !isPlaceholder(value);
