import assert from 'node:assert/strict';
import fc from 'fast-check';
import { VideoJobsError } from '../../../src/api/errors';
import { readPasted } from '../../../src/api/paste/pasted';
import { createSecretMask } from '../../../src/api/paste/secretMask';
import { shellWords } from '../../../src/api/paste/words';
import { property } from './support';

const word = fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0'));
const key = fc
  .string({ unit: fc.constantFrom(...'abcdefghijkmnpqrstuvwyzABCDEF23456789'), minLength: 16, maxLength: 40 })
  .map((text) => `k7Q${text}`);

/** Each way to write a word for a shell. */
const quotings: readonly ((text: string) => string)[] = [
  (text) => `'${text.replaceAll("'", `'\\''`)}'`,
  (text) => `"${text.replace(/["\\$`]/g, '\\$&')}"`,
  (text) =>
    `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`,
];
const gaps = [' ', '  ', ' \\\n  ', ' \\\r\n', '\t', ' \\  ', ' `\n'];

const pieces = [
  'curl ',
  'https://hub.example/v1/videos',
  ' -H ',
  "'",
  '"',
  '\\\n',
  '^"',
  "$'",
  ' -F ',
  '{"model":"x"}',
  'Authorization: Bearer ',
  'api-key:',
  '$KEY',
  ' --data ',
  '@file',
  ' ',
];

export function pasted(): void {
  const line = fc.array(fc.tuple(word, fc.constantFrom(...quotings), fc.constantFrom(...gaps)), { maxLength: 6 });
  property('quoted words are read as they were written', line, (words) => {
    // What cmd writes before its quotes would be taken for that.
    fc.pre(words.every(([text]) => !text.includes('^"')));
    const text = words.map(([value, quote, gap]) => `${quote(value)}${gap}`).join('');
    assert.deepEqual(
      shellWords(text),
      words.map(([value]) => value),
    );
  });

  const anything = fc.array(fc.oneof(fc.constantFrom(...pieces), word), { maxLength: 12 });
  property('any text is a provider or is refused with words', anything, (parts) => {
    try {
      readPasted(parts.join(''));
    } catch (error) {
      assert.ok(error instanceof VideoJobsError && error.kind === 'rejected', String(error));
    }
  });

  property('what is veiled comes back', fc.tuple(anything, key), ([parts, secret]) => {
    const text = `curl https://hub.example -H 'Authorization: Bearer ${secret}' ${parts.join('').replaceAll('•', '')}`;
    const veil = createSecretMask();
    const shown = veil.hide(text);
    assert.ok(!shown.includes(secret), shown);
    assert.equal(veil.hide(shown), shown);
    assert.equal(veil.reveal(shown), text);
  });
}
