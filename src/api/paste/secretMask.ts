import { isSecretHeader } from '../redact';
import { isPlaceholder, variableIn } from './key';
import { requestFromText } from './requestFromText';

/** Keeps what is secret in a text out of sight while the text is looked at and changed. */
export interface SecretMask {
  /** The text with dots for each secret in it. */
  hide(text: string): string;
  /** The text with the secrets back in their places. */
  reveal(text: string): string;
}

const dot = '•';
const fewest = 8;

export function createSecretMask(): SecretMask {
  /** The place of each is how many dots stand for it. */
  const secrets: string[] = [];
  const originals = new Map<string, string>();
  const dotsFor = (secret: string): string => {
    if (!secrets.includes(secret)) secrets.push(secret);
    return dot.repeat(fewest + secrets.indexOf(secret));
  };
  return {
    hide(text) {
      const shown = secretsIn(text).reduce((rest, secret) => rest.replaceAll(secret, dotsFor(secret)), text);
      if (shown !== text) originals.set(shown, text);
      return shown;
    },
    // What was changed meanwhile is put together from its parts.
    reveal: (text) => originals.get(text) ?? text.replace(/•{8,}/g, (dots) => secrets[dots.length - fewest] ?? dots),
  };
}

function secretsIn(text: string): string[] {
  const { headers, user, url = '' } = requestFromText(text);
  const query = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  const named = [...headers, ...query.map(([name, value]): [string, string] => [`-${name}`, value])];
  const values = named.filter(([name]) => isSecretHeader(name) || /-key$/i.test(name)).map(([, value]) => value);
  return [...values.map((value) => value.replace(/^[a-z]+\s+/i, '')), user ?? '']
    .filter((value) => value.length >= 6 && !value.includes(dot) && !variableIn(value) && !isPlaceholder(value))
    .sort((a, b) => b.length - a.length);
}
