import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Reply } from '../../api/support/server';
import { Hostile, key } from './support';

const escaped = [...key].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** Answers to a create in which the server repeats the key, in forms other than JSON. */
const echoes: readonly (readonly [string, Reply])[] = [
  ['the spelling of Python', { body: `{'id': 't1', 'status': 'failed', 'error': 'Bad key ${key}'}` }],
  ['the spelling of Python, escaped', { body: `{'id': 't1', 'status': 'failed', 'error': '${escaped}',}` }],
  ['events', { body: `data: {"id":"t1","status":"queued"}\n\ndata: {"echo":"${escaped}"}\n\n` }],
  ['text around JSON', { body: `Warning: ${key} in x.php\n{"id":"t1","status":"failed","error":"${escaped}"}` }],
  ['names in capitals', { json: { Data: { TaskId: 't1', Status: 'FAILED', ErrorMessage: `Bearer ${key}` } } }],
  ['an envelope of another name', { json: { createVideoResponse: { videoId: 't1', echo: { [key]: key } } } }],
  ['the word of the status', { json: { id: 't1', status: `waiting for ${key}` } }],
  ['the title of a page', { status: 502, body: `<!doctype html><title>${key}</title>` }],
  ['the field of a list of mistakes', { status: 422, json: { errors: { [key]: [`${key} is wrong`] } } }],
  ['the address of a redirect', { status: 307, headers: { location: `/login?next=${encodeURIComponent(key)}` } }],
  ['headers', { json: { id: 't1', status: 'queued' }, headers: { 'x-request-id': key, 'x-echo': key } }],
  ['text that is cut off', { body: `{"task":{"id":"t1"},"echo":"${key}","more":` }],
];

describe('A key that a server repeats in a form that is not quite JSON', () => {
  let hostile: Hostile;
  beforeEach(async () => (hostile = await Hostile.start()));
  afterEach(() => hostile.close());

  const textsIn = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'latin1'));

  for (const [form, reply] of echoes) {
    it(`is in nothing that is kept or shown: ${form}`, async () => {
      const { job, window, error } = await hostile.create('openai', reply);
      const { message = '', code = '', requestId = '', serverMessage = '' } = error ?? {};
      const shown = [
        JSON.stringify([job, window.raw({ key: job.key })]),
        [message, code, requestId, serverMessage].join(' '),
        ...hostile.bench.log.lines,
        ...textsIn(hostile.bench.ledger),
        ...textsIn(hostile.bench.clips),
      ];
      for (const text of shown) {
        assert.ok(!text.includes(key), text.slice(0, 300));
        assert.ok(!text.toLowerCase().includes(escaped), text.slice(0, 300));
      }
      assert.equal(hostile.server.last.headers['authorization'], `Bearer ${key}`, 'the key is sent');
    });
  }
});
