/** Characters with a name in HTML and XML. */
const entities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** Signs without which a text is spelled in no other way than literally. */
const signs = [
  '\\u',
  '\\U',
  '\\x',
  '\\/',
  '\\"',
  "\\'",
  '\\\\',
  '%',
  '&#',
  '&amp;',
  '&quot;',
  '&apos;',
  '&lt;',
  '&gt;',
];

export const mayBeEscaped = (text: string): boolean => signs.some((sign) => text.includes(sign));

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Hexadecimal digits in either case. */
const digits = (hex: string): string =>
  [...hex].map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)).join('');

/** JSON may stand as a string in JSON, two deep: `\`, `\\\`, and `\\\\\\\` before a sign. */
const escape = '\\\\{1,7}';

function spelledCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index).toString(16));
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const ways = [
    literally(character),
    units.map((unit) => `${escape}u${digits(unit.padStart(4, '0'))}`).join(''),
    // An encoded address may be encoded once or twice more.
    bytes.map((byte) => `%(?:25){0,2}${digits(byte)}`).join(''),
    `&#(?:[xX]0{0,4}${digits(code.toString(16))}|0{0,4}${code});`,
  ];
  if (code < 0x100) ways.push(`${escape}x${digits(code.toString(16).padStart(2, '0'))}`);
  if (/["'\\/]/.test(character)) ways.push(escape + literally(character));
  const entity = entities[character];
  if (entity !== undefined) ways.push(`&${entity};`);
  if (character === ' ') ways.push('\\+');
  return `(?:${ways.join('|')})`;
}

/** Pattern of a text in every spelling in which a server may echo it: JSON, percent encoding, HTML, mixed within one text. */
export const spelled = (text: string): string => [...text].map(spelledCharacter).join('');

/**
 * Middle of a text's base64, wherever the text stands in what is encoded (`Basic` has a name before it): characters that
 * depend on neighbours are left out. Both alphabets.
 */
export function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const forms = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [...new Set(forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]))];
}
