import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRedactor, originAndPath, quote, redact } from '../../../src/api/redact';
import { property } from './support';

const wordChars = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';
const visible = [...wordChars, ...'.~+/=:!$*'];
/** What a header takes; no word that stands in the text around it. */
const canary = fc.string({ unit: fc.constantFrom(...visible), minLength: 16, maxLength: 60 });
const wordy = fc.string({ unit: fc.constantFrom(...wordChars), minLength: 16, maxLength: 40 });
const noise = fc.string({ maxLength: 30 });

/** Where a key may turn up. */
const places: readonly ((key: string, before: string, after: string) => string)[] = [
  (key, before, after) => before + key + after,
  (key) => `Authorization: Bearer ${key}`,
  (key, before) => JSON.stringify({ [before]: [key, { message: `${before} ${key}` }] }),
  (key, before) => JSON.stringify({ [key]: before }),
  (key, before) => `https://api.example.com/${encodeURIComponent(before)}?q=${encodeURIComponent(key)}&x=1`,
  (key) => new URL(`https://api.example.com/?${new URLSearchParams({ q: key }).toString()}`).href,
  (key) => `curl -H 'token: ${key}' https://x`,
  (key, before) => JSON.stringify(JSON.stringify({ [before]: key })),
];
/** Where a key that nobody told about is known by what stands before it. */
const telling: readonly ((key: string) => string)[] = [
  (key) => `Authorization: Bearer ${key}`,
  (key) => JSON.stringify({ Authorization: `Bearer ${key}` }),
  (key) => JSON.stringify({ headers: { 'api-key': key, 'x-api-key': key } }),
  (key) => `authorization=${key}`,
  (key) => `Incorrect API key provided: sk-${key}.`,
  (key) => `https://cdn.example.com/a.mp4?token=${key}&x=1`,
  (key) => `https://cdn.example.com/a.mp4?X-Amz-Signature=${key}`,
  (key) => `https://user:${key}@example.com/`,
  (key) => `{"token":"${key}"}`,
];

function unescaped(text: string): string[] {
  const decoded = text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  return [text, decoded, text.replaceAll('\\', ''), text.replaceAll('+', ' ')];
}

const survives = (key: string, text: string): boolean => unescaped(text).some((form) => form.includes(key));

export function secrets(): void {
  const placed = fc.tuple(canary, fc.constantFrom(...places), noise, noise);
  property('a known key survives nowhere', placed, ([key, place, before, after]) => {
    const redactor = createRedactor();
    redactor.add(key);
    const text = place(key, before, after);
    for (const hidden of [redactor.text(text), redactor.echoes(text), quote(text, redactor, 500)]) {
      assert.ok(!survives(key, hidden), hidden);
    }
    const headers = redactor.headers({ 'x-a': text, authorization: `Bearer ${key}`, 'x-goog-api-key': key });
    for (const value of Object.values(headers)) assert.ok(!survives(key, value), value);
  });

  property(
    'an address keeps no known key',
    fc.tuple(canary, fc.constantFrom('q', 'sig', 'token', 'x')),
    ([key, name]) => {
      const redactor = createRedactor();
      redactor.add(key);
      const url = new URL('https://api.example.com/v1');
      url.searchParams.set(name, key);
      url.hash = key;
      url.pathname = `/v1/${encodeURIComponent(key)}`;
      assert.ok(!survives(key, redactor.text(url.href)), redactor.text(url.href));
    },
  );

  property(
    'a key that nobody told about is known by its place',
    fc.tuple(wordy, fc.constantFrom(...telling)),
    ([key, place]) => {
      assert.ok(!redact(place(key)).includes(key), redact(place(key)));
      assert.ok(!originAndPath(place(key)).includes(key));
    },
  );

  const cut = fc.tuple(wordy, fc.integer({ min: 3500, max: 4200 }), fc.constantFrom(' ', '\n', 'x ', '… '));
  property('a quotation ends with no half of a key', cut, ([key, length, filling]) => {
    const redactor = createRedactor();
    redactor.add(key);
    const text = filling.repeat(length).slice(0, length) + key + key;
    for (const kept of [120, 500, 5000]) assert.ok(!quote(text, redactor, kept).includes(key.slice(0, 8)));
  });
}
