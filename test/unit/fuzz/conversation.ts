import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { createClient } from '../../../src/api/client';
import { providerTypes } from '../../../src/api/dialects';
import { errorKinds, VideoJobsError } from '../../../src/api/errors';
import { decompressed, readText } from '../../../src/api/http/body';
import type { HttpResponse } from '../../../src/api/http/http';
import { createTransport } from '../../../src/api/transport/transport';
import type { VideoClient } from '../../../src/api/types';
import { bodyText, property } from './support';

const key = 'canary-key-0123456789abcdef';
const ownOrigin = 'https://api.example.com';
const apiBytes = 2_000;

const answer = fc.record({
  status: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(200, 201, 202, 204, 206, 301, 302, 307, 400, 401, 404, 410, 416, 429, 500),
    },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'location',
      'content-type',
      'content-length',
      'content-range',
      'content-encoding',
      'etag',
      'retry-after',
    ),
    fc.oneof(
      fc.constantFrom(
        '/v1/x',
        'https://cdn.example.net/a',
        'http://10.0.0.1/',
        'gzip',
        'br',
        '"e"',
        'W/"e"',
        'video/mp4',
        '5',
      ),
      fc.constantFrom('bytes 0-3/4', 'bytes 4-9/10', 'bytes */4', 'application/json'),
      fc.string(),
    ),
    { maxKeys: 3 },
  ),
  body: fc.oneof(
    bodyText.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
    fc.string().map((rest) => Buffer.from(`\0\0\0\x18ftypmp42${rest}`)),
    fc.constant(Buffer.from(`{"id":"${key}","status":"completed","error":{"message":"key ${key}"}}`)),
  ),
  breaks: fc.boolean(),
});

type Verb = (client: VideoClient) => Promise<unknown>;
const verbs: readonly Verb[] = [
  (client) => client.create({ prompt: 'A cat', model: 'm', seconds: 4 }),
  (client) => client.get('job-1'),
  (client) => client.list({ after: 'job-0' }),
  (client) => client.remix('job-1', { prompt: 'A dog', source: { model: 'm' } }),
  (client) => client.edit('job-1', { prompt: 'A dog', source: { model: 'm' } }),
  (client) => client.extend('job-1', { prompt: 'A dog', seconds: 4, source: { model: 'm' } }),
  (client) => client.delete('job-1'),
  (client) => client.models(),
  (client) => client.test(),
  async (client) => {
    const resume = { offset: 4, etag: '"e"' };
    const { body } = await client.content('job-1', { variant: 'video', index: 0, resume });
    let size = 0;
    for await (const chunk of body) size += chunk.length;
    return size;
  },
];

/** The answers one after the other, the last one again and again. Notes where the key was sent. */
function doorOf(answers: readonly (typeof answer extends fc.Arbitrary<infer T> ? T : never)[], sentTo: Set<string>) {
  let turn = 0;
  return {
    close: async () => {},
    async send({ url, headers, onSent }: { url: string; headers: Record<string, string>; onSent?: () => void }) {
      onSent?.();
      if (JSON.stringify(headers).includes(key)) sentTo.add(new URL(url).origin);
      const { status, headers: own, body, breaks } = answers[Math.min(turn++, answers.length - 1)]!;
      const chunks = async function* () {
        for (let at = 0; at < body.length; at += 700) yield body.subarray(at, at + 700);
        if (breaks) throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
      };
      const response: HttpResponse = { status, headers: own, body: chunks(), discard() {} };
      return response;
    },
  };
}

export function conversation(): void {
  const drawn = fc.tuple(
    fc.constantFrom(...providerTypes),
    fc.constantFrom(...verbs),
    fc.array(answer, { minLength: 1, maxLength: 4 }),
  );
  property(
    'whatever servers answer, a client gives a result or an error for people',
    drawn,
    async ([type, verb, answers]) => {
      const sentTo = new Set<string>();
      const transport = createTransport({
        network: () => ({}),
        userAgent: 'test',
        limits: { apiBytes },
        createHttpClient: () => doorOf(answers, sentTo),
      });
      const provider = { id: 'lab', type, baseUrl: `${ownOrigin}/v1` };
      try {
        const result = await verb(createClient({ provider, baseUrl: provider.baseUrl, key }, transport));
        assert.ok(!JSON.stringify(result ?? null).includes(key), 'the key is in the result');
      } catch (error) {
        assert.ok(error instanceof VideoJobsError, String(error));
        assert.ok(errorKinds.includes(error.kind));
        assert.ok(error.message.length < 1500 && !error.message.includes(key), error.message);
      } finally {
        await transport.close();
      }
      sentTo.delete(ownOrigin);
      assert.deepEqual([...sentTo], [], 'the key went elsewhere');
    },
  );

  const endless = fc.record({
    cap: fc.integer({ min: 1, max: 20_000 }),
    chunk: fc.integer({ min: 1, max: 5_000 }),
    encoding: fc.constantFrom(undefined, 'gzip', 'nonsense'),
  });
  property(
    'of a body without end no more is read than the cap, and a chunk',
    endless,
    async ({ cap, chunk, encoding }) => {
      let read = 0;
      let left = false;
      const body = async function* () {
        try {
          for (;;) {
            read += chunk;
            // What pretends to be compressed breaks; what is not goes on and on.
            yield Buffer.alloc(chunk, 'x');
          }
        } finally {
          left = true;
        }
      };
      const isPlain = encoding === undefined || encoding === 'nonsense';
      try {
        const { text, truncated } = await readText(decompressed(body(), encoding), cap);
        assert.ok(isPlain && truncated && Buffer.byteLength(text) === cap);
      } catch (error) {
        assert.ok(!isPlain, String(error));
      }
      if (isPlain) assert.ok(left && read <= cap + chunk, `${read} bytes`);
    },
    0.1,
  );

  const bomb = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 10_000, max: 400_000 }));
  property(
    'what unpacks to far more than the cap is cut there',
    bomb,
    async ([cap, size]) => {
      const packed = gzipSync(Buffer.alloc(size));
      const body = async function* () {
        yield packed;
      };
      const { text, truncated } = await readText(decompressed(body(), 'gzip'), cap);
      assert.ok(truncated && Buffer.byteLength(text) === cap);
    },
    0.1,
  );
}
