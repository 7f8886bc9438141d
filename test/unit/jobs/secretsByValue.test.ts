import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '../../../src/api/client';
import { capabilitiesOf } from '../../../src/api/dialects';
import { recordingOf } from '../../../src/api/recording/recording';
import { createRedactor } from '../../../src/api/redact';
import { createExchanges } from '../../../src/api/transport/exchanges';
import { createTransport } from '../../../src/api/transport/transport';
import type { LiveJobService } from '../../../src/jobs/service';
import { logLine } from '../../../src/platform/log';
import { type Received, type Reply, TestServer } from '../api/support/server';
import { Bench, LogBook, mp4, until } from './support';

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
const each = (text: string, spell: (code: number) => string): string =>
  [...text].map((character) => spell(character.charCodeAt(0))).join('');

/** Keys by what is difficult about them. */
const keys = {
  'a long key with signs': 'vj/9f+canary=Zk0/wQ+x7',
  'a short key': 'sk-1234',
  'a key of six characters': 'k3y-9z',
  'a key of letters only': 'canarybird',
};

/** Ways in which servers write a text that they echo, as a JSON string with its quotation marks. */
const spellings: Readonly<Record<string, (key: string) => string>> = {
  'as it is': (key) => JSON.stringify(`Bearer ${key}`),
  'with escaped slashes': (key) => JSON.stringify(`key: ${key}!`).replaceAll('/', '\\/'),
  'with escaped signs': (key) =>
    `"${each(key, (code) => (/\w/.test(String.fromCharCode(code)) ? String.fromCharCode(code) : `\\u${hex(code, 4)}`))}"`,
  'with every character escaped': (key) => `"${each(key, (code) => `\\u${hex(code, 4).toUpperCase()}`)}"`,
  'in JSON in a string': (key) => JSON.stringify(JSON.stringify({ sent: key }).replaceAll('/', '\\/')),
  'in JSON in JSON in a string': (key) =>
    JSON.stringify(JSON.stringify({ body: `{"k":"${each(key, (code) => `\\u${hex(code, 4)}`)}"}` })),
  'percent-encoded': (key) => JSON.stringify(`https://u.example/?k=${encodeURIComponent(key)}`),
  'percent-encoded twice': (key) => JSON.stringify(encodeURIComponent(encodeURIComponent(`?k=${key}`))),
  'as base64 of Basic': (key) => JSON.stringify(`Basic ${Buffer.from(`user:${key}`).toString('base64')}`),
  'as base64 with a colon': (key) => JSON.stringify(Buffer.from(`${key}:`).toString('base64')).replaceAll('/', '\\/'),
  'as base64url': (key) => JSON.stringify(Buffer.from(`ab${key}cd`).toString('base64url')),
  'as HTML entities': (key) => JSON.stringify(each(key, (code) => `&#x${hex(code, 2)};`)),
  'as the name of a field': (key) => `{${JSON.stringify(key)}: 1}`,
};

/** Every form in which a key could be read again from what was kept or shown. */
function leaks(text: string, key: string): boolean {
  const decoded = text
    .replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/%(?:25)*([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\+(["/])/g, '$1');
  const inBase64 = (decoded.match(/[\w+/-]{6,}={0,2}/g) ?? []).map((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')).join('\n'),
  );
  return [text, decoded, ...inBase64].some((form) => form.includes(key));
}

describe('A key that a server echoes', () => {
  let bench: Bench;
  let server: TestServer;

  beforeEach(async () => {
    bench = new Bench();
    server = await TestServer.start();
  });

  afterEach(async () => {
    bench.close();
    await server.stop();
  });

  const answers = (routes: Readonly<Record<string, Reply | Reply[]>>): void => {
    for (const [route, replies] of Object.entries(routes)) server.on(route, ...[replies].flat());
  };

  /** A window with the real client, and everything that it shows. */
  function windowWith(key: string) {
    const redactor = createRedactor();
    const exchanges = createExchanges();
    const lines = new LogBook();
    const log = {
      ...lines,
      debug: (...facts: unknown[]) => void lines.lines.push(logLine(redactor, '', facts)),
      info: (...facts: unknown[]) => void lines.lines.push(logLine(redactor, '', facts)),
      warn: (...facts: unknown[]) => void lines.lines.push(logLine(redactor, '', facts)),
      error: (...facts: unknown[]) => void lines.lines.push(logLine(redactor, '', facts)),
    };
    const transport = createTransport({
      network: () => ({ proxySupport: 'off' }),
      userAgent: 'test',
      redactor,
      exchanges,
      log,
    });
    const provider = { id: 'lab', label: 'The Lab', type: 'openai', baseUrl: `${server.origin}/v1` };
    bench.directory.all = [provider];
    bench.directory.connect = async () => ({ provider, baseUrl: provider.baseUrl, key });
    const window = bench.window({
      clientFor: (connection) => createClient(connection, transport),
      capabilitiesOf,
      hideKeys: redactor.value,
      log,
    });
    const shown = (errors: readonly unknown[]): string => {
      const recording = recordingOf(
        { provider, baseUrl: provider.baseUrl },
        exchanges.responses.of('lab'),
        redactor,
        true,
      );
      const problems = errors.map((error) => {
        const { message, code, requestId } = error as Error & { code?: string; requestId?: string };
        return [message, code, requestId].join(' ');
      });
      const jobs = window.jobs.map((job) => JSON.stringify([job, window.raw({ key: job.key })]));
      const heard = exchanges.responses.of('lab').map(({ text = '' }) => redactor.text(text));
      return [JSON.stringify(recording), ...problems, ...jobs, ...heard, ...lines.lines].join('\n');
    };
    return { window, transport, shown };
  }

  /** Everything below the folders of ledger and clips. */
  const kept = (): string =>
    [bench.ledger, bench.clips]
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1')),
      )
      .join('\n');

  async function follow(window: LiveJobService): Promise<unknown[]> {
    const errors: unknown[] = [];
    const collect = (error: unknown) => void errors.push(error);
    await window.create({ provider: 'lab', prompt: 'A red fox' }).catch(collect);
    await window.refresh('lab').catch(collect);
    return errors;
  }

  for (const [kind, key] of Object.entries(keys)) {
    for (const [way, spell] of Object.entries(spellings)) {
      it(`is in nothing kept or shown: ${kind}, ${way}`, async () => {
        const echo = spell(key);
        const job = `{"id": "video_1", "status": "in_progress", "note": ${echo}, "deep": [{"request": {"headers": ${echo}}}]}`;
        const refusal = `{"error": {"message": ${echo}, "code": "bad_key", "details": ${echo}}}`;
        answers({
          'POST /v1/videos': [{ body: job }, { status: 500, body: refusal }],
          'GET /v1/videos/video_1': { status: 403, body: refusal },
          'GET /v1/videos': { status: 404, body: refusal },
        });
        const { window, transport, shown } = windowWith(key);
        const errors = [...(await follow(window)), ...(await follow(window))];
        const list = window.jobs.map(({ id, status }) => `${id} ${status}`).sort();
        assert.deepEqual(list, ['undefined uncertain', 'video_1 in_progress']);
        const everythingShown = shown(errors);
        window.dispose();
        await transport.close();
        assert.ok(!leaks(everythingShown, key), everythingShown);
        assert.ok(!leaks(kept(), key), 'on disk');
      });
    }

    it(`is in nothing kept or shown when it stands in headers and addresses: ${kind}`, async () => {
      const headers = { 'x-request-id': `req-${key}`, 'content-type': `application/json; note=${key}` };
      const away = {
        status: 302,
        headers: { location: `http://10.0.0.1/${encodeURIComponent(key)}/a?k=${key}`, ...headers },
      };
      answers({
        'POST /v1/videos': [
          { headers, json: { id: 'video_1', status: 'queued' } },
          { status: 400, headers, json: { error: { message: 'no' } } },
        ],
        'GET /v1/videos/video_1': away,
        'GET /v1/videos': away,
      });
      const { window, transport, shown } = windowWith(key);
      const errors = [...(await follow(window)), ...(await follow(window))];
      assert.ok(errors.length > 1, String(errors));
      const everythingShown = shown(errors);
      window.dispose();
      await transport.close();
      assert.ok(!leaks(everythingShown, key), everythingShown);
      assert.ok(!leaks(kept(), key), 'on disk');
    });

    it(`is sent inside \`extra\`, and kept neither in the ledger nor beside the clip: ${kind}`, async () => {
      let sent: Received | undefined;
      answers({
        'POST /v1/videos': (request, response) => {
          sent = request;
          response.end('{"id": "video_1", "status": "completed"}');
        },
        'GET /v1/videos/video_1': { json: { id: 'video_1', status: 'completed' } },
        'GET /v1/videos/video_1/content': { body: mp4() },
      });
      const { window, transport, shown } = windowWith(key);
      const extra = { hook: { note: `call me with ${key}`, list: [encodeURIComponent(key)] } };
      const { key: job } = await window.create({ provider: 'lab', prompt: 'A red fox', extra });
      await window.download({ provider: 'lab', id: 'video_1' }).catch(() => undefined);
      assert.ok(sent);
      assert.ok(sent.body.includes('call me with'));
      assert.ok(leaks(sent.body, key), 'it is part of the request');
      await until(() => window.find({ key: job })?.status === 'completed');
      const everythingShown = shown([]);
      window.dispose();
      await transport.close();
      assert.ok(!leaks(everythingShown, key), everythingShown);
      assert.ok(!leaks(kept(), key), 'on disk');
    });
  }

  it('leaves numbers, ids and words of an answer alone that only look like a short key', async () => {
    answers({
      'POST /v1/videos': { body: '{"id": "video_1234567", "status": "queued", "created_at": 1234567, "n": 123456}' },
      'GET /v1/videos/video_1234567': { json: { id: 'video_1234567', status: 'queued' } },
    });
    for (const key of ['123456', 'queued']) {
      const { window, transport } = windowWith(key);
      const job = await window.create({ provider: 'lab', prompt: 'A red fox' }).catch((error: unknown) => error);
      const found = window.jobs.find(({ id }) => id === 'video_1234567');
      assert.equal(found?.status, 'queued', `${key}: ${String(job)}`);
      window.dispose();
      await transport.close();
    }
  });

  it('does not follow it to another origin', async () => {
    const other = await TestServer.start();
    try {
      const key = keys['a long key with signs'];
      answers({
        'POST /v1/videos': { json: { id: 'video_1', status: 'queued' } },
        'GET /v1/videos/video_1': {
          status: 302,
          headers: { location: `${other.origin}/v1/videos/video_1?key=${encodeURIComponent(key)}` },
        },
      });
      const { window, transport } = windowWith(key);
      await window.create({ provider: 'lab', prompt: 'A red fox' });
      await window.refresh('lab');
      window.dispose();
      await transport.close();
      assert.deepEqual(other.requests, []);
    } finally {
      await other.stop();
    }
  });
});
